"""Keep data keys in the database: a person's, which erasing removes, and the tenant's own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Table, Uuid, any_, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import Sealed
from jiufang.store.ids import new_id
from jiufang.store.prepared import Prepared
from jiufang.store.tables import person_keys, tenant_keys
from jiufang.store.vault import DataKey, Place, Vault, Wrapped

CONTENT, FINGERPRINTS, CHAINS = "content", "fingerprints", "chains"
ROTATED_AT_ONCE = 500  # keys in one transaction; who asks for one of them meanwhile waits some tenths of a second at most
ROTATION = 0x6A69_7567  # “jiug”: held by who wraps a key, until it is committed
OF_PERSONS = Prepared(
    lambda: select(person_keys.c.id, person_keys.c.master, person_keys.c.wrapped).where(
        person_keys.c.id == any_(bindparam("persons", type_=ARRAY(Uuid)))
    )
)
OF_TENANT = Prepared(
    lambda: select(tenant_keys.c.id, tenant_keys.c.master, tenant_keys.c.wrapped).where(tenant_keys.c.purpose == bindparam("purpose"))
)


class Keys:
    """The data keys of one tenant, in one transaction; none is kept in memory beyond it, so an erased one is gone everywhere.

    Args:
        connection: a transaction of the tenant's.
        tenant: the tenant's id.
        vault: what wraps the keys.
    """

    def __init__(self, connection: Connection, tenant: UUID, vault: Vault) -> None:
        self._connection, self._tenant, self._vault = connection, tenant, vault
        self._seen: dict[UUID, DataKey] = {}
        self._own: dict[str, DataKey] = {}

    def make(self, person: UUID) -> DataKey:
        """Make the key of a new person."""
        self._hold_rotation()
        key = DataKey.new()
        wrapped = self._vault.wrap(key, self._place(person_keys, person))
        row = {"tenant_id": self._tenant, "id": person, "master": wrapped.master, "wrapped": wrapped.wrapped}
        self._connection.execute(insert(person_keys).values(row))
        self._seen[person] = key
        return key

    def of(self, person: UUID) -> DataKey:
        """Return the key of a person.

        Raises:
            Sealed: there is none: the person was erased.
        """
        if person not in self._seen:
            self.fetch([person])
        if person not in self._seen:
            raise Sealed("this person was erased", subject=str(person))
        return self._seen[person]

    def fetch(self, persons: Iterable[UUID]) -> None:
        """Have the keys of several persons at hand, in one query; of erased ones there is none."""
        missing = [person for person in dict.fromkeys(persons) if person not in self._seen]
        if not missing:
            return
        for id, master, wrapped in OF_PERSONS.all(self._connection, persons=missing):
            self.bring(id, master, wrapped)

    def bring(self, person: UUID, master: str | None, wrapped: bytes | None) -> None:
        """Have the key of a person at hand whose row a query brought along; of an erased one it brought none."""
        if person not in self._seen and master is not None and wrapped is not None:
            self._seen[person] = self._vault.unwrap(Wrapped(master, wrapped), self._place(person_keys, person))

    def erase(self, person: UUID) -> bool:
        """Remove the key of a person, and with it all that they sent or said; tell whether there was one."""
        self._seen.pop(person, None)
        return bool(self._connection.execute(delete(person_keys).where(person_keys.c.id == person)).rowcount)

    def tenant(self, purpose: str) -> DataKey:
        """Return the tenant's key for a purpose, made when it is first asked for."""
        if purpose not in self._own:
            self._own[purpose] = self._tenant_key(purpose)
        return self._own[purpose]

    def bring_own(self, purpose: str, id: UUID | None, master: str | None, wrapped: bytes | None) -> None:
        """Have the tenant's key for a purpose at hand whose row a query brought along; of one that was never asked for it brought none."""
        if purpose not in self._own and id is not None and master is not None and wrapped is not None:
            self._own[purpose] = self._vault.unwrap(Wrapped(master, wrapped), self._place(tenant_keys, id))

    def _tenant_key(self, purpose: str) -> DataKey:
        row = OF_TENANT.one_or_none(self._connection, purpose=purpose)
        if row is None:
            self._make_tenant_key(purpose)
            row = OF_TENANT.all(self._connection, purpose=purpose)[0]
        return self._vault.unwrap(Wrapped(row.master, row.wrapped), self._place(tenant_keys, row.id))

    def rotate(self, *, at_most: int = ROTATED_AT_ONCE) -> int:
        """Wrap some keys of the tenant's that are not wrapped with the master key in use; return how many were."""
        wrapped = 0
        for table in (person_keys, tenant_keys):
            wrapped += self._rotate(table, at_most - wrapped)
        return wrapped

    def left(self) -> int:
        """Return how many keys of the tenant's are not wrapped with the master key in use."""
        current = self._vault.keyring.current.id
        asked = [select(func.count()).where(table.c.master != current) for table in (person_keys, tenant_keys)]
        return sum(self._connection.execute(query).scalar_one() for query in asked)

    def masters(self) -> set[str]:
        """Return the ids of the master keys that the tenant's own keys are wrapped with."""
        return set(self._connection.execute(select(tenant_keys.c.master).distinct()).scalars())

    def _make_tenant_key(self, purpose: str) -> None:
        self._hold_rotation()
        id = new_id()
        wrapped = self._vault.wrap(DataKey.new(), self._place(tenant_keys, id))
        row = {"tenant_id": self._tenant, "id": id, "purpose": purpose, "master": wrapped.master, "wrapped": wrapped.wrapped}
        self._connection.execute(upsert(tenant_keys).values(row).on_conflict_do_nothing())

    def _rotate(self, table: Table, at_most: int) -> int:
        old = select(table.c.id, table.c.master, table.c.wrapped).where(table.c.master != self._vault.keyring.current.id)
        rows = self._connection.execute(old.order_by(table.c.id).limit(at_most).with_for_update()).all()
        changed = [(id, self._vault.rewrap(Wrapped(master, wrapped), self._place(table, id))) for id, master, wrapped in rows]
        given = {"master": bindparam("new"), "wrapped": bindparam("by_new"), "version": table.c.version + 1, "updated_at": func.now()}
        told = [{"row": id, "new": new.master, "by_new": new.wrapped} for id, new in changed]
        if told:
            self._connection.execute(update(table).where(table.c.id == bindparam("row")).values(given), told)
        return len(rows)

    def _hold_rotation(self) -> None:
        """Keep a rotation from counting what is left until this transaction has ended: the key that it wraps may still be the old one's."""
        self._connection.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": ROTATION})

    def _place(self, table: Table, row: UUID) -> Place:
        return Place(self._tenant, table.name, row, "wrapped")
