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


@lru_cache(maxsize=1)
def order_pattern() -> re.Pattern[str]:
    """Return the pattern of the words with which an order begins (OWASP LLM01:2026, prompt injection)."""
    return re.compile("|".join(f"(?:{line})" for line in tables.lines("text", "orders.txt")), re.IGNORECASE)


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
    yield from (match.span() for match in order_pattern().finditer(plain_view(text)))
    yield from (match.span() for match in BASE64.finditer(text) if order_pattern().search(_decoded(match.group())))


def _decoded(letters: str) -> str:
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "ignore")
    except binascii.Error:
        return ""
