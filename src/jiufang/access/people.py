"""Users, as access sees them, and what it asks of whoever keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from jiufang.access.roles import Role


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works with the system.

    Args:
        tenant: their company or team.
        id: their id.
        email: where they are written to; compared without regard to case.
        role: one of `Role.staff()`.
        password_hash: None for those who come from a provider alone.
        oidc_subject: issuer and subject at their provider, as `oidc.Identity.key` writes them.
        disabled_at: since when they may not come in any more.
        proved_after: sessions begun before this moment are over: the password changed, or they signed out everywhere.
        name: what they are called; never logged.
        version: which a change has to name.
    """

    tenant: UUID
    id: UUID
    email: str
    role: Role
    password_hash: str | None = None
    oidc_subject: str | None = None
    disabled_at: dt.datetime | None = None
    proved_after: dt.datetime | None = None
    name: str = ""
    version: int = field(default=1, compare=False)

    @property
    def active(self) -> bool:
        """Whether they may come in."""
        return self.disabled_at is None


class Users(Protocol):
    """The users of one tenant."""

    def by_id(self, id: UUID) -> User | None:
        """Return the user with an id."""
        ...

    def by_email(self, email: str) -> User | None:
        """Return the user with an address, whatever its case."""
        ...

    def by_subject(self, subject: str) -> User | None:
        """Return the user who comes from a provider under this name."""
        ...

    def listed(self) -> list[User]:
        """Return everybody, those too who may not come in, in the order in which they were invited."""
        ...

    def owners(self) -> int:
        """Return how many owners may come in."""
        ...

    def add(self, user: User) -> None:
        """Keep a new user; of two with one address the second is refused by the store (`Conflict`)."""
        ...

    def set_role(self, id: UUID, role: Role) -> None:
        """Keep another role."""
        ...

    def set_name(self, id: UUID, name: str) -> None:
        """Keep another name."""
        ...

    def set_disabled(self, id: UUID, *, at: dt.datetime | None) -> None:
        """Keep since when a user may not come in; None lets them in again."""
        ...

    def set_password(self, id: UUID, hashed: str, *, at: dt.datetime | None) -> None:
        """Keep a password's new hash; `at` ends the sessions begun before, None keeps them (same password, other costs)."""
        ...

    def set_subject(self, id: UUID, subject: str) -> None:
        """Keep under which name a user comes from their provider."""
        ...
