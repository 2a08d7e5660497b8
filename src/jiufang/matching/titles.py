"""Turn job titles of any language into how near they are to each other: the same work, related work, other work.

Meaning comes from an encoder that was trained on occupations (`jiufang.models.title_encoder`), spelling from
rare pieces of words that two titles share. In a list of titles, those that lie near to everything ("assistant
manager") are held back (CSLS, arXiv 1710.04087).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Encoder
from jiufang.text.language import is_cjk

# Weights chosen on the development titles, where the curve is flat around them; benchmarks.titles prints the parts.
SPELLING_WEIGHT = 0.15
NEIGHBOURS = 10
HUB_WEIGHT = 0.25
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
    """A `TitleMatcher` by meaning and spelling.

    Args:
        encoder: turns titles into vectors.
        spelling: weight of shared pieces of words, 0..1.
        hubs: weight of holding back titles that are near to everything, when a pool is ranked.
    """

    def __init__(self, encoder: Encoder, *, spelling: float = SPELLING_WEIGHT, hubs: float = HUB_WEIGHT) -> None:
        self._encoder = encoder
        self._spelling = spelling
        self._hubs = hubs

    @property
    def name(self) -> str:
        """Name and version; part of every cache key."""
        return f"{self._encoder.name}+spelling{self._spelling:g}"

    def scores(self, titles: Sequence[str], others: Sequence[str]) -> Scores:
        """Return float32 [len(titles), len(others)]; greater is nearer, 1 is the same title.

        A pair has the same score whatever stands beside it.
        """
        left, right = [plain_title(t) for t in titles], [plain_title(t) for t in others]
        meaning = self._encoder.encode(left, side="query") @ self._encoder.encode(right, side="query").T
        return np.asarray((1 - self._spelling) * meaning + self._spelling * spelling_scores(left, right), np.float32)

    def ranked(self, titles: Sequence[str], pool: Sequence[str]) -> Scores:
        """Return scores by which each title's row ranks the whole pool; they depend on the pool and are no similarities.

        Args:
            titles: what is sought.
            pool: where it is sought; in a large one, titles that are near to everything are held back.
        """
        left, right = [plain_title(t) for t in titles], [plain_title(t) for t in pool]
        vectors = self._encoder.encode(right, side="query")
        meaning = self._encoder.encode(left, side="query") @ vectors.T
        spelling = spelling_scores(left, right, commonness=Counter(p for t in right for p in pieces(t)))
        return np.asarray((1 - self._spelling) * (meaning - self._hubs * crowding(vectors)) + self._spelling * spelling, np.float32)


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


def spelling_scores(left: Sequence[str], right: Sequence[str], *, commonness: Counter[str] | None = None) -> Scores:
    """Return the cosine of the pieces of two lists of titles, float32 [len(left), len(right)].

    Args:
        left: plain titles.
        right: plain titles.
        commonness: in how many titles of the pool a piece stands; rare pieces then count more.
    """
    total = 1 + len(right)
    rows: dict[str, list[tuple[int, float]]] = {}
    for number, title in enumerate(right):
        for piece, weight in _weighed(title, commonness, total).items():
            rows.setdefault(piece, []).append((number, weight))
    scores = np.zeros((len(left), len(right)), np.float32)
    for row, title in zip(scores, left, strict=True):
        for piece, weight in _weighed(title, commonness, total).items():
            for number, other in rows.get(piece, ()):
                row[number] += weight * other
    return scores


def _weighed(title: str, commonness: Counter[str] | None, total: int) -> dict[str, float]:
    weights = {p: float(np.log(total / (1 + commonness[p]))) + 1 if commonness is not None else 1.0 for p in sorted(pieces(title))}
    norm = float(np.sqrt(sum(w * w for w in weights.values()))) or 1.0
    return {piece: weight / norm for piece, weight in weights.items()}


def crowding(vectors: Scores) -> Scores:
    """Return for each vector the mean similarity to its nearest neighbours in the pool, float32 [n]."""
    if len(vectors) <= NEIGHBOURS:
        return np.zeros(len(vectors), np.float32)
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -1)
    return np.asarray(np.sort(similar, axis=1)[:, -NEIGHBOURS:].mean(axis=1), np.float32)
