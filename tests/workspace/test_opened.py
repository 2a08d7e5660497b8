"""A workspace in a folder keeps a recruiter's day: files, jobs, shortlists, decisions, erasures."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")

import jiufang
from jiufang.documents.records import Status
from jiufang.errors import BadInput, NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import audit, people
from jiufang.workspace import Workspace
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")


@pytest.fixture
def settings(tmp_path):
    """No models, one worker."""
    return Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)


@pytest.fixture
def ws(store, settings):
    """A workspace on the shared server."""
    return OpenWorkspace(store, settings=settings, by="mei@example.com")


@pytest.fixture
def own(folder, settings):
    """A workspace with a folder and a server of its own."""
    with jiufang.open(folder, settings=settings) as opened:
        yield opened


@pytest.fixture
def files(tmp_path):
    """Two résumés, and a broken file."""
    paths = [tmp_path / name for name in ("ada.txt", "bo.txt", "broken.pdf")]
    for path, content in zip(paths, (ADA.encode(), BO.encode(), b"%PDF-1.7 and no more"), strict=True):
        path.write_bytes(content)
    return paths


def test_a_day(ws, files):
    """Files in, a job, a blind shortlist, a decision: each is there afterwards, and the log tells of each."""
    added = ws.add(files, as_of="2026-11-01")
    job = ws.add_job(JOB)
    ranked = ws.shortlist(job, size=10)
    decision = ws.decide(ranked[0], "interview", by="mei@example.com", reason="builds pipelines in Python")

    assert [(a.status, a.new) for a in added] == [(Status.OK, True), (Status.OK, True), (Status.FAILED, True)]
    assert added[2].reason.startswith("the PDF is broken")
    assert [kept.title for kept in ws.jobs] == ["Engineer"]
    assert ranked.ranks == (1, 2)
    assert decision.person == added[0].person
    assert (decision.facts["rank"], decision.facts["score"]) == (1, ranked[0].score)
    assert ws.decisions(job) == [decision]
    with ws.session() as session:
        assert {entry.action for entry in audit.entries(session)} == {"opened", "listed", "decided"}
        assert audit.verify(session).intact


def test_it_says_what_the_engine_says(ws, files, settings):
    """Kept or not, the same files give the same matches, in the same order."""
    ws.add(files, as_of="2026-11-01")
    kept = ws.shortlist(ws.add_job(JOB), blind=False)
    engine = Workspace(settings=settings)
    profiles = [p.profile for p in engine.parse(files[:2], as_of="2026-11-01") if p.profile]
    fresh = engine.rank(kept.job, profiles)

    assert [m.to_dict() for m in kept] == [m.to_dict() for m in fresh]
    assert [m.profile for m in kept] == [m.profile for m in fresh]
    assert ws.shortlist(kept.job, blind=False) == kept


def test_a_blind_list_tells_nobody(ws, files):
    """Names, addresses and file names are in no field of it; decided on, it still finds the person."""
    ws.add(files[:2], as_of="2026-11-01")
    ranked = ws.shortlist(ws.add_job(JOB))
    shown = ranked.model_dump_json() + "".join(m.profile.model_dump_json() + m.profile.document.model_dump_json() for m in ranked)

    for told in ("Ada", "Lindqvist", "example.com", "ada.txt", "Okafor", "bo.txt"):
        assert told not in shown
    assert "Python" in shown
    assert [m.file for m in ranked] == ["candidate 1", "candidate 2"]


def test_what_is_kept_is_not_read_again(ws, files, monkeypatch):
    """The same bytes under another name are known; a shortlist that was made is not made again."""
    first = ws.add(files, as_of="2026-11-01")
    renamed = files[0].rename(files[0].with_name("again.txt"))
    job = ws.add_job(JOB)
    ranked = ws.shortlist(job)
    for part in ("begin", "match"):
        monkeypatch.setattr(type(ws.engine), part, lambda *_, **__: pytest.fail("done again"))
    second = ws.add([renamed, *files[1:]])

    assert [(a.person, a.document, a.status, a.reason) for a in second] == [(a.person, a.document, a.status, a.reason) for a in first]
    assert not any(a.new for a in second)
    assert ws.shortlist(job) == ranked


def test_archives_come_apart(ws, tmp_path):
    """Each résumé of an archive is a person's own; what is broken in it is told; known again, it is not read again."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ada.txt", ADA)
        archive.writestr("bo.txt", BO)
        archive.writestr("broken.pdf", b"%PDF-1.7 and no more")
    added = ws.add([tmp_path / "all.zip"], as_of="2026-11-01")

    assert [(a.member, a.status) for a in added] == [("ada.txt", Status.OK), ("bo.txt", Status.OK), ("broken.pdf", Status.FAILED)]
    assert len({a.person for a in added}) == 3
    assert [(a.person, a.new) for a in ws.add([tmp_path / "all.zip"])] == [(a.person, False) for a in added]
    assert len(ws.shortlist(ws.add_job(JOB))) == 2


def test_merged_persons_stand_in_the_list_once(ws, files, tmp_path):
    """Two documents of one person are one candidate, by the latest of them."""
    newer = tmp_path / "ada2.txt"
    newer.write_text(ADA.replace("pipelines", "pipelines and Kafka streams"), encoding="utf-8")
    ws.add([*files[:2], newer], as_of="2026-11-01")
    job = ws.add_job(JOB)
    assert len(ws.shortlist(job)) == 3
    with ws.session() as session:
        (proposal,) = people.proposals(session)
        people.merge(session, proposal.id, by="mei")
    ranked = ws.shortlist(job, blind=False)

    assert [Path(m.file).name for m in ranked] == ["ada2.txt", "bo.txt"]


def test_applicants_alone(ws, files):
    """Who applied for a job can be ranked apart from the pool."""
    job = ws.add_job(JOB)
    ws.add(files[:1], as_of="2026-11-01", job=job)
    ws.add(files[1:2], as_of="2026-11-01")

    assert len(ws.shortlist(job, applicants=True)) == 1
    assert len(ws.shortlist(job)) == 2


def test_nobody_is_rejected_without_a_reason(ws, files):
    """The workspace refuses what the store refuses, and writes nothing."""
    ws.add(files[:1], as_of="2026-11-01")
    job = ws.add_job(JOB)
    (match,) = ws.shortlist(job)
    with pytest.raises(RefusedByPolicy):
        ws.decide(match, "reject", by="mei")

    assert ws.decisions(job) == []


def test_strangers_are_told_apart(ws, files):
    """A job or match that is not kept here is told so."""
    profile = jiufang.Profile.from_text(ADA, as_of="2026-11-01")
    with pytest.raises(BadInput, match="add_job"):
        ws.shortlist(JOB)
    with pytest.raises(NotFound, match="add the file"):
        ws.decide(jiufang.match(profile, ws.add_job(JOB)), "interview", by="mei")


def test_it_is_all_there_the_next_day(folder, settings, files):
    """Closed and opened again, the workspace shows the same list; nothing runs in between."""
    with jiufang.open(folder, settings=settings) as ws:
        ws.add(files, as_of="2026-11-01")
        ranked = ws.shortlist(ws.add_job(JOB))
    assert ws.store.server.pid() is None
    with jiufang.open(folder, settings=settings) as ws:
        assert ws.shortlist(ws.jobs[0].job) == ranked


def test_erased_from_the_disk(own, files, folder):
    """After an erasure the list has one less, and no file of the folder holds the person's wrapped key or sealed words any more."""
    own.add(files[:2], as_of="2026-11-01")
    ranked = own.shortlist(own.add_job(JOB))
    ada, bo = (traces(own, own.person(match)) for match in ranked)
    assert all(trace in bytes_of(folder) for trace in ada + bo)
    for told in ("Lindqvist", "ada@example.com", "Okafor", "bo@example.com", "ada.txt"):
        assert told.encode() not in bytes_of(folder), told
    certificate = own.erase(ranked[0], by="ada@example.com")
    left = bytes_of(folder)

    assert certificate.removed["documents"] == 1
    assert [trace for trace in ada if trace in left] == []
    assert all(trace in left for trace in bo)
    assert b"Blue Fish" in left  # blind text is indexed in the clear, and goes with its person
    assert b"Harbour Analytics" not in left
    assert len(own.shortlist(ranked.job)) == 1


def traces(ws, person):
    """Return bytes that are on the disk because of a person: the wrapped key, the beginnings of sealed content, fingerprints."""
    from sqlalchemy import text

    with ws.session() as session:
        ask = lambda query: list(session.connection.execute(text(query), {"id": person}).scalars())  # noqa: E731
        found = ask("SELECT wrapped FROM person_keys WHERE id = :id") + ask("SELECT contact FROM persons WHERE id = :id")
        found += ask("SELECT fingerprint FROM person_identifiers WHERE person_id = :id") + ask(
            "SELECT name FROM documents WHERE person_id = :id"
        )
    with ws.store.database.owner(autocommit=True) as connection:
        connection.exec_driver_sql("CHECKPOINT")
    return [bytes(trace)[:32] for trace in found]


def bytes_of(folder):
    """Return all bytes of all files in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_command_line_does_without_a_database():
    """`jiufang --help` and `jiufang shortlist` load neither the database nor its driver."""
    code = "import sys, jiufang.cli, jiufang.workspace; print({'sqlalchemy', 'psycopg', 'alembic', 'cryptography'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
