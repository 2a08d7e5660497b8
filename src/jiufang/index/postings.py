"""Turn who holds which term into who fits a condition and how well: an inverted index in segments, read as arrays.

People get numbers in the order in which they are packed; a segment holds `SEGMENT` of them. In a segment a term has the numbers of
those who hold it (two bytes each, counted from the segment's start, rising) and how much it weighs with each (one byte); facets
weigh the same with everybody and keep no weights. Terms of new people are appended; a person who goes is cut out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from jiufang.index.entries import EVERYBODY, HIGHEST, K1, rarity
from jiufang.index.records import And, Node, Not, Or, Wanted

SEGMENT = 16_384
OFFSET = np.dtype("<u2")
WEIGHT = np.dtype("u1")

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stored:
    """A term in one segment, as it is kept."""

    numbers: bytes
    impacts: bytes


@dataclass(frozen=True, slots=True)
class Posting:
    """Who holds a term, by rising number, and how much it weighs with each; `impacts` is empty where it weighs the same."""

    numbers: Numbers
    impacts: NDArray[np.uint8]


NOBODY = Posting(np.zeros(0, np.int32), np.zeros(0, np.uint8))


def is_facet(term: str) -> bool:
    """Tell whether a term is a facet: no word holds a colon or an asterisk."""
    return term == EVERYBODY or ":" in term


def pack(people: Iterable[tuple[int, Mapping[str, int]]]) -> dict[tuple[int, str], Stored]:
    """Return the postings of people by segment and term, to be appended to what is there.

    Args:
        people: numbers, rising, and what each term weighs with them.
    """
    offsets: dict[tuple[int, str], list[int]] = {}
    impacts: dict[tuple[int, str], list[int]] = {}
    for number, terms in people:
        segment, offset = divmod(number, SEGMENT)
        for term, weight in terms.items():
            offsets.setdefault((segment, term), []).append(offset)
            impacts.setdefault((segment, term), []).append(weight)
    return {
        key: Stored(np.array(held, OFFSET).tobytes(), b"" if is_facet(key[1]) else np.array(impacts[key], WEIGHT).tobytes())
        for key, held in offsets.items()
    }


def without(stored: Stored, offset: int) -> Stored:
    """Return the posting of a segment without the person at an offset."""
    numbers = np.frombuffer(stored.numbers, OFFSET)
    kept = numbers != offset
    impacts = np.frombuffer(stored.impacts, WEIGHT)
    return Stored(numbers[kept].tobytes(), impacts[kept].tobytes() if len(impacts) else b"")


class Postings:
    """The postings of the terms that a question needs.

    Args:
        size: one more than the highest number.
        everybody: how many people there are.
        held: the posting of each term; a term that is missing is held by nobody.
    """

    def __init__(self, size: int, everybody: int, held: Mapping[str, Posting]) -> None:
        self.size, self.everybody, self._held = size, everybody, held

    def __getitem__(self, term: str) -> Posting:
        return self._held.get(term, NOBODY)

    def holders(self, terms: Sequence[str]) -> Mask:
        """Return who holds any of the terms."""
        mask = np.zeros(self.size, np.bool_)
        for term in terms:
            mask[self[term].numbers] = True
        return mask

    def fitting(self, node: Node) -> Mask:
        """Return who fits a condition."""
        match node:
            case Wanted():
                return self._wanted(node)
            case And():
                return self._all(node)
            case Or():
                return reduce(np.logical_or, [self.fitting(part) for part in node.parts], np.zeros(self.size, np.bool_))
            case Not():
                return self.holders((EVERYBODY,)) & ~self.fitting(node.part)

    def _all(self, node: And) -> Mask:
        wanted = [self.fitting(part) for part in node.parts if not isinstance(part, Not)]
        barred = [self.fitting(part.part) for part in node.parts if isinstance(part, Not)]
        fits = reduce(np.logical_and, wanted) if wanted else self.holders((EVERYBODY,))
        return reduce(lambda left, out: left & ~out, barred, fits)

    def _wanted(self, wanted: Wanted) -> Mask:
        groups = [self.holders(group) for group in wanted.needs] or [self.holders((EVERYBODY,))]
        fits = reduce(np.logical_and, groups)
        return fits & ~self.holders(wanted.bars) if wanted.bars else fits

    def scores(self, words: Mapping[str, float]) -> Scores:
        """Return the BM25 score of everybody for words, each times what it counts."""
        scores = np.zeros(self.size, np.float32)
        for word, times in words.items():
            posting = self[word]
            weight = times * rarity(len(posting.numbers), self.everybody) * (K1 + 1) / HIGHEST
            if len(posting.numbers):
                scores[posting.numbers] += posting.impacts * np.float32(weight) if len(posting.impacts) else np.float32(weight * HIGHEST)
        return scores


def alone(terms: Mapping[str, int]) -> Postings:
    """Return the postings of one person alone, to tell whether they fit."""
    return Postings(1, 1, {term: Posting(np.zeros(1, np.int32), np.array([weight], np.uint8)) for term, weight in terms.items()})


def joined(parts: Mapping[int, Stored], tail: Sequence[tuple[int, int]] = ()) -> Posting:
    """Return the posting of a term out of its segments and of those who are not packed yet.

    Args:
        parts: what is kept, by segment.
        tail: numbers beyond all segments and weights.
    """
    kept = sorted(parts.items())
    numbers = np.frombuffer(b"".join(stored.numbers for _, stored in kept), OFFSET).astype(np.int32)
    numbers += np.repeat(
        np.array([segment * SEGMENT for segment, _ in kept], np.int32), [len(stored.numbers) // OFFSET.itemsize for _, stored in kept]
    )
    impacts = np.frombuffer(b"".join(stored.impacts for _, stored in kept), WEIGHT)
    if not tail:
        return Posting(numbers, impacts)
    weighed = len(impacts) or (not parts and any(weight != HIGHEST for _, weight in tail))
    late = np.array([weight for _, weight in tail] if weighed else [], np.uint8)
    return Posting(np.concatenate([numbers, np.array([number for number, _ in tail], np.int32)]), np.concatenate([impacts, late]))


def open_ended(node: Node | None) -> bool:
    """Tell whether a condition cannot be answered without knowing everybody: “not a nurse”."""
    match node:
        case Wanted():
            return not node.needs
        case And():
            wanted = [part for part in node.parts if not isinstance(part, Not)]
            return not wanted or any(open_ended(part) for part in node.parts)
        case Or():
            return any(open_ended(part) for part in node.parts)
        case Not():
            return True
    return False


def best(scores: Scores, count: int, *, among: Mask | None = None) -> Numbers:
    """Return the numbers with the highest scores above 0, the highest first, of equal ones the lowest number first."""
    wanted = scores if among is None else np.where(among, scores, np.float32(0))
    held = np.flatnonzero(wanted > 0)
    if len(held) > count:
        border = np.partition(wanted[held], len(held) - count)[len(held) - count]
        held = held[wanted[held] >= border]
    order = np.lexsort((held, -wanted[held]))
    return held[order[:count]].astype(np.int32)
