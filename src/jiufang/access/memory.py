"""Shelves in memory that keep what access asks to be kept: for tests, here and of the pages; the store has the real ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any
from uuid import UUID

from jiufang.access.api_keys import ApiKey
from jiufang.access.events import Event
from jiufang.access.idempotency import Answer, Kept
from jiufang.access.links import Link
from jiufang.access.people import User
from jiufang.access.roles import Role
from jiufang.access.sessions import Session
from jiufang.access.tokens import Kind
from jiufang.errors import Conflict


@dataclass
class MemoryUsers:
    """`people.Users`."""

    rows: dict[UUID, User] = field(default_factory=dict)

    def listed(self) -> list[User]:
        """Return everybody."""
        return sorted(self.rows.values(), key=lambda user: user.id)

    def owners(self) -> int:
        """Count the owners who may come in."""
        return sum(user.active and user.role is Role.OWNER for user in self.rows.values())

    def add(self, user: User) -> None:
        """Keep a user."""
        if self.by_email(user.email) is not None:
            raise Conflict("there is a user with this address", subject="user")
        self.rows[user.id] = user

    def set_role(self, id: UUID, role: Role) -> None:
        """Keep a role."""
        self._change(id, role=role)

    def set_name(self, id: UUID, name: str) -> None:
        """Keep a name."""
        self._change(id, name=name)

    def set_disabled(self, id: UUID, *, at: dt.datetime | None) -> None:
        """Keep since when."""
        self._change(id, disabled_at=at)

    def by_id(self, id: UUID) -> User | None:
        """Return the user with an id."""
        return self.rows.get(id)

    def by_email(self, email: str) -> User | None:
        """Return the user with an address."""
        return next((user for user in self.rows.values() if user.email.casefold() == email.casefold()), None)

    def by_subject(self, subject: str) -> User | None:
        """Return the user of a provider's name."""
        return next((user for user in self.rows.values() if user.oidc_subject == subject), None)

    def set_password(self, id: UUID, hashed: str, *, at: dt.datetime | None) -> None:
        """Keep a hash."""
        self._change(id, password_hash=hashed, proved_after=at or self.rows[id].proved_after)

    def set_subject(self, id: UUID, subject: str) -> None:
        """Keep a provider's name."""
        self._change(id, oidc_subject=subject)

    def _change(self, id: UUID, **values: Any) -> None:
        self.rows[id] = replace(self.rows[id], **values, version=self.rows[id].version + 1)


@dataclass
class MemorySessions:
    """`sessions.SessionShelf`."""

    rows: dict[UUID, Session] = field(default_factory=dict)
    writes: int = 0

    def find(self, token_hash: bytes) -> Session | None:
        """Return the session of a token, in use or before."""
        return next((s for s in self.rows.values() if token_hash in (s.token_hash, s.old_hash)), None)

    def add(self, session: Session) -> None:
        """Keep a session."""
        self.rows[session.id] = session

    def save(self, session: Session) -> bool:
        """Keep what changed, unless it changed meanwhile."""
        kept = self.rows.get(session.id)
        if kept is None or kept.version != session.version:
            return False
        self.writes += 1
        self.rows[session.id] = replace(session, version=session.version + 1)
        return True

    def end(self, id: UUID) -> None:
        """Forget a session."""
        self.rows.pop(id, None)

    def end_all(self, user: UUID) -> None:
        """Forget a user's sessions."""
        self.rows = {id: session for id, session in self.rows.items() if session.user != user}


@dataclass
class MemoryKeys:
    """`api_keys.KeyShelf`."""

    rows: dict[UUID, ApiKey] = field(default_factory=dict)

    def find(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key with a hash."""
        return next((key for key in self.rows.values() if key.secret_hash == secret_hash), None)

    def add(self, key: ApiKey) -> None:
        """Keep a key."""
        self.rows[key.id] = key

    def used(self, id: UUID, *, at: dt.datetime) -> None:
        """Note a use."""
        self.rows[id] = replace(self.rows[id], last_used_at=at)

    def listed(self, user: UUID | None = None) -> list[ApiKey]:
        """Return all keys, or those of one user."""
        return sorted((key for key in self.rows.values() if user in (None, key.user)), key=lambda key: key.id)

    def revoke(self, id: UUID, *, at: dt.datetime) -> bool:
        """Let a key open nothing any more."""
        if id not in self.rows or self.rows[id].revoked_at is not None:
            return False
        self.rows[id] = replace(self.rows[id], revoked_at=at)
        return True


@dataclass
class MemoryLinks:
    """`links.LinkShelf`."""

    rows: dict[UUID, Link] = field(default_factory=dict)

    def find(self, token_hash: bytes) -> Link | None:
        """Return the link with a hash."""
        return next((link for link in self.rows.values() if link.token_hash == token_hash), None)

    def add(self, link: Link) -> None:
        """Keep a link."""
        self.rows[link.id] = link

    def use(self, id: UUID, *, at: dt.datetime) -> bool:
        """Use a link up, once."""
        if self.rows[id].used_at is not None:
            return False
        self.rows[id] = replace(self.rows[id], used_at=at)
        return True

    def drop(self, kind: Kind, about: UUID) -> None:
        """Forget links."""
        self.rows = {id: link for id, link in self.rows.items() if (link.kind, link.about) != (kind, about)}


@dataclass
class MemoryAnswers:
    """`idempotency.AnswerShelf`."""

    rows: dict[tuple[str, str], Kept] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def claim(self, actor: str, key: str, request_hash: bytes, *, at: dt.datetime, until: dt.datetime) -> Kept | None:
        """Put a request down, or return the one that is there."""
        with self.lock:
            kept = self.rows.get((actor, key))
            if kept is not None and kept.expires_at > at:
                return kept
            self.rows[actor, key] = Kept(request_hash, None, until)
            return None

    def keep(self, actor: str, key: str, answer: Answer, *, until: dt.datetime) -> None:
        """Keep an answer."""
        with self.lock:
            self.rows[actor, key] = replace(self.rows[actor, key], answer=answer, expires_at=until)

    def release(self, actor: str, key: str) -> None:
        """Forget a request."""
        with self.lock:
            self.rows.pop((actor, key), None)


@dataclass
class MemoryEvents:
    """`events.EventLog`."""

    rows: list[Event] = field(default_factory=list)

    def append(self, event: Event) -> None:
        """Keep an event."""
        self.rows.append(event)
