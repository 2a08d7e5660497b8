"""Turn where somebody lives, and where somebody is looked for, into keys that are equal when the places are."""

from __future__ import annotations

import re

from jiufang.taxonomy.places import around, named
from jiufang.text.normalise import fold

PARTS = re.compile(r"\s*[,，、/|·;；()（）]\s*|\s+-\s+")
SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})[市省]$")
MOST_PARTS = 4


def places_of(location: str) -> tuple[str, ...]:
    """Return the keys of where somebody lives: the city, the areas that it lies in, and every part of the words as it is written."""
    return tuple(dict.fromkeys([*around(location), *_parts(location)]))


def keys_of(asked: str) -> tuple[str, ...]:
    """Return the keys that a place may have, any of which will do.

    >>> keys_of("Shanghai") == keys_of("上海市")
    True
    >>> keys_of("Harrogate")
    ('harrogate',)
    """
    return named(asked) or _parts(asked)


def _parts(text: str) -> tuple[str, ...]:
    parts = (SUFFIX.sub("", fold(part)) for part in PARTS.split(text)[:MOST_PARTS])
    return tuple(dict.fromkeys(part for part in parts if part))
