"""R03: on a full disk every call ends in one clear error, nothing is half there, and all goes on by itself once there is space again.

Four points here; all twenty by `JIUFANG_R03_POINTS=20 pytest -n0 -s tests/reliability/test_r03_full_disk.py`. Each leaves another number
of free bytes, so that the disk is full at another moment: in the log, in a table, in an index, in a file of a backup, while it starts.
"""

from __future__ import annotations

import base64
import hashlib
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("procrastinate")

from kills import InProcess, altered
from sqlalchemy import text

import jiufang
from jiufang.errors import Unavailable
from jiufang.queue import State, Timing, listed
from jiufang.store import migrate
from jiufang.workspace.background import hand_in, worker

POINTS = int(os.environ.get("JIUFANG_R03_POINTS", "4"))
SIZE_MB = 224  # an empty workspace takes some eighty, a restarted one a segment of log more
FILE_KB = 300
STEP_KB = 640  # more free at each point
QUICK = Timing(poll=0.05, beat=0.2, dead_after=2.0, first_wait=0.0, grace=5.0, reconnect=0.05)


@pytest.fixture(scope="module")
def disk():
    """A small disk of its own."""
    place = Path(tempfile.mkdtemp(prefix="jf-disk-"))
    place.chmod(0o711)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=0711", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if made.returncode:
        place.rmdir()
        pytest.skip(f"needs a small disk, which only an administrator may mount: {made.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)
    place.rmdir()


class Filler:
    """Takes all space of a disk but so many bytes."""

    def __init__(self, disk: Path) -> None:
        self.file = disk / "filler"

    def leave(self, free: int) -> None:
        """Leave so many bytes."""
        self.free()
        size = shutil.disk_usage(self.file.parent).free - free
        with self.file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(size, 1))

    def free(self) -> None:
        """Give the space back."""
        self.file.unlink(missing_ok=True)


@pytest.fixture
def filler(disk):
    """What fills the disk; there is space again afterwards."""
    made = Filler(disk)
    yield made
    made.free()


@pytest.fixture(scope="module")
def ws(disk):
    """A workspace on that disk, with three people in it."""
    with jiufang.open(disk / "ws") as opened:
        opened.engine = InProcess(settings=opened.engine.settings, cache=opened.engine.cache)
        for number in range(3):
            hand_in(opened, resume(f"first {number}"), f"first {number}.html")
        assert worker(opened, timing=QUICK).run(until_empty=True)
        yield opened


def resume(name: object) -> bytes:
    """Return a résumé of some size, which does not compress."""
    noise = base64.b64encode(random.Random(str(name)).randbytes(FILE_KB * 768)).decode()
    told = f"<h1>Ada {name}</h1><p>ada@example.com</p><h2>EXPERIENCE</h2><p>Engineer, Harbour. March 2019 - present</p>"
    return f"<!DOCTYPE html><meta charset=utf-8><body>{told}<!-- {noise} --></body>".encode()


def patiently(call, *given, **named):
    """Do what the error says until it works."""
    for _ in range(200):
        try:
            return call(*given, **named)
        except Unavailable:
            continue
    raise AssertionError("it does not go on")


@pytest.mark.timeout(120 + 60 * POINTS)
def test_r03_taking_files_in(ws, filler):
    """Each file is acknowledged and then kept and read, or refused with one clear error and then not there; later, none is missing."""
    refused = failed = 0
    for point in range(POINTS):
        filler.leave(point * STEP_KB * 1024 * 20 // max(POINTS, 1))
        left = []
        for number in range(4):
            data, name = resume(f"{point} {number}"), f"{point} {number}.html"
            try:
                hand_in(ws, data, name)
            except Unavailable:
                left.append((data, name))
        try:
            worker(ws, timing=QUICK).run(until_empty=True)
        except Unavailable:  # `jiufang worker` without --once waits until its database is back
            failed += 1
        filler.free()
        patiently(answers, ws)
        with ws.session() as session:
            kept = {bytes(sha) for sha in session.connection.execute(text("SELECT sha256 FROM documents")).scalars()}
        assert not any(hashlib.sha256(data).digest() in kept for data, _ in left), "half a file was kept"
        for data, name in left:
            patiently(hand_in, ws, data, name)
        refused += len(left)
        patiently(lambda: worker(ws, timing=QUICK).run(until_empty=True))
        with ws.session() as session:
            assert {task.state for task in listed(session, limit=1000)} == {State.DONE}
            unread = "SELECT count(*) FROM documents d WHERE status <> 'ok' OR NOT EXISTS (SELECT FROM profiles WHERE document_id = d.id)"
            assert session.connection.execute(text(unread)).scalar() == 0
            assert session.connection.execute(text("SELECT count(*) FROM documents")).scalar() == 3 + 4 * (point + 1)
        assert altered(ws) == 0
    print(f"R03: {POINTS} points, {4 * POINTS} files, {refused} refused at first, {failed} workers ended; none lost, none half kept")  # noqa: T201
    assert refused or POINTS < 4


def answers(ws):
    """Ask for something."""
    with ws.session() as session:
        session.connection.execute(text("SELECT 1"))


@pytest.mark.timeout(120 + 30 * POINTS)
def test_r03_backing_up(ws, filler, disk):
    """A backup is whole or not there; the next one, with space, is whole."""
    refused = 0
    for point in range(POINTS):
        filler.leave((16 + point * STEP_KB * 8 // max(POINTS, 1)) * 1024)
        target = disk / f"backup {point}"
        try:
            ws.backup(target)
        except Unavailable:
            refused += 1
            assert not target.exists()
        assert not list(disk.glob("*.part"))
        filler.free()
        shutil.rmtree(target, ignore_errors=True)
    patiently(answers, ws)
    assert patiently(ws.backup, disk / "whole").tables["persons"][0] >= 3
    shutil.rmtree(disk / "whole")
    print(f"R03: {POINTS} backups on a full disk, {refused} refused, none half there")  # noqa: T201


@pytest.mark.timeout(120 + 30 * POINTS)
def test_r03_migrating(ws, filler):
    """A migration arrives, or nothing has changed; once there is space, it arrives, and everybody is still there."""
    refused = 0
    with ws.store.database.owner() as connection:
        people = connection.execute(text("SELECT count(*) FROM persons")).scalar()
    for point in range(POINTS):
        with ws.store.database.owner() as connection:
            migrate.downgrade(connection, to="0005")
        filler.leave(point * STEP_KB * 1024 * 4 // max(POINTS, 1))
        try:
            with ws.store.database.owner() as connection:
                migrate.upgrade(connection)
        except Unavailable:
            refused += 1
        filler.free()
        patiently(answers, ws)
        with ws.store.database.owner() as connection:
            assert migrate.revision(connection) in {"0005", migrate.head()}
            migrate.upgrade(connection)
            assert migrate.differences(connection) == []
            assert connection.execute(text("SELECT count(*) FROM persons")).scalar() == people
    print(f"R03: {POINTS} migrations on a full disk, {refused} refused, none half done")  # noqa: T201
