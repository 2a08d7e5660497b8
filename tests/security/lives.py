"""Candidates led through everything that a workspace does with people, each word of theirs a canary; and what can be read of them."""

# ruff: noqa: S608 - the names in the queries are our own
from __future__ import annotations

import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text
from tests.security import canaries
from tests.security.canaries import Found, find, word

import jiufang
from jiufang.decisions.scorecards import Rating, rows_of
from jiufang.errors import Sealed
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import messages, notes, search
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.register import HELD
from jiufang.store.session import Session
from jiufang.store.tables.search import DIMENSIONS
from jiufang.workspace.background import hand_in, worker
from jiufang.workspace.opened import OpenWorkspace

MEI = "mei@example.com"
JOB = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n"
AS_OF = "2026-11-01"
COMPRESSED = """
SELECT a.attrelid::regclass::text, quote_ident(a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND a.attstorage IN ('x', 'm') AND NOT a.attisdropped
"""
TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'queue') ORDER BY 1, 2"


def settings(place: Path) -> Settings:
    """Return settings without models, with a cache of our own and one reading process."""
    return Settings(models_dir=place / "none", cache_dir=place / "cache", workers=1)


@contextmanager
def opened(place: Path) -> Iterator[OpenWorkspace]:
    """Open the workspace of a place, with nothing in it compressed: compressed words escape the eyes, not the thief."""
    with jiufang.open(place / "ws", settings=settings(place)) as ws:
        with ws.store.database.owner() as connection:
            for table, column in connection.execute(text(COMPRESSED)).all():
                connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
        yield ws


def live(ws: OpenWorkspace, place: Path, count: int) -> dict[int, UUID]:
    """Lead so many candidates through everything; return their ids by number."""
    _arrive(ws, place / "in", count)
    job = ws.add_job(Job.from_text(JOB))
    ranked = ws.shortlist(job, blind=False)
    met = {}
    for match in ranked:
        (number,) = find(match.profile.document.text.encode())
        met[number] = ws.person(match)
        _decide(ws, job, met[number], match, number)
    assert sorted(met) == list(range(count))
    worker(ws).run(until_empty=True)
    with ws.session() as session:
        search.pack_waiting(session, least=1)
        for number, person in met.items():
            row = session.connection.execute(text("SELECT id, number FROM search_entries WHERE person_id = :p"), {"p": person}).one()
            session.insert(t.search_vectors, row.id, person_id=person, number=row.number, model="made up", vector=vector(number))
    return met


def vector(number: int) -> NDArray[np.float16]:
    """Return what stands for the meaning of a candidate's words: without a model it is made up, and like no other's."""
    made = np.random.default_rng(number).standard_normal(DIMENSIONS)
    return (made / np.linalg.norm(made)).astype(np.float16)


def readable(ws: OpenWorkspace) -> Found:
    """Return whose words can be read with all keys that there are: in all tables, the queue's and the planner's included."""
    found: Found = defaultdict(set)
    with ws.store.database.owner() as connection:
        for schema, name in connection.execute(text(TABLES)).all():
            for row in connection.exec_driver_sql(f"SELECT t::text FROM {schema}.{name} t").scalars():
                _merge(found, find(row.encode(), deep=False))
        for row in connection.exec_driver_sql("SELECT s::text FROM pg_stats s WHERE schemaname IN ('public', 'queue')").scalars():
            _merge(found, find(row.encode(), deep=False))
    with ws.session() as session:
        for _, _, _, plain in unsealed(session):
            _merge(found, find(plain))
    return found


def unsealed(session: Session) -> Iterator[tuple[str, UUID, str, bytes]]:
    """Yield table, row, column and content of everything sealed that opens."""
    for held in HELD:
        for column in held.sealed:
            query = text(
                f"SELECT id, {held.by[0]} AS person, {column} AS sealed FROM {held.table.name} WHERE {column} IS NOT NULL ORDER BY id"
            )
            for row in session.connection.execute(query).all():
                try:
                    plain = session.unseal_bytes(bytes(row.sealed), person=row.person, at=(held.table, row.id, column))
                except Sealed:
                    continue
                yield held.table.name, row.id, column, plain_of(plain)


def plain_of(content: bytes) -> bytes:
    """Return what sealed JSON says, or a file as it is."""
    try:
        return json.dumps(json.loads(zlib.decompress(content)), ensure_ascii=False).encode()
    except (zlib.error, ValueError):
        return content


def rows_of_persons(connection: Connection, persons: list[UUID]) -> dict[tuple[str, str], str]:
    """Return every row about some persons, to compare them with later."""
    found = {}
    for held in HELD:
        theirs = " OR ".join(f"{column} = ANY(:persons)" for column in held.by)
        query = text(f"SELECT t::text FROM {held.table.name} t WHERE {theirs}")
        for row in connection.execute(query, {"persons": persons}).scalars():
            found[held.table.name, row] = row
    return found


def _arrive(ws: OpenWorkspace, folder: Path, count: int) -> None:
    """Hand files in: as they are, in archives, and to be read in the background."""
    folder.mkdir()
    direct = []
    for number in range(count):
        data, name = canaries.resume(number).encode(), f"{word(number, 'fi')}.txt"
        if number % 5 == 4:
            path = folder / f"{word(number, 'fi')}.zip"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(f"{word(number, 'me')}/cv.txt", data)
            direct.append(path)
        elif number % 3 == 2:
            hand_in(ws, data, name)
        else:
            path = folder / name
            path.write_bytes(data)
            direct.append(path)
    ws.add(direct, as_of=AS_OF)
    worker(ws).run(until_empty=True)
    for path in direct:  # what the sender keeps is not ours
        path.unlink()


def _decide(ws: OpenWorkspace, job: Job, person: UUID, match: Any, number: int) -> None:
    """Decide, interview, write and note about a candidate."""
    ws.decide(person, "interview", by=MEI, reason=f"said {word(number, 're')}", job=UUID(job.id))
    kit = ws.engine.interview_kit(match)
    interview = ws.plan_interview(match, [MEI], kit=kit, by=MEI)
    ws.rate(interview, [Rating(row=rows_of(kit)[0].id, points=3, words=word(number, "rt"))], by=MEI, words=word(number, "rt"), done=True)
    ws.explain(ws.decisions(job)[-1], again=False)
    with ws.session() as session:
        notes.add(session, person, body=f"rang about {word(number, 'no')}", by=MEI)
        letter = messages.request(session, person, kind="invitation", given={"about": word(number, "le")})
        messages.draft(session, letter, body={"subject": word(number, "le"), "text": f"Dear {word(number, 'na')}, {word(number, 'le')}"})
        _keep(session, t.attachments, person, made_by=MEI, sha256=b"\0" * 32, size=9, name=word(number, "le"), content=word(number, "le"))
        application = session.connection.execute(text("SELECT id FROM applications WHERE person_id = :p"), {"p": person}).scalar_one()
    talk = ws.screenings.invite(application, by=MEI)
    for said in ("yes, I agree", f"I worked with Kafka at {word(number, 'an')} for two years"):
        ws.screenings.say(talk.id, said)


def _keep(within: Session, table: Any, person: UUID, **values: Any) -> None:
    """Keep a row with its sealed columns sealed."""
    id = new_id()
    sealed = {
        c.name: within.seal(values[c.name], person=person, at=(table, id, c.name))
        for c in table.c
        if c.info.get("sealed") and c.name in values
    }
    within.insert(table, id, **{**values, **sealed, "person_id": person})


def _merge(found: Found, more: Found) -> None:
    for number, kinds in more.items():
        found[number] |= kinds
