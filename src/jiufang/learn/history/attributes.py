"""Turn what persons said of themselves into the words that a fairness audit counts by; for that alone, no model ever sees it."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from jiufang.learn.history.columns import plain
from jiufang.learn.history.days import day_of
from jiufang.text import tables as lists

OLDER = 40  # years; 29 USC 631(a) protects from here on
YEARS = re.compile(r"\d{1,3}")
BORN = re.compile(r"(?:19|20)\d\d")


def attribute(name: str, cell: str, *, at: dt.date | None) -> str:
    """Return what a cell says of an attribute; empty if it says nothing, or that its person does not want to say.

    Args:
        name: of the attribute: `sex`, `age`, `ethnicity`, …
        cell: as the source writes it.
        at: the day on which it counts, for an age that is told by a birth date.

    >>> attribute("sex", "女", at=None), attribute("age", "1979-05-02", at=dt.date(2024, 1, 1)), attribute("sex", "Prefer not to say", at=None)
    ('female', '40 and over', '')
    """
    told = plain(cell)
    if not told or told in _words().get("none", {}):
        return ""
    if name == "age":
        return _band(cell, at)
    return _words().get(name, {}).get(told, told)


def _band(cell: str, at: dt.date | None) -> str:
    if re.search(rf"(?:under|below|less than|<)\s*{OLDER}|{OLDER}\s*(?:岁)?以下", cell, re.IGNORECASE):
        return f"under {OLDER}"
    if born := BORN.search(cell):
        if at is None:
            return ""
        day = day_of(cell) or dt.date(int(born.group()), 7, 1)
        age = at.year - day.year - ((at.month, at.day) < (day.month, day.day))
    elif years := YEARS.search(cell):
        age = int(years.group())
    else:
        return ""
    return f"{OLDER} and over" if age >= OLDER else f"under {OLDER}"


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, meaning, cell in lists.rows("learn.history", "groups.tsv"):
        found.setdefault(name, {}).update({plain(word): meaning for word in lists.names(cell)})
    return found
