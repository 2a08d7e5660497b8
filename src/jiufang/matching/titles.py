"""Turn job titles of any language into how near they are to each other: the same work, related work, other work.

Meaning comes from an encoder that was trained on occupations (`jiufang.models.title_encoder`). Where a title is sought
in a pool, spelling joins in: pieces of words that the two share, counted by how rare they are in that pool.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Encoder
from jiufang.text.language import is_cjk

# Chosen on the development titles, where the curve is flat from 0.1 to 0.2; benchmarks.titles prints both parts.
SPELLING_WEIGHT = 0.15
PIECE = 3  # letters of a piece of a word; CJK has pieces of one and two

Scores = NDArray[np.float32]


class TitleMatcher(Protocol):
    """Says how near job titles are to each other."""

    @property
    def name(self) -> str:
        """Name and version; part of every cache key."""
        ...

    def scores(self, titles: Sequence[str], others: Sequence[str]) -> Scores:
        """Return float32 [len(titles), len(others)]; greater is nearer, 1 is the same title."""
        ...


class TitleSimilarity:
    """A `TitleMatcher` by meaning, and by spelling where a pool tells which pieces of words are rare.

    Args:
        encoder: turns titles into vectors.
        spelling: weight of shared pieces of words when a pool is ranked, 0..1.
    """

    def __init__(self, encoder: Encoder, *, spelling: float = SPELLING_WEIGHT) -> None:
        self._encoder = encoder
        self._spelling = spelling

    @property
    def name(self) -> str:
        """Name and version; part of every cache key."""
        return f"{self._encoder.name}+spelling{self._spelling:g}"

    def scores(self, titles: Sequence[str], others: Sequence[str]) -> Scores:
        """Return float32 [len(titles), len(others)]; greater is nearer, 1 is the same title.

        A pair has the same score whatever stands beside it. These are cosines, not chances: compare them, never show them.
        """
        return self._meaning([plain_title(t) for t in titles], [plain_title(t) for t in others])

    def ranked(self, titles: Sequence[str], pool: Sequence[str]) -> Scores:
        """Return scores by which each title's row ranks the whole pool; they depend on the pool.

        Args:
            titles: what is sought.
            pool: where it is sought.
        """
        left, right = [plain_title(t) for t in titles], [plain_title(t) for t in pool]
        mixed = (1 - self._spelling) * self._meaning(left, right) + self._spelling * spelling_scores(left, right)
        return np.asarray(mixed, np.float32)

    def _meaning(self, left: Sequence[str], right: Sequence[str]) -> Scores:
        return np.asarray(self._encoder.encode(left, side="query") @ self._encoder.encode(right, side="query").T, np.float32)


def title_similarity(title: str, others: Sequence[str], *, matcher: TitleMatcher) -> list[float]:
    """Return how near each of the other titles is to a title, at most 1, which is the same title.

    Args:
        title: in any language.
        others: in any language.
        matcher: knows what titles mean.
    """
    return [float(x) for x in matcher.scores([title], others)[0]] if others else []


def plain_title(title: str) -> str:
    """Return a title as it is compared: compatibility forms unified, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def pieces(title: str) -> frozenset[str]:
    """Return the pieces of the words of a title: three letters and word bounds, or one and two CJK characters."""
    return frozenset(piece for word in title.split() for piece in _pieces_of(word))


def _pieces_of(word: str) -> Iterable[str]:
    if any(map(is_cjk, word)):
        return [*word, *(word[i : i + 2] for i in range(len(word) - 1))]
    bounded = f" {word} "
    return [bounded[i : i + PIECE] for i in range(len(bounded) - PIECE + 1)] or [bounded]


def spelling_scores(titles: Sequence[str], pool: Sequence[str]) -> Scores:
    """Return the cosine of the pieces of titles, rare ones of the pool counting more: float32 [len(titles), len(pool)].

    Args:
        titles: plain titles.
        pool: plain titles.
    """
    cut = [pieces(title) for title in pool]
    known = Counter(piece for each in cut for piece in each)
    rarity = {piece: math.log((1 + len(pool)) / (1 + count)) + 1 for piece, count in sorted(known.items())}
    holders: dict[str, list[tuple[int, float]]] = {}
    for number, each in enumerate(cut):
        for piece, weight in _weighed(each, rarity).items():
            holders.setdefault(piece, []).append((number, weight))
    scores = np.zeros((len(titles), len(pool)), np.float32)
    for row, title in zip(scores, titles, strict=True):
        for piece, weight in _weighed(pieces(title), rarity).items():
            for number, other in holders.get(piece, ()):
                row[number] += weight * other
    return scores


def _weighed(cut: frozenset[str], rarity: Mapping[str, float]) -> dict[str, float]:
    rarest = max(rarity.values(), default=1.0)
    weights = {piece: rarity.get(piece, rarest) for piece in sorted(cut)}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {piece: weight / norm for piece, weight in weights.items()}
