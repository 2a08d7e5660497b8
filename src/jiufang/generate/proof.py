"""Turn a match into what a letter may say for the candidate: a deed in the résumé's words, the requirement it answers, a duty of the job."""

from __future__ import annotations

from jiufang.documents.records import Evidence
from jiufang.generate.facts import Book
from jiufang.generate.lawful import lawful_text
from jiufang.generate.quotes import need_of, quoted, said
from jiufang.generate.records import FactKind
from jiufang.generate.templates import Field
from jiufang.jobs.records import Kind
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.text.language import is_cjk

DEEDS = (Kind.SKILL, Kind.DOMAIN, Kind.SOFT, Kind.OTHER, Kind.EXPERIENCE_YEARS)  # a degree or a licence is no deed to be curious about
SHORTEST = {True: 8, False: 24}  # characters of a quote that tells something, in Chinese and in Latin letters


def proof_of(match: Match, book: Book) -> dict[str, Field]:
    """Return the fields proof, need and duty, as far as the match has them."""
    fields: dict[str, Field] = {}
    best = max(_deeds(match), key=lambda deed: deed[0], default=None)
    if best is not None:
        _, finding, quote = best
        fields["proof"] = Field(quote.quote, book.add(FactKind.RESUME, quote.quote, source="proof", evidence=quote))
        fields["need"] = Field(
            need_of(finding.requirement), book.add(FactKind.REQUIREMENT, finding.requirement.text, source=finding.requirement.id)
        )
    duty = next((text for d in match.job.duties if (text := said(lawful_text(d.quote)))), "")
    if duty:
        fields["duty"] = Field(duty, book.add(FactKind.JOB, duty, source="duty"))
    return fields


def _deeds(match: Match) -> list[tuple[tuple[bool, float, int], Finding, Evidence]]:
    """Return (rank, finding, quote) of what the résumé tells of work done for met requirements: musts first, then by strength and length."""
    found = []
    for finding in match.findings:
        if finding.verdict is Verdict.MET and finding.requirement.kind in DEEDS and need_of(finding.requirement):
            quotes = (q for e in finding.evidence if _is_told(e, match) and (q := quoted(e, match.profile.document)))
            found += [
                ((finding.requirement.must, finding.strength, len(q.quote)), finding, q)
                for q in quotes
                if len(q.quote) >= SHORTEST[is_cjk(q.quote)]
            ]
    return found


def _is_told(evidence: Evidence, match: Match) -> bool:
    """Tell whether words stand in the lines of a job or a project rather than in a list, a heading or a line of dates."""
    told = [b for e in match.profile.experience for b in e.bullets] + [e for p in match.profile.projects for e in p.evidence]
    return any(b.start <= evidence.start < b.end for b in told)
