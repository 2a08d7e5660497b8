"""Turn a browser's token into who is asking, as long as the session lasts (ASVS 7; OWASP Session Management).

A session ends after a while without use, after a day whatever happens, when somebody signs out, when the user is disabled and
when the password changes. The token is changed while it is used. The old one is good until the new one was seen, since the
answer that brought it may be lost, and a moment longer, for requests under way; whoever shows it after that has a copy, and
the session ends for both (RFC 9700 § 4.14.2 does so with refresh tokens).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from jiufang.access.moments import Chance, Clock, age, chance, now
from jiufang.access.people import User, Users
from jiufang.access.policy import Actor, Via
from jiufang.access.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts.

    Args:
        idle: without use.
        absolute: in all, after which the password is asked again.
        rotation: after which the token is changed.
        overlap: how long the old token is good after the new one was seen.
        touch: how old `seen_at` may be before it is written again, so that reading pages is not writing rows.
    """

    idle: dt.timedelta = dt.timedelta(hours=2)
    absolute: dt.timedelta = dt.timedelta(hours=24)  # NIST SP 800-63B § 2.2.3 (AAL2): 24 hours
    rotation: dt.timedelta = dt.timedelta(minutes=30)
    overlap: dt.timedelta = dt.timedelta(seconds=30)
    touch: dt.timedelta = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that somebody signed in with.

    Args:
        id: stays the same when the token changes.
        token_hash: of the token in use.
        old_hash: of the one before.
        old_until: until when that one is good; None as long as the new one was not seen.
        proved_at: when the password or the provider was last asked.
        version: which an update must name (optimistic locking).
    """

    tenant: UUID
    id: UUID
    user: UUID
    token_hash: bytes = field(repr=False)
    created_at: dt.datetime
    seen_at: dt.datetime
    rotated_at: dt.datetime
    proved_at: dt.datetime
    old_hash: bytes | None = field(default=None, repr=False)
    old_until: dt.datetime | None = None
    version: int = 1


class SessionShelf(Protocol):
    """The sessions of one tenant."""

    def find(self, token_hash: bytes) -> Session | None:
        """Return the session whose token, or whose token before, has this hash."""
        ...

    def add(self, session: Session) -> None:
        """Keep a new session."""
        ...

    def save(self, session: Session) -> bool:
        """Keep what changed if `version` is still the kept one, and raise that; tell whether it was."""
        ...

    def end(self, id: UUID) -> None:
        """Forget a session."""
        ...

    def end_all(self, user: UUID) -> None:
        """Forget every session of a user."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """Who a token belongs to.

    Args:
        actor: who asks.
        user: the same, with address and name.
        session: their session.
        token: a new token to set as the cookie; None to leave it.
    """

    actor: Actor
    user: User
    session: Session
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Sessions:
    """Begins, recognises and ends the sessions of one tenant."""

    shelf: SessionShelf
    users: Users
    clock: Clock = now
    random: Chance = chance
    limits: Limits = field(default_factory=Limits)

    def begin(self, user: User, *, id: UUID, before: str | None = None) -> Known:
        """Begin a session for somebody who just proved who they are.

        Args:
            user: who.
            id: of the new session.
            before: the token that the browser carried until now; its session ends, so that none set by another goes on (fixation).
        """
        if before:
            self.end(before)
        at, token = self.clock(), Token.new(Kind.SESSION, user.tenant, random=self.random)
        session = Session(user.tenant, id, user.id, token.hash, created_at=at, seen_at=at, rotated_at=at, proved_at=at)
        self.shelf.add(session)
        return Known(_actor(user, session), user, session, token.text)

    def recognise(self, text: str) -> Known | None:
        """Return who a token belongs to; None when it is nobody's, or not any more."""
        token = Token.parse(text, Kind.SESSION)
        session = self.shelf.find(token.hash) if token else None
        if token is None or session is None or session.tenant != token.tenant:
            return None
        user = self.users.by_id(session.user)
        if user is None or self._over(session, user) or self._copied(session, token):
            self.shelf.end(session.id)
            return None
        kept, fresh = self._carry_on(session, token)
        return Known(_actor(user, kept), user, kept, fresh)

    def confirm(self, known: Known) -> Known | None:
        """Take note that somebody proved again who they are, and change their token; None when the session changed meanwhile."""
        at = self.clock()
        token = Token.new(Kind.SESSION, known.user.tenant, random=self.random)
        session = replace(known.session, token_hash=token.hash, proved_at=at, rotated_at=at, seen_at=at, old_hash=None, old_until=None)
        if not self.shelf.save(session):
            return None
        session = replace(session, version=session.version + 1)
        return Known(_actor(known.user, session), known.user, session, token.text)

    def end(self, text: str) -> None:
        """Sign out: the token, and the one before it, open nothing any more."""
        token = Token.parse(text, Kind.SESSION)
        session = self.shelf.find(token.hash) if token else None
        if session is not None:
            self.shelf.end(session.id)

    def _over(self, session: Session, user: User) -> bool:
        at = self.clock()
        outdated = user.proved_after is not None and session.proved_at < user.proved_after
        unused, old = age(session.seen_at, at) > self.limits.idle, age(session.created_at, at) > self.limits.absolute
        return not user.active or outdated or unused or old

    def _copied(self, session: Session, token: Token) -> bool:
        return token.hash != session.token_hash and session.old_until is not None and self.clock() > session.old_until

    def _carry_on(self, session: Session, token: Token) -> tuple[Session, str | None]:
        """Write down that the session is used, and change its token when it is time; an old token changes nothing but the former."""
        at, limits = self.clock(), self.limits
        in_use = token.hash == session.token_hash
        if in_use and age(session.rotated_at, at) >= limits.rotation:
            new = Token.new(Kind.SESSION, session.tenant, random=self.random)
            turned = replace(session, token_hash=new.hash, old_hash=token.hash, old_until=None, rotated_at=at, seen_at=at)
            kept = self._saved(turned, session)
            return kept, new.text if kept is not session else None
        changed = session
        if in_use and session.old_hash is not None and session.old_until is None:
            changed = replace(changed, old_until=at + limits.overlap)
        if age(session.seen_at, at) >= limits.touch:
            changed = replace(changed, seen_at=at)
        return (session if changed is session else self._saved(changed, session)), None

    def _saved(self, changed: Session, session: Session) -> Session:
        # Of two requests at once one is first; the other goes on with what it read, and its token is then the old one.
        return replace(changed, version=session.version + 1) if self.shelf.save(changed) else session


def _actor(user: User, session: Session) -> Actor:
    return Actor(user.tenant, user.id, user.role, Via.SESSION, session.id, proved_at=session.proved_at)
