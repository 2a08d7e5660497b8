"""Turn a slot into what asking for it is worth: how far the answer can be expected to move the sum behind the score.

    value = share × Σ over verdicts v of P(v | verdict now) × |worth(v) − worth now|

`share` is the requirement's weight divided by the sum of weights and `worth` what a verdict earns, both matching's own
(docs/scoring.md). P is how often an answer brings a verdict: what is silent may turn out either way, what is half shown is mostly
confirmed or stays, what the résumé itself denies seldom changes. It is a prior, not a measurement; docs/screening.md gives the reasons.
"""

from __future__ import annotations

from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import DENIED_MUST, DENIED_NICE, NICE_WEIGHT, STRENGTHS, value_of, weight

LIKELY = {
    Verdict.NOT_SHOWN: {Verdict.MET: 0.4, Verdict.PARTIAL: 0.2, Verdict.CONTRADICTED: 0.4},
    Verdict.PARTIAL: {Verdict.MET: 0.45, Verdict.PARTIAL: 0.45, Verdict.CONTRADICTED: 0.1},
    Verdict.CONTRADICTED: {Verdict.MET: 0.1, Verdict.PARTIAL: 0.15, Verdict.CONTRADICTED: 0.75},
}
# Practical points bear on the decision without a weight in the score: less than half of a wish that is open.
PRACTICAL = {"right_to_work": 0.5, "location_field": 0.4, "availability": 0.3, "notice": 0.2, "salary": 0.2}


def of_finding(finding: Finding, match: Match) -> float:
    """Return the expected change of the weighted sum by an answer about a requirement; 0 where nothing is open."""
    chances = LIKELY.get(finding.verdict, {})
    now = value_of(finding)
    moved = sum(p * abs(_worth(finding, verdict) - now) for verdict, p in chances.items())
    return round(weight(finding) / _total(match) * moved, 4)


def of_field(kind: str, match: Match) -> float:
    """Return the value of a practical point, on the same scale."""
    return round(PRACTICAL[kind] * NICE_WEIGHT / _total(match) * LIKELY[Verdict.NOT_SHOWN][Verdict.MET], 4)


def _worth(finding: Finding, verdict: Verdict) -> float:
    if verdict is Verdict.CONTRADICTED:
        return -DENIED_MUST if finding.requirement.must else -DENIED_NICE
    return STRENGTHS[verdict]


def _total(match: Match) -> float:
    return sum(weight(f) for f in match.findings) or 1.0
