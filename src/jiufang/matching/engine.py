"""Turn a profile and a job into a match: one finding per requirement, each with its evidence, and a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.matching.claims import told_of
from jiufang.matching.fusion import Fusion
from jiufang.matching.integrity import clear, tell
from jiufang.matching.judge import judge
from jiufang.matching.messages import code_of, say
from jiufang.matching.needs import Need, in_job, understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.reading import Reader, Reliability, hear
from jiufang.matching.records import READER_FAILED, Finding, Match, MatchWarning, Verdict
from jiufang.matching.score import STRENGTHS, score, worth
from jiufang.matching.semantics import similarities
from jiufang.matching.signals import measure, words_of
from jiufang.matching.tenures import tenures_of
from jiufang.matching.verification import look, settle
from jiufang.matching.verifier import Verifier
from jiufang.matching.view import View, view_of
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder

SCORER = "2026.11-rules-1"
# What vectors may still change: the rest is decided by words, dates and scores alone.
SEMANTIC_KINDS = frozenset({Kind.SKILL, Kind.DOMAIN, Kind.SOFT, Kind.OTHER, Kind.EXPERIENCE_YEARS})
# Rules are right about six times in ten on development pairs: their confidence is shrunk towards that.
LEAST_SURE, SURE_RANGE = 0.35, 0.35


@lru_cache(maxsize=2048)
def _need(requirement: Requirement) -> Need:
    return understand(requirement)


def prepare(profile: Profile) -> View:
    """Return what matching reads of a profile, to be kept where one profile meets many jobs."""
    view = view_of(profile)
    told_of(view)
    tell(view)
    words_of(view)
    tenures_of(view)
    return view


def match(
    profile: Profile,
    job: Job,
    *,
    encoder: Encoder | None,
    verifier: Verifier | None = None,
    view: View | None = None,
    reader: Reader | None = None,
    reliability: Reliability | None = None,
    fusion: Fusion | None = None,
) -> Match:
    """Match one profile with one job.

    Args:
        profile: the parsed résumé; only its blind features are read.
        job: the job with its requirements.
        encoder: what turns texts into vectors; None uses words alone.
        verifier: a trained reader of evidence, if there is one.
        view: the profile as `prepare` returned it, when it was kept.
        reader: somebody who reads as a person would, such as a language model, heard as one more voter.
        reliability: how far rules and readers are to be believed; as shipped when absent.
        fusion: how rules and verifier are weighed; as shipped when absent.

    Returns:
        A finding per requirement in the job's order, signals, terms and the calibrated score.
    """
    cleared = clear(view or view_of(profile), job)
    needs = in_job([_need(r) for r in job.requirements], job.title)
    outcomes, near = decide(needs, cleared.view, encoder=encoder, verifier=verifier, fusion=fusion)
    warnings = cleared.warnings
    if reader is not None:
        heard = hear(reader, needs, outcomes, cleared.view, lang=job.lang, reliability=reliability)
        outcomes, warnings = list(heard.outcomes), (*warnings, *_unread(heard.failed, job.lang))
    findings = tuple(_finding(n.requirement, o, job.lang) for n, o in zip(needs, outcomes, strict=True))
    summed = score(findings, listed=[o.checker == "list" for o in outcomes], confidence=[o.confidence for o in outcomes])
    return Match(
        scorer=scorer_version(encoder, verifier, reader),
        score=summed.value,
        interval=summed.interval,
        findings=findings,
        signals=measure(needs, findings, cleared.view, near),
        terms=summed.terms,
        warnings=warnings,
        file=profile.file,
        member=profile.member,
        profile=profile,
        job=job,
    )


def decide(
    needs: Sequence[Need], view: View, *, encoder: Encoder | None, verifier: Verifier | None = None, fusion: Fusion | None = None
) -> tuple[list[Outcome], list[dict[str, float]]]:
    """Judge every need, with vectors where words alone found nothing; return the outcomes and the similarities used."""
    near = similarities(encoder, needs, view)
    known = [s if n.kind in SEMANTIC_KINDS else {} for n, s in zip(needs, near, strict=True)]
    outcomes = [_tempered(judge(n, view, s)) for n, s in zip(needs, known, strict=True)]
    if verifier is not None:
        outcomes = [settle(seen, view, fusion) for seen in look(needs, outcomes, near, view, verifier)]
    return outcomes, near


def _tempered(outcome: Outcome) -> Outcome:
    return replace(outcome, confidence=LEAST_SURE + SURE_RANGE * outcome.confidence)


def _finding(requirement: Requirement, outcome: Outcome, lang: str) -> Finding:
    strength = STRENGTHS[outcome.verdict]
    if outcome.verdict is Verdict.PARTIAL and outcome.share is not None:
        strength = min(0.45, max(0.1, 0.5 * outcome.share))
    strength = round(0.05 if outcome.checker == "list" else strength, 4)
    code = code_of(outcome)
    return Finding(
        requirement=requirement,
        verdict=outcome.verdict,
        strength=strength,
        worth=worth(requirement, strength, outcome.verdict, outcome.chances) if outcome.chances else None,
        evidence=outcome.evidence,
        why=say(code, lang, outcome.values),
        code=code,
        values=outcome.values,
        checker=outcome.checker,
    )


def _unread(failed: str, lang: str) -> tuple[MatchWarning, ...]:
    return (MatchWarning(code=READER_FAILED, message=say(READER_FAILED, lang)),) if failed else ()


def scorer_version(encoder: Encoder | None, verifier: Verifier | None, reader: Reader | None) -> str:
    """Return the version that a match made with these bears: of the rules, and of each model."""
    parts = [SCORER, encoder.name if encoder else "words", verifier.name if verifier else "", reader.name if reader else ""]
    return "+".join(p for p in parts if p)
