"""Ask the encoder, once per résumé, how near each promising sentence is to each requirement that words did not settle."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from jiufang.matching.clauses import Sentence
from jiufang.matching.needs import Need
from jiufang.matching.topics import bag_of, coverage
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.protocols import Encoder

MAX_SENTENCES = 40  # per résumé: at about 200 sentences a second, 100 résumés take twenty seconds the first time
MIN_LENGTH, MAX_LENGTH = 6, 300  # code points; shorter says nothing, longer is cut
# Lines that tell who somebody is, not what they did: never encoded, so that a swap of them changes nothing.
UNTOLD = frozenset(
    {
        SectionKind.HEADER,
        SectionKind.PERSONAL,
        SectionKind.REFERENCES,
        SectionKind.CERTIFICATES,
        SectionKind.LANGUAGES,
        SectionKind.EDUCATION,
        SectionKind.OBJECTIVE,
    }
)
PRONOUNS = re.compile(r"\b(?:s?he|him|hers?|his)\b|[他她]|\b(?:mr|mrs|ms|miss)\b\.?|先生|女士|小姐", re.IGNORECASE)


def neutral(text: str) -> str:
    """Return a sentence as the encoder sees it: pronouns all alike, cut to length."""
    return PRONOUNS.sub("they", text)[:MAX_LENGTH]


def similarities(encoder: Encoder | None, needs: Sequence[Need], view: View) -> list[dict[str, float]]:
    """Return, per need, the similarity of its text to each chosen sentence; empty ones without an encoder.

    Args:
        encoder: what turns texts into vectors, or None.
        needs: the requirements to settle.
        view: the résumé.
    """
    if encoder is None or not needs:
        return [{} for _ in needs]
    chosen = choose(needs, view.sentences)
    if not chosen:
        return [{} for _ in needs]
    passages = encoder.encode([neutral(s) for s in chosen], side="passage")
    queries = encoder.encode([n.text[:MAX_LENGTH] for n in needs], side="query")
    near = np.round(queries @ passages.T, 3)  # three digits: the same whatever the batch and the threads
    return [{text: float(value) for text, value in zip(chosen, row, strict=True)} for row in near]


def choose(needs: Sequence[Need], sentences: Sequence[Sentence]) -> list[str]:
    """Return the sentences worth encoding: those that share most words with a need, then the longest."""
    told = [s for s in sentences if s.statement.section not in UNTOLD]
    texts = list(dict.fromkeys(s.text for s in told if len(neutral(s.text)) >= MIN_LENGTH))
    if len(texts) <= MAX_SENTENCES:
        return texts
    order = {text: number for number, text in enumerate(texts)}

    def promise(text: str) -> tuple[float, int, int]:
        bag = bag_of(text)
        best = max((coverage(n.units, [(1.0, bag)]) for n in needs), default=0.0)
        return -round(best, 2), -min(len(neutral(text)), 120), order[text]

    return sorted(sorted(texts, key=promise)[:MAX_SENTENCES], key=lambda t: order[t])
