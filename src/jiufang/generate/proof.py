"""Turn a match into what a letter may say for the candidate: a deed in the résumé's words, the requirement it answers, a duty of the job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiufang.documents.records import Evidence
from jiufang.generate.facts import Book
from jiufang.generate.lawful import lawful_text
from jiufang.generate.quotes import need_of, quoted, said
from jiufang.generate.records import FactKind
from jiufang.generate.templates import Field
from jiufang.jobs.records import Kind
from jiufang.matching.lexicon import stance_pattern
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import value_of
from jiufang.profiles.features import StatementKind, features
from jiufang.text.language import is_cjk

DEEDS = (Kind.SKILL, Kind.DOMAIN, Kind.SOFT, Kind.OTHER, Kind.EXPERIENCE_YEARS)  # a degree or a licence is no deed to be curious about
PAPERS = (Kind.CERTIFICATE, Kind.EXPERIENCE_YEARS, Kind.LANGUAGE)  # a degree alone is no reason to write to somebody
TUTOR = re.compile(
    r"^我(?:的|们)?(?:师傅|导师|领导|同事|上级|主管|老板|带教)|^my (?:\w+ )?(?:boss|mentor|manager|colleague|supervisor|partner|team lead)\b",
    re.IGNORECASE,
)
SHORTEST = {True: 8, False: 24}  # characters of a quote that tells something, in Chinese and in Latin letters


def proof_of(match: Match, book: Book, *, credentials: bool = False) -> dict[str, Field]:
    """Return the fields proof, need and duty, as far as the match has them.

    Args:
        match: the candidate's findings.
        book: where the facts are written down.
        credentials: whether a licence, years or a language will do where no deed is told.
    """
    fields: dict[str, Field] = {}
    told = _deeds(match) or (_credentials(match) if credentials else [])
    best = max(told, key=lambda proof: proof.rank, default=None)
    if best is not None:
        fields["proof"] = Field(best.quote.quote, book.add(FactKind.RESUME, best.quote.quote, source="proof", evidence=best.quote))
        asked = best.finding.requirement
        fields["need"] = Field(need_of(asked), book.add(FactKind.REQUIREMENT, asked.text, source=asked.id))
    duty = next((text for d in match.job.duties if (text := said(lawful_text(d.quote)))), "")
    if duty:
        fields["duty"] = Field(duty, book.add(FactKind.JOB, duty, source="duty"))
    return fields


@dataclass(frozen=True, slots=True)
class _Proof:
    """Words of the résumé that meet a requirement; the greatest rank is told."""

    rank: tuple[float, ...]
    finding: Finding
    quote: Evidence


def _deeds(match: Match) -> list[_Proof]:
    """Return what the résumé tells of work done for met requirements: musts first, then what is sure, from the lines of a job, and long."""
    bullets = [b for e in match.profile.experience for b in e.bullets] + [e for p in match.profile.projects for e in p.evidence]
    prose = [s.evidence for s in features(match.profile).statements if s.kind is not StatementKind.LIST]
    found = []
    for finding, quote in _quotes(match, DEEDS):
        if len(quote.quote) >= SHORTEST[is_cjk(quote.quote)] and _within(quote, [*bullets, *prose]) and not _by_others(quote.quote):
            sure = round(value_of(finding), 1)
            found.append(_Proof((finding.requirement.must, sure, _within(quote, bullets), len(quote.quote)), finding, quote))
    return found


def _credentials(match: Match) -> list[_Proof]:
    """Return the papers, years and languages that meet a requirement, the most telling kind first."""
    return [
        _Proof((finding.requirement.must, -PAPERS.index(finding.requirement.kind), value_of(finding)), finding, quote)
        for finding, quote in _quotes(match, PAPERS)
    ]


def _quotes(match: Match, kinds: Sequence[Kind]) -> Iterator[tuple[Finding, Evidence]]:
    """Yield what may be quoted for the met requirements of some kinds."""
    for finding in match.findings:
        if finding.verdict is Verdict.MET and finding.requirement.kind in kinds and need_of(finding.requirement):
            yield from ((finding, q) for e in finding.evidence if (q := quoted(e, match.profile.document)))


def _within(quote: Evidence, stretches: Sequence[Evidence]) -> bool:
    return any(s.start <= quote.start < s.end for s in stretches)


def _by_others(text: str) -> bool:
    """Tell whether a line tells of somebody else's work."""
    return bool(TUTOR.search(text) or stance_pattern("others", "cues").search(text)) and not stance_pattern("others", "strong_self").search(
        text
    )
