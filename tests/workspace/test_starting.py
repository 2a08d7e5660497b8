"""A folder's server starts while the program loads; whoever opens the folder uses it, and it stops with the last of them."""

from __future__ import annotations

import subprocess
import sys

from jiufang.store.embedded import EmbeddedServer, open_server
from jiufang.workspace.starting import ahead


def test_it_is_there_when_it_is_wanted(folder):
    """Within, the folder opens on the server that was started; it goes on for who joined, and ends with them."""
    with ahead(folder):
        joined = open_server(folder)
    running = joined.pid()
    joined.close()

    assert running is not None
    assert joined.pid() is None


def test_nobody_came(folder):
    """What was started for nobody is stopped."""
    with ahead(folder):
        pass

    assert EmbeddedServer(folder).pid() is None


def test_what_goes_wrong_is_left_to_who_opens(folder):
    """A place where no folder can be is no error yet."""
    (folder / "file").write_text("no folder")
    with ahead(folder / "file"):
        pass


def test_a_program_opens_a_folder(folder):
    """`jiufang.open` in a fresh process, first and later; nothing runs on when it has ended."""
    code = "import sys, jiufang; ws = jiufang.open(sys.argv[1]); print(len(ws.jobs)); ws.close()"
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", code, folder], check=True, capture_output=True, text=True).stdout == "0\n"

    assert EmbeddedServer(folder).pid() is None
