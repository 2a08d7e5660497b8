"""A training that a workspace asked for: told on the input, step by step on the output, going on where it was killed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.learn.tuning import tiny

from jiufang.learn.history.kept import save
from jiufang.learn.records import Dataset
from jiufang.workspace.training import LESSON

pytest.importorskip("torch")

AT = 3  # the step in which it is killed; what came before it is kept


def lesson(asked: dict[str, Any]) -> subprocess.Popen[str]:
    """Begin a training as a worker does."""
    process = subprocess.Popen(LESSON, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    return process


def told(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Return what it says until it is done or has failed; then it is left alone, and ends."""
    assert process.stdout is not None
    found: list[dict[str, Any]] = []
    for line in process.stdout:
        if line.startswith("{"):
            found.append(json.loads(line))
            if found[-1].keys() & {"done", "failed"}:
                break
    process.communicate()
    return found


@pytest.mark.slow
def test_a_killed_lesson_goes_on(tmp_path: Path, pairs: Dataset, base: Callable[[str], Path]) -> None:
    """Killed in a step, told the same again, it begins where that step began and ends with figures."""
    save(pairs, tmp_path / "data")
    training = {"epochs": 4, "batch": 4, "checkpoint_every": 1, "patience": 0, "device": "cpu", "threads": 1}
    config = tiny.config(data={"folder": str(tmp_path / "data")}, base={"model": str(base("bert"))}, training=training).model_dump(
        mode="json"
    )
    asked = {"what": "pairs", "config": config, "out": str(tmp_path / "out")}

    first = lesson(asked)
    assert first.stdout is not None
    while json.loads(first.stdout.readline()).get("step", AT) < AT:
        pass
    first.kill()
    first.communicate()
    lines = told(lesson(asked))

    assert lines[0]["step"] >= AT - 1
    assert lines[-2]["step"] == lines[-2]["of"]
    assert 0 <= lines[-1]["done"]["auc"] <= 1
    assert (tmp_path / "out" / "card.json").is_file()
