"""Turn the word tables of the jobs room into compiled patterns, once."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.text import tables


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `data/<name>.tsv`."""
    return tables.rows("jobs", f"{name}.tsv")


@lru_cache(maxsize=256)
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Join the expressions of one key of a table into one case-blind pattern.

    Args:
        name: the table, e.g. `cues`.
        key: the first column, e.g. `nice`.

    Returns:
        A pattern that matches where any of the expressions does.

    Raises:
        KeyError: the table has no such key.
    """
    parts = [row[1] for row in rows(name) if row[0] == key]
    if not parts:
        raise KeyError(f"{name}: {key}")
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
