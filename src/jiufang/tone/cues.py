"""Turn a sentence into a few counts that an encoder of meaning blurs: denial, contrast, refusal, formulas, topic words."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from jiufang.text.view import plain_view

TURN = re.compile(r"[,，;；:：—]|\b(?:but|yet|however|though|still)\b|但是?|不过|可是?|然而|却(?!步)|只是|反而|反倒", re.IGNORECASE)
LETTER = re.compile(r"\w")
MARKS = ("?", "!", '"', "...", "。", "👍", "~")
MOST = 3  # a cue that comes oftener says no more

Vector = NDArray[np.float32]


def names(table: str) -> tuple[str, ...]:
    """Return the cues of `cues` or the topics of `topics` in the order of their features."""
    return tuple(name for name, _ in _patterns(table))


def features(text: str) -> Vector:
    """Return the counts of every cue in the sentence and in what follows its last turn, and which topics and marks there are.

    Args:
        text: one sentence.

    Returns:
        float32 between 0 and 1, of a fixed length.
    """
    view = plain_view(text).lower()
    close = _close(view)
    cues = _patterns("cues")
    counts = (
        [_count(p, view) for _, p in cues]
        + [_count(p, close) for _, p in cues]
        + [float(bool(p.search(view))) for _, p in _patterns("topics")]
    )
    marks = [float(mark in view) for mark in MARKS]
    length = min(1.0, len(LETTER.findall(view)) / 120)
    return np.array([*counts, *marks, length, float(view != close)], np.float32)


def _close(view: str) -> str:
    """Return the words after the last turn that has some; a lowered text may differ in length, so only the tail counts."""
    for turn in reversed(list(TURN.finditer(view))):
        if len(LETTER.findall(view[turn.end() :])) > 1 and len(LETTER.findall(view[: turn.start()])) > 1:
            return view[turn.end() :]
    return view


def _count(pattern: re.Pattern[str], view: str) -> float:
    found = 0
    for found, _ in enumerate(pattern.finditer(view), start=1):
        if found == MOST:
            break
    return found / MOST


@lru_cache(maxsize=2)
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (name, pattern) of a table, the lines of one name joined."""
    joined: dict[str, list[str]] = {}
    with (resources.files("jiufang.tone") / "data" / f"{table}.tsv").open(encoding="utf-8") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for name, pattern in rows:
            joined.setdefault(name, []).append(pattern)
    return tuple((name, re.compile("|".join(parts), re.IGNORECASE)) for name, parts in joined.items())
