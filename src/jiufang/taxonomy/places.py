"""Tell which places a text names, in Chinese or English, and which place lies in which."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.text import tables


@lru_cache(maxsize=4096)
def cities(text: str) -> frozenset[int]:
    """Return the numbers of the rows of `cities.tsv` that a text names, in either language."""
    return frozenset(i for i, p in enumerate(_cities()) if p.search(text))


def lies_in(asked: str, told: str) -> bool:
    """Tell whether a text names a place within an area that a requirement names: 三亚 lies in 海南."""
    return any(area.search(asked) and (inside.search(told) or area.search(told)) for area, inside in _regions())


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[str, ...]:
    """Return the keys of the cities and areas that a text names itself, each the first name of its row.

    >>> named("Greater London")
    ('london',)
    """
    areas = [key for key, (area, _) in zip(_keys("regions.tsv"), _regions(), strict=True) if area.search(text)]
    return tuple(dict.fromkeys([_keys("cities.tsv")[i] for i in sorted(cities(text))] + areas))


@lru_cache(maxsize=4096)
def around(text: str) -> tuple[str, ...]:
    """Return the keys of the cities that a text names, and of every area that they lie in.

    >>> around("苏州")[:2]
    ('苏州', '华东')
    """
    areas = [key for key, (area, inside) in zip(_keys("regions.tsv"), _regions(), strict=True) if area.search(text) or inside.search(text)]
    return tuple(dict.fromkeys([_keys("cities.tsv")[i] for i in sorted(cities(text))] + areas))


def find(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (start, end, keys) of each city or area that a text names, in order, the longest name first, none overlapping."""
    areas = zip((area for area, _ in _regions()), _keys("regions.tsv"), strict=True)
    patterns = [*zip(_cities(), _keys("cities.tsv"), strict=True), *areas]
    found = [(m.start(), m.end(), key) for pattern, key in patterns for m in pattern.finditer(text)]
    kept: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, key in sorted(found, key=lambda f: (f[0] - f[1], f[0], f[2])):
        if all(end <= a or start >= b for a, b, _ in kept):
            kept.append((start, end, (key,)))
    return sorted(kept)


@lru_cache(maxsize=1)
def _cities() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![A-Za-z])(?:{row[0]})(?![a-z])", re.IGNORECASE) for row in tables.rows("taxonomy", "cities.tsv"))


@lru_cache(maxsize=1)
def _regions() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = tables.rows("taxonomy", "regions.tsv")
    return tuple((re.compile(area, re.IGNORECASE), re.compile(inside, re.IGNORECASE)) for area, inside in rows)


@lru_cache(maxsize=4)
def _keys(name: str) -> tuple[str, ...]:
    """Return the first name of each row; its other names mean the same place."""
    return tuple(row[0].split("|")[0].replace("\\", "").casefold() for row in tables.rows("taxonomy", name))
