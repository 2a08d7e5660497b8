"""Keep rows that nobody can change unnoticed: each holds the hash of the one before, and a signed head holds the last.

A row that is altered, added, removed or moved breaks the chain where it stands. Rows cut off at the end are missed by the head,
and a head that was set back with them by one that is kept elsewhere (ASVS 5.0 16.4.2).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Select, Table, Text, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.store.ids import new_id
from jiufang.store.keys import CHAINS
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import audit_log, chain_heads, decisions, tenant_keys

NOTHING = bytes(32)  # what the first row follows
FETCHED_AT_ONCE = 5000
BEYOND = ("tenant_id", "id", "created_at", "previous", "hash")  # columns that the hash takes in otherwise, or not
HASHED = {table.name: tuple(c for c in table.c if c.name not in BEYOND) for table in (decisions, audit_log)}


def _locked() -> Select[Any]:
    """Return the query of how far a chain goes, kept from others, with the key that signs it."""
    h, k = chain_heads.c, tenant_keys.c
    found = select(h.number, h.hash, k.id, k.master, k.wrapped).outerjoin_from(chain_heads, tenant_keys, k.purpose == CHAINS)
    return found.where(h.chain == bindparam("chain")).with_for_update(of=chain_heads)


LOCKED = Prepared(_locked)


@dataclass(frozen=True)
class Head:
    """How far a chain goes: the number and hash of its last row."""

    number: int
    hash: bytes


@dataclass(frozen=True)
class Verdict:
    """What became of a chain: how many rows hold, and the first thing that does not."""

    rows: int
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problem


def append(session: Session, table: Table, **values: Any) -> UUID:
    """Add a row to the end of a chain; others who add to it wait until this transaction ends.

    Args:
        session: the tenant's transaction.
        table: `decisions` or `audit_log`.
        values: its columns but number, time and hashes; JSON-ready data for records.

    Returns:
        The row's id.
    """
    return extend(session, table, [values])[0]


def extend(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Add rows to the end of a chain, which is kept from others once.

    Args:
        session: the tenant's transaction.
        table: `decisions` or `audit_log`.
        rows: the columns of each, as `append` takes them.

    Returns:
        Their ids.
    """
    last, ids = _locked_head(session, table), list[UUID]()
    for values in rows:
        last, id = _add(session, table, last, dict(values))
        ids.append(id)
    return ids


def _add(session: Session, table: Table, last: Head, values: dict[str, Any]) -> tuple[Head, UUID]:
    row = {"number": last.number + 1, "at": dt.datetime.now(dt.UTC), **{c.name: None for c in HASHED[table.name] if c.nullable}, **values}
    id = row.setdefault("id", None) or new_id()
    row["id"] = id
    hash = _hash(last.hash, session.tenant, id, [_plain(row[c.name], c.name in _records(table)) for c in HASHED[table.name]])
    stored = {name: _json(value) if name in _records(table) else value for name, value in row.items()}
    after = Head(row["number"], hash)
    signature = _signature(session, table, after)
    _adding(table).run(session.connection, tenant_id=session.tenant, previous=last.hash, hash=hash, signature=signature, **stored)
    return after, id


def head(session: Session, table: Table) -> Head:
    """Return how far a chain goes; keep it elsewhere to notice should the end be cut off."""
    query = select(chain_heads.c.number, chain_heads.c.hash).where(chain_heads.c.chain == table.name)
    row = session.connection.execute(query).one_or_none()
    return Head(*row) if row else Head(0, NOTHING)


def verify(session: Session, table: Table, *, known: Head | None = None) -> Verdict:
    """Compute every hash of a chain again.

    Args:
        session: the tenant's transaction.
        table: `decisions` or `audit_log`.
        known: a head that was kept elsewhere; the chain must contain it.
    """
    last = Head(0, NOTHING)
    met = known is None or known.number == 0
    for number, previous, found, expected in _recomputed(session, table):
        if number != last.number + 1:
            return Verdict(last.number, f"row {last.number + 1} is missing")
        if previous != last.hash or found != expected:
            return Verdict(last.number, f"row {number} was altered")
        last = Head(number, found)
        if known is not None and number == known.number:
            if found != known.hash:
                return Verdict(number - 1, f"row {number} is not the one that was there before")
            met = True
    if not met:
        return Verdict(last.number, f"it ends at row {last.number}, and once went on to row {known.number if known else 0}")
    return Verdict(last.number, _problem_of_head(session, table, last))


def _recomputed(session: Session, table: Table) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield number, stored previous hash, stored hash and computed hash of each row, in order.

    What the hash takes in as text comes as text from the database, which is quicker at it; times are written as when they were hashed.
    """
    columns = [c if isinstance(c.type, DateTime | LargeBinary) else cast(c, Text) for c in HASHED[table.name]]
    query = select(table.c.number, table.c.previous, table.c.hash, func.uuid_send(table.c.id), *columns).order_by(table.c.number)
    whose = _framed(session.tenant.bytes)
    with session.connection.execute(query, execution_options={"yield_per": FETCHED_AT_ONCE}) as rows:
        for several in rows.partitions():
            for number, previous, found, id, *values in several:
                said = [_framed(value.encode() if type(value) is str else _plain(value)) for value in values]
                expected = hashlib.sha256(b"".join((_framed(previous), whose, _framed(id), *said))).digest()
                yield number, previous, found, expected


def _hash(previous: bytes, tenant: UUID, id: UUID, values: list[bytes | None]) -> bytes:
    """Return the SHA-256 of a row."""
    return hashlib.sha256(b"".join(map(_framed, (previous, tenant.bytes, id.bytes, *values)))).digest()


def _framed(value: bytes | None) -> bytes:
    """Return a value with its length, which keeps it apart from the next; nothing is not the same as empty."""
    return b"-" if value is None else b"%d:%b" % (len(value), value)


def _plain(value: Any, record: bool = False) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    if record:
        return _json(value).encode()
    return (value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _adding(table: Table) -> Prepared:
    """Return what adds a row and moves the head to it; records are given as their text, as they are hashed."""
    names = ["tenant_id", "id", "previous", "hash", *(c.name for c in HASHED[table.name])]
    given = {
        name: cast(bindparam(name, type_=Text), table.c[name].type)
        if name in _records(table)
        else bindparam(name, type_=table.c[name].type)
        for name in names
    }
    head = {name: bindparam(name, type_=chain_heads.c[name].type) for name in ("number", "hash", "signature")}
    moved = update(chain_heads).where(chain_heads.c.chain == table.name).values(head)
    return Prepared(lambda: insert(table).values(given).add_cte(moved.cte("moved")))


@cache
def _records(table: Table) -> frozenset[str]:
    return frozenset(c.name for c in table.c if str(c.type) == "JSON")


def _locked_head(session: Session, table: Table) -> Head:
    row = LOCKED.one_or_none(session.connection, chain=table.name)
    if row is None:
        first = {"tenant_id": session.tenant, "id": new_id(), "chain": table.name, "number": 0, "hash": NOTHING}
        signed = {**first, "signature": _signature(session, table, Head(0, NOTHING))}
        session.connection.execute(upsert(chain_heads).values(signed).on_conflict_do_nothing())
        row = LOCKED.all(session.connection, chain=table.name)[0]
    session.keys.bring_own(CHAINS, row.id, row.master, row.wrapped)
    return Head(row.number, row.hash)


def _problem_of_head(session: Session, table: Table, last: Head) -> str:
    row = session.connection.execute(select(chain_heads).where(chain_heads.c.chain == table.name)).one_or_none()
    if row is None:
        return "its head is missing" if last.number else ""
    if Head(row.number, row.hash) != last:
        return f"it ends at row {last.number}, its head at row {row.number}"
    return "" if hmac.compare_digest(row.signature, _signature(session, table, last)) else "its head is not signed by us"


def _signature(session: Session, table: Table, head: Head) -> bytes:
    told = b"%b %d %b" % (table.name.encode(), head.number, head.hash)
    return hmac.digest(session.keys.tenant(CHAINS).secret, told, "sha256")
