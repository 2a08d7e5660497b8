"""Work for one tenant in one transaction: rows by id, versions that must not be overtaken, content sealed for its person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from jiufang.access.errors import Stale
from jiufang.errors import NotFound
from jiufang.store.ids import new_id
from jiufang.store.keys import CONTENT, Keys
from jiufang.store.prepared import Prepared
from jiufang.store.vault import DataKey, Place, Vault


@dataclass(frozen=True)
class Note:
    """Something that happened in a transaction, for those who want to be told of it: ids, codes and counts."""

    type: str
    id: UUID | None
    details: Mapping[str, Any]


class Session:
    """One tenant's transaction; what the modules of this room work on.

    Args:
        connection: the transaction, as `Database.transaction` opens it.
        tenant: the tenant's id.
        vault: what wraps the keys.
    """

    def __init__(self, connection: Connection, tenant: UUID, vault: Vault) -> None:
        self.connection, self.tenant = connection, tenant
        self.keys = Keys(connection, tenant, vault)
        self.notes: list[Note] = []
        self.seen: list[Mapping[str, Any]] = []  # what the audit log is told when all else is done (`jiufang.store.audit`)

    def note(self, type: str, id: UUID | None, **details: Any) -> None:
        """Take note of what happened, such as `person.decided`; whoever is to be told of it is asked before the transaction commits."""
        self.notes.append(Note(type, id, details))

    def insert(self, table: Table, id: UUID | None = None, **values: Any) -> UUID:
        """Add a row, return its id."""
        row = id or new_id()
        self.connection.execute(insert(table).values(tenant_id=self.tenant, id=row, **values))
        return row

    def get(self, table: Table, id: UUID, *, lock: bool = False) -> Row[Any]:
        """Return a row by its id, without its large columns.

        Args:
            table: where it is.
            id: its id.
            lock: whether others have to wait until this transaction ends.

        Raises:
            NotFound: there is none, or it is another tenant's.
        """
        row: Row[Any] | None = _by_id(table, lock).one_or_none(self.connection, id=id)
        if row is None:
            raise NotFound("there is nothing of this id", subject=f"{table.name} {id}")
        return row

    def update(self, table: Table, id: UUID, *, version: int | None = None, **values: Any) -> int:
        """Change a row and return its new version.

        Args:
            table: where it is.
            id: its id.
            version: the version that the change was decided on; None changes whatever is there.
            values: the columns to change.

        Raises:
            NotFound: there is none, or it is another tenant's.
            Stale: it is at another version by now; a `Conflict`.
        """
        found = table.c.id == id if version is None else (table.c.id == id) & (table.c.version == version)
        given = {**values, "version": table.c.version + 1, "updated_at": func.now()}
        changed = self.connection.execute(update(table).where(found).values(given).returning(table.c.version)).scalar_one_or_none()
        if changed is None:
            here = self.get(table, id).version
            raise Stale(f"it was changed since: version {here}, not {version}", subject=f"{table.name} {id}", hint="load it again")
        return int(changed)

    def seal(self, value: Any, *, person: UUID | None, at: tuple[Table, UUID, str]) -> bytes:
        """Encrypt JSON-ready data for a column of a row, with a person's key; the tenant's when it is nobody's."""
        return self._key(person).seal_json(value, self._place(at))

    def unseal(self, sealed: bytes, *, person: UUID | None, at: tuple[Table, UUID, str]) -> Any:
        """Decrypt what `seal` encrypted.

        Raises:
            Sealed: the person was erased, or the content altered or moved.
        """
        return self._key(person).open_json(sealed, self._place(at))

    def seal_bytes(self, content: bytes, *, person: UUID, at: tuple[Table, UUID, str]) -> bytes:
        """Encrypt a file as it is."""
        return self._key(person).seal(content, self._place(at))

    def unseal_bytes(self, sealed: bytes, *, person: UUID, at: tuple[Table, UUID, str]) -> bytes:
        """Decrypt what `seal_bytes` encrypted.

        Raises:
            Sealed: the person was erased, or the content altered or moved.
        """
        return self._key(person).open(sealed, self._place(at))

    def _key(self, person: UUID | None) -> DataKey:
        return self.keys.tenant(CONTENT) if person is None else self.keys.of(person)

    def _place(self, at: tuple[Table, UUID, str]) -> Place:
        table, row, column = at
        return Place(self.tenant, table.name, row, column)


@cache
def _by_id(table: Table, lock: bool) -> Prepared:
    query = select(*(column for column in table.c if not column.info.get("large"))).where(table.c.id == bindparam("id"))
    return Prepared(lambda: query.with_for_update() if lock else query)
