"""A folder's server starts for the first who opens it, serves all who do, and stops with the last."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from jiufang.errors import InternalError
from jiufang.store.connect import owner_engine
from jiufang.store.embedded import EmbeddedServer, open_server

FIRST_START, LATER_START = 8.0, 2.0  # seconds on an idle machine; issue 5
PATIENCE = 4  # times as long while other tests run

SHARING = """
import sys
from pathlib import Path
from jiufang.store.embedded import open_server
with open_server(Path(sys.argv[1])) as server:
    print(server.pid(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def new_folder():
    """A folder that a server of another user may reach; whatever still runs in it is ended."""
    yield from made_folder()


@pytest.fixture(scope="module")
def shared_folder():
    """A folder whose database exists, which takes the longest."""
    for made in made_folder():
        open_server(made).close()
        yield made


@pytest.fixture
def folder(shared_folder):
    """A folder with a database in which nothing runs, before and after the test."""
    yield shared_folder
    end(shared_folder)


def made_folder():
    """Make a folder, and remove it afterwards."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    yield made
    end(made)
    shutil.rmtree(made)


def end(folder: Path) -> None:
    """End the server that a failed test left."""
    if (left := EmbeddedServer(folder).pid()) is not None:
        os.kill(left, signal.SIGQUIT)


def ask(server: EmbeddedServer, question: str) -> object:
    """Return the answer of a query of one value."""
    with owner_engine(server.url()).begin() as connection:
        return connection.execute(text(question)).scalar_one()


def tell(server: EmbeddedServer, statement: str) -> None:
    """Run a statement."""
    with owner_engine(server.url()).begin() as connection:
        connection.execute(text(statement))


def elsewhere(folder: Path) -> subprocess.Popen[str]:
    """Open the folder in another process, which leaves when its input ends."""
    return subprocess.Popen([sys.executable, "-c", SHARING, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_it_starts_quickly_and_stops_cleanly(new_folder):
    """First start within 8 s, later ones within 2 s; what was written is there again; nothing runs afterwards."""
    began = time.monotonic()
    with open_server(new_folder) as server:
        first = time.monotonic() - began
        tell(server, "CREATE TABLE kept AS SELECT 7 AS number")
    stopped = server.pid()
    began = time.monotonic()
    with open_server(new_folder) as server:
        later = time.monotonic() - began
        assert ask(server, "SELECT number FROM kept") == 7

    assert (stopped, server.pid()) == (None, None)
    assert "was not properly shut down" not in server.log.read_text()
    assert first < FIRST_START * PATIENCE
    assert later < LATER_START * PATIENCE


def test_two_processes_share_one_server(folder):
    """Who comes second joins, and the server outlives whichever of them leaves first."""
    with open_server(folder) as server, elsewhere(folder) as other:
        assert int(other.stdout.readline()) == server.pid()
        server.close()
        assert ask(server, "SELECT 1") == 1
        other.communicate("\n")

    assert server.pid() is None


def test_two_openings_in_one_process_share_it(folder):
    """The last of them stops it."""
    first, second = open_server(folder), open_server(folder)
    first.close()
    assert ask(second, "SELECT 1") == 1
    second.close()

    assert second.pid() is None


def test_a_killed_client_holds_nothing(folder):
    """After kill -9 of all who used it the server still runs; the next one joins it, and stops it."""
    with elsewhere(folder) as other:
        running = int(other.stdout.readline())
        other.kill()
    with open_server(folder) as server:
        assert server.pid() == running

    assert server.pid() is None


def test_a_killed_server_starts_again_with_all_that_was_committed(folder):
    """After kill -9 of the server its files and its note are in the way of nothing."""
    server = open_server(folder)
    tell(server, "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(server.pid(), signal.SIGKILL)
    server.close()

    with open_server(folder) as server:
        assert ask(server, "SELECT number FROM kept") == 7


def test_the_note_of_a_dead_server_may_name_a_living_process(folder):
    """In a restarted container the old number often belongs to somebody else; they are left alone, and the server starts."""
    with open_server(folder) as server:
        notes = {path: path.read_text() for path in (server.data / "postmaster.pid", server.data / ".s.PGSQL.5432.lock")}
        number = str(server.pid())
    for path, note in notes.items():
        path.write_text(note.replace(number, str(os.getpid()), 1))

    with open_server(folder) as server:
        assert ask(server, "SELECT 1") == 1
        assert server.pid() != os.getpid()


def test_a_first_start_that_was_killed_is_begun_anew(new_folder):
    """Half-made data are thrown away; they never held anything."""
    making = new_folder / "database" / "making"
    making.mkdir(parents=True)
    (making / "postgresql.conf").write_text("half")

    with open_server(new_folder) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket(new_folder):
    """Sockets have short names; the folder may have a long one."""
    deep = new_folder / ("long" * 20) / ("longer" * 10)

    with open_server(deep) as server:
        assert ask(server, "SELECT 1") == 1
        assert server.socket_dir != server.data


def test_nobody_else_may_look(folder):
    """No port is open, and the folder of the socket is closed to other users."""
    with open_server(folder) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        assert server.socket_dir.stat().st_mode & 0o077 == 0


def test_what_fails_is_told_with_the_log(folder):
    """A server that does not start says why."""
    settings = folder / "database" / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    try:
        with pytest.raises(InternalError, match="no_such_setting"):
            open_server(folder)
    finally:
        settings.write_text(kept)


def test_words_of_candidates_stay_out_of_the_log(folder):
    """Neither a failing statement nor the value that it failed on is logged."""
    with open_server(folder) as server:
        tell(server, "CREATE TABLE people (name text PRIMARY KEY)")
        tell(server, "INSERT INTO people VALUES ('Ada Canary')")
        with pytest.raises(IntegrityError, match="Canary"):
            tell(server, "INSERT INTO people VALUES ('Ada Canary')")

    assert "people_pkey" in server.log.read_text()
    assert "Canary" not in server.log.read_text()
