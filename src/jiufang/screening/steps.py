"""The conversation itself: a stored session and a message give the next session and what to reply, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.generate.lawful import off_limits
from jiufang.generate.records import Fact
from jiufang.matching.records import Match
from jiufang.protocols import LanguageModel
from jiufang.screening import interviewing, summary
from jiufang.screening.answers import opens_with
from jiufang.screening.asides import Aside, answer_asides
from jiufang.screening.cues import says
from jiufang.screening.filling import Filled, corrected, fill, named_slot, needs_of
from jiufang.screening.hearing import Heard, hear, language_of
from jiufang.screening.progress import Context, next_question, once_more, pending_question, settled, skip, to_summary
from jiufang.screening.records import Mode, Phase, Session, Slot, State, Turn
from jiufang.screening.slots import MOST, slots_of
from jiufang.screening.wording import line

MOST_NUDGES = 2  # the same question is not put before somebody more often than that
MOST_TURNS = 60  # of the candidate; an interview takes twice as many
NOTED = {State.DENIED: "noted_no", State.REFUSED: "noted_refused", State.PARTLY: "noted_partly", State.UNANSWERED: "moved_on"}


def begin(match: Match, *, lang: str | None = None, mode: Mode = Mode.SCREENING, now: str = "") -> tuple[Session, str]:
    """Open a conversation with one candidate about one job.

    Args:
        match: what the résumé leaves open; the job and the profile ride along.
        lang: `zh` or `en`; the job's when absent.
        mode: a screening of at most eight questions, or a first interview along the kit.
        now: the time, ISO 8601; kept with the message and used for nothing else.

    Returns:
        The session, and the first message: that this is software, what is kept, who reads it, who decides, and whether
        the candidate agrees. Nothing is asked before they do.
    """
    tongue = lang if lang in {"zh", "en"} else "zh" if match.job.lang == "zh" else "en"
    screening = mode is Mode.SCREENING
    slots = slots_of(match) if screening else interviewing.slots_of(match, lang=tongue)
    session = Session(mode=mode, lang=tongue, job=match.job.id, file=match.file, slots=slots)
    text = _opening(session, match)
    return _said(session, text, now=now), text


def step(
    session: Session, message: str, *, match: Match, facts: Sequence[Fact] = (), model: LanguageModel | None = None, now: str = ""
) -> tuple[Session, str]:
    """Take one message of the candidate.

    Args:
        session: as the last step returned it.
        message: what the candidate wrote, whatever it is.
        match: the match that the conversation began with.
        facts: what may be said about the job when the candidate asks (`jiufang.generate.facts.facts_of`).
        model: phrases questions and reads unclear answers, checked; without it everything goes by the rules.
        now: the time, ISO 8601.

    Returns:
        The next session and the reply. Without a model the same session and message give the same of both.
    """
    heard = hear(message)
    context = Context(match, facts, model, now)
    session = _heard(session, heard, now)
    if "withdraw" in heard.acts:
        return _withdrawn(session, now)
    if session.phase.over:
        return _after(session, heard, context)
    if "stop" in heard.acts:
        return _closed(session, Phase.STOPPED, line("stopped", session.lang), now)
    session, aside = answer_asides(session, heard, context.facts)
    if aside.ends:
        return _closed(session, Phase.STOPPED, aside.text, now)
    steps = {Phase.CONSENT: _consent, Phase.ASKING: _asking, Phase.SUMMARY: _summing}
    session, reply = steps[session.phase](session, heard, aside, context)
    return _said(session, reply, now=now), reply


def resume(session: Session) -> str:
    """Return what to say when the candidate comes back: the last message once more, with a word of welcome."""
    last = next((turn.text for turn in reversed(session.turns) if turn.by == "software"), "")
    if session.phase.over or session.phase is Phase.CONSENT:
        return last
    return f"{line('back_again', session.lang)}\n\n{last}"


def speak(session: Session, lang: str, *, match: Match, now: str = "") -> Session:
    """Go on in another language: what was put last is put once more in it; before anything was said, the first message.

    Args:
        session: as the last step returned it.
        lang: `zh` or `en`.
        match: the match that the conversation began with.
        now: the time, ISO 8601.
    """
    if lang == session.lang or lang not in {"zh", "en"}:
        return session
    session = session.model_copy(update={"lang": lang})
    if session.phase is Phase.CONSENT:
        unheard = len(session.turns) == 1
        return _said(session.model_copy(update={"turns": () if unheard else session.turns}), _opening(session, match), now=now)
    if session.phase is Phase.ASKING:
        return _said(session, pending_question(session, Context(match, (), None, now)), now=now)
    if session.phase is Phase.SUMMARY:
        return _said(session, line("summary", lang, lines=summary.lines(session)), now=now)
    return session


def most_of(session: Session) -> int:
    """Return how many questions a conversation has at most."""
    return MOST if session.mode is Mode.SCREENING else len(session.slots)


def _opening(session: Session, match: Match) -> str:
    title = match.job.title if match.job.title and not off_limits(match.job.title) else match.job.id
    name = "opening" if session.mode is Mode.SCREENING else "opening_interview"
    return line(name, session.lang, title=title, most=most_of(session))


def _heard(session: Session, heard: Heard, now: str) -> Session:
    """Keep the message as a turn, and go on in its language."""
    spoken = language_of(heard.text, session.lang)
    tongue = "zh" if "switch_zh" in heard.acts else "en" if "switch_en" in heard.acts else spoken
    turn = Turn(by="candidate", text=heard.text, at=now, slots=session.pending, lang=spoken)
    update = {"turns": (*session.turns, turn), "lang": tongue if tongue in {"zh", "en"} else session.lang}
    return session.model_copy(update=update)


def _said(session: Session, text: str, *, now: str) -> Session:
    pending = session.pending if session.phase is Phase.ASKING else ()
    return session.model_copy(update={"turns": (*session.turns, Turn(by="software", text=text, at=now, slots=pending, lang=session.lang))})


def _withdrawn(session: Session, now: str) -> tuple[Session, str]:
    """Stop, and let go of everything the candidate said; the mark tells other stores to do the same."""
    text = line("withdrawn", session.lang)
    gone = Session(
        mode=session.mode,
        lang=session.lang,
        job=session.job,
        file=session.file,
        phase=Phase.WITHDRAWN,
        consented_at=session.consented_at,
        erase=True,
    )
    return _said(gone, text, now=now), text


def _closed(session: Session, phase: Phase, text: str, now: str) -> tuple[Session, str]:
    return _said(session.model_copy(update={"phase": phase, "pending": ()}), text, now=now), text


def _after(session: Session, heard: Heard, context: Context) -> tuple[Session, str]:
    session, aside = answer_asides(session, heard, context.facts)
    if session.erase:  # nothing said after a withdrawal is kept either
        session = session.model_copy(update={"turns": session.turns[:-1], "flags": (), "passed_on": ()})
    over = line("over_erased" if session.erase else "over", session.lang)
    reply = aside.text or over
    return _said(session, reply, now=context.now), reply


def _consent(session: Session, heard: Heard, aside: Aside, context: Context) -> tuple[Session, str]:
    said = opens_with(heard.said)
    if said == "no":
        told = session.model_copy(update={"phase": Phase.DECLINED, "turns": session.turns[:1], "slots": (), "erase": True})
        return told, line("declined", session.lang)
    if said != "yes":
        return session, _joined(aside.text, line("consent_unclear", session.lang))
    session = session.model_copy(update={"phase": Phase.ASKING, "consented": True, "consented_at": context.now})
    session, question = next_question(session, context)
    return session, _joined(aside.text, line("started", session.lang), question)


def _asking(session: Session, heard: Heard, aside: Aside, context: Context) -> tuple[Session, str]:
    if len(session.turns) > 2 * MOST_TURNS * (1 + (session.mode is Mode.INTERVIEW)):
        return _wrapped_up(session, aside)
    if not heard.said:
        return _again(session, heard, aside, context)
    if session.mode is Mode.INTERVIEW:
        session, missing = interviewing.hear_answer(session, heard, context.match)
        return _interviewed(session, missing, aside, context)
    done = fill(session, heard, context.match, model=context.model)
    if done.corrected:
        if session.nudges >= MOST_NUDGES:
            return _skipped(done.session, aside, context)
        done.session = done.session.model_copy(update={"nudges": session.nudges + 1})
        question = pending_question(done.session, context)
        told = line("added" if done.added else "corrected", session.lang, turn=session.asked)
        return done.session, _joined(aside.text, told, question)
    session, back = once_more(done, context)
    if back:
        return session, _joined(aside.text, _also(done), back)
    session = settled(done.session, session.pending)
    session, question = next_question(session, context)
    return session, _joined(aside.text, _noted(session, done), _also(done), question)


def _again(session: Session, heard: Heard, aside: Aside, context: Context) -> tuple[Session, str]:
    """Put the question once more when a message held no answer; after two times without even a question, go on."""
    if "wait" in heard.acts:
        return session, _joined(aside.text, line("wait", session.lang))
    idle = not heard.questions and not aside.answered
    session = session.model_copy(update={"nudges": session.nudges + idle})
    if session.nudges > MOST_NUDGES:
        return _skipped(session, aside, context)
    sign = next((s for s in ("empty", "emoji") if s in heard.acts), "marks" if "marks" in heard.acts else "")
    told = line("empty" if sign == "marks" else sign, session.lang) if sign else "" if aside.text else line("nudge", session.lang)
    return session, _joined(aside.text, told, pending_question(session, context))


def _skipped(session: Session, aside: Aside, context: Context) -> tuple[Session, str]:
    session, text = skip(session, context)
    return session, _joined(aside.text, text)


def _wrapped_up(session: Session, aside: Aside) -> tuple[Session, str]:
    if session.mode is Mode.INTERVIEW:
        session = session.model_copy(update={"phase": Phase.DONE, "pending": ()})
        return session, _joined(aside.text, line("done_interview", session.lang))
    session, text = to_summary(session)
    return session, _joined(aside.text, text)


def _summing(session: Session, heard: Heard, aside: Aside, context: Context) -> tuple[Session, str]:
    found = summary.numbered(session, heard) if heard.said else None
    if found:
        return _amended(session, found[0], heard, [found[1]], aside, context)
    agreed = opens_with(heard.said) == "yes" or says("confirm", heard.text)
    if agreed and "correction" not in heard.acts:
        session = session.model_copy(update={"phase": Phase.DONE, "confirmed": True})
        return session, _joined(aside.text, line("done", session.lang))
    slot = named_slot(session, heard)
    if slot is not None:
        return _amended(session, slot, heard, heard.answer, aside, context)
    session = session.model_copy(update={"nudges": session.nudges + 1})
    if session.nudges > MOST_NUDGES:
        return session.model_copy(update={"phase": Phase.DONE}), _joined(aside.text, line("done", session.lang))
    return session, _joined(aside.text, line("summary_unclear", session.lang))


def _amended(
    session: Session, slot: Slot, heard: Heard, spans: Sequence[tuple[int, int]], aside: Aside, context: Context
) -> tuple[Session, str]:
    if "instruction" in heard.acts:
        return session, _joined(aside.text, line("summary_unclear", session.lang))
    session = corrected(session, slot, heard.text, spans, context.match, needs_of(context.match))
    return session, _joined(aside.text, line("summary_again", session.lang, lines=summary.lines(session)))


def _interviewed(session: Session, missing: str, aside: Aside, context: Context) -> tuple[Session, str]:
    session, follow = interviewing.follow_up(session, missing)
    if follow:
        return session, _joined(aside.text, follow)
    noted = line(NOTED.get(session.slot(session.pending[0]).state, "noted"), session.lang, turn=session.asked)
    session, question = interviewing.next_question(session, context.match)
    return session, _joined(aside.text, noted if session.phase is Phase.ASKING else "", question)


def _noted(session: Session, done: Filled) -> str:
    last = done.session.turns[-1].slots
    states = [session.slot(id).state for id in last]
    name = NOTED.get(states[0], "noted") if len(set(states)) == 1 else "noted"
    return "" if session.phase is Phase.SUMMARY else line(name, session.lang, turn=session.asked)


def _also(done: Filled) -> str:
    lang = done.session.lang
    labels = [summary.label(done.session.slot(id), lang) for id in done.also]
    return line("also_noted", lang, what="”“".join(labels)) if labels else ""


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
