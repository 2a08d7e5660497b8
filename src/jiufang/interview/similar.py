"""Turn two questions into how alike they are, by the runs of characters, or by the words, that they share."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import sqrt

from jiufang.text.tokens import tokens

GRAM = 3
STEM = 5  # letters by which English words of one family are the same
MOST_ALIKE = 0.9  # from here two questions are the same question to whoever is asked


def similarity(one: str, other: str) -> float:
    """Return the cosine of the counts of character 3-grams, in [0, 1]."""
    a, b = _grams(one), _grams(other)
    if not a or not b:
        return float(one == other)
    shared = sum(count * b[gram] for gram, count in a.items())
    return float(shared / sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values())))


def shared(one: str, other: str) -> int:
    """Count what two texts both speak of."""
    return len(stems(one) & stems(other))


def stems(text: str) -> set[str]:
    """Return the words of a text by their first letters, Chinese ones as pairs of characters."""
    latin = {t[:STEM] for t in tokens(text) if t.isascii() and len(t) > STEM - 1}
    chinese = re.findall(r"[\u4e00-\u9fff]+", text)
    return latin | {run[i : i + 2] for run in chinese for i in range(len(run) - 1)}


@lru_cache(maxsize=2048)
def _grams(text: str) -> Counter[str]:
    folded = re.sub(r"\s+", " ", text.casefold())
    return Counter(folded[i : i + GRAM] for i in range(max(1, len(folded) - GRAM + 1)))
