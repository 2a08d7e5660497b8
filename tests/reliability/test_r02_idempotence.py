"""R02: a file is kept once and read once, however often, under whatever name and from however many threads it comes.

A hundred times in twenty threads; more by `JIUFANG_R02_TIMES=1000`.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("procrastinate")

from kills import InProcess
from sqlalchemy import text

from jiufang.queue import Timing, listed
from jiufang.settings import Settings
from jiufang.store import documents, erasure, profiles
from jiufang.workspace.background import hand_in, worker
from jiufang.workspace.opened import OpenWorkspace

TIMES = int(os.environ.get("JIUFANG_R02_TIMES", "100"))
THREADS = 20
QUICK = Timing(poll=0.05, beat=0.2, dead_after=5.0, first_wait=0.0, grace=60.0)  # a slow first reading is not cut short
ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"
COUNTS = """
    SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM persons WHERE erased_at IS NULL), (SELECT count(*) FROM person_keys),
        (SELECT count(*) FROM profiles WHERE current), (SELECT count(*) FROM tasks), (SELECT coalesce(sum(attempt), 0) FROM tasks)
"""
ONE_OF_EACH = (1, 1, 1, 1, 1, 1)


@pytest.fixture
def open_for(store, tmp_path):
    """Open the workspace of a tenant."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=2)

    def open_(**given):
        ws = OpenWorkspace(store, settings=settings, by="mei@example.com", **given)
        ws.engine = InProcess(settings=ws.engine.settings, cache=ws.engine.cache)
        return ws

    return open_


def counts(ws):
    """Count documents, persons, keys, profiles, tasks and attempts."""
    with ws.session() as session:
        return tuple(map(int, session.connection.execute(text(COUNTS)).one()))


def hand_in_often(ws, times=TIMES):
    """Hand the same file in from many threads, each time under another name, while a worker reads."""
    with worker(ws, timing=QUICK), ThreadPoolExecutor(THREADS) as threads:
        asked = list(threads.map(lambda n: hand_in(ws, ADA, f"résumé ({n}).txt"), range(times)))
    assert worker(ws, timing=QUICK).run(until_empty=True)
    return asked


def test_r02_a_hundred_times_is_once(open_for, tmp_path):
    """One document, person, profile and task, tried once; who comes later is told that task or that there is nothing to do."""
    ws = open_for()
    asked = hand_in_often(ws)
    file = tmp_path / "another name.txt"
    file.write_bytes(ADA)
    (added,) = ws.add([file])

    assert len({one.id for one in asked if one is not None}) == 1
    assert not added.new
    with ws.session() as session:
        session.connection.execute(text("DELETE FROM tasks WHERE kind <> 'parse'"))
    assert counts(ws) == ONE_OF_EACH
    print(f"R02: {TIMES} times in {THREADS} threads: {counts(ws)}")  # noqa: T201


def test_r02_it_may_come_again_after_erasure(open_for):
    """Erased and handed in again, it is somebody new's, read once more; a third time it is known."""
    ws = open_for()
    hand_in_often(ws, 5)
    with ws.session() as session:
        before = documents.of_file(session, hashlib.sha256(ADA).digest())[0]
        erasure.erase(session, before.person, by="ada@example.com")
    again = hand_in(ws, ADA, "ada.txt")
    assert worker(ws, timing=QUICK).run(until_empty=True)

    with ws.session() as session:
        (after,) = documents.of_file(session, hashlib.sha256(ADA).digest())
        (kept,) = profiles.current(session)
        assert (after.status, kept.document) == ("ok", after.id)
        assert again.id in {task.id for task in listed(session)}
    assert after.person != before.person
    assert hand_in(ws, ADA, "ada.txt") is None


def test_r02_two_tenants_keep_their_own(open_for, make_tenant):
    """Each keeps one, with a key of its own; neither learns that the other has it."""
    first, second = open_for(), open_for(tenant=make_tenant("Hillside"))
    assert hand_in(first, ADA, "ada.txt").id != hand_in(second, ADA, "ada.txt").id
    assert worker(first, timing=QUICK).run(until_empty=True)

    sealed = []
    for ws in (first, second):
        assert counts(ws) == ONE_OF_EACH
        with ws.session() as session:
            sealed.append(bytes(session.connection.execute(text("SELECT original FROM documents")).scalar_one()))
    assert sealed[0] != sealed[1]
