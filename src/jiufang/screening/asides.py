"""Answer what a message does besides answering: whether somebody is human, questions about the job, orders, insults, curiosity about scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.generate.records import Fact
from jiufang.screening.asking import answer
from jiufang.screening.hearing import LONGEST, Heard, language_of
from jiufang.screening.records import Flag, Session
from jiufang.screening.wording import line

OFFER_AT, END_AT = 2, 3  # messages with abuse: one warning, then the offer to stop, then the end
PLAIN = ("human", "probe", "decider", "privacy", "proxy", "clarify", "told")  # acts with a fixed answer, the most important first
MOST_PASSED = 10
MOST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Aside:
    """What to say before going on; `answered` when a question of the candidate was, `ends` when the talk is over."""

    text: str = ""
    answered: bool = False
    ends: bool = False


def answer_asides(session: Session, heard: Heard, facts: Sequence[Fact]) -> tuple[Session, Aside]:
    """Answer everything in a message that is no answer, and keep what the recruiter should see.

    Args:
        session: with the message as its last turn.
        heard: the message.
        facts: what may be said about the job.
    """
    session = _flagged(session, heard)
    if "abuse" in heard.acts:
        return _abused(session, heard, facts)
    return _answered(session, heard, facts)


def _flagged(session: Session, heard: Heard) -> Session:
    turn = len(session.turns) - 1
    flags = tuple(Flag(kind=kind, quote=quote[:MOST_QUOTE], turn=turn) for kind, quote in heard.flagged)
    return session.model_copy(update={"flags": (*session.flags, *flags)}) if flags else session


def _abused(session: Session, heard: Heard, facts: Sequence[Fact]) -> tuple[Session, Aside]:
    count = session.abuse + 1
    session = session.model_copy(update={"abuse": count})
    if count >= END_AT:
        return session, Aside(line("abuse_end", session.lang), ends=True)
    session, rest = _answered(session, heard, facts)
    warning = line("abuse_offer" if count >= OFFER_AT else "abuse_warning", session.lang)
    return session, Aside("\n".join(t for t in (warning, rest.text) if t), answered=True)


def _answered(session: Session, heard: Heard, facts: Sequence[Fact]) -> tuple[Session, Aside]:
    lang = session.lang
    texts = [line(act, lang) for act in PLAIN if act in heard.acts]
    if "instruction" in heard.acts:
        texts.append(line("instruction", lang))
    for question in heard.questions:
        session, told = _job(session, question, facts)
        texts.append(told)
    if heard.cut:
        texts.append(line("too_long", lang, most=LONGEST))
    if language_of(heard.text, lang) == "other":
        texts.append(line("language", lang))
    fixed = any(act in heard.acts for act in PLAIN)
    return session, Aside("\n".join(dict.fromkeys(texts)), answered=bool(heard.questions) or fixed)


def _job(session: Session, question: str, facts: Sequence[Fact]) -> tuple[Session, str]:
    found = answer(question, facts)
    if found:
        found = tuple(told.rstrip("。.") for told in found)
        return session, line("fact", session.lang, told="；".join(found) if session.lang == "zh" else "” “".join(found))
    kept = (*session.passed_on, question[:MOST_QUOTE])[:MOST_PASSED]
    return session.model_copy(update={"passed_on": tuple(dict.fromkeys(kept))}), line(
        "passed_on", session.lang, turn=len(session.passed_on)
    )
