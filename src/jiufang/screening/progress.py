"""Go on from an answer: ask once more about what it left open, put the next question, or come to the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiufang.generate.records import Fact
from jiufang.matching.records import Match
from jiufang.protocols import LanguageModel
from jiufang.screening import interviewing, summary
from jiufang.screening.assisting import phrased
from jiufang.screening.fields import CHECKS
from jiufang.screening.filling import Filled
from jiufang.screening.questions import ask, ask_back, choose
from jiufang.screening.records import Mode, Phase, Session, Slot, State
from jiufang.screening.slots import MOST, questions_needed
from jiufang.screening.wording import line

BACKS = 1  # more would be an interrogation


@dataclass(frozen=True, slots=True)
class Context:
    """What a step stands on besides the session and the message."""

    match: Match
    facts: Sequence[Fact]
    model: LanguageModel | None
    now: str


def once_more(done: Filled, context: Context) -> tuple[Session, str]:
    """Ask once more about what an answer left open, unless something else would go unasked for it; empty when nothing is asked."""
    session = done.session
    slots = [session.slot(id) for id in done.missing]
    wanted = [s for s in slots if s.backs < BACKS and (s.open or (s.must and s.state is State.BARE))]
    wanted = [s for s in wanted if s.open] or wanted
    others = [s for s in session.slots if s.open and s.id not in session.pending]
    if not wanted or questions_needed(others) >= MOST - session.asked:
        return session, ""
    missing = _missing(wanted, done.missing, several=len(session.pending) > 1)
    text = ask_back(wanted, missing, context.match, lang=session.lang, turn=session.asked)
    for slot in wanted:
        session = session.with_slot(slot.model_copy(update={"backs": slot.backs + 1}))
    return _put(session, wanted, text), text


def _missing(wanted: Sequence[Slot], missing: Mapping[str, str], *, several: bool) -> str:
    """Return what to ask back for: of one of several, its own question where it has one; else what all of them lack."""
    first = wanted[0]
    if len(wanted) == 1 and first.open and first.kind in CHECKS:
        return first.kind
    if not several or (len(wanted) == 1 and not first.open):
        return missing[first.id]
    if first.open:
        return "rest"
    return "certificates" if first.family == "certificate" else "examples"


def settled(session: Session, pending: Sequence[str]) -> Session:
    """Close the slots that were asked about and are still open: they will not be asked again."""
    for id in pending:
        slot = session.slot(id)
        session = session.with_slot(slot.model_copy(update={"state": State.UNANSWERED})) if slot.open else session
    return session


def skip(session: Session, context: Context) -> tuple[Session, str]:
    """Leave what is pending unanswered and go on."""
    session, question = next_question(settled(session, session.pending), context)
    return session, f"{line('moved_on', session.lang)}\n{question}"


def next_question(session: Session, context: Context) -> tuple[Session, str]:
    """Put the next question; when there is none left, the summary or the end."""
    if session.mode is Mode.INTERVIEW:
        return interviewing.next_question(session, context.match)
    slots = choose(session.slots, left=MOST - session.asked)
    if not slots:
        return to_summary(session)
    text = _asked(slots, session, context)
    return _put(session, slots, text), text


def _asked(slots: Sequence[Slot], session: Session, context: Context) -> str:
    text = ask(slots, context.match, lang=session.lang, turn=session.asked + 1)
    return phrased(text, model=context.model, lang=session.lang) if context.model is not None and len(slots) == 1 else text


def pending_question(session: Session, context: Context) -> str:
    """Return the pending question once more, as it was put, or in the language of now."""
    if session.question_lang == session.lang:
        return session.question
    if session.mode is Mode.INTERVIEW:
        return interviewing.question_text(session, context.match)
    slots = [session.slot(id) for id in session.pending]
    return ask(slots, context.match, lang=session.lang, turn=max(0, session.asked - 1)) if slots else ""


def _put(session: Session, slots: Sequence[Slot], text: str) -> Session:
    """Return a session in which a question is pending."""
    ids = tuple(s.id for s in slots)
    return session.model_copy(
        update={"pending": ids, "question": text, "question_lang": session.lang, "asked": session.asked + 1, "nudges": 0}
    )


def to_summary(session: Session) -> tuple[Session, str]:
    """Show the candidate what was noted."""
    session = session.model_copy(update={"phase": Phase.SUMMARY, "pending": (), "nudges": 0})
    return session, line("summary", session.lang, lines=summary.lines(session))
