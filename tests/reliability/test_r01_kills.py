"""R01: nothing acknowledged is lost and nothing is done twice, whoever is killed whenever, the database's own processes included.

Nine kills here; all of them by `JIUFANG_R01_KILLS=300 JIUFANG_R01_SERVER_KILLS=30 JIUFANG_R01_FILES=5000 pytest -n0 -s
tests/reliability/test_r01_kills.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("procrastinate")

KILLS = int(os.environ.get("JIUFANG_R01_KILLS", "6"))
SERVER_KILLS = int(os.environ.get("JIUFANG_R01_SERVER_KILLS", "3"))
FILES = int(os.environ.get("JIUFANG_R01_FILES", "40"))
SEED = int(os.environ.get("JIUFANG_R01_SEED", "1"))
PER_KILL, PER_FILE = 10, 2  # seconds, on a busy machine
ZERO = (
    "lost", "altered", "done_twice", "kept_twice", "unread", "without_profile", "persons_of_nothing", "tasks_not_done", "deliveries_left",
    "damaged_pages", "leftovers", "attempts_failed",
)  # fmt: skip


@pytest.mark.timeout(120 + PER_KILL * (KILLS + SERVER_KILLS) + PER_FILE * FILES)
def test_r01_nothing_lost_nothing_twice(folder):
    """Each acknowledged file is kept once as it was, read once and ends well; no error but the one that says “try again”; no page damaged."""
    counts = ("--kills", str(KILLS), "--server-kills", str(SERVER_KILLS), "--files", str(FILES), "--seed", str(SEED))
    program = Path(__file__).with_name("kills.py")
    done = subprocess.run([sys.executable, program, "--folder", folder, *counts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    print(told, done.stderr[-3000:])  # noqa: T201 - the figures

    assert {name: told[name] for name in ZERO} == dict.fromkeys(ZERO, 0)
    assert told["unforeseen"] == []
    assert (told["kills"], told["documents"]) == (KILLS + SERVER_KILLS, told["files"])
