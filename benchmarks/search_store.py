"""Fill a workspace's folder with a composed pool by COPY: persons, profiles, entries, postings, vectors, and the index over the vectors."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray

from benchmarks.search_pool import Drawn, Material, Packer, facets, means
from jiufang.index.entries import RULES, counted_facets
from jiufang.index.postings import SEGMENT
from jiufang.store import places, vectors
from jiufang.store.opening import DEFAULT_TENANT, Store, open_store

AT_ONCE = 20_000
HEAD, END = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0), struct.pack(">h", -1)


def person_of(number: int) -> UUID:
    """Return the id of somebody drawn; of their profile and document too."""
    return UUID(int=(1 << 124) + number)


def fill(folder: Path, material: Material, drawn: Drawn, lines: NDArray[np.float32], *, model: str) -> dict[str, float]:
    """Make a folder with so many people, unless they are there; return the seconds that each step took.

    Args:
        folder: the workspace's folder.
        material: the lines.
        drawn: who is put in.
        lines: the vector of each line.
        model: the name of the encoder that made them.
    """
    count = len(drawn.ends)
    with open_store(folder) as store, _connected(store) as connection:
        if connection.execute("SELECT count(*) FROM search_vectors").fetchone() == (count,):
            return {}
        connection.execute("SET session_replication_role = replica")  # no foreign keys: documents are left out
        connection.execute("TRUNCATE persons, profiles, search_entries, search_postings, search_vectors CASCADE")
        took = {"people_s": _timed(lambda: _people(connection, material, drawn))}
        took["postings_s"] = _timed(lambda: _postings(connection, material, drawn))
        took["vectors_s"] = _timed(lambda: _vectors(connection, drawn, lines, model))
        connection.execute("VACUUM ANALYZE")
        with store.session() as session:
            lists = vectors.lists_due(session)
        if lists:
            took["lists_s"] = _timed(lambda: vectors.part(store.database, lists))
        took["places_s"] = _timed(lambda: _places(store, model))
        return {name: round(seconds, 1) for name, seconds in took.items()}


def _places(store: Store, model: str) -> None:
    with store.session() as session:
        segments = places.due(session, model=model)
    for segment in segments:
        with store.session() as session:
            places.fill(session, segment, model=model)


def sizes(store: Store) -> dict[str, float]:
    """Return how much each part takes on the disk, in MB."""
    parts = {
        "postings_mb": "pg_total_relation_size('search_postings')",
        "entries_mb": "pg_total_relation_size('search_entries')",
        "vectors_mb": "pg_table_size('search_vectors')",
        "lists_mb": "pg_relation_size('search_vectors_vector_idx')",
    }
    with _connected(store) as connection:
        row = connection.execute("SELECT " + ", ".join(parts.values())).fetchone() or ()
    return {name: round(size / 1e6, 1) for name, size in zip(parts, row, strict=True)}


def _connected(store: Store) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(store.database.owner_url.replace("+psycopg", ""), autocommit=True)


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _people(connection: psycopg.Connection[Any], material: Material, drawn: Drawn) -> None:
    count = len(drawn.ends)
    people = ((DEFAULT_TENANT, person_of(i)) for i in range(count))
    _copy(connection, "persons (tenant_id, id)", ["uuid", "uuid"], people)
    said = "profiles (tenant_id, id, person_id, document_id, as_of, lang, reader, fingerprint, features, profile, made_by)"
    types = ["uuid", "uuid", "uuid", "uuid", "text", "text", "text", "text", "jsonb", "bytea", "text"]
    _copy(connection, said, types, (_profile(material, drawn, i) for i in range(count)))
    entered = "search_entries (tenant_id, id, person_id, number, rules, terms, facets)"
    rows = (
        (DEFAULT_TENANT, person_of(i), person_of(i), i, RULES, "", list(counted_facets(facets(material, drawn, i)))) for i in range(count)
    )
    _copy(connection, entered, ["uuid", "uuid", "uuid", "int4", "text", "text", "text[]"], rows)


def _profile(material: Material, drawn: Drawn, number: int) -> tuple[Any, ...]:
    from psycopg.types.json import Jsonb

    id = person_of(number)
    lines = [material.texts[line] for line in drawn.of(number)]
    statements = [{"text": text, "section": "experience", "kind": "work"} for text in lines]
    told = {"as_of": "2026-11-01", "lang": "en", "statements": statements, "tenures": [], "highest_degree": "none", "total_months": 0}
    return (DEFAULT_TENANT, id, id, id, "2026-11-01", "en", "benchmark", str(number), Jsonb(told), b"", "")


def _postings(connection: psycopg.Connection[Any], material: Material, drawn: Drawn) -> None:
    packer = Packer(material)
    for start in range(0, len(drawn.ends), SEGMENT):
        packed = packer.pack(drawn, start, min(len(drawn.ends), start + SEGMENT))
        rows = ((DEFAULT_TENANT, term, start // SEGMENT, numbers, impacts) for term, numbers, impacts in packed)
        _copy(connection, "search_postings (tenant_id, term, segment, numbers, impacts)", ["uuid", "text", "int4", "bytea", "bytea"], rows)


def _vectors(connection: psycopg.Connection[Any], drawn: Drawn, lines: NDArray[np.float32], model: str) -> None:
    """Write the vectors in pgvector's own binary form: dimensions, nothing, half-precision numbers, all big-endian."""
    tenant, name = DEFAULT_TENANT.bytes, model.encode()
    for start in range(0, len(drawn.ends), AT_ONCE):
        made = means(drawn, lines, start, min(len(drawn.ends), start + AT_ONCE)).astype(">f2")
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY search_vectors (tenant_id, id, person_id, number, model, vector) FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.write(HEAD)
            for number, vector in enumerate(made, start=start):
                id = person_of(number).bytes
                cells = (tenant, id, id, struct.pack(">i", number), name, struct.pack(">hh", len(vector), 0) + vector.tobytes())
                copy.write(struct.pack(">h", len(cells)) + b"".join(struct.pack(">i", len(cell)) + cell for cell in cells))
            copy.write(END)


def _copy(
    connection: psycopg.Connection[Any], into: str, types: list[str], rows: Iterable[tuple[Any, ...]] | Iterator[tuple[Any, ...]]
) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
