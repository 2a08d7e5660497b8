"""P08: who is erased is near nothing: no neighbour of their own words, in no report and no log, before the index is tidied and after.

With the real encoder where it is (marker `models`), and with one that sees shared words. The rest of P08 is in test_p08_erasure.py.
"""

from __future__ import annotations

import io
import logging
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from tests.counts import count
from tests.security.canaries import find, resume, word
from tests.security.lives import JOB, MEI, opened

from jiufang.errors import ModelMissing
from jiufang.jobs.records import Job
from jiufang.models import default_encoder
from jiufang.models.fake import FakeEncoder
from jiufang.reports.html import render_html
from jiufang.reports.xlsx import write_xlsx
from jiufang.settings import Settings
from jiufang.store import vectors
from jiufang.web import journal
from jiufang.workspace import erasing

PEOPLE = count(6, 60, variable="JIUFANG_P08_VECTORS")
LOGGERS = ("", "jiufang", "uvicorn", "uvicorn.error", "uvicorn.access", "procrastinate")
ALL = 100  # the most hits of a page


@pytest.fixture
def place():
    """A folder which the server's user may reach."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(params=["shared words", pytest.param("real", marks=[pytest.mark.models, pytest.mark.slow])])
def encoder(request):
    """What turns words into vectors."""
    if request.param != "real":
        return FakeEncoder()
    try:
        return default_encoder(Settings().models_dir, vectors=None, threads=1)
    except ModelMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def lines():
    """Everything that is logged meanwhile."""
    kept = {name: (one.handlers[:], one.level, one.propagate) for name in LOGGERS if (one := logging.getLogger(name))}
    stream = io.StringIO()
    journal.install(stream, level=logging.DEBUG)
    yield stream
    for name, (handlers, level, propagate) in kept.items():
        one = logging.getLogger(name)
        one.handlers, one.level, one.propagate = handlers, level, propagate


def own_words(number):
    """Return questions made of what a candidate wrote themselves."""
    return (
        f"Built Python pipelines with {word(number, 'se')} for eleven ports",
        f"Data Engineer at {word(number, 'em').capitalize()} Ltd, {word(number, 'sk').capitalize()}",
        resume(number).replace("\n", " "),
    )


def neighbours(ws, encoder, number, vector):
    """Return who is found by a candidate's own words, by search and by their own vector, as near as may be."""
    found = {hit.person for question in own_words(number) for hit in ws.pool.search(question, size=ALL).items}
    asked = [vector, *encoder.encode(list(own_words(number)), side="query")]
    nearest = text("SELECT person_id FROM search_vectors ORDER BY vector <#> CAST(:q AS halfvec) LIMIT :count")
    with ws.session() as session:
        for one in asked:
            told = "[" + ",".join(f"{value:.6f}" for value in one) + "]"
            found |= set(session.connection.execute(nearest, {"q": told, "count": ALL}).scalars())
    return found


def reports(ws, job, place):
    """Return what every report about a job says."""
    ranked = ws.shortlist(job, blind=False)
    write_xlsx(ranked, place / "shortlist.xlsx")
    with zipfile.ZipFile(place / "shortlist.xlsx") as book:
        cells = b"".join(book.read(name) for name in book.namelist())
    told = " ".join(hit.model_dump_json() for hit in ws.pool.fitting(job, size=ALL, blind=False).items)
    return render_html(ranked).encode() + cells + told.encode()


@pytest.mark.timeout(300 + 10 * PEOPLE)
def test_p08_near_nothing(place, encoder, lines):
    """Half are erased: their own words find others at most, their vectors are nowhere on the disk, reports and log tell nothing of them."""
    with opened(place) as ws:
        ws.engine.__dict__["encoder"] = encoder
        (place / "in").mkdir()
        files = [place / "in" / f"{number}.txt" for number in range(PEOPLE)]
        for number, path in enumerate(files):
            path.write_text(resume(number), encoding="utf-8")
        persons = {number: one.person for number, one in enumerate(ws.add(files, as_of="2026-11-01"))}
        job = ws.add_job(Job.from_text(JOB))
        ws.pool.index()
        gone, kept = range(0, PEOPLE, 2), range(1, PEOPLE, 2)
        with ws.session() as session:
            query = text("SELECT id FROM search_vectors WHERE person_id = :person")
            rows = {n: session.connection.execute(query, {"person": person}).scalar_one() for n, person in persons.items()}
            held = {n: vectors.of(session, row, model=encoder.name) for n, row in rows.items()}
        before, told_before = {n: neighbours(ws, encoder, n, held[n]) for n in persons}, find(reports(ws, job, place))
        erasing.erase_all(ws, [persons[n] for n in gone], by=MEI)
        after = {"before the chore": {n: neighbours(ws, encoder, n, held[n]) for n in persons}}
        ws.pool.index()
        after["after it"] = {n: neighbours(ws, encoder, n, held[n]) for n in persons}
        ws.pool.rebuild()
        after["made anew"] = {n: neighbours(ws, encoder, n, held[n]) for n in persons}
        told_after = find(reports(ws, job, place))
    disk = b"".join(path.read_bytes() for path in sorted((place / "ws").rglob("*")) if path.is_file())
    on_disk = {n for n, vector in held.items() if stored(vector) in disk}
    erased, others = {persons[n] for n in gone}, {persons[n] for n in kept}
    met = sum(bool(found & erased) for each in after.values() for found in each.values())
    print(  # noqa: T201 - the figures
        f"P08 vectors ({encoder.name}): {len(gone)} of {PEOPLE} erased, {met} of {3 * PEOPLE} questions met one of them; "
        f"{len(on_disk & set(gone))} of their vectors on the disk; {len(set(told_after) & set(gone))} in reports, {len(find(lines.getvalue().encode()))} in the log"
    )

    assert all(persons[n] in found for n, found in before.items())  # the eyes see
    assert set(told_before) == set(persons)
    assert met == 0
    assert all(others <= found for each in after.values() for found in each.values())  # everybody else is found as before
    assert on_disk & set(gone) == set()
    assert on_disk == set(kept)
    assert set(told_after) == set(kept)
    assert find(lines.getvalue().encode()) == {}


def stored(vector):
    """Return a vector as the database keeps it: halves, the lower byte first."""
    return np.asarray(vector, np.float16).tobytes()
