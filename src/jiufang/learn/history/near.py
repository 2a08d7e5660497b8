"""Turn texts into groups of near-duplicates: MinHash over shingles of words, Chinese ones cut by the dictionary.

Candidates come from locality-sensitive hashing (Broder 1997; datasketch), and each is checked by the exact Jaccard similarity of its
shingles. Lines that many texts share (a company's boilerplate, a template's headings) say nothing of a text and are left out of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import MissingCapability
from jiufang.learn.history.unions import Unions
from jiufang.text.tokens import tokens

SHINGLE = 3  # words; five, as Lee et al. 2022 take for web text, would miss a résumé whose lines were put in another order
THRESHOLDS = (0.8, 0.9, 1.0)  # of Jaccard similarity, Lee et al. 2022; a higher one where templates make everybody alike
PERMUTATIONS = 128
SHORT = 30  # shingles; below, likeness is chance, and equal texts alone are the same
CROWD = 0.1  # share of the texts in one group, above which it is a template that makes them alike
COMMON_LINE, COMMON_FROM = 0.2, 10  # a line in a fifth of at least ten texts is boilerplate

Shingles = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Groups of near-duplicates, as indices into the texts, and the similarity from which texts were taken for the same."""

    groups: tuple[tuple[int, ...], ...]
    threshold: float

    @property
    def alike(self) -> int:
        """How many texts are the near-duplicate of an earlier one."""
        return sum(len(group) - 1 for group in self.groups)


def near_duplicates(texts: Sequence[str]) -> Likeness:
    """Return the groups of texts that are the same but for little; each text is in one, alone or not.

    Raises:
        MissingCapability: datasketch is not installed.
    """
    if find_spec("datasketch") is None:
        raise MissingCapability("finding near-duplicates needs datasketch", subject="history", hint="pip install 'jiufang[train]'")
    cut = _shingles(_without_common(texts))
    pairs = _alike(cut, THRESHOLDS[0])
    equal = _equal(texts)
    for threshold in THRESHOLDS:
        groups = _grouped(len(texts), [*equal, *((a, b) for a, b, how in pairs if how >= threshold)])
        # Groups of equal texts stay whatever their size: that they are the same is no estimate.
        if threshold == THRESHOLDS[-1] or max(map(len, groups), default=0) <= max(2, CROWD * len(texts)):
            break
    return Likeness(tuple(tuple(group) for group in groups), threshold)


def jaccard(a: Shingles, b: Shingles) -> float:
    """Return |a ∩ b| / |a ∪ b| of two sorted sets without doubles."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / max(1, len(a) + len(b) - shared)


def _grouped(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    unions = Unions(range(count))
    for a, b in pairs:
        unions.join(min(a, b), max(a, b))
    return unions.groups()


def _equal(texts: Sequence[str]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    return [(first.setdefault(" ".join(text.split()), n), n) for n, text in enumerate(texts)]


def _without_common(texts: Sequence[str]) -> list[str]:
    lines = [[line.strip() for line in text.split("\n") if line.strip()] for text in texts]
    distinct = {"\n".join(told) for told in lines}
    if len(distinct) < COMMON_FROM:
        return list(texts)
    counts = Counter(line for told in sorted(distinct) for line in {*told.split("\n")})
    return ["\n".join(line for line in told if counts[line] <= COMMON_LINE * len(distinct)) for told in lines]


def _shingles(texts: Sequence[str]) -> list[Shingles]:
    from datasketch.hashfunc import sha1_hash64

    return [
        np.unique(np.array([sha1_hash64(" ".join(words).encode()) for words in _runs(tokens(text))], dtype=np.uint64)) for text in texts
    ]


def _runs(words: Sequence[str]) -> list[Sequence[str]]:
    return [words[n : n + SHINGLE] for n in range(max(1, len(words) - SHINGLE + 1))] if words else []


def _alike(cut: Sequence[Shingles], threshold: float) -> list[tuple[int, int, float]]:
    """Return (earlier, later, similarity) of the pairs of texts that are at least so similar."""
    from datasketch import MinHash, MinHashLSH

    index, found = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=(0.1, 0.9)), []  # a miss is worse than a look too many
    blank = MinHash(num_perm=PERMUTATIONS, hashfunc=int)
    for number, shingles in enumerate(cut):
        if len(shingles) < SHORT:
            continue
        sketch = blank.copy()
        sketch.update_batch([int(value) & 0xFFFFFFFF for value in shingles])
        for other in sorted(index.query(sketch)):
            how = jaccard(cut[other], shingles)
            if how >= threshold:
                found.append((other, number, how))
        index.insert(number, sketch)
    return found
