"""Turn text into the words it is searched by: folded Latin words, and overlapping pairs of CJK characters.

Pairs need no dictionary, which would cut 数据分析师 differently in a question and in a résumé (Lucene's CJK analysis does the same).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiufang.text.normalise import fold
from jiufang.text.tokens import CJK_RUN, LATIN, STOPWORDS

LONGEST = 40  # characters; what is longer is no word, but a link or a line without blanks
VEILED = re.compile(r"\[(?:person|school)\]")  # privacy.blind leaves them where a name stood
PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)(?<!u)(?<!i)s$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text as it is searched by; `text[start:end]` is how it is written."""

    word: str
    start: int
    end: int


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words of a text in order of appearance, stop words left out.

    >>> [p.word for p in pieces("Nurses in 上海市")]
    ['nurse', '上海', '海市']
    """
    view = _same_length(VEILED.sub(lambda m: " " * len(m.group()), text))
    found = [(m.start(), m.end(), _stem(m.group())) for m in LATIN.finditer(view)]
    for run in CJK_RUN.finditer(view):
        start, end = run.span()
        found += [(i, min(i + 2, end), view[i : min(i + 2, end)]) for i in range(start, max(start + 1, end - 1))]
    for start, end, word in sorted(found):
        if word not in STOPWORDS and len(word) <= LONGEST and not (word.isascii() and len(word) == 1 and not word.isalnum()):
            yield Piece(word, start, end)


def word_counts(text: str) -> dict[str, int]:
    """Return how often each word stands in a text."""
    counts: dict[str, int] = {}
    for piece in pieces(text):
        counts[piece.word] = counts.get(piece.word, 0) + 1
    return counts


def _stem(word: str) -> str:
    """Return a Latin word without the s of a plural, the one ending that is the same in most languages written so."""
    return PLURAL.sub("", word)


def _same_length(text: str) -> str:
    """Return the folded text if folding keeps every character in its place, else the text in lower case, so that offsets hold."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := fold(c)) == 1 else c for c in text)
