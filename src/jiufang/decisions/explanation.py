"""Turn a decision and the match behind it into an explanation: who decided, what the software did, what counted, and the sum again."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

from jiufang.decisions.reasons import Reason, grounds
from jiufang.decisions.recompute import Recomputed, add_up, recompute
from jiufang.decisions.stages import Template
from jiufang.documents.records import Evidence, Record
from jiufang.jobs.records import Requirement
from jiufang.matching.records import Finding, Match, Term, Verdict
from jiufang.matching.score import value_of, weight
from jiufang.text.language import is_cjk

SCHEMA_VERSION = "1"
MAIN = 6  # elements in the text; all of them are in the record
QUOTE = 60  # columns of a quote in the text, a Han character being two wide: so no explanation is longer than 600 Han characters


class Decided(Record):
    """A decision as it was written down."""

    id: str
    number: int
    at: dt.datetime
    by: str
    before: str = ""
    action: str
    reason: Reason | None = None
    facts: dict[str, Any] = {}


class Element(Record):
    """One requirement: what was found of it, what it weighs, and the words it rests on; `code` and `values` say `why` in any language."""

    requirement: str
    text: str
    must: bool
    weight: float
    verdict: str
    value: float
    why: str
    code: str = ""
    values: tuple[tuple[str, str], ...] = ()
    checker: str
    evidence: tuple[Evidence, ...] = ()


class Today(Record):
    """What the program of today makes of it; `same` is None when it was not asked, or is another scorer."""

    scorer: str
    score: float | None = None
    same: bool | None = None
    differences: tuple[str, ...] = ()


class Explanation(Record):
    """Everything that a decision rested on; `elements` and `sum` are absent where no software took part or the person was erased."""

    schema_version: str = SCHEMA_VERSION
    decision: Decided
    job: str
    template: str
    stage: dict[str, str]
    scorer: str = ""
    score: float | None = None
    interval: tuple[float, float] | None = None
    rank: int | None = None
    elements: tuple[Element, ...] = ()
    sum: Recomputed | None = None
    today: Today | None = None
    erased: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether the score still comes out as it was decided on; True where there was none."""
        return self.sum is None or self.sum.same


def explain(
    decided: Decided,
    *,
    job: str,
    template: Template,
    match: Match | None,
    erased: bool = False,
    again: Match | None = None,
    program: str = "",
) -> Explanation:
    """Return the explanation of a decision.

    Args:
        decided: the decision.
        job: the title of the job.
        template: its stages.
        match: what the decision was made on, as it was kept; None when nothing was.
        erased: whether the person was erased since.
        again: the same profile and job, matched anew by the program of today with the same models.
        program: the scorer of today.
    """
    stage = template.stage(decided.action)
    told: dict[str, Any] = {
        "rank": decided.facts.get("rank"),
        "scorer": decided.facts.get("scorer", ""),
        "score": decided.facts.get("score"),
    }
    if match is not None:
        told |= {"scorer": match.scorer, "score": match.score, "interval": match.interval}
        told |= {"elements": tuple(map(_element, match.findings)), "sum": recompute(match, recorded=decided.facts)}
        told["today"] = _today(match, again, program) if again or program else None
    names = {"zh": stage.zh, "en": stage.en}
    return Explanation(decision=decided, job=job, template=template.id, stage=names, erased=erased, **told)


def verify(exported: Explanation) -> Recomputed | None:
    """Compute the score of an exported explanation again from its elements alone; None where there is no score, or nothing left of it.

    Whoever holds the export needs neither the résumé nor the workspace for it.
    """
    if exported.sum is None:
        return None
    findings = [
        Finding(
            requirement=Requirement(id=one.requirement, text=one.text, must=one.must, weight=one.weight),
            verdict=Verdict(one.verdict),
            strength=one.value,
            worth=one.value,
            checker=one.checker,
        )
        for one in exported.elements
    ]
    terms = [Term(name=line.name, weight=line.weight, value=line.value) for line in exported.sum.lines]
    recorded = {**exported.decision.facts, "calibration": exported.sum.calibration}
    return add_up(findings, terms, scorer=exported.scorer, written=exported.score or 0.0, recorded=recorded)


def text(explanation: Explanation, *, lang: str) -> str:
    """Return an explanation in plain words, for the candidate who asks.

    Args:
        explanation: what is told.
        lang: `zh` or `en`.
    """
    return "\n".join(_told(explanation, _words()[lang], lang)) + "\n"


def _told(e: Explanation, words: Mapping[str, str], lang: str) -> Iterator[str]:
    decided = e.decision
    yield words["title"].format(job=e.job)
    yield ""
    yield words["decided"].format(at=f"{decided.at:%Y-%m-%d}", by=decided.by, action=e.stage[lang])
    if decided.reason is not None and (why := _why(e, lang)):
        yield words["reason"].format(reason=why.rstrip("。."))
    if (together := decided.facts.get("at_once", 1)) > 1:
        yield words["together"].format(count=together)
    if e.score is None:
        yield words["role_none"]
    elif e.erased:
        yield words["erased"]
    else:
        yield from _software(e, words)
    yield words["door"]


def _software(e: Explanation, words: Mapping[str, str]) -> Iterator[str]:
    yield words["role"].format(count=len(e.elements))
    if e.rank is not None:
        yield words["rank"].format(rank=e.rank)
    yield words["elements"]
    heaviest = sorted(e.elements, key=lambda one: -one.weight)
    for one in heaviest[:MAIN]:
        quote = f" “{_cut(one.evidence[0].quote)}”" if one.evidence else ""
        yield words["element"].format(text=_cut(one.text), weight=words["must" if one.must else "nice"], verdict=words[one.verdict]) + quote
    if len(heaviest) > MAIN:
        yield words["more"].format(count=len(heaviest) - MAIN)
    low, high = e.interval or (e.score, e.score)
    yield words["score"].format(score=e.score, low=low, high=high, scorer=e.scorer)
    if e.sum is not None:
        yield words["same"] if e.sum.same else words["different"].format(differences="; ".join(e.sum.differences))
    if e.today is not None:
        yield _of_today(e.today, words)


def _of_today(today: Today, words: Mapping[str, str]) -> str:
    if today.same is None:
        return words["newer"].format(scorer=today.scorer)
    return words["again"] if today.same else words["changed"].format(score=today.score)


def _why(e: Explanation, lang: str) -> str:
    reason = e.decision.reason or Reason()
    ground = grounds().get(reason.code)
    asked = next((one.text for one in e.elements if one.requirement == reason.requirement), "")
    between, colon = ("；", "：") if lang == "zh" else ("; ", ": ")
    named = (ground.zh if lang == "zh" else ground.en) if ground and reason.code != "words" else ""
    said = colon.join(filter(None, [named, f"“{asked}”" if asked else ""]))
    return between.join(filter(None, [said, reason.words]))


def _element(finding: Finding) -> Element:
    asked = finding.requirement
    told = {name: getattr(finding, name) for name in ("why", "code", "values", "checker", "evidence")} | {"verdict": str(finding.verdict)}
    return Element(requirement=asked.id, text=asked.text, must=asked.must, weight=weight(finding), value=value_of(finding), **told)


def _today(match: Match, again: Match | None, program: str) -> Today:
    if again is None or again.scorer != match.scorer:
        return Today(scorer=again.scorer if again else program)
    pairs = zip(match.findings, again.findings, strict=True)
    changed = tuple(f"{a.requirement.id}: {a.verdict} is {b.verdict}" for a, b in pairs if a.verdict is not b.verdict)
    same = not changed and (again.score, again.terms) == (match.score, match.terms)
    return Today(scorer=again.scorer, score=again.score, same=same, differences=changed)


def _cut(words: str) -> str:
    """Return words on one line of at most `QUOTE` columns."""
    flat = " ".join(words.split())
    ends = list(accumulate(2 if is_cjk(character) else 1 for character in flat))
    return flat if not ends or ends[-1] <= QUOTE else flat[: sum(end < QUOTE for end in ends)] + "…"


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("jiufang.decisions") / "data" / "words.toml").read_text("utf-8"))
