"""Turn a match into what may be shown before names are: verdicts, reasons and quotes without what tells who it is."""

from __future__ import annotations

from jiufang.documents.records import Document, Evidence
from jiufang.matching.records import Finding, Match
from jiufang.profiles.records import Profile
from jiufang.reports.veil import Veil


def veiled(match: Match, number: int) -> Match:
    """Return a match without name, contact, school, file name and document; quotes are covered where they would tell.

    Args:
        match: the match.
        number: what the candidate is called instead.
    """
    veil = Veil(match, lifted=False)
    name = f"candidate {number}"
    findings = tuple(_finding(finding, veil) for finding in match.findings)
    warnings = tuple(
        w.model_copy(update={"message": veil.text(w.message), "evidence": tuple(_evidence(e, veil) for e in w.evidence)})
        for w in match.warnings
    )
    hidden = {"findings": findings, "warnings": warnings, "file": name, "member": None, "profile": _profile(match.profile, name)}
    return match.model_copy(update=hidden)


def _finding(finding: Finding, veil: Veil) -> Finding:
    covered = tuple(_evidence(evidence, veil) for evidence in finding.evidence)
    return finding.model_copy(update={"evidence": covered, "why": veil.text(finding.why)})


def _evidence(evidence: Evidence, veil: Veil) -> Evidence:
    return evidence.model_copy(update={"quote": veil.quote(evidence)})


def _profile(profile: Profile, name: str) -> Profile:
    """Return what may be known of a person: the hash of their document, by which the workspace finds them again, and a few figures."""
    document = Document(name=name, sha256=profile.document.sha256, member=profile.document.member, text="")
    return Profile(
        file=name,
        member=profile.member,
        sha256=profile.sha256,
        lang=profile.lang,
        as_of=profile.as_of,
        highest_degree=profile.highest_degree,
        total_months=profile.total_months,
        document=document,
    )
