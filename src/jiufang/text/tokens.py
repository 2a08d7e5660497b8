"""Cut text into comparable tokens: words where blanks part them, dictionary words where nothing does."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from jiufang.text.normalise import fold

# C++, C#, .NET, Node.js, k8s, CET-4, S7-1200 are words; a full stop at the end is not part of one.
LATIN = re.compile(r"\.?[a-z0-9À-ɏа-яё]+(?:[.+#/&'’-]*[a-z0-9À-ɏа-яё+#]+)*[+#]*", re.IGNORECASE)
CJK_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3041-\u30ff\uac00-\ud7af]+")

STOPWORDS = frozenset(
    "a an and are as at be been but by can do for from has have having i if in into is it its may must no nor not of on or our "
    "shall should so some such that the their them they this to us was we were what when where which who will with would you your "
    "的 了 和 与 及 或 等 在 是 有 为 对 以 并 也 可 能 会 要 需 需要 具有 具备 相关 以上 以下 其 该 我 我们 你 您 他 她 它 这 那 一个 进行 以及 者 优先".split()
)


def tokens(text: str) -> list[str]:
    """Return the folded tokens of a text in order, Latin and CJK, stop words included."""
    folded = fold(text)
    found = [(m.start(), m.group()) for m in LATIN.finditer(folded)]
    for run in CJK_RUN.finditer(folded):
        found += [(run.start() + start, word) for word, start in words_of(run.group())]
    return [token for _, token in sorted(found)]


def keywords(text: str) -> frozenset[str]:
    """Return the set S of content words of a text, as keyword overlap is defined on."""
    return frozenset(t for t in tokens(text) if t not in STOPWORDS and not t.isdigit() and (len(t) > 1 or not t.isascii()))


def bigrams(text: str) -> frozenset[str]:
    """Return Latin words and overlapping CJK bigrams: recall for short Chinese terms that a dictionary misses."""
    folded = fold(text)
    grams = set(LATIN.findall(folded))
    for run in CJK_RUN.findall(folded):
        grams |= {run[i : i + 2] for i in range(max(1, len(run) - 1))}
    return frozenset(grams)


def words_of(run: str) -> list[tuple[str, int]]:
    """Return (word, place) of each word of a run of CJK characters."""
    return [(word, start) for word, start, _ in _jieba().tokenize(run)]


def word_frequency(word: str) -> int:
    """Return how often the dictionary's makers saw a CJK word; 0 when it is not in it."""
    cutter = _jieba()
    cutter.check_initialized()
    return int(cutter.FREQ.get(word, 0))


@lru_cache(maxsize=1)
def _jieba() -> Any:
    import jieba  # loads its dictionary in about a second, once

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()
