"""Turn two texts into an estimate as simple methods do: the same for everybody, shared words, BM25. A model has to beat them to be of use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jiufang.index.entries import HIGHEST, impact, rarity
from jiufang.index.words import word_counts
from jiufang.learn.records import Pair, PairScorer, Scores
from jiufang.text.tokens import keywords


@dataclass(frozen=True, slots=True)
class Constant:
    """Says the same of everybody: the mean label of what was learnt."""

    prior: float
    name: str = "constant"

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Constant:
        """Return the mean of the labels by their weights; a half where there are none."""
        total = sum(pair.weight for pair in pairs)
        return cls(sum(pair.weight * pair.label for pair in pairs) / total if total else 0.5)

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the prior, [pairs]."""
        return np.full(len(resumes), self.prior)


@dataclass(frozen=True, slots=True)
class KeywordOverlap:
    """The literature's |S_r ∩ S_p| / (|S_r| + |S_p|), doubled so that equal sets have 1."""

    name: str = "keywords"

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the overlap of content words, [pairs]."""
        return np.array([_overlap(_keywords(resume), _keywords(ad)) for resume, ad in zip(resumes, ads, strict=True)])


@dataclass(frozen=True)
class Bm25:
    """Okapi BM25 of the résumé for the words of the ad, as the index of the pool weighs them, over the most that it could be.

    Args:
        holders: how many of the texts hold each word.
        everybody: how many texts there were.
    """

    holders: Mapping[str, int]
    everybody: int
    name: str = "bm25"

    @classmethod
    def of(cls, resumes: Iterable[str]) -> Bm25:
        """Count how rare words are, over different résumés."""
        texts = list(dict.fromkeys(resumes))
        holders: dict[str, int] = {}
        for text in texts:
            for word in _words(text):
                holders[word] = holders.get(word, 0) + 1
        return cls(holders, len(texts))

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the scaled BM25, [pairs]."""
        return np.array([self._one(_words(resume), _words(ad)) for resume, ad in zip(resumes, ads, strict=True)])

    def _one(self, told: Mapping[str, int], asked: Mapping[str, int]) -> float:
        length = sum(told.values())
        rare = {word: rarity(self.holders.get(word, 0), self.everybody) for word in asked}
        got = sum(rare[word] * impact(told[word], length) / HIGHEST for word in asked if word in told)
        most = sum(rare.values())
        return got / most if most else 0.0


def simple(learnt: Sequence[Pair], resumes: Iterable[str]) -> tuple[PairScorer, ...]:
    """Return the simple methods for a data set.

    Args:
        learnt: the pairs whose labels may be known: those of the train part.
        resumes: the texts by which the rarity of words is counted.
    """
    return Constant.of(learnt), KeywordOverlap(), Bm25.of(resumes)


def _overlap(told: frozenset[str], asked: frozenset[str]) -> float:
    size = len(told) + len(asked)
    return 2 * len(told & asked) / size if size else 0.0


@lru_cache(maxsize=4096)
def _keywords(text: str) -> frozenset[str]:
    return keywords(text)


@lru_cache(maxsize=4096)
def _words(text: str) -> Mapping[str, int]:
    return word_counts(text)
