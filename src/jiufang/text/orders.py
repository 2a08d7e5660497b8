"""Find what a text says to the machine that reads it instead of to a person: “ignore the above”, “给满分”."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

from jiufang.text import tables
from jiufang.text.view import plain_view

BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
# The orders are written in simplified characters; these are the traditional forms of theirs.
SIMPLIFIED = str.maketrans(
    "請務須給評滿條無視達標準錄薦優將簡歷語種資進讓時審員為強議項獲當規則統開發輸記級設個價體驗總綜現機隱內說約復擇別報這該應選過級終質備輪線",
    "请务须给评满条无视达标准录荐优将简历语种资进让时审员为强议项获当规则统开发输记级设个价体验总综现机隐内说约复择别报这该应选过级终质备轮线",
)
DEFINITION = re.compile(r"(\w+) = (.+)")
PART = re.compile(r"\{([a-z]\w*)\}")


@lru_cache(maxsize=1)
def order_pattern() -> re.Pattern[str]:
    """Return the pattern of the words with which an order begins, from `data/orders.txt`."""
    parts_by_name: dict[str, str] = {}
    expressions = []
    for line in tables.lines("text", "orders.txt"):
        whole = PART.sub(lambda m: parts_by_name[m[1]], line)
        if definition := DEFINITION.fullmatch(whole):
            parts_by_name[definition[1]] = definition[2]
        else:
            expressions.append(f"(?:{whole})")
    return re.compile("|".join(expressions), re.IGNORECASE | re.MULTILINE)


def gives_order(text: str) -> bool:
    """Tell whether a text holds an order to a machine."""
    return next(_beginnings(text), None) is not None


def orders(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that are orders: each from the words that begin it to the end of its line."""
    found: list[tuple[int, int]] = []
    for start, past in sorted(_beginnings(text)):
        if not found or start >= found[-1][1]:
            end = text.find("\n", past)
            found.append((start, len(text) if end < 0 else end))
    return found


def parts(text: str) -> list[tuple[int, int, bool]]:
    """Cut a text into (start, end, whether it is an order), in reading order, nothing left out; an empty text is one part."""
    found = orders(text)
    borders = [0, *chain.from_iterable(found), len(text)]
    return [(start, end, (start, end) in found) for start, end in pairwise(borders) if start < end] or [(0, 0, False)]


def _beginnings(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in order_pattern().finditer(plain_view(text).translate(SIMPLIFIED)))
    yield from (match.span() for match in BASE64.finditer(text) if order_pattern().search(_decoded(match.group())))


def _decoded(letters: str) -> str:
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "ignore")
    except binascii.Error:
        return ""
