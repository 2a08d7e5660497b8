"""Files are handed in and read later, jobs are matched later, letters are drafted later: each once, whoever does it."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from concurrent.futures import Future
from uuid import UUID

import pytest

pytest.importorskip("procrastinate")

from sqlalchemy import text

from jiufang.documents.records import Reading, Status
from jiufang.errors import Sealed
from jiufang.jobs.records import Job
from jiufang.queue import Kind, State, Timing
from jiufang.settings import Settings
from jiufang.store import documents, erasure, matches, messages, profiles
from jiufang.workspace.background import draft_later, hand_in, match_later, task, worker
from jiufang.workspace.opened import OpenWorkspace

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"
BO = b"Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server: no models, one worker."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    return OpenWorkspace(store, settings=settings, by="mei@example.com")


def work(ws):
    """Do all that was asked for."""
    assert worker(ws, timing=QUICK).run(until_empty=True)


def test_from_a_file_to_a_letter(ws):
    """Handed in, matched and drafted in the background, everything is there, and the queue holds ids alone."""
    read = [hand_in(ws, data, name) for data, name in ((ADA, "ada.txt"), (BO, "bo.txt"))]
    with ws.session() as session:
        rows = session.connection.execute(text("SELECT args::text, tasks.ids::text FROM queue.procrastinate_jobs, tasks")).all()
    work(ws)
    job = ws.jobs[0].job if ws.jobs else ws.add_job(JOB)
    matched = match_later(ws, ws.jobs[0].id)
    work(ws)
    with ws.session() as session:
        ada = documents.find(session, bytes.fromhex(profiles.load(session, next(profiles.current(session)).id).sha256))
        kept = matches.find(session, job_version=ws.jobs[0].version_id, scorer=ws.engine.scorer(thorough=True))
        of_ada = next(one.id for one in kept.values() if one.person == ada.person)
    message, drafted = draft_later(ws, of_ada, "thanks", facts={"sender": "Mei Tan", "company": "Harbour Works"}, lang="en")
    work(ws)

    assert all(task(ws, one.id).state is State.DONE for one in (*read, matched, drafted)), [task(ws, drafted.id)]
    assert (task(ws, matched.id).steps, len(kept)) == (2, 2)
    with ws.session() as session:
        letter = messages.load(session, message)
    assert letter.status == "draft"
    assert "Mei Tan" in str(letter.body)
    assert not any(told in str(rows) for told in ("Ada", "ada", "Bo", "example"))
    assert match_later(ws, ws.jobs[0].id).id == matched.id
    assert len(ws.shortlist(job)) == 2


def test_the_same_file_is_one_task(ws):
    """Twenty at once, under other names: one document, one task, one profile; read before, there is nothing to do."""
    asked = []
    threads = [threading.Thread(target=lambda n=n: asked.append(hand_in(ws, ADA, f"{n}.txt"))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work(ws)

    assert len({one.id for one in asked}) == 1
    with ws.session() as session:
        assert len(list(profiles.current(session))) == 1
    assert hand_in(ws, ADA, "again.txt") is None


def test_an_archive_is_what_was_in_it(ws):
    """Of an archive, each résumé is a person's own; the archive itself, which holds both, is kept no longer than until it is read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ada.txt", ADA)
        archive.writestr("bo.txt", BO)
    asked = hand_in(ws, packed.getvalue(), "all.zip")
    work(ws)

    assert task(ws, asked.id).state is State.DONE
    with ws.session() as session:
        query = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM persons), (SELECT count(*) FROM person_keys)"
        assert session.connection.execute(text(query)).one() == (2, 2, 2)
    assert hand_in(ws, packed.getvalue(), "all.zip") is None


def test_a_broken_file_ends_with_its_reason(ws):
    """A file that cannot be read is no failure of the task: it ends, and the document says why."""
    asked = hand_in(ws, b"%PDF-1.7 and no more", "broken.pdf")
    work(ws)

    assert (task(ws, asked.id).state, task(ws, asked.id).failures) == (State.DONE, 0)
    with ws.session() as session:
        assert session.connection.execute(text("SELECT status FROM documents")).scalars().all() == ["failed"]


def test_what_exhausts_every_reader_ends_with_its_reason(ws, monkeypatch):
    """A file that runs out of time or memory is tried twice more, in case it was the machine; then it is one that cannot be read, and why."""
    begun, reading = [], Reading(file="bomb.pdf", status=Status.FAILED, reason="it takes more than 30 seconds", transient=True)

    def begin(data, path):
        begun.append(path)
        future = Future()
        future.set_result(reading)
        return future

    monkeypatch.setattr(ws.engine, "begin", begin)
    asked = hand_in(ws, b"%PDF-1.7 bomb", "bomb.pdf")
    for _ in range(3):
        work(ws)

    with ws.session() as session:
        (kept,) = documents.of_file(session, hashlib.sha256(b"%PDF-1.7 bomb").digest())
    assert (task(ws, asked.id).state, len(begun)) == (State.DONE, 3)
    assert (kept.status, kept.reason) == ("failed", "it takes more than 30 seconds")


def test_who_is_erased_before_is_not_read(ws):
    """A task about somebody who was erased in the meantime ends, and brings nothing of them back."""
    asked = hand_in(ws, ADA, "ada.txt")
    with ws.session() as session:
        person = documents.of_file(session, hashlib.sha256(ADA).digest())[0].person
        erasure.erase(session, person, by="ada@example.com")
    work(ws)

    assert task(ws, asked.id).state is State.CANCELLED
    with ws.session() as session:
        assert list(profiles.current(session)) == []
        with pytest.raises(Sealed):
            session.keys.of(person)


def test_beside_something_else(ws):
    """A worker in a thread of this process does what this process asks for."""
    with worker(ws, timing=QUICK, kinds={Kind.PARSE}):
        asked = hand_in(ws, ADA, "ada.txt")
        for _ in range(600):
            if task(ws, asked.id).ended:
                break
            threading.Event().wait(0.05)

    assert task(ws, asked.id).state is State.DONE


def test_a_file_that_is_known_already_applies_and_is_matched(ws):
    """Handed in for a job after it came without one: its person applies, and is matched as an applicant; a broken one stands for nobody."""
    job = UUID(ws.add_job(JOB).id)
    hand_in(ws, ADA, "ada.txt")
    hand_in(ws, b"%PDF-1.7 and no more", "broken.pdf")
    work(ws)
    before = match_later(ws, job)
    work(ws)
    assert hand_in(ws, ADA, "ada.txt", job=job) is None
    assert hand_in(ws, b"%PDF-1.7 and no more", "broken.pdf", job=job) is None
    after = match_later(ws, job)
    work(ws)

    assert after.id != before.id
    (row,) = ws.applicants.list(job).rows
    assert row.match is not None
