"""Turn a day or a time as a machine writes it into one as a letter does."""

from __future__ import annotations

import datetime as dt
import re

ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?)?")
WEEKDAYS = "一二三四五六日"


def spoken(text: str, *, lang: str) -> str:
    """Return a day or time in words; what is not written YYYY-MM-DD[ HH:MM] stays as it is.

    >>> spoken("2026-12-01T14:00", lang="en"), spoken("2026-12-01", lang="zh"), spoken("after six", lang="en")
    ('Tuesday 1 December 2026 at 14:00', '2026年12月1日（周二）', 'after six')
    """
    found = ISO.fullmatch(text.strip())
    try:
        day = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        return text
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）{found[2] or ''}"
    return f"{day:%A} {day.day} {day:%B %Y}" + (f" at {found[2]}" if found[2] else "")
