"""Put two candidates for one job side by side."""

from __future__ import annotations

from jiufang.matching.records import Match
from jiufang.matching.score import weight
from jiufang.shortlist.records import Comparison, Side


def compare(first: Match, second: Match) -> Comparison:
    """Return both candidates' verdicts and quotes per requirement, the widest weighted differences first.

    Args:
        first: a match.
        second: another candidate's match for the same job.
    """
    sides = []
    for finding in first.findings:
        other = second[finding.requirement.id]
        sides.append(
            Side(
                requirement_id=finding.requirement.id,
                text=finding.requirement.text,
                first=finding.verdict,
                second=other.verdict,
                lead=round(weight(finding) * (finding.strength - other.strength), 4),
                first_evidence=finding.evidence,
                second_evidence=other.evidence,
            )
        )
    ordered = sorted(sides, key=lambda s: -abs(s.lead))
    return Comparison(first_score=first.score, second_score=second.score, sides=tuple(ordered))
