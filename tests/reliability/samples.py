"""Fill the tables of any revision with rows, by what the catalog says of them: types, keys, references, allowed values."""

from __future__ import annotations

import json
import re
from graphlib import TopologicalSorter
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

TENANTS = (UUID(int=1), UUID(int=2))
ROWS = 3  # of each table and tenant
COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' ORDER BY c.relname, a.attnum
"""
REFERENCES = """
SELECT c.relname, r.relname, (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY k(num, n)
       JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num),
       (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(f.confkey) WITH ORDINALITY k(num, n)
       JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num)
FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class r ON r.oid = f.confrelid
WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, f.conkey
"""
ALLOWED = """
SELECT c.relname, pg_get_constraintdef(f.oid) FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
WHERE f.contype = 'c' AND c.relnamespace = 'public'::regnamespace
"""
Row = dict[str, Any]
PAIRS = tuple(combinations(range(ROWS), 2))  # of rows of one table that a row names two of, the earlier first


def fill(connection: Connection) -> int:
    """Put rows into every table, for two tenants; return how many."""
    columns: dict[str, list[Any]] = {}
    for table, *column in connection.execute(text(COLUMNS)):
        columns.setdefault(table, []).append(column)
    references = [tuple(row) for row in connection.execute(text(REFERENCES))]
    allowed = _allowed(connection)
    order: dict[str, set[str]] = {table: set() for table in columns}
    for table, to, _, _ in references:
        if table != to:
            order[table].add(to)
    made: dict[str, dict[UUID, list[Row]]] = {}
    for table in TopologicalSorter(order).static_order():
        for tenant in TENANTS:
            rows = [_row(table, columns[table], tenant, n, references, made, allowed) for n in range(1 if table == "tenants" else ROWS)]
            made.setdefault(table, {})[tenant] = rows
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                values = ", ".join(f"CAST(:{name} AS {_type(columns[table], name)})" for name in row)
                connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({values})'), row)  # noqa: S608 - from the catalog
    return sum(len(rows) for tenants in made.values() for rows in tenants.values())


def dump(connection: Connection) -> dict[str, list[Row]]:
    """Return all rows of all tables, in the order of their content."""
    found = {}
    for table in sorted({row[0] for row in connection.execute(text(COLUMNS))}):
        rows = connection.execute(text(f'SELECT to_jsonb(t)::text FROM "{table}" t')).scalars()  # noqa: S608 - from the catalog
        found[table] = sorted((json.loads(row) for row in rows), key=lambda row: json.dumps([row.get("tenant_id"), row.get("id"), row]))
    return found


def carried(before: dict[str, list[Row]], after: dict[str, list[Row]], *, but: set[str]) -> dict[str, Any]:
    """Return what of the earlier rows does not stand in the later ones, by table and column; columns named in `but` may go or change."""
    wrong: dict[str, Any] = {}
    for table, rows in before.items():
        later = {_key(row): row for row in after.get(table, [])}
        for row in rows:
            there = later.get(_key(row))
            for name, value in row.items():
                if f"{table}.{name}" not in but and table not in but and (there is None or name not in there or there[name] != value):
                    wrong[f"{table}.{name}"] = (value, there and there.get(name))
    return wrong


def _key(row: Row) -> tuple[Any, ...]:
    if "id" in row:
        return row["tenant_id"], row["id"]
    return tuple(str(row[name]) for name in sorted(row) if name.endswith("_id") or name in {"segment", "term", "number", "key"})


def _row(table: str, columns: list[Any], tenant: UUID, n: int, references: list[Any], made: Any, allowed: dict[str, str]) -> Row:
    row: Row = {}
    for name, kind, needed, has_default in columns:
        if name == "tenant_id":
            row[name] = tenant
        elif needed or not has_default:
            row[name] = allowed.get(f"{table}.{name}") or _value(f"{table}.{name}", kind, tenant, n)
    theirs = [one for one in references if one[0] == table and one[1] != "tenants"]
    for place, (_, to, names, keys) in enumerate(theirs):
        several = sum(one[1] == to for one in theirs) > 1
        before = sum(one[1] == to for one in theirs[:place])
        for name, key in zip(names, keys, strict=True):
            if to == table and name in row:
                row[name] = None if name != "tenant_id" else tenant
            elif name != "tenant_id":
                row[name] = made[to][tenant][PAIRS[n][before % 2] if several else n % len(made[to][tenant])][key]
    return row


def _value(name: str, kind: str, tenant: UUID, n: int) -> Any:
    number = sum(map(ord, name)) * 1000 + tenant.int * 100 + n
    vector = re.fullmatch(r"(half)?vec(?:tor)?\((\d+)\)", kind)
    if vector:
        return "[" + ",".join(str((number + i) % 7 / 8) for i in range(int(vector[2]))) + "]"
    if bits := re.fullmatch(r"bit\((\d+)\)", kind):
        return format(number % 2 ** int(bits[1]), f"0{bits[1]}b")
    return {
        "uuid": lambda: UUID(int=number << 16),
        "text": lambda: f"{name} {number}",
        "text[]": lambda: [f"{number}", "b"],
        "bytea": lambda: number.to_bytes(8, "big") * 4,
        "boolean": lambda: bool(n % 2),
        "bigint": lambda: number,
        "integer": lambda: number % 30_000,
        "smallint": lambda: number % 300,
        "real": lambda: number / 8,
        "double precision": lambda: number / 8,
        "jsonb": lambda: json.dumps({"n": number}),
        "json": lambda: json.dumps({"n": number}),
        "timestamp with time zone": lambda: f"2026-11-01T00:00:{n:02d}Z",
    }[kind]()


def _allowed(connection: Connection) -> dict[str, str]:
    """Return a value that a check constraint names, for each column that has one."""
    found = {}
    for table, told in connection.execute(text(ALLOWED)):
        if one := re.search(r"\((\w+) = (?:ANY \(ARRAY\[)?'([^']*)'", told):
            found[f"{table}.{one[1]}"] = one[2]
    return found


def _type(columns: list[Any], name: str) -> str:
    return next(kind for column, kind, *_ in columns if column == name)
