"""Make the keys of programs, and turn one that is carried into who is asking: a user, within the key's scopes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from jiufang.access.errors import NotAllowed
from jiufang.access.moments import Chance, Clock, age, chance, now
from jiufang.access.people import User, Users
from jiufang.access.policy import Actor, Via, grantable
from jiufang.access.roles import Permission
from jiufang.access.tokens import Kind, Token

TOUCH = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(days=400)  # a key that nobody renewed in more than a year is one that nobody remembers


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key, as it is kept.

    Args:
        user: on whose behalf it acts; what they may not do, it may not either.
        name: what it is for, in its maker's words.
        secret_hash: of the token.
        hint: what a list shows of it.
        scopes: what it may be used for.
        expires_at: after which it opens nothing.
        revoked_at: since when it opens nothing.
        last_used_at: to the minute.
    """

    tenant: UUID
    id: UUID
    user: UUID
    name: str
    secret_hash: bytes = field(repr=False)
    hint: str
    scopes: frozenset[Permission]
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None


class KeyShelf(Protocol):
    """The API keys of one tenant."""

    def find(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key with a hash, revoked or not."""
        ...

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        ...

    def listed(self, user: UUID | None = None) -> list[ApiKey]:
        """Return all keys, or those of one user, revoked ones too, in the order in which they were made."""
        ...

    def used(self, id: UUID, *, at: dt.datetime) -> None:
        """Note when a key was last used."""
        ...

    def revoke(self, id: UUID, *, at: dt.datetime) -> bool:
        """Let a key open nothing any more; tell whether it still did."""
        ...


@dataclass(frozen=True)
class ApiKeys:
    """Makes and recognises the keys of one tenant."""

    shelf: KeyShelf
    users: Users
    clock: Clock = now
    random: Chance = chance

    def make(self, user: User, *, id: UUID, name: str, scopes: Iterable[Permission], lasts: dt.timedelta = LONGEST) -> tuple[str, ApiKey]:
        """Make a key and return it, as it is shown this once, with its record.

        Raises:
            NotAllowed: a scope that the user has not, or that needs somebody to be there.
        """
        wanted = frozenset(scopes)
        if beyond := wanted - grantable(user.role):
            raise NotAllowed("no key can have these scopes", subject=", ".join(sorted(beyond)), hint="docs/access.md")
        token = Token.new(Kind.API_KEY, user.tenant, random=self.random)
        until = self.clock() + min(lasts, LONGEST)
        key = ApiKey(user.tenant, id, user.id, name, token.hash, token.hint, wanted, until)
        self.shelf.add(key)
        return token.text, key

    def recognise(self, text: str) -> Actor | None:
        """Return who a key acts for; None when it opens nothing, or not any more."""
        token, at = Token.parse(text, Kind.API_KEY), self.clock()
        key = self.shelf.find(token.hash) if token else None
        if token is None or key is None or key.tenant != token.tenant or key.revoked_at is not None or at >= key.expires_at:
            return None
        user = self.users.by_id(key.user)
        if user is None or not user.active:
            return None
        if key.last_used_at is None or age(key.last_used_at, at) >= TOUCH:
            self.shelf.used(key.id, at=at)
        return Actor(user.tenant, user.id, user.role, Via.API_KEY, key.id, scopes=key.scopes)
