"""Tell why a candidate is not among the first k, and the smallest change of facts that would bring them there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import STRENGTHS, score, weight
from jiufang.shortlist.records import Change, Loss, Shortlist, WhyNot

# All sets of up to three facts are tried; beyond that the dearest facts are changed one after the other.
SEARCH_SIZE = 3
SEARCH_FACTS = 14


def why_not(shortlist: Shortlist, match: Match, k: int) -> WhyNot:
    """Return what keeps a match out of the first k.

    Args:
        shortlist: the ranking that the match stands in, or would.
        match: the candidate's match for the same job.
        k: how many places there are.
    """
    others = [m for m in shortlist if m is not match and _who(m) != _who(match)]
    better = sum(m.score > match.score for m in others)
    needed = sorted((m.score for m in others), reverse=True)[k - 1] if len(others) >= k else 0.0
    losses = open_costs(match)
    base = WhyNot(rank=better + 1, k=k, score=match.score, score_needed=needed, losses=losses, score_after=match.score)
    if better < k:
        return base
    changed = _smallest(match, [loss.finding for loss in losses], needed)
    after = _score_with(match, changed)
    return base.model_copy(update={"changes": tuple(_change(f) for f in changed), "score_after": after, "reachable": after >= needed})


def open_costs(match: Match) -> tuple[Loss, ...]:
    """Return for each requirement that is not met what it costs, the dearest first: what the score would gain were it shown."""
    return tuple(sorted(_losses(match), key=lambda loss: (-loss.cost, loss.finding.requirement.id)))


def _who(match: Match) -> tuple[str, str | None, str]:
    return match.file, match.member, match.profile.document.text


def _losses(match: Match) -> list[Loss]:
    short = [f for f in match.findings if f.verdict is not Verdict.MET and weight(f) > 0]
    return [Loss(finding=f, cost=round(_score_with(match, [f]) - match.score, 4)) for f in short]


def _smallest(match: Match, open_findings: Sequence[Finding], needed: float) -> list[Finding]:
    """Return the fewest findings that, were they met, would reach the score; the cheapest such set wins."""
    pool = list(open_findings)[:SEARCH_FACTS]
    for size in range(1, min(SEARCH_SIZE, len(pool)) + 1):
        reaching = [(round(_score_with(match, group), 4), group) for group in combinations(pool, size)]
        enough = [group for reached, group in sorted(reaching, key=lambda r: r[0]) if reached >= needed]
        if enough:
            return list(enough[0])
    chosen: list[Finding] = []
    for finding in open_findings:
        if _score_with(match, chosen) >= needed:
            break
        chosen.append(finding)
    return _needed_of(match, chosen, needed)


def _needed_of(match: Match, chosen: Sequence[Finding], needed: float) -> list[Finding]:
    """Leave out what the score is reached without, the cheapest first; all of it when even all is too little."""
    kept = list(chosen)
    for finding in reversed(chosen):
        without = [f for f in kept if f is not finding]
        if _score_with(match, without) >= needed:
            kept = without
    return kept


def _score_with(match: Match, met: Sequence[Finding]) -> float:
    """Return the score that the match would have were these findings met."""
    ids = {f.requirement.id for f in met}
    changed = [
        f.model_copy(update={"verdict": Verdict.MET, "strength": STRENGTHS[Verdict.MET], "worth": None, "checker": "assumed"})
        if f.requirement.id in ids
        else f
        for f in match.findings
    ]
    return score(changed, listed=[f.checker == "list" for f in changed], confidence=[1.0] * len(changed)).value


def _change(finding: Finding) -> Change:
    return Change(requirement_id=finding.requirement.id, text=finding.requirement.text, before=finding.verdict, after=Verdict.MET)
