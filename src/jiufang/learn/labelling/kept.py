"""Keep judgements, a line each, as they are made; and read them again."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.learn.history.kept import read_lines
from jiufang.learn.labelling.records import Choice, Judgement

LABELS = "labels.jsonl"


def keep(judgement: Judgement, path: Path) -> None:
    """Add a judgement to a file that its owner alone reads; it is on the disk when this returns."""
    told = {**asdict(judgement), "at": judgement.at.isoformat(), "choice": str(judgement.choice) if judgement.choice else None}
    line = json.dumps({name: value for name, value in told.items() if value not in (None, "")}, ensure_ascii=False) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode("utf-8", "replace"))  # one write of one line: several may label at once
        os.fsync(handle)
    finally:
        os.close(handle)


def judgements(path: Path) -> list[Judgement]:
    """Return what was judged, in the order in which it was; of the same person on the same thing the last word counts.

    Raises:
        BadInput: a line is no judgement.
    """
    if not path.is_file():
        return []
    last: dict[tuple[str, tuple[str, str]], Judgement] = {}
    for number, told in read_lines(path):
        try:
            one = _judgement(told)
        except (KeyError, ValueError, TypeError, BadInput) as error:
            raise BadInput(f"line {number} is no judgement: {error}", subject=str(path)) from error
        last.pop((one.by, one.about), None)
        last[one.by, one.about] = one
    return list(last.values())


def _judgement(told: dict[str, Any]) -> Judgement:
    choice, grade = told.get("choice"), told.get("grade")
    return Judgement(
        by=str(told["by"]),
        at=dt.datetime.fromisoformat(told["at"]),
        job=str(told["job"]),
        first=str(told["first"]),
        second=str(told.get("second", "")),
        grade=None if grade is None else int(grade),
        choice=Choice(choice) if choice else None,
    )
