"""P04: nothing is asked of anybody outside: a day's work, with every connection and every name that is looked up written down.

The work is done in a process of its own with an audit hook (PEP 578), which sees what Python asks of the network in all of its libraries,
and which the reading processes inherit. The rest of the tests run under a guard of their own (tests/conftest.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = """
import os, sys
def look(event, given):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = given[1]
        if isinstance(address, (str, bytes)) or address is None or str(address[0]) in {"127.0.0.1", "::1"}:
            return
    elif event not in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"} or given[0] in (None, "", "localhost", "127.0.0.1", "::1"):
        return
    with open(os.environ["JIUFANG_LOOKED"], "a") as file:
        file.write(f"{event} {given[:2]!r}\\n")
sys.addaudithook(look)
"""
WORK = """
import sys
from pathlib import Path
from jiufang.cli import main
place, examples = map(Path, sys.argv[1:3])
job = str(sorted((examples / "jobs").iterdir())[0])
files = [str(path) for path in sorted((examples / "resumes").iterdir()) if path.suffix in {".pdf", ".docx", ".txt", ".md", ".html"}][:4]
for asked in (
    ["shortlist", job, *files, "--html", str(place / "o.html"), "--xlsx", str(place / "o.xlsx")],
    ["parse", *files, "--format", "json"],
    ["redact", files[0]],
    ["interview", job, files[0]],
    ["doctor"],
):
    try:
        sys.argv = ["jiufang", *asked]
        main()
    except SystemExit as ended:
        print(asked[0], ended.code, file=sys.stderr)
"""
KEPT = """
import sys
from pathlib import Path
import jiufang
place, examples = map(Path, sys.argv[1:3])
with jiufang.open(place / "ws") as ws:
    ws.add(sorted((examples / "resumes").glob("*.pdf"))[:2])
    ranked = ws.shortlist(ws.add_job(sorted((examples / "jobs").iterdir())[0]))
    ws.backup(place / "backup")
    ws.erase(ranked[0], by="mei@example.com")
    print("kept", len(ranked), file=sys.stderr)
"""


def looked(code, place, examples):
    """Do some work, return what it said, and what it asked of the network."""
    (place / "hook").mkdir(exist_ok=True)
    (place / "hook" / "sitecustomize.py").write_text(HOOK)
    told = place / "looked"
    told.touch()
    path = os.pathsep.join([str(place / "hook"), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    given = {**os.environ, "PYTHONPATH": path, "JIUFANG_LOOKED": str(told), "JIUFANG_CACHE": str(place / "cache"), "JIUFANG_WORKERS": "1"}
    done = subprocess.run([sys.executable, "-c", code, str(place), str(examples)], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr, told.read_text().splitlines()


@pytest.mark.timeout(600)
@pytest.mark.slow
def test_p04_commands_ask_nobody(tmp_path, examples):
    """Reading, ranking, reports, redaction, an interview: no name is looked up and no connection made."""
    said, asked = looked(WORK, tmp_path, examples)
    print(f"P04: {len(asked)} attempts by commands")  # noqa: T201 - the figures

    assert asked == []
    assert "shortlist" in said


@pytest.mark.timeout(600)
@pytest.mark.slow
def test_p04_a_workspace_asks_nobody(folder, examples):
    """Keeping, matching, a backup, an erasure: no name is looked up and no connection made but to its own database."""
    pytest.importorskip("sqlalchemy")
    said, asked = looked(KEPT, Path(folder), examples)
    print(f"P04: {len(asked)} attempts by a workspace")  # noqa: T201 - the figures

    assert asked == []
    assert "kept" in said


def test_p04_the_hook_sees(tmp_path, examples):
    """An attempt is written down, whatever becomes of it."""
    code = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), timeout=0.1)\nexcept OSError: pass\n"

    assert looked(code, tmp_path, examples)[1]
