"""Write the rows of all tenants into one file and read them back, by PostgreSQL's own COPY, on whatever server.

The file is a ZIP archive with an entry for each table and tenant, in COPY's binary form. It is written as the application, which
row-level security shows one tenant at a time: so no right is needed that the owner of a hosted database lacks. It is read by the owner
of the tables, who lifts row-level security for as long as the transaction lasts, and takes the foreign keys off meanwhile.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from jiufang.errors import BadInput
from jiufang.store.connect import APPLICATION
from jiufang.store.tables import metadata

QUICKLY = 1  # zlib's level; what is sealed gets no smaller at any
CHUNK = 1 << 20  # bytes
# Rows in any order: the sum of a part of each row's hash. 60 bits of MD5 find accidents; sealing finds intent.
CHECKSUM = "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric), 0)::text FROM {} t"
REFERENCES = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND t.relname = ANY(:tables) AND t.relnamespace = 'public'::regnamespace AND c.conparentid = 0 ORDER BY 1, 2
"""
Sum = tuple[int, str]
"""Rows of a table, and their checksum."""


@dataclass(frozen=True)
class Copied:
    """One table as it was written: its columns, by which it is read back."""

    table: str
    columns: tuple[str, ...]

    @property
    def named(self) -> str:
        """Its columns for a statement."""
        return ", ".join(f'"{name}"' for name in self.columns)


def tenants(connection: Connection) -> list[UUID]:
    """Return all tenants, as of the connection's moment."""
    return list(connection.execute(text("SELECT tenant_id FROM queue.tenants ORDER BY tenant_id")).scalars())


@contextmanager
def as_application(connection: Connection) -> Iterator[None]:
    """Work as the application for a while: row-level security binds it, and binds no superuser."""
    connection.exec_driver_sql(f"SET LOCAL ROLE {APPLICATION}")
    yield
    connection.exec_driver_sql("RESET ROLE")


def enter(connection: Connection, tenant: UUID) -> None:
    """Show the rows of a tenant from now on."""
    connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})


def write(connection: Connection, archive: zipfile.ZipFile, tenant: UUID, *, leave_out: Iterable[str]) -> None:
    """Write the rows of one tenant, whose rows the connection sees.

    Args:
        connection: a transaction at one moment.
        archive: where to.
        tenant: the tenant.
        leave_out: tables whose rows are kept elsewhere.
    """
    for copied in tables(leave_out):
        table = metadata.tables[copied.table]
        method = zipfile.ZIP_STORED if any(c.info.get("sealed") for c in table.c) else zipfile.ZIP_DEFLATED
        entry = zipfile.ZipInfo(f"{copied.table}/{tenant}")
        entry.compress_type = method
        order = ", ".join(f'"{c.name}"' for c in table.primary_key)
        query = f"COPY (SELECT {copied.named} FROM {copied.table} ORDER BY {order}) TO STDOUT (FORMAT binary)"  # noqa: S608 - our own names
        with archive.open(entry, "w", force_zip64=True) as file, _copy(connection, query) as rows:
            for row in rows:
                file.write(row)


def read(connection: Connection, archive: zipfile.ZipFile, written: Iterable[Copied]) -> None:
    """Read the rows of all tenants into their tables, which are empty and, by `unbound`, free of what would stand in the way."""
    entries = archive.namelist()
    for copied in written:
        for name in (name for name in entries if name.partition("/")[0] == copied.table):
            command = f"COPY {copied.table} ({copied.named}) FROM STDIN (FORMAT binary)"
            with archive.open(name) as file, _copy(connection, command) as rows:
                _pour(file, rows)


@contextmanager
def unbound(connection: Connection, names: Iterable[str]) -> Iterator[None]:
    """Lift row-level security and foreign keys of tables, and put them back in the same transaction; the keys are checked then."""
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
    references = connection.execute(text(REFERENCES), {"tables": list(names)}).all()
    for table, key, _ in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
    yield
    for table, key, definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


def checksums(connection: Connection, names: Iterable[str]) -> dict[str, Sum]:
    """Return rows and checksum of tables, of the rows that the connection sees."""
    asked = {name: connection.exec_driver_sql(CHECKSUM.format(name)).one() for name in sorted(names)}
    return {name: (rows, sum) for name, (rows, sum) in asked.items()}


def added(sums: Iterable[Mapping[str, Sum]]) -> dict[str, Sum]:
    """Return the checksums of all tenants together."""
    total: dict[str, Sum] = {}
    for one in sums:
        for name, (rows, sum) in one.items():
            before = total.get(name, (0, "0"))
            total[name] = before[0] + rows, str(int(before[1]) + int(sum))
    return total


def compare(connection: Connection, expected: Mapping[str, Any], *, subject: str) -> None:
    """Make sure that tables hold what they held.

    Raises:
        BadInput: some do not.
    """
    here = checksums(connection, expected)
    wrong = [name for name, told in expected.items() if list(here[name]) != list(told)]
    if wrong:
        raise BadInput(f"these tables did not come back as they were: {', '.join(wrong)}", subject=subject, hint="take another backup")


def tables(leave_out: Iterable[str] = ()) -> list[Copied]:
    """Return the tables with the columns that are written; what PostgreSQL computes is computed again."""
    out = set(leave_out)
    return [Copied(table.name, _columns(table)) for table in metadata.sorted_tables if table.name not in out]


def whole(path: Path) -> zipfile.ZipFile:
    """Open a file that was written here.

    Raises:
        BadInput: it is damaged.
    """
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise BadInput("this file is damaged", subject=str(path), hint="take another backup") from None


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.computed is None)


@contextmanager
def _copy(connection: Connection, statement: str) -> Iterator[Any]:
    """Run a COPY; what goes wrong is told as SQLAlchemy tells it."""
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as rows:  # type: ignore[attr-defined]
            yield rows
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True) from error


def _pour(file: IO[bytes], rows: Any) -> None:
    while chunk := file.read(CHUNK):
        rows.write(chunk)
