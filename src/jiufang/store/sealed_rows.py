"""Turn rows with words of candidates in the clear into lines that open with their person's key alone, and back: for backups."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO
from uuid import UUID

from sqlalchemy import Connection, Table, text

from jiufang.store.register import SEALED_IN_BACKUPS, emptied
from jiufang.store.tables import person_keys
from jiufang.store.vault import DataKey, Place, Vault, Wrapped

FETCHED_AT_ONCE = 500
QUICKLY = 1  # zlib's level: most of a row is ciphertext, which no level makes smaller
COLUMN = "row"  # of the place that a line is sealed for: person and table tell the rest
FILLED = "SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
PUT = "INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_recordset(NULL::{0}, CAST(:rows AS jsonb))"


def write_rows(connection: Connection, file: IO[str], keys: Sequence[dict[str, str]], vault: Vault) -> None:
    """Write the rows of each table and person as a line.

    Args:
        connection: the owner of the tables, at one moment.
        file: where to write.
        keys: the persons' keys as a backup has them.
        vault: what opens the keys.
    """
    opened = _opened(keys, vault)
    for held in SEALED_IN_BACKUPS:
        for (tenant, person), rows in _of_persons(connection, held.table):
            if person in opened:
                sealed = opened[person].seal(zlib.compress(rows.encode(), QUICKLY), Place(tenant, held.table.name, person, COLUMN))
                told = {"tenant": str(tenant), "person": str(person), "table": held.table.name, "rows": base64.b64encode(sealed).decode()}
                file.write(f"{json.dumps(told)}\n")


def fill_rows(connection: Connection, lines: Iterable[str], keys: Sequence[dict[str, str]], vault: Vault) -> None:
    """Put back the rows of those whose keys are given.

    Raises:
        Sealed: a line was altered, or moved to another person.
    """
    opened = _opened(keys, vault)
    put: dict[str, str] = {}
    for line in lines:
        told = json.loads(line)
        person, name = UUID(told["person"]), str(told["table"])
        if person not in opened:
            continue
        rows = zlib.decompress(opened[person].open(base64.b64decode(told["rows"]), Place(UUID(told["tenant"]), name, person, COLUMN)))
        if name not in put:
            columns = connection.exec_driver_sql(FILLED.format(name)).scalars()
            put[name] = PUT.format(name, ", ".join(f'"{column}"' for column in columns))
        connection.execute(text(put[name]), {"rows": rows.decode()})


def remove_rows(connection: Connection, persons: Sequence[UUID]) -> None:
    """Remove what a backup holds of persons who were erased since, before its tables are bound to one another."""
    for held in emptied():
        if connection.execute(text("SELECT to_regclass(:name)"), {"name": held.table.name}).scalar() is None:
            continue  # the backup is older than the table
        theirs = " OR ".join(f"{column} = ANY(:persons)" for column in held.by)
        connection.execute(text(f"DELETE FROM {held.table.name} WHERE {theirs}"), {"persons": list(persons)})  # noqa: S608 - our own names


def _of_persons(connection: Connection, table: Table) -> Iterator[tuple[tuple[UUID, UUID], str]]:
    """Yield the rows of each person as JSON, which is as exact as the table when it comes from and goes to PostgreSQL as text."""
    query = text(f"SELECT tenant_id, person_id, to_jsonb(t)::text FROM {table.name} t ORDER BY tenant_id, person_id")  # noqa: S608 - our own names
    with connection.execute(query, execution_options={"yield_per": FETCHED_AT_ONCE}) as rows:
        for whose, several in groupby(rows, key=lambda row: (row[0], row[1])):
            yield whose, f"[{','.join(row[2] for row in several)}]"


def _opened(keys: Sequence[dict[str, str]], vault: Vault) -> dict[UUID, DataKey]:
    found = {}
    for key in keys:
        person = UUID(key["id"])
        place = Place(UUID(key["tenant"]), person_keys.name, person, "wrapped")
        found[person] = vault.unwrap(Wrapped(key["master"], base64.b64decode(key["wrapped"])), place)
    return found
