"""Turn a job, a match and what was filled in by hand into the numbered facts that a draft may cite."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from jiufang.documents.records import Evidence
from jiufang.generate.lawful import lawful_evidence, lawful_text
from jiufang.generate.records import Fact, FactKind
from jiufang.jobs.records import Job
from jiufang.matching.records import Finding, Match
from jiufang.tone.sentences import sentences


def facts_of(
    match: Match | None = None,
    job: Job | None = None,
    *,
    slots: Mapping[str, str] | None = None,
    company: Iterable[str] = (),
    lang: str = "en",
) -> tuple[Fact, ...]:
    """Return everything that a draft may say, numbered F1 onwards; what no employer may speak of is left out.

    Args:
        match: what the résumé shows of the job; brings the job along.
        job: the job alone, when nobody was matched.
        slots: what was filled in for this draft (name, time, place, amount), by its key.
        company: what the company says of itself, a sentence or a line each.
        lang: language of the draft, in which findings are put.
    """
    known = match.job if match else job
    found = [Fact(id="", kind=FactKind.SLOT, text=text, source=key) for key, text in (slots or {}).items() if text.strip()]
    found += [
        Fact(id="", kind=FactKind.COMPANY, text=text, source=f"company {n}") for n, text in enumerate(company, start=1) if text.strip()
    ]
    if known is not None:
        found += facts_of_job(known)
    if match is not None:
        found += facts_of_match(match, lang=lang)
    return numbered(found)


class Book:
    """The facts of one draft, numbered as they come, each once."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._ids: dict[tuple[FactKind, str], Fact] = {}
        for fact in facts:
            self.add(fact.kind, fact.text, source=fact.source, evidence=fact.evidence)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All of them, in order."""
        return tuple(self._ids.values())

    def add(self, kind: FactKind, text: str, *, source: str = "", evidence: Evidence | None = None) -> str:
        """Write a fact down and return its id; a known text keeps its own."""
        known = self._ids.get((kind, text))
        if known is None:
            known = self._ids[kind, text] = Fact(id=f"F{len(self._ids) + 1}", kind=kind, text=text, source=source, evidence=evidence)
        return known.id


def numbered(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts with their ids, F1 onwards, each said once."""
    return Book(facts).facts


def facts_of_job(job: Job) -> list[Fact]:
    """Return what the ad says: its title and place, each requirement, each duty, and every other sentence."""
    head = [
        Fact(id="", kind=FactKind.JOB, text=text, source=key)
        for key, text in (("title", job.title), ("location", job.location or ""))
        if text
    ]
    asked = [Fact(id="", kind=FactKind.REQUIREMENT, text=text, source=r.id) for r in job.requirements if (text := lawful_text(r.text))]
    duties = [Fact(id="", kind=FactKind.JOB, text=text, source="duty", evidence=d) for d in job.duties if (text := lawful_text(d.quote))]
    unlawful = [u.quote for u in job.unlawful]
    said = [job.text[a:b] for a, b in sentences(job.text) if not any(quote in job.text[a:b] for quote in unlawful)]
    rest = [Fact(id="", kind=FactKind.JOB, text=text, source="ad") for line in said if (text := lawful_text(line))]
    return [*head, *asked, *duties, *rest]


def facts_of_match(match: Match, *, lang: str = "en") -> list[Fact]:
    """Return what the résumé shows: the words behind each finding, what was found, and what it leaves open."""
    return [fact for finding in match.findings for fact in _finding(finding, match, lang)]


def _finding(finding: Finding, match: Match, lang: str) -> Iterator[Fact]:
    source = finding.requirement.id
    for evidence in finding.evidence:
        quote = _quotable(evidence, match)
        if quote is not None:
            yield Fact(id="", kind=FactKind.RESUME, text=quote.quote, source=source, evidence=quote)
    need = lawful_text(finding.requirement.text)
    if need:
        yield found(finding, need, lang=lang)


def found(finding: Finding, need: str, *, lang: str) -> Fact:
    """Return what the check of a résumé found of a requirement as a fact; `need` is the requirement as it may be said."""
    told = _words()["zh" if lang == "zh" else "en"][finding.verdict.value]
    return Fact(id="", kind=FactKind.RESUME, text=told.format(need=need), source=finding.requirement.id)


def _quotable(evidence: Evidence, match: Match) -> Evidence | None:
    return lawful_evidence(evidence, match.profile.document)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("jiufang.generate") / "data" / "findings.toml").read_text(encoding="utf-8"))
