"""R10: a backup that is taken while others work is of one moment, comes back whole in an empty box, and is refused when it is not whole.

Two backups here; all twenty by `JIUFANG_R10_BACKUPS=20 pytest -n0 -s tests/reliability/test_r10_backup.py`.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, text

pytest.importorskip("procrastinate")

import jiufang
from jiufang.errors import BadInput, JiufangError, NotFound
from jiufang.settings import Secret, Settings
from jiufang.store import audit, documents, people
from jiufang.store.master import MasterKey
from jiufang.store.tables import audit_log, notes, persons, tags
from jiufang.store.tables import documents as documents_table
from jiufang.workspace import backing

BACKUPS = int(os.environ.get("JIUFANG_R10_BACKUPS", "2"))
WRITERS = int(os.environ.get("JIUFANG_R10_WRITERS", "4"))
SEED = int(os.environ.get("JIUFANG_R10_SEED", "1"))
PER_BACKUP = 30  # seconds, on a busy machine
ERASED_EVERY = 9  # of a writer's persons


@dataclass
class Writer:
    """A recruiter who never stops: each step keeps a person with a file, a note and a line of the log, all of it or nothing.

    `begun` and `done` count steps, so that a backup can be held against the steps before it began and after it ended.
    """

    number: int
    ws: object
    stop: threading.Event
    begun: int = 0
    done: int = 0
    erased: set = field(default_factory=set)
    failed: list = field(default_factory=list)

    def run(self):
        """Work until told to stop."""
        for step in itertools.count(1):
            if self.stop.is_set():
                return
            self.begun = step
            try:
                self._step(step)
            except JiufangError as error:
                self.failed.append(error)
            self.done = step

    def _step(self, step):
        content = f"writer {self.number} step {step}\n".encode() * 40
        with self.ws.session() as session:
            received = documents.receive(session, content, name=f"{self.number}-{step}.txt")
            note = session.insert(notes, person_id=received.person, made_by=f"writer {self.number}", body=b"")
            body = session.seal(f"{self.number} {step}", person=received.person, at=(notes, note, "body"))
            session.update(notes, note, body=body)
            audit.log(session, actor=f"writer{self.number}", action="worked", subject="person", subject_id=received.person, step=step)
        if step % ERASED_EVERY == 0:
            self.ws.erase(received.person, by="test")
            self.erased.add(step)


@pytest.fixture
def settings():
    """No models; the master key lies elsewhere, as it should."""
    return Settings(models_dir=Path("none"), cache_dir=Path("none"), workers=1, master_key=Secret(str(MasterKey.new())))


@pytest.fixture
def ws(folder, settings):
    """The workspace that is backed up."""
    with jiufang.open(folder / "ws", settings=settings) as opened:
        yield opened


@pytest.fixture
def box(folder, settings):
    """An empty box with the same master key."""
    with jiufang.open(folder / "box", settings=settings) as opened:
        yield opened


@pytest.mark.timeout(120 + PER_BACKUP * BACKUPS)
def test_r10_each_backup_is_of_one_moment(ws, box, folder):
    """In an empty box, each writer's steps are there up to one, whole, in order; all from before the backup, none from after it."""
    chance, stop = random.Random(SEED), threading.Event()
    writers = [Writer(number, ws, stop) for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    taken, seconds = [], []
    for number in range(BACKUPS):
        time.sleep(chance.uniform(0.2, 1.0))
        before, began = [writer.done for writer in writers], time.perf_counter()
        ws.backup(folder / f"backup-{number}")
        seconds.append(time.perf_counter() - began)
        taken.append((folder / f"backup-{number}", before, [writer.begun for writer in writers]))
    stop.set()
    for thread in threads:
        thread.join()
    assert [error for writer in writers for error in writer.failed] == []
    compared = sum(_compare(box, *one, writers=writers, again=folder / f"again-{n}") for n, one in enumerate(taken))
    told = f"{BACKUPS} backups under {WRITERS} writers, {sum(w.done for w in writers)} steps, longest {max(seconds):.1f} s"
    print(f"R10: {told}; {compared} files compared, {BACKUPS} of {BACKUPS} whole")  # noqa: T201 - the figures


def _compare(box, backup, before, after, *, writers, again):
    """Restore a backup into the box, and hold it against what the writers did; return how many files were compared."""
    box.restore(backup)
    compared = 0
    with box.session() as session:
        assert audit.verify(session).intact
        steps = _steps(session)
        for writer, least, most in zip(writers, before, after, strict=True):
            seen = steps[writer.number]
            assert seen == list(range(1, len(seen) + 1))
            assert least <= len(seen) <= most
        for row in session.connection.execute(select(documents_table)).all():
            assert row.sha256 == hashlib.sha256(documents.original(session, row.id)).digest()
            (note,) = session.connection.execute(select(notes).where(notes.c.person_id == row.person_id)).all()
            number, step = session.unseal(note.body, person=row.person_id, at=(notes, note.id, "body")).split()
            assert documents.name(session, row.id) == f"{number}-{step}.txt"
            compared += 1
        living = session.connection.execute(text("SELECT count(*) FROM persons WHERE erased_at IS NULL")).scalar_one()
        assert living == compared
    box.backup(again)
    first, second = (_manifest(folder) for folder in (backup, again))
    changed = {name for name, told in first.items() if second[name] != told}
    assert changed <= _touched_by_erasing()
    return compared


def _steps(session):
    """Return which steps of each writer the log tells of, in its order."""
    found = {number: [] for number in range(WRITERS)}
    query = select(audit_log.c.actor, audit_log.c.details).where(audit_log.c.action == "worked").order_by(audit_log.c.number)
    for actor, details in session.connection.execute(query):
        found[int(actor.removeprefix("writer"))].append(details["step"])
    return found


def _manifest(folder):
    from jiufang.store.backup import check

    return check(folder)["tables"]


def _touched_by_erasing():
    """Return the tables that change when somebody who was erased after the backup is erased in the box as well."""
    from jiufang.store.register import HELD

    return {held.table.name for held in HELD} | {"audit_log", "chain_heads", "idempotency_keys"}


def test_r10_what_nobody_changed_comes_back_byte_by_byte(ws, box, folder):
    """A backup of what was restored has the same rows in every table as the backup that it was restored from."""
    for number in range(20):
        with ws.session() as session:
            documents.receive(session, f"file {number}".encode() * 1000, name=f"{number}.txt")
            session.insert(tags, name=f"tag {number}")
    ws.backup(folder / "first")
    box.restore(folder / "first")
    box.backup(folder / "second")

    assert _manifest(folder / "first") == _manifest(folder / "second")


def test_r10_a_backup_that_is_not_whole_is_refused(ws, box, folder):
    """One bit turned anywhere, a file cut short or gone, and the box stays as it was."""
    with ws.session() as session:
        kept = documents.receive(session, b"in the workspace" * 100, name="a.txt")
        session.insert(tags, name="before")
    with box.session() as session:
        session.insert(tags, name="of the box")
    ws.backup(folder / "backup")
    for part in sorted((folder / "backup").iterdir()):
        whole = part.read_bytes()
        for damaged in _damaged(whole):
            part.write_bytes(damaged)
            with pytest.raises(BadInput):
                backing.verify(box, folder / "backup")
            with pytest.raises(BadInput):
                box.restore(folder / "backup")
        part.unlink()
        with pytest.raises(BadInput, match="no complete backup"):
            box.restore(folder / "backup")
        part.write_bytes(whole)

    with box.session() as session:
        assert [row.name for row in session.connection.execute(select(tags))] == ["of the box"]
        with pytest.raises(NotFound):
            people.contact(session, kept.person)
    assert backing.verify(box, folder / "backup").tables["documents"][0] == 1


def _damaged(whole):
    """Return a file with one bit turned, cut short, and with something behind it."""
    if whole:
        turned = bytearray(whole)
        turned[len(whole) // 2] ^= 1
        yield bytes(turned)
        yield whole[: len(whole) // 2]
    yield whole + b" {}"


def test_r10_another_master_key_opens_nothing(ws, folder, settings):
    """A box with another master key refuses the backup, and stays as it was."""
    with ws.session() as session:
        documents.receive(session, b"sealed" * 100, name="a.txt")
    ws.backup(folder / "backup")
    other = Settings(models_dir=Path("none"), cache_dir=Path("none"), workers=1, master_key=Secret(str(MasterKey.new())))
    with jiufang.open(folder / "stranger", settings=other) as stranger:
        with stranger.session() as session:
            session.insert(tags, name="of the stranger")
        with pytest.raises(BadInput, match="master key"):
            stranger.restore(folder / "backup")
        with stranger.session() as session:
            assert [row.name for row in session.connection.execute(select(tags))] == ["of the stranger"]
            assert not session.connection.execute(select(persons)).all()
