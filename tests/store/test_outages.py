"""What is wrong for the moment is told as that, and a folder's server that was killed is started again by who uses it next."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest
from sqlalchemy import text

import jiufang
from jiufang.errors import NotFound, Unavailable
from jiufang.store.embedded import _processes_in
from jiufang.store.outages import outages


@pytest.fixture(scope="module")
def ws():
    """A workspace with a server of its own, to be killed."""
    folder = Path(tempfile.mkdtemp(prefix="jf-"))
    with jiufang.open(folder) as opened:
        yield opened
    shutil.rmtree(folder)


def one(ws) -> int:
    """Ask for something."""
    with ws.session() as session:
        return int(session.connection.execute(text("SELECT 1")).scalar_one())


def test_a_killed_server_is_started_again_by_who_asks_next(ws):
    """Whoever works in the folder starts it; the caller does not notice, and what was committed is there."""
    with ws.session() as session:
        session.connection.execute(text("INSERT INTO tags (tenant_id, id, name) VALUES (:t, gen_random_uuid(), 'kept')"), {"t": ws.tenant})
    before = ws.store.server.pid()
    os.kill(before, signal.SIGKILL)
    while _processes_in(ws.store.server.data):  # they notice a moment later; who asks meanwhile is in the middle, see below
        time.sleep(0.01)

    assert one(ws) == 1
    assert ws.store.server.pid() not in {before, None}
    with ws.session() as session:
        assert session.connection.execute(text("SELECT name FROM tags")).scalars().all() == ["kept"]


def test_who_was_in_the_middle_is_told_to_try_again(ws):
    """A transaction that the server took with it raises one clear error, and its rows are not there."""
    with pytest.raises(Unavailable, match="went away"), ws.session() as session:  # noqa: PT012
        session.connection.execute(text("INSERT INTO tags (tenant_id, id, name) VALUES (:t, gen_random_uuid(), 'lost')"), {"t": ws.tenant})
        os.kill(ws.store.server.pid(), signal.SIGKILL)
        session.connection.execute(text("SELECT pg_sleep(5)"))

    with ws.session() as session:
        assert "lost" not in session.connection.execute(text("SELECT name FROM tags")).scalars().all()


def test_a_killed_connection_hurts_itself_only(ws):
    """PostgreSQL restarts when one of its processes is killed; that is told as the same, and is over in a moment."""
    with pytest.raises(Unavailable), ws.session() as session:  # noqa: PT012
        os.kill(session.connection.execute(text("SELECT pg_backend_pid()")).scalar_one(), signal.SIGKILL)
        session.connection.execute(text("SELECT 1"))
    for _ in range(100):
        try:
            assert one(ws) == 1
            return
        except Unavailable:
            continue
    raise AssertionError("it did not come back")


def test_a_full_disk_is_told_as_that():
    """Whoever says it; everything else passes as it is."""
    with pytest.raises(Unavailable, match="no space left"), outages():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(FileNotFoundError), outages():
        Path("/nowhere/at/all").read_bytes()
    with pytest.raises(NotFound), outages():
        raise NotFound("no")
