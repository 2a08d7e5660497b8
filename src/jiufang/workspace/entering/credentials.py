"""Make and take back what programs and candidates carry: keys and private links; each change whole, and in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from jiufang.access.api_keys import LONGEST, ApiKey
from jiufang.access.people import User
from jiufang.access.policy import Actor
from jiufang.access.roles import Permission
from jiufang.access.tokens import Kind
from jiufang.errors import NotFound
from jiufang.store.ids import new_id
from jiufang.store.shelves import Begun
from jiufang.store.tables import screening_sessions
from jiufang.workspace.entering.parts import Whole


class GivingCredentials(Whole):
    """The part of an entrance that gives keys and links."""

    def make_key(
        self, user: User, *, name: str, scopes: Iterable[Permission], by: str, lasts: dt.timedelta = LONGEST
    ) -> tuple[str, ApiKey]:
        """Make a program's key and return it, as it is shown this once, with its record.

        Raises:
            NotAllowed: a scope that the user has not, or that needs somebody to be there.
        """
        with self._work() as work:
            text, key = work.keys.make(user, id=new_id(), name=name, scopes=scopes, lasts=lasts)
            work.log("made", key.id, by=by, subject="key", scopes=sorted(key.scopes))
            return text, key

    def revoke_key(self, id: UUID, *, by: str) -> None:
        """Let a key open nothing any more, from its next request on; one that is revoked stays so.

        Raises:
            NotFound: there is no such key.
        """
        with self._work() as work:
            if work.key_shelf.revoke(id, at=self.clock()):
                work.log("revoked", id, by=by, subject="key")
            elif id not in {key.id for key in work.key_shelf.listed()}:
                raise NotFound("there is no such key", subject=f"key {id}")

    def candidate_link(self, screening: UUID, *, by: str, lasts: dt.timedelta | None = None) -> str:
        """Return the token of the private link to a screening session; the one before opens nothing any more.

        Raises:
            NotFound: there is no such session.
        """
        with self._work() as work:
            with work.open() as session:
                session.get(screening_sessions, screening)
            work.log("sent a link", screening, by=by, subject="screening")
            return work.links.make(Kind.CANDIDATE, self.tenant, id=new_id(), about=screening, lasts=lasts)[0]

    def drop_candidate_link(self, screening: UUID, *, by: str) -> None:
        """Let the private link to a screening session open nothing any more."""
        with self._work() as work:
            work.link_shelf.drop(Kind.CANDIDATE, screening)
            work.log("dropped the link", screening, by=by, subject="screening")

    def candidate(self, text: str, *, begun: Begun | None = None) -> Actor:
        """Return the candidate whose link a token is from.

        Args:
            text: the token.
            begun: the transaction to look in.

        Raises:
            NotFound: it opens nothing, or they were erased.
        """
        with self._work(begun) as work:
            actor = work.links.candidate(text)
            with work.open() as session:
                session.get(screening_sessions, actor.id)
            return actor
