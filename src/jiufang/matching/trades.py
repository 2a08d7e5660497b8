"""Tell which lines of work a requirement or a post names, in either language: 理赔 and claims handling are one."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.matching.lexicon import bounded, read_rows

Span = tuple[int, int]


@lru_cache(maxsize=1)
def _lines_of_work() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"{bounded(chinese)}|\b(?:{english})(?![A-Za-z])", re.IGNORECASE))
        for name, chinese, english in read_rows("work.tsv")
    )


@lru_cache(maxsize=20000)
def trades(text: str) -> frozenset[str]:
    """Return every line of work that a text names, the wider beside the narrower: a seller of cars sells."""
    return frozenset(name for name, pattern in _lines_of_work() if pattern.search(text))


@lru_cache(maxsize=4096)
def trades_asked(text: str) -> frozenset[str]:
    """Return the lines of work that a requirement asks for, the narrowest reading only: "hotel sales" is not any sales."""
    spans = {name: [m.span() for m in pattern.finditer(text)] for name, pattern in _lines_of_work()}
    spans = {name: found for name, found in spans.items() if found}
    every = [span for found in spans.values() for span in found]
    return frozenset(name for name, found in spans.items() if any(not _inside_wider(span, every) for span in found))


def _inside_wider(span: Span, others: list[Span]) -> bool:
    return any(a <= span[0] and span[1] <= b and b - a > span[1] - span[0] for a, b in others)
