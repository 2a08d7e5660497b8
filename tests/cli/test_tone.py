"""`jiufang tone` reads a file or standard input, prints quotes, and says what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jiufang.settings import Settings

COMMAND = Path(sys.executable).parent / "jiufang"


def test_without_the_encoder_it_says_how_to_get_it(jiufang, folder):
    """Exit code 1 and the command that fetches the model."""
    (folder / "letter.txt").write_text("I want this job.", encoding="utf-8")
    done = jiufang("tone", "letter.txt")

    assert done.returncode == 1
    assert "jiufang models fetch encoder" in done.stderr


@pytest.mark.models
def test_a_letter_from_standard_input(tmp_path):
    """JSON has sentences with places, mentions and counts; the table quotes them."""
    if not (Settings().models_dir / "encoder").is_dir():
        pytest.skip("needs `jiufang models fetch encoder`")
    environment = {**os.environ, "JIUFANG_CACHE": str(tmp_path), "COLUMNS": "120"}
    letter = "我非常想加入贵公司。薪资太低的话就算了。".encode()
    as_json = subprocess.run([COMMAND, "tone", "-", "--format", "json"], input=letter, capture_output=True, env=environment, check=True)
    table = subprocess.run([COMMAND, "tone", "-"], input=letter, capture_output=True, env=environment, check=True).stdout.decode()
    told = json.loads(as_json.stdout)

    assert [s["attitude"] for s in told["sentences"]] == ["positive", "negative"]
    assert {"topic": "salary", "standing": "concern", "quote": "薪资太低的话就算了。", "start": 10, "end": 20} in told["mentions"]
    assert "我非常想加入贵公司。" in table
