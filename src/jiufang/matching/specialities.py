"""Tell whether a line of work is the one asked for: the family of its title, and specialities that exclude each other."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.matching.lexicon import bounded, read_rows

OFFICE = "office"  # clerks, secretaries: an employer's trade is not theirs
NARROW = frozenset({"prospecting", "guesting"})  # their titles hold the words of another family, whose work they do not do

ANY_ENGINEER = re.compile(r"工程师|\bengineers?\b", re.IGNORECASE)  # by itself it names no trade: Java 高级工程师 writes software


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"{bounded(chinese)}|\b(?:{english})\b", re.IGNORECASE)) for name, chinese, english in read_rows("roles.tsv")
    )


@lru_cache(maxsize=1)
def _scales() -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(rf"(?:{bounded(cell)})", re.IGNORECASE) for cell in row) for row in read_rows("rivals.tsv"))


@lru_cache(maxsize=4096)
def families(text: str) -> frozenset[str]:
    """Return the families of work that a title or a requirement names."""
    plain, found = text, set()
    for name, pattern in sorted(_families(), key=lambda f: f[0] not in NARROW):
        if pattern.search(plain):
            found.add(name)
            plain = pattern.sub(" ", plain) if name in NARROW else plain
    return frozenset(found)


def same_work(asked: str, title: str) -> bool:
    """Tell whether work under a title can be what a requirement asks for; True when either names no family."""
    wanted, given = families(asked), families(title)
    if not given or not (families(ANY_ENGINEER.sub(" ", title)) or wanted <= {"engineering"}):
        return True
    if not wanted:
        return given != {OFFICE}
    return bool(wanted & given)


@lru_cache(maxsize=4096)
def rival(asked: str, given: str) -> bool:
    """Tell whether a text names another speciality than the one asked for, and not that one.

    Args:
        asked: the requirement's words; naming several of a scale, any of them will do.
        given: what the résumé says.
    """
    for scale in _scales():
        wanted = {i for i, p in enumerate(scale) if p.search(asked)}
        if wanted and len(wanted) < len(scale):
            shown = {i for i, p in enumerate(scale) if p.search(given)}
            if shown and not shown & wanted:
                return True
    return False


@lru_cache(maxsize=4096)
def agrees(asked: str, given: str) -> bool:
    """Tell whether a text names a speciality of a scale that the requirement names too."""
    return any(any(p.search(asked) and p.search(given) for p in scale) for scale in _scales())
