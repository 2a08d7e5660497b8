"""Turn words and meaning into one order: BM25 over the words, the cosine of the vectors, and a weighted sum of both.

A weighted sum of scaled scores keeps how far apart two people are, which ranks alone forget (Bruch, Gai & Ingber 2023, “An analysis of
fusion functions for hybrid retrieval”); the weight is measured in docs/search.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiufang.index.records import Kind, Wanted
from jiufang.index.words import pieces
from jiufang.jobs.records import Job
from jiufang.taxonomy.skills import load_skills

MEANING = 0.8  # the share of the vectors, as trades held out chose it
PAIR = 0.5  # a word of n CJK characters is n - 1 pairs: each counts half of a Latin word
STATED, INFERRED = 2.0, 1.0
NICE = 0.6  # of a must
TITLE = 2.0


def weights(words: Iterable[Wanted]) -> dict[str, float]:
    """Return how much each term counts of what people are ranked by."""
    counted: dict[str, float] = {}
    for wanted in words:
        for term in (term for group in wanted.needs for term in group):
            counted[term] = max(counted.get(term, 0.0), _weight(term))
        if wanted.kind in {Kind.SKILL, Kind.CERTIFICATE}:
            for piece in pieces(wanted.text.partition(":")[2] or wanted.text):
                counted.setdefault(piece.word, _weight(piece.word))
    return counted


def job_weights(job: Job) -> dict[str, float]:
    """Return how much each term counts for a job: its title twice, musts more than wishes, skills by their ids too."""
    counted: dict[str, float] = {}
    said = [(job.title, TITLE), *((r.text, 1.0 if r.must else NICE) for r in job.requirements)]
    for text, times in said:
        terms = [p.word for p in pieces(text)]
        for mention in load_skills().find(text):
            terms += [f"s:{mention.id}", f"i:{mention.id}"]
        for term in terms:
            counted[term] = max(counted.get(term, 0.0), times * _weight(term))
    return counted


def job_texts(job: Job) -> list[str]:
    """Return the texts whose meanings together are a job's: its title and each requirement; measured against the ad as one text."""
    said = [job.title, *(r.text for r in job.requirements)] if job.requirements else [job.title, job.text[:1000]]
    return [text for text in said if text.strip()] or ["-"]


def fused(lexical: Mapping[int, float], dense: Mapping[int, float], *, meaning: float = MEANING) -> list[tuple[int, float]]:
    """Return everybody in one order, the best first, with a score of 0 to 1; equals by rising number.

    Args:
        lexical: the BM25 score of each number.
        dense: the cosine of each number; empty where there is no encoder, and words alone decide.
        meaning: the share of the vectors.

    >>> [(number, round(score, 3)) for number, score in fused({1: 2.0, 2: 4.0}, {1: 0.9, 2: 0.1})]
    [(1, 0.9), (2, 0.2)]
    """
    if not dense:
        meaning = 0.0
    elif not any(lexical.values()):
        meaning = 1.0
    near, said = _scaled(dense), _scaled({**lexical, -1: 0.0})
    together = {n: meaning * near.get(n, 0.0) + (1 - meaning) * said.get(n, 0.0) for n in {*near, *lexical}}
    return sorted(together.items(), key=lambda one: (-one[1], one[0]))


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {number: (score - low) / (high - low) if high > low else float(high > 0) for number, score in scores.items()}


def _weight(term: str) -> float:
    if term.startswith("s:"):
        return STATED
    return INFERRED if term.startswith("i:") or term.isascii() else PAIR
