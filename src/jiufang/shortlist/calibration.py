"""Hold a ranking against what a person thinks of a few candidates: where the two agree, which requirement parts them, what weight would not.

Nothing is learnt: a suggestion is the one weight, of a few steps, with which more pairs stand as the person would have them; the same
marks suggest the same. Whether it makes sense for the job, and not for these few people alone, is for the person to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jiufang.documents.records import Record
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import CALIBRATION, DIGITS, EXPECTED, LIST_CREDIT, value_of, weight

BATCH = 8  # two of each role; ten minutes of reading
STEPS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0)  # weights that the editor offers
SUGGESTED = 3
BARE = 4 * LIST_CREDIT / CALIBRATION[1]  # what a bare list counts for in the sum, as jiufang.matching.score has it
SOFTENED = 0.25  # added to both weights before their ratio: to and from 0 is a long way, not an endless one


class Role(StrEnum):
    """Why somebody is in the batch."""

    TOP = "top"
    BORDER = "border"  # about as likely to be interviewed as not
    MIDDLE = "middle"
    STRANGER = "stranger"  # of whom least is shown


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person thinks of a candidate for this job, and what was found of them."""

    id: str
    fit: bool
    match: Match


class Disagreement(Record):
    """Somebody who was marked unfit stands above, or beside, somebody who was marked fit.

    `requirement` is what lifts the one above the other most, None where they stand on one place; `missing` tells that no requirement
    speaks for the fit one more than for the other: no weight mends it, what makes them fit is not asked for.
    """

    above: str
    below: str
    requirement: str | None = None
    text: str = ""
    above_verdict: Verdict | None = None
    below_verdict: Verdict | None = None
    lead: float = 0.0
    missing: bool = False


class Suggestion(Record):
    """Another weight of one requirement, and how many pairs would agree with it."""

    requirement: str
    text: str
    before: float
    after: float
    agree: int


class Calibration(Record):
    """How a ranking and a person agree: of `pairs` of a fit and an unfit candidate, `agree` have the fit one above."""

    marked: int
    pairs: int
    agree: int
    disagreements: tuple[Disagreement, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def batch(scores: Sequence[tuple[str, float]], *, size: int = BATCH) -> dict[str, Role]:
    """Choose whom to calibrate with, in the order of the ranking: the first, the last, who is at the border, who is in the middle.

    Args:
        scores: everybody's id and score, best first.
        size: how many.
    """
    each, chosen = max(1, size // len(Role)), dict[str, Role]()
    wanted = {
        Role.TOP: range(len(scores)),
        Role.STRANGER: range(len(scores) - 1, -1, -1),
        Role.BORDER: sorted(range(len(scores)), key=lambda at: (abs(scores[at][1] - EXPECTED), at)),
        Role.MIDDLE: sorted(range(len(scores)), key=lambda at: (abs(2 * at - len(scores) + 1), at)),
    }
    for role, places in wanted.items():
        free = [scores[at][0] for at in places if scores[at][0] not in chosen]
        chosen |= dict.fromkeys(free[: min(each, size - len(chosen))], role)
    left = [id for id, _ in scores if id not in chosen][: max(0, size - len(chosen))]
    chosen |= dict.fromkeys(left, Role.MIDDLE)
    return {id: chosen[id] for id, _ in scores if id in chosen}


def calibrate(opinions: Iterable[Opinion]) -> Calibration:
    """Return where a ranking agrees with somebody's marks, what parts the two, and which weights would bring them together.

    The tone of letters and a company's own scorer are left out: no weight of a requirement bears on them.

    Args:
        opinions: marks of some candidates, all matched with the same version of the job.
    """
    given = sorted(opinions, key=lambda one: one.id)
    fit, unfit = [one for one in given if one.fit], [one for one in given if not one.fit]
    weights = {f.requirement.id: weight(f) for one in given[:1] for f in one.match.findings}
    places = _places(given, weights)
    apart = [(low, high) for low in fit for high in unfit if places[low.id] <= places[high.id]]
    pairs = len(fit) * len(unfit)
    told = [_disagreement(low, high, weights, places) for low, high in apart]
    return Calibration(
        marked=len(given),
        pairs=pairs,
        agree=pairs - len(apart),
        disagreements=tuple(sorted(told, key=lambda one: (-one.lead, one.above, one.below))),
        suggestions=tuple(_suggestions(given, fit, unfit, weights, pairs - len(apart))),
    )


def _places(opinions: Sequence[Opinion], weights: Mapping[str, float]) -> dict[str, float]:
    """Return where each stands on the scale with these weights: the weighted sum that a score is the calibration of."""
    total = sum(weights.values()) or 1.0
    return {one.id: round(sum(weights[f.requirement.id] * _worth(f) for f in one.match.findings) / total, DIGITS) for one in opinions}


def _worth(finding: Finding) -> float:
    return BARE if finding.checker == "list" else value_of(finding)


def _agreeing(fit: Sequence[Opinion], unfit: Sequence[Opinion], places: Mapping[str, float]) -> int:
    return sum(places[low.id] > places[high.id] for low in fit for high in unfit)


def _disagreement(low: Opinion, high: Opinion, weights: Mapping[str, float], places: Mapping[str, float]) -> Disagreement:
    total = sum(weights.values()) or 1.0
    theirs = {f.requirement.id: f for f in low.match.findings}
    leads = [(weights[f.requirement.id] * (_worth(f) - _worth(theirs[f.requirement.id])) / total, f) for f in high.match.findings]
    told = Disagreement(above=high.id, below=low.id, missing=all(_worth(theirs[f.requirement.id]) <= _worth(f) for _, f in leads))
    lead, cause = max(leads, key=lambda one: one[0], default=(0.0, None))
    if cause is None or lead <= 0 or places[low.id] == places[high.id]:
        return told
    found = {"requirement": cause.requirement.id, "text": cause.requirement.text, "lead": round(lead, DIGITS)}
    verdicts = {"above_verdict": cause.verdict, "below_verdict": theirs[cause.requirement.id].verdict}
    return told.model_copy(update={**found, **verdicts})


def _suggestions(
    given: Sequence[Opinion], fit: Sequence[Opinion], unfit: Sequence[Opinion], weights: Mapping[str, float], agree: int
) -> list[Suggestion]:
    """Return for each requirement the nearest weight that helps most, those that help most first."""
    found = []
    for finding in given[0].match.findings if given else ():
        id, before = finding.requirement.id, weights[finding.requirement.id]
        tried = [
            (_agreeing(fit, unfit, _places(given, {**weights, id: step})), -_way(before, step), step) for step in STEPS if step != before
        ]
        best, near, after = max(tried)
        if best > agree:
            found.append((-best, -near, Suggestion(requirement=id, text=finding.requirement.text, before=before, after=after, agree=best)))
    return [one for _, _, one in sorted(found, key=lambda told: (told[0], told[1], told[2].requirement))][:SUGGESTED]


def _way(before: float, after: float) -> float:
    return round(abs(math.log((after + SOFTENED) / (before + SOFTENED))), DIGITS)
