"""Turn pairs and their scores into the questions that teach most: near-ties and unsure scores, spread over jobs and persons.

Uncertainty sampling (Lewis & Gale 1994) alone asks the same thing ten times; each question about a job or a person that was asked about
already counts for less. Everything is decided by scores and ids.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiufang.learn.records import Pair

NEIGHBOURS = 8  # of a pair in the order of scores within its job that it may be compared with
SOFT = 0.1  # difference of scores at which a choice is no longer open: σ(1) = .73


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about: one pair, or two of the same job; `worth` is how unsure the answer is, 0 to 1, before it is spread out."""

    job: str
    pairs: tuple[str, ...]
    worth: float


def to_compare(
    pairs: Sequence[Pair], scores: Mapping[str, float], *, count: int, asked: Collection[tuple[str, str]] = ()
) -> list[Question]:
    """Return the comparisons to ask for, the most telling first.

    Args:
        pairs: what may be asked about.
        scores: of the model that is to learn, by pair.
        count: how many.
        asked: what was compared already: ids of two pairs, the smaller first.
    """
    by_job: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_job[pair.job].append(pair)
    questions = (q for job in sorted(by_job) for q in _near_ties(by_job[job], scores) if q.pairs not in asked)
    return _spread(questions, pairs, asked, count)


def to_grade(pairs: Sequence[Pair], scores: Mapping[str, float], *, count: int, asked: Collection[str] = ()) -> list[Question]:
    """Return the pairs to have graded, the least sure first; see `to_compare`."""
    told = (Question(pair.job, (pair.id,), _entropy(scores.get(pair.id, 0.5))) for pair in pairs if pair.id not in asked)
    return _spread(told, pairs, [(id,) for id in asked], count)


def _near_ties(pairs: Sequence[Pair], scores: Mapping[str, float]) -> Iterable[Question]:
    ordered = sorted(pairs, key=lambda pair: (scores.get(pair.id, 0.5), pair.id))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + NEIGHBOURS]:
            if one.person != other.person:
                gap = abs(scores.get(one.id, 0.5) - scores.get(other.id, 0.5))
                ids = (min(one.id, other.id), max(one.id, other.id))
                yield Question(one.job, ids, _entropy(1 / (1 + math.exp(-min(gap / SOFT, 50)))))


def _entropy(chance: float) -> float:
    """Return how open a yes or no is, in bits."""
    p = min(max(chance, 1e-9), 1 - 1e-9)
    return -(p * math.log2(p) + (1 - p) * math.log2(1 - p))


def _spread(questions: Iterable[Question], pairs: Sequence[Pair], asked: Iterable[Sequence[str]], count: int) -> list[Question]:
    """Choose greedily; what a question is worth only sinks as others are chosen, so a heap need look again at its top alone."""
    persons, jobs = {pair.id: pair.person for pair in pairs}, {pair.id: pair.job for pair in pairs}
    used: Counter[str] = Counter()
    for told in asked:
        used.update([f"j{jobs.get(told[0])}", *(f"p{persons.get(id)}" for id in told)])

    def now(question: Question) -> float:
        seen = used[f"j{question.job}"] + sum(used[f"p{persons[id]}"] for id in question.pairs)
        return question.worth / (1 + seen)

    heap = [(-now(question), question.pairs, question) for question in questions]
    heapq.heapify(heap)
    chosen: list[Question] = []
    while heap and len(chosen) < count:
        was, ids, question = heapq.heappop(heap)
        if heap and -now(question) > was:
            heapq.heappush(heap, (-now(question), ids, question))
            continue
        chosen.append(question)
        used.update([f"j{question.job}", *(f"p{persons[id]}" for id in question.pairs)])
    return chosen
