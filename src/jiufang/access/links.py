"""Make and open private links: a candidate's, an invitation, a new password, and the first owner's of a fresh installation.

A link opens one thing for a while. All but a candidate's open it once; a link's page must not load when it is merely looked at
(mail programs follow links), so using one up is for the POST of its form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from jiufang.access.moments import Chance, Clock, chance, now
from jiufang.access.policy import Actor, Via
from jiufang.access.roles import Role
from jiufang.access.tokens import Kind, Token
from jiufang.errors import NotFound

LASTS: Mapping[Kind, dt.timedelta] = {
    Kind.CANDIDATE: dt.timedelta(days=14),
    Kind.INVITATION: dt.timedelta(days=7),
    Kind.PASSWORD: dt.timedelta(hours=1),
    Kind.OWNER: dt.timedelta(days=1),
}
OPENS_AGAIN = frozenset({Kind.CANDIDATE})


@dataclass(frozen=True, slots=True)
class Link:
    """A private link, as it is kept.

    Args:
        kind: what it opens.
        about: the screening session, or the user who was invited or forgot their password; the tenant for its first owner.
        token_hash: of the token in it.
        expires_at: after which it opens nothing.
        used_at: when it was used up.
    """

    tenant: UUID
    id: UUID
    kind: Kind
    about: UUID
    token_hash: bytes = field(repr=False)
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


class LinkShelf(Protocol):
    """The links of one tenant."""

    def find(self, token_hash: bytes) -> Link | None:
        """Return the link with a hash."""
        ...

    def add(self, link: Link) -> None:
        """Keep a new link."""
        ...

    def use(self, id: UUID, *, at: dt.datetime) -> bool:
        """Mark a link as used; tell whether it was not yet (of two at once, one is told so)."""
        ...

    def drop(self, kind: Kind, about: UUID) -> None:
        """Forget all links of a kind about something."""
        ...


@dataclass(frozen=True)
class Links:
    """Makes and opens the links of one tenant."""

    shelf: LinkShelf
    clock: Clock = now
    random: Chance = chance

    def make(self, kind: Kind, tenant: UUID, *, id: UUID, about: UUID, lasts: dt.timedelta | None = None) -> tuple[str, Link]:
        """Make a link and return its token, shown this once; earlier links of the kind about the same thing are dropped."""
        token = Token.new(kind, tenant, random=self.random)
        link = Link(tenant, id, kind, about, token.hash, self.clock() + (lasts or LASTS[kind]))
        self.shelf.drop(kind, about)
        self.shelf.add(link)
        return token.text, link

    def open(self, text: str, kind: Kind) -> Link:
        """Return what a token opens, without using it up.

        Raises:
            NotFound: nothing: it is wrong, used up, or too old. All three are told alike.
        """
        token = Token.parse(text, kind)
        link = self.shelf.find(token.hash) if token else None
        if token is None or link is None or (link.tenant, link.kind) != (token.tenant, kind) or not self._good(link):
            raise NotFound("this link opens nothing any more", hint="ask for a new one")
        return link

    def use(self, text: str, kind: Kind) -> Link:
        """Return what a token opens, and use it up.

        Raises:
            NotFound: nothing, or somebody was faster.
        """
        link = self.open(text, kind)
        if kind not in OPENS_AGAIN and not self.shelf.use(link.id, at=self.clock()):
            raise NotFound("this link opens nothing any more", hint="ask for a new one")
        return link

    def candidate(self, text: str) -> Actor:
        """Return the candidate whose link a token is from.

        Raises:
            NotFound: it opens nothing.
        """
        link = self.open(text, Kind.CANDIDATE)
        return Actor(link.tenant, link.about, Role.CANDIDATE, Via.LINK, link.id)

    def _good(self, link: Link) -> bool:
        return link.used_at is None and self.clock() < link.expires_at
