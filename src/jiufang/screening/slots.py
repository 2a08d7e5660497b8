"""Turn a match into the slots of a screening: what the résumé leaves open and bears on the job, as many as a short talk can settle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from jiufang.generate.lawful import lawful_text, off_limits
from jiufang.generate.quotes import need_of, quoted
from jiufang.jobs.records import Job, Kind
from jiufang.matching.conditions import ASKS, RIGHT, TOPICS
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.profiles.missing import gaps
from jiufang.screening import values
from jiufang.screening.records import Slot

MOST = 8  # questions of a screening, asking back included
PLANNED = 7  # one is left for asking back
WISHES = 3  # wishes of the ad that are asked about, in one question
PRACTICALS = 3  # practical points in one question
SIZES = {"claim": 3, "certificate": 3, "language": 2, "condition": 3, "wish": WISHES, "practical": PRACTICALS}
KINDS = {
    Kind.SKILL: "claim",
    Kind.DOMAIN: "claim",
    Kind.SOFT: "claim",
    Kind.OTHER: "claim",
    Kind.EXPERIENCE_YEARS: "experience_years",
    Kind.DEGREE: "degree",
    Kind.CERTIFICATE: "certificate",
    Kind.LANGUAGE: "language",
    Kind.LOCATION: "location",
}
SPONSORED = re.compile(
    r"\bvisa\b|sponsor|right to work|work (?:permit|authori)|authori[sz]ed to work|eligible to work|工作签证|工作许可", re.I
)
PAID = re.compile(r"薪|工资|待遇|[¥￥$€£]\s?\d|\d\s?[kK万]|\bsalary\b|\bpay\b|\bcompensation\b|\bOTE\b|\b\d+ an hour\b", re.IGNORECASE)


def slots_of(match: Match) -> tuple[Slot, ...]:
    """Return what to ask one candidate about one job, the most valuable first."""
    musts = _sorted(_requirements(match, must=True))
    wishes = _sorted(_requirements(match, must=False))[:WISHES]
    practical = _sorted(_practical(match))[:PRACTICALS]
    rest = [*wishes, *practical]
    room = PLANNED - bool(wishes) - bool(practical)
    return tuple(_sorted([*_fitting(musts, room), *rest]))


def questions_needed(slots: Iterable[Slot]) -> int:
    """Return how many questions the open slots take when they are asked in groups as large as may be."""
    families = [s.family for s in slots if s.open]
    return sum(-(-families.count(family) // SIZES.get(family, 1)) for family in dict.fromkeys(families))


def _fitting(musts: Sequence[Slot], room: int) -> list[Slot]:
    kept: list[Slot] = []
    for slot in musts:
        if questions_needed([*kept, slot]) <= room:
            kept.append(slot)
    return kept


def _sorted(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda s: (-s.value, not s.must))  # stable: equal values stay in the order of the ad


def _requirements(match: Match, *, must: bool) -> Iterator[Slot]:
    for finding in match.findings:
        asked = finding.requirement
        need = need_of(asked)
        if finding.verdict is Verdict.MET or asked.must is not must or not need or off_limits(need):
            continue
        if not must and finding.verdict is Verdict.CONTRADICTED:
            continue  # a wish that the résumé itself denies is settled
        kind = _kind(finding)
        yield Slot(
            id=asked.id,
            kind=kind,
            family=("condition" if kind == "location" else kind) if must else "wish",
            must=must,
            requirement=asked.id,
            need=need,
            quote=_quote(match, finding),
            verdict=finding.verdict,
            value=values.of_finding(finding, match),
        )


def _kind(finding: Finding) -> str:
    asked = finding.requirement
    terms = bool(RIGHT.search(asked.text)) or (bool(ASKS.search(asked.text)) and any(t.search(asked.text) for t in TOPICS))
    if asked.kind in {Kind.OTHER, Kind.SOFT, Kind.LOCATION} and terms and not asked.location:
        return "condition"
    return KINDS[asked.kind]


def _quote(match: Match, finding: Finding) -> str:
    """Return the résumé's words that a question about a finding may repeat."""
    found = [q for e in finding.evidence if (q := quoted(e, match.profile.document))]
    return found[0].quote.replace("\n", " ") if found and not off_limits(found[0].quote) else ""


def _practical(match: Match) -> Iterator[Slot]:
    profile, job = match.profile, match.job
    asked = {f.requirement.kind for f in match.findings} | {_kind(f) for f in match.findings}
    if not profile.availability:
        yield _field("availability", match)
        if any(entry.current for entry in profile.experience):
            yield _field("notice", match)
    if job.location and Kind.LOCATION not in asked and not profile.location and lawful_text(job.location):
        yield _field("location_field", match, need=lawful_text(job.location))
    if not profile.expected_salary and PAID.search(job.text):
        yield _field("salary", match)
    if SPONSORED.search(job.text) and not any(RIGHT.search(f.requirement.text) for f in match.findings):
        yield _field("right_to_work", match)


def _field(kind: str, match: Match, *, need: str = "") -> Slot:
    return Slot(id=kind, kind=kind, family="practical", must=False, need=need, value=values.of_field(kind, match))


def gap_of(match: Match) -> str:
    """Return the longest stretch without an entry; asked about only where the length of experience is open, and never why."""
    spans = sorted(gaps(match.profile), key=lambda s: s[0].first_month - s[1].last_month)
    return f"{spans[0][0]} – {spans[0][1]}" if spans else ""


def place_of(job: Job) -> str:
    """Return where the job is, in words that may be said."""
    return lawful_text(job.location or "")
