"""Keep users: `jiufang.access.people.Users`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.access.people import User
from jiufang.access.roles import Role
from jiufang.errors import Conflict
from jiufang.store.prepared import Prepared
from jiufang.store.shelves import Open
from jiufang.store.tables import users as t

BY_ID = Prepared(lambda: select(t).where(t.c.id == bindparam("id")))


@dataclass(frozen=True)
class StoredUsers:
    """The users of one tenant."""

    open: Open

    def by_id(self, id: UUID) -> User | None:
        """Return the user with an id."""
        with self.open() as session:
            row = BY_ID.one_or_none(session.connection, id=id)
            return None if row is None else _user(row)

    def by_email(self, email: str) -> User | None:
        """Return the user with an address, whatever its case."""
        return self._one(func.lower(t.c.email) == func.lower(email))

    def by_subject(self, subject: str) -> User | None:
        """Return the user who comes from a provider under this name."""
        return self._one(t.c.oidc_subject == subject)

    def listed(self) -> list[User]:
        """Return everybody, those too who may not come in, in the order in which they were invited."""
        with self.open() as session:
            return [_user(row) for row in session.connection.execute(select(t).order_by(t.c.id))]

    def owners(self) -> int:
        """Return how many owners may come in; they stay as they are until the transaction ends, so that two do not shut each other out."""
        with self.open() as session:
            query = select(t.c.id).where(t.c.role == Role.OWNER, t.c.disabled_at.is_(None)).order_by(t.c.id)
            return len(session.connection.execute(query.with_for_update()).all())

    def add(self, user: User) -> None:
        """Keep a new user.

        Raises:
            Conflict: somebody has this address.
        """
        kept = {"email": user.email, "name": user.name, "role": str(user.role), "password_hash": user.password_hash}
        times = {"disabled_at": user.disabled_at, "proved_after": user.proved_after}
        with self.open() as session:
            row = {"tenant_id": session.tenant, "id": user.id, **kept, **times, "oidc_subject": user.oidc_subject}
            made = session.connection.execute(upsert(t).values(row).on_conflict_do_nothing().returning(t.c.id))
            if made.scalar_one_or_none() is None:
                raise Conflict("there is a user with this address", subject="user")

    def set_role(self, id: UUID, role: Role) -> None:
        """Keep another role."""
        self._set(id, role=str(role))

    def set_name(self, id: UUID, name: str) -> None:
        """Keep another name."""
        self._set(id, name=name)

    def set_disabled(self, id: UUID, *, at: dt.datetime | None) -> None:
        """Keep since when a user may not come in; None lets them in again."""
        self._set(id, disabled_at=at)

    def set_password(self, id: UUID, hashed: str, *, at: dt.datetime | None) -> None:
        """Keep a password's new hash; `at` ends the sessions begun before, None keeps them."""
        self._set(id, password_hash=hashed, **({} if at is None else {"proved_after": at}))

    def set_subject(self, id: UUID, subject: str) -> None:
        """Keep under which name a user comes from their provider."""
        self._set(id, oidc_subject=subject)

    def _one(self, found: ColumnElement[bool]) -> User | None:
        with self.open() as session:
            row = session.connection.execute(select(t).where(found)).one_or_none()
            return None if row is None else _user(row)

    def _set(self, id: UUID, **values: Any) -> None:
        with self.open() as session:
            session.update(t, id, **values)


def _user(row: Row[Any]) -> User:
    return User(
        tenant=row.tenant_id,
        id=row.id,
        email=row.email,
        role=Role(row.role),
        password_hash=row.password_hash,
        oidc_subject=row.oidc_subject,
        disabled_at=row.disabled_at,
        proved_after=row.proved_after,
        name=row.name,
        version=row.version,
    )
