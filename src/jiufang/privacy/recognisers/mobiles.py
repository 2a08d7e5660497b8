"""Recognise Chinese mobile numbers by their eleven digits, however grouped, with or without +86, and in 汉字 digits."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.digits import Group, joined, shapes

DIGITS = 11
MOBILE = re.compile(r"(?:00)?(?:86)?0?(1[3-9]\d{9})")
# 138 0013 8000, 13800 138000, 1380 013 8000, 138 00138000, 1380013 8000, 138 001 38000, 13 800 138 000
SHAPES = frozenset(
    {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (5, 6), (4, 4, 3), (2, 3, 3, 3), (3, 2, 2, 2, 2), (5, 3, 3), (3, 3, 3, 2)}
)
YEAR = re.compile(r"1[89]\d\d|20\d\d")
SPOKEN = re.compile(
    r"(?<![幺一二三四五六七八九零〇○百千万年])[幺一壹](?:[\s\-]?[零〇○幺一二三四五六七八九]){10}(?![零〇○幺一二三四五六七八九十百千万])"
)
SPOKEN_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "幺": "1", "壹": "1"}


def read_mobile(groups: tuple[Group, ...], *, labelled: bool) -> str:
    """Return the number in E.164 form when the groups are one Chinese mobile number, else nothing.

    Args:
        groups: neighbouring digit groups.
        labelled: whether a word for telephone stands before them; then any grouping will do.
    """
    match = MOBILE.fullmatch(joined(groups))
    if match is None or not (labelled or _is_shaped(groups)):
        return ""
    return "+86" + match[1]


def find_spoken(view: str) -> list[tuple[int, int, str]]:
    """Return mobile numbers written in 汉字 digits (幺三八零零一三八零零零)."""
    found = [(*m.span(), "".join(SPOKEN_DIGITS.get(c, "") for c in m.group())) for m in SPOKEN.finditer(view)]
    return [(start, end, "+86" + digits) for start, end, digits in found if re.fullmatch(r"1[3-9]\d{9}", digits)]


def _is_shaped(groups: tuple[Group, ...]) -> bool:
    return all(len(g.digits) == 1 for g in groups) or any(_has_shape(groups, sizes) for sizes in shapes(groups))


def _has_shape(groups: tuple[Group, ...], sizes: tuple[int, ...]) -> bool:
    prefixed, rest = _without_prefix(groups, sizes)
    # 1995 120 2000 is a year and amounts.
    return rest in SHAPES and (len(rest) == 1 or prefixed or not YEAR.fullmatch(groups[0].digits))


def _without_prefix(groups: tuple[Group, ...], sizes: tuple[int, ...]) -> tuple[bool, tuple[int, ...]]:
    first = groups[0].digits
    if first in {"86", "0086", "086"}:
        return True, sizes[1:]
    for lead in ("0086", "86", "0"):  # 86138 0013 8000, 013800138000
        if first.startswith(lead) and sum(sizes) == DIGITS + len(lead):
            return True, (sizes[0] - len(lead), *sizes[1:])
    return False, sizes
