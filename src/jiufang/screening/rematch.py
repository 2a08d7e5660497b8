"""Match again with the answers as evidence: what the candidate says counts as what a résumé says, marked as self-reported.

The same checkers read the answers, blind, orders to the machine taken out. Beside them stands what the conversation knows and a
document does not: which requirement an answer answers. So a no contradicts, a refusal and silence change nothing, and a yes proves
no more than it tells: without a word of where, when or what it is partly shown at best, must-have or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiufang.documents.records import Document, Evidence
from jiufang.jobs.records import Kind
from jiufang.matching.clauses import Statement
from jiufang.matching.engine import decide
from jiufang.matching.integrity import clear
from jiufang.matching.needs import in_job, understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import STRENGTHS, score
from jiufang.matching.verifier import Verifier
from jiufang.matching.view import View, view_of
from jiufang.privacy.blind import blind
from jiufang.profiles.records import Profile, SectionKind
from jiufang.profiles.statements import split_sentences
from jiufang.protocols import Encoder
from jiufang.screening.answers import read
from jiufang.screening.filling import needs_of
from jiufang.screening.records import Change, Mode, Rematch, Session, Slot, State, Transcript
from jiufang.screening.slots import KINDS
from jiufang.screening.transcript import PART, transcript

CHECKER = "interview"
SURE = 0.6  # of a verdict by somebody's own word, as sure as one of the rules by a résumé
BY_STATE = {
    State.FILLED: Verdict.MET,
    State.BARE: Verdict.PARTIAL,
    State.PARTLY: Verdict.PARTIAL,
    State.DENIED: Verdict.CONTRADICTED,
}
TYPED = frozenset({Kind.DEGREE, Kind.LANGUAGE, Kind.CERTIFICATE})  # what an answer names is compared with what is asked
DOUBTS = frozenset({Verdict.PARTIAL, Verdict.CONTRADICTED})
MOST_QUOTES = 3
NOTE = {"en": "by the candidate's own account in the interview", "zh": "候选人在面谈中自述"}


@dataclass(frozen=True, slots=True)
class _Told:
    """The answers to one requirement: what they come to, and where they stand in the joined document."""

    state: State
    quotes: tuple[Evidence, ...]


def rematch(match: Match, session: Session, *, encoder: Encoder | None = None, verifier: Verifier | None = None) -> Rematch:
    """Match a profile and the answers of its owner with the job.

    Args:
        match: the match before the conversation.
        session: the conversation, with consent.
        encoder: as for `jiufang.matching.match`.
        verifier: as for `jiufang.matching.match`.

    Returns:
        The match with the answers, the score before and after, and each verdict that changed with the words that changed it.

    Raises:
        RefusedByPolicy: there is no consent.
    """
    said = transcript(session, match)
    profile, start = _joined(match.profile, said)
    view = clear(_view(match.profile, profile.document, said, start), match.job).view
    needs = in_job([understand(f.requirement) for f in match.findings], match.job.title)
    outcomes, _ = decide(needs, view, encoder=encoder, verifier=verifier)
    told = _told(session, match, said, profile.document, start)
    findings = tuple(
        _finding(f, outcome, told.get(f.requirement.id), start, match.job.lang) for f, outcome in zip(match.findings, outcomes, strict=True)
    )
    sure = [SURE if new is not old else o.confidence for new, old, o in zip(findings, match.findings, outcomes, strict=True)]
    summed = score(findings, listed=[f.checker == "list" for f in findings], confidence=sure)
    unchanged = all(new is old for new, old in zip(findings, match.findings, strict=True))
    update = {"findings": findings, "profile": profile}
    if not unchanged:
        update |= {"score": summed.value, "interval": summed.interval, "terms": summed.terms}
    after = match.model_copy(update=update)
    changes = tuple(
        _change(old, new, said, start) for old, new in zip(match.findings, findings, strict=True) if old.verdict is not new.verdict
    )
    return Rematch(before=match.score, after=after.score, answers_from=start, changes=changes, match=after)


def _joined(profile: Profile, said: Transcript) -> tuple[Profile, int]:
    """Return the profile with the answers behind the résumé's text, and where they begin; the résumé's places stay as they are."""
    head = profile.document.text + PART
    document = profile.document.model_copy(update={"text": head + said.document.text})
    return profile.model_copy(update={"document": document}), len(head)


def _view(profile: Profile, document: Document, said: Transcript, start: int) -> View:
    seen = view_of(profile)
    names = (profile.contact.name,) if profile.contact.name else ()
    schools = tuple(e.school for e in profile.education if e.school)
    statements = []
    for passage in said.passages:
        for a, b in split_sentences(said.document.text, passage.start, passage.end):
            verbatim = said.document.text[a:b]
            text = blind(verbatim, names=names, schools=schools)
            if text:
                statements.append(Statement(text, start + a, verbatim, SectionKind.SUMMARY))
    return View(document, (*seen.statements, *statements), seen.as_of, seen.lang, seen.tenures, seen.degrees, seen.location)


def _told(session: Session, match: Match, said: Transcript, document: Document, start: int) -> Mapping[str, _Told]:
    found = {}
    for slot in session.slots:
        spans = [(start + p.start, start + p.end) for p in said.passages if slot.id in p.slots]
        if slot.requirement and spans:
            quotes = tuple(document.evidence(a, b) for a, b in spans)[:MOST_QUOTES]
            found[slot.requirement] = _Told(_state(session, slot, match), quotes)
    return found


def _state(session: Session, slot: Slot, match: Match) -> State:
    """Return what the answers for a slot come to; those of an interview are read here, since no slot was asked for in it."""
    if session.mode is not Mode.INTERVIEW or slot.state in {State.REFUSED, State.UNANSWERED}:
        return slot.state
    need = needs_of(match)[slot.requirement or ""]
    as_slot = slot.model_copy(update={"kind": KINDS[need.kind], "need": need.text, "verdict": match[need.requirement.id].verdict})
    return read(as_slot, " ".join(session.words(slot)), need=need, as_of=match.profile.as_of, lang=match.profile.lang).state


def _finding(before: Finding, outcome: Outcome, told: _Told | None, start: int, lang: str) -> Finding:
    """Return the finding with the answers; the very same when they change nothing."""
    if before.verdict is Verdict.MET:
        return before
    verdict, quotes = _settled(before, outcome, told, start)
    if verdict is before.verdict or not quotes:
        return before
    own = tuple(e for e in before.evidence if verdict is not Verdict.MET or before.verdict is Verdict.PARTIAL)
    return before.model_copy(
        update={
            "verdict": verdict,
            "strength": STRENGTHS[verdict],
            "worth": None,
            "evidence": tuple(dict.fromkeys((*quotes, *own)))[:MOST_QUOTES],
            "why": NOTE["zh" if lang == "zh" else "en"],
            "checker": CHECKER,
        }
    )


def _settled(before: Finding, outcome: Outcome, told: _Told | None, start: int) -> tuple[Verdict, tuple[Evidence, ...]]:
    read_here = tuple(e for e in outcome.evidence if e.start >= start)
    if told is None or told.state not in BY_STATE:
        return (_capped(outcome.verdict, before), read_here) if read_here and told is None else (before.verdict, ())
    verdict = BY_STATE[told.state]
    if (
        verdict is Verdict.MET
        and before.requirement.kind in TYPED
        and outcome.verdict in {Verdict.PARTIAL, Verdict.CONTRADICTED}
        and read_here
    ):
        verdict = outcome.verdict
    if verdict is Verdict.CONTRADICTED and before.verdict is Verdict.PARTIAL:
        verdict = Verdict.PARTIAL  # the résumé's own words still show a part of it
    if verdict is Verdict.PARTIAL and before.verdict is Verdict.CONTRADICTED and told.state is State.BARE:
        verdict = Verdict.CONTRADICTED if before.evidence else Verdict.PARTIAL  # a bare yes does not undo what the résumé says
    return verdict, told.quotes


def _capped(verdict: Verdict, before: Finding) -> Verdict:
    """Return what words said about something else may show of a requirement that was not asked about: no must-have in full."""
    return Verdict.PARTIAL if verdict is Verdict.MET and before.requirement.must else verdict


def _change(old: Finding, new: Finding, said: Transcript, start: int) -> Change:
    spoken: Sequence[Evidence] = [e for e in new.evidence if e.start >= start]
    return Change(
        requirement=new.requirement.id,
        text=new.requirement.text,
        before=old.verdict,
        after=new.verdict,
        evidence=tuple(said.document.evidence(e.start - start, e.end - start) for e in spoken),
        source=said.document.name,
        conflict=old.verdict is Verdict.CONTRADICTED and bool(old.evidence),
    )
