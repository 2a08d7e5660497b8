"""Turn the must-haves of a match into points: those that the résumé leaves open, and those that it was hardest to be sure of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiufang.generate.quotes import need_of
from jiufang.interview.bank import Theme, best_theme, situations
from jiufang.interview.points import Point, quotes_of
from jiufang.interview.records import Probe
from jiufang.jobs.records import Kind
from jiufang.matching.records import Finding, Match, Verdict

FACTS = frozenset({Kind.CERTIFICATE, Kind.DEGREE, Kind.LANGUAGE, Kind.LOCATION, Kind.EXPERIENCE_YEARS})
# What an ad asks as a field of study or as working hours is asked as such, whatever kind of requirement it was taken for.
# From here on less than six chances in a hundred are left to the other verdicts (`matching.score.worth`): such a tick needs no question.
CERTAIN = 0.97
# What papers prove is asked about only where the tick itself is in doubt, and what a talk cannot add to, not at all.
CERTAIN_OF_RECORD = 0.9
ON_PAPER = frozenset({Kind.DEGREE, Kind.LOCATION})
STUDIES = re.compile(r"专业毕业|相关专业|本科|硕士|\b(?:bachelor|master)(?:'s|’s)?\b|\bdegree in\b", re.IGNORECASE)
ARRANGED = re.compile(
    r"(?:接受|适应|愿意|可以?|能).{0,8}(?:倒班?|夜班|轮班|排班|出差|驻外|外派|加班|到岗|周末)"
    r"|\b(?:able|willing|available|happy|prepared|ready) to (?:work (?:\w+[- ]){0,4}(?:shifts?|nights?|weekends?|evenings?|hours)|travel|relocate|start)"
    r"|\bavailab\w+ (?:for|on) (?:\w+ ){0,3}(?:shifts?|nights?|weekends?|evenings?|call)",
    re.IGNORECASE,
)


def musts(match: Match, *, sector: str) -> list[Point]:
    """Return a point per must-have that is not met, those of substance before those of record; unlawful ones are left out."""
    open_ones = [f for f in match.findings if f.requirement.must and f.verdict is not Verdict.MET]
    found = [point for f in open_ones if (point := _must(match, f, sector=sector))]
    return sorted(found, key=lambda p: p.order)


def ticked(match: Match, *, sector: str) -> list[Point]:
    """Return the must-haves that are met but not beyond doubt: those of substance first, then the least certain."""
    doubtful = [f for f in match.findings if f.requirement.must and f.verdict is Verdict.MET and _is_doubtful(f)]
    found = [(_certainty(f), point) for f in doubtful if (point := _must(match, f, sector=sector)) and point.evidence]
    return [point for _, point in sorted(found, key=lambda p: (p[1].order, p[0]))]


def _is_doubtful(finding: Finding) -> bool:
    kind = _kind_of(finding.requirement.kind, need_of(finding.requirement))
    return kind not in ON_PAPER and _certainty(finding) < (CERTAIN_OF_RECORD if kind in FACTS else CERTAIN)


def _certainty(finding: Finding) -> float:
    """Return how sure a tick is: its worth falls with the chances of every other verdict; 0 where none were weighed."""
    return finding.worth or 0.0


def _must(match: Match, finding: Finding, *, sector: str) -> Point | None:
    asked = finding.requirement
    need = need_of(asked)
    if not need:
        return None
    evidence = quotes_of(match, finding.evidence) if finding.verdict is not Verdict.NOT_SHOWN else ()
    kind = _kind_of(asked.kind, need)
    denied = finding.verdict is Verdict.CONTRADICTED and kind not in FACTS
    themes = (situations()["contradicted"],) if denied else _themes_for(kind, need, sector)
    probe = Probe(kind="requirement", text=need, requirement=asked.id, requirements=(asked.id,), verdict=finding.verdict.value)
    slots = {"need": need, "quote": evidence[0].quote if evidence else ""}
    place = "fact" if kind in FACTS else "must"
    return Point(place, probe, themes, evidence, slots, _lead(finding.verdict, quoted=bool(evidence), fact=kind in FACTS))


def _lead(verdict: Verdict, *, quoted: bool, fact: bool) -> str:
    """Return the name of the sentence that leads to the question."""
    if not quoted and verdict is not Verdict.NOT_SHOWN:
        return "partial_bare"
    return "met_fact" if fact and verdict is Verdict.MET else verdict.value


def _kind_of(stated: Kind, need: str) -> Kind:
    """Return the kind by which a requirement is asked: studies and working hours as such, whatever they were taken for."""
    if stated not in {Kind.SOFT, Kind.DOMAIN, Kind.OTHER}:
        return stated
    return Kind.DEGREE if STUDIES.search(need) else Kind.LOCATION if ARRANGED.search(need) else stated


def _themes_for(kind: Kind, need: str, sector: str) -> tuple[Theme, ...]:
    own = situations()[f"kind.{'soft' if kind is Kind.OTHER else kind.value}"]
    if kind in FACTS:
        return (own,)
    trade = best_theme(need, sector)
    return (trade, own) if trade else (own,)


def together(points: Sequence[Point], *, join: str) -> Point:
    """Return one point for several must-haves, to be gone through one by one."""
    ids = tuple(id for p in points for id in p.probe.requirements)
    need = join.join(p.probe.text for p in points)
    probe = Probe(kind="requirement", text=need, requirement=ids[0], requirements=ids)
    return Point("many", probe, (situations()["many"],), tuple(e for p in points for e in p.evidence[:1]), {"need": need})
