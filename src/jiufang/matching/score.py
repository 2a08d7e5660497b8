"""Add the findings up into a score: weighted strengths, calibrated to the chance that a fair expert would interview."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiufang.jobs.records import Requirement
from jiufang.matching.records import Finding, Term, Verdict

MUST_WEIGHT, NICE_WEIGHT = 1.0, 0.4
STRENGTHS = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.25, Verdict.NOT_SHOWN: 0.0, Verdict.CONTRADICTED: 0.0}
# What a résumé denies counts against it, more so for a must-have; it never hides anybody.
# A denial must weigh more than silence, which is only a question; sizes swept leave-one-job-out (docs/scoring.md).
DENIED_MUST, DENIED_NICE = 0.2, 0.1
# Keyword lists without use earn at most this much of the scale, all of them together (trust L06).
LIST_CREDIT = 0.05
# Logistic calibration of the weighted sum to "grade 2 or 3" on the development jobs, leave-one-job-out; see docs/scoring.md.
CALIBRATION = (-6.4, 10.4)
EXPECTED = 0.5
DIGITS = 4
INTERVAL_Z = 1.28  # 80 %


@dataclass(frozen=True, slots=True)
class Score:
    """A calibrated score with its interval and the terms of the sum."""

    value: float
    interval: tuple[float, float]
    terms: tuple[Term, ...]


def score(
    findings: Sequence[Finding], *, listed: Sequence[bool], confidence: Sequence[float], calibration: tuple[float, float] = CALIBRATION
) -> Score:
    """Return the score of a match.

    Args:
        findings: one per requirement.
        listed: whether the finding rests on a bare list; such a one earns only its part of the list credit.
        confidence: how sure each verdict is, 0..1.
        calibration: intercept and slope; those of an earlier version, to compute one of its scores again.
    """
    weights = [weight(f) for f in findings]
    total = sum(weights) or 1.0
    terms, bonus, variance = [], 0.0, 0.0
    for finding, raw, bare, sure in zip(findings, weights, listed, confidence, strict=True):
        share = raw / total
        value = 0.0 if bare else value_of(finding)
        bonus += share if bare else 0.0
        variance += (share * (1.0 - sure) * 0.5) ** 2
        terms.append(Term(name=finding.requirement.id, weight=round(share, DIGITS), value=round(value, DIGITS)))
    plain = sum(t.weight * t.value for t in terms)
    if bonus:
        terms.append(Term(name="listed", weight=LIST_CREDIT, value=round(_credit(plain, bonus, calibration) / LIST_CREDIT, DIGITS)))
    spread = INTERVAL_Z * math.sqrt(variance)
    sums = (plain - spread, plain, plain + spread)
    low, mid, high = (_bounded(calibrate(raw, calibration) + _credit(raw, bonus, calibration)) for raw in sums)
    return Score(mid, (low, high), tuple(terms))


def value_of(finding: Finding) -> float:
    """Return what a finding adds to the sum before its weight: its worth, else what its verdict alone earns."""
    if finding.worth is not None:
        return finding.worth
    return _denied(finding.requirement) if finding.verdict is Verdict.CONTRADICTED else finding.strength


def worth(requirement: Requirement, strength: float, verdict: Verdict, chances: Mapping[str, float]) -> float:
    """Return the worth of a finding: half what its likeliest verdict earns, half what all verdicts would by their chances.

    A verdict that was almost another one should rank like it; `EXPECTED` was chosen on jobs apart from the development data.
    """
    earned = {**STRENGTHS, verdict: strength, Verdict.CONTRADICTED: _denied(requirement)}
    sure = earned[max(Verdict, key=lambda v: chances[v.value])]
    expected = sum(chances[v.value] * earned[v] for v in Verdict)
    return round((1 - EXPECTED) * sure + EXPECTED * expected, DIGITS)


def _denied(requirement: Requirement) -> float:
    return -DENIED_MUST if requirement.must else -DENIED_NICE


def weight(finding: Finding) -> float:
    """Return the weight of a requirement: its own, else the default for must or nice."""
    given = finding.requirement.weight
    return given if given is not None else MUST_WEIGHT if finding.requirement.must else NICE_WEIGHT


def calibrate(raw: float, calibration: tuple[float, float] = CALIBRATION) -> float:
    """Return the chance of an interview for a weighted sum; strictly rising."""
    intercept, slope = calibration
    return 1.0 / (1.0 + math.exp(-(intercept + slope * raw)))


def _credit(raw: float, listed: float, calibration: tuple[float, float]) -> float:
    """Return what bare lists add to the calibrated score: at most `LIST_CREDIT`, and never more than proof would."""
    # The curve is steepest at its middle, a quarter of its slope: this share of a proof keeps the whole below the limit.
    share = 4 * LIST_CREDIT / calibration[1]
    return calibrate(raw + share * listed, calibration) - calibrate(raw, calibration)


def _bounded(value: float) -> float:
    return round(min(1.0, max(0.0, value)), DIGITS)
