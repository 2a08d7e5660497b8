"""R01: nothing acknowledged is lost and nothing is done twice, whoever is killed whenever.

Six kills here; all three hundred by `JIUFANG_R01_KILLS=300 JIUFANG_R01_FILES=5000 pytest -n0 -s tests/reliability/test_r01_kills.py`.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("procrastinate")

KILLS = int(os.environ.get("JIUFANG_R01_KILLS", "6"))
FILES = int(os.environ.get("JIUFANG_R01_FILES", "40"))
SEED = int(os.environ.get("JIUFANG_R01_SEED", "1"))
PER_KILL, PER_FILE = 10, 2  # seconds, on a busy machine


@pytest.mark.timeout(120 + PER_KILL * KILLS + PER_FILE * FILES)
def test_r01_nothing_lost_nothing_twice(database):
    """Each file that was acknowledged is kept once, read once and ends well; no person, task or delivery is left over."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    asked = ("--url", database.url, "--owner", database.owner_url, "--key", key)
    counts = ("--kills", str(KILLS), "--files", str(FILES), "--seed", str(SEED))
    program = Path(__file__).with_name("kills.py")
    done = subprocess.run([sys.executable, program, *asked, *counts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    print(told, done.stderr[-3000:])  # noqa: T201 - the figures

    wrong = ("lost", "done_twice", "kept_twice", "unread", "without_profile", "persons_of_nothing", "tasks_not_done", "deliveries_left")
    assert {name: told[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert (told["kills"], told["documents"]) == (KILLS, told["files"])
