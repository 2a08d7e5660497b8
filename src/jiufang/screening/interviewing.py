"""The first interview: the questions of the kit one by one, follow-ups for what an answer leaves out, and the rows a person will rate."""

from __future__ import annotations

import re

from jiufang.documents.records import Document, Evidence
from jiufang.interview import interview_kit
from jiufang.interview.musts import FACTS
from jiufang.interview.records import Question
from jiufang.matching.records import Match
from jiufang.profiles.statements import split_sentences
from jiufang.screening.answers import opens_with
from jiufang.screening.cues import says
from jiufang.screening.hearing import Heard
from jiufang.screening.records import Part, Passage, Phase, Row, Session, Slot, State, Words
from jiufang.screening.wording import line, question
from jiufang.text.tokens import keywords

MOST = 24  # questions of an interview in writing, follow-ups included; more is an afternoon
FOLLOW_UPS = 2  # to one question
PARTS = ("situation", "own", "result", "numbers")
ASKED_FIRST = ("own", "result", "situation", "numbers")  # what tells most about the person's own work first
STORIES = frozenset({"requirement", "claim", "duty", "competency"})
COUNTED = re.compile(
    r"\d|[二两三四五六七八九十百千万]+(?:年|个|人|次|家|台|名|套|张|单|天|周|倍|成|小时|分钟)|一半|翻倍|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|half|third|quarter|twice|double\w*)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|[^“]+")
THIN = 4  # words of substance below which an answer tells no story yet


def slots_of(match: Match, *, lang: str) -> tuple[Slot, ...]:
    """Return a slot for each question of the kit, in the kit's order."""
    kit = interview_kit(match, lang=lang)
    return tuple(
        Slot(
            id=q.id,
            kind="question",
            family="story" if _is_story(q, match) else "plain",
            requirement=q.probes.requirement,
            question=q.id,
            value=round(1 - number / 100, 2),
        )
        for number, q in enumerate(kit.questions)
    )


def _is_story(asked: Question, match: Match) -> bool:
    """Tell whether a question wants an example told, rather than a fact, a date or a wish."""
    probes = asked.probes
    kinds = {f.requirement.kind for f in match.findings if f.requirement.id in probes.requirements}
    return probes.kind in STORIES and not kinds & FACTS and bool(asked.scorecard.anchors) and not asked.pattern.startswith("generic.motive")


def _in_kit(session: Session, id: str, match: Match) -> Question:
    """Return a question of the kit in the language of the conversation; the kit of either language asks in the same order."""
    questions = interview_kit(match, lang=session.lang).questions
    return next((q for q in questions if q.id == id), questions[-1])


def question_text(session: Session, match: Match) -> str:
    """Return the question that is pending, in the language of now."""
    text = _in_kit(session, session.pending[0], match).question if session.pending else ""
    return QUOTED.sub(lambda m: m[0].replace("你", "您") if m[0][0] != "“" else m[0], text)  # the kit speaks across a table, we in writing


def next_question(session: Session, match: Match) -> tuple[Session, str]:
    """Go on to the next question of the kit; after the last the interview is over."""
    waiting = next((s for s in session.slots if s.open), None)
    if waiting is None or session.asked >= MOST:
        session = session.model_copy(update={"phase": Phase.DONE, "pending": ()})
        return session, line("done_interview", session.lang)
    session = session.model_copy(update={"pending": (waiting.id,), "asked": session.asked + 1, "nudges": 0})
    text = question_text(session, match)
    return session.model_copy(update={"question": text, "question_lang": session.lang}), text


def hear_answer(session: Session, heard: Heard, match: Match) -> tuple[Session, str]:
    """Keep an answer, and return what its story still lacks: a part, or nothing."""
    slot = session.slot(session.pending[0])
    fresh = tuple(Words(turn=len(session.turns) - 1, start=a, end=b) for a, b in heard.answer)
    slot = slot.model_copy(update={"told": (*slot.told, *fresh)})
    text = " ".join(session.words(slot))
    state = _state(heard.said, text)
    session = session.with_slot(slot.model_copy(update={"state": state}))
    wanted = state in {State.FILLED, State.BARE} and slot.family == "story"
    return session, next((p for p in ASKED_FIRST if p not in parts_in(text) and p not in slot.followed), "") if wanted else ""


def _state(said: str, text: str) -> State:
    if says("refuse", said):
        return State.REFUSED
    words = len(keywords(text))
    if opens_with(said) == "no" and words < 3 * THIN:
        return State.DENIED
    return State.FILLED if words >= THIN else State.BARE


def parts_in(text: str) -> dict[str, list[str]]:
    """Return which parts of a story an answer holds, each with the sentences that tell it, verbatim."""
    found: dict[str, list[str]] = {}
    for start, end in split_sentences(text, 0, len(text)):
        sentence = text[start:end]
        for part in PARTS:
            if _tells(part, sentence):
                found.setdefault(part, []).append(sentence)
    return found


def _tells(part: str, sentence: str) -> bool:
    return bool(COUNTED.search(sentence)) if part == "numbers" else says(part, sentence)


def follow_up(session: Session, missing: str) -> tuple[Session, str]:
    """Return the follow-up for a part that is missing; empty when enough was asked."""
    slot = session.slot(session.pending[0]) if session.pending else None
    if slot is None or not missing or slot.backs >= FOLLOW_UPS or session.asked >= MOST:
        return session, ""
    session = session.with_slot(slot.model_copy(update={"backs": slot.backs + 1, "followed": (*slot.followed, missing)}))
    text = question(f"follow.{missing}", session.lang)
    return session.model_copy(update={"question": text, "question_lang": session.lang, "asked": session.asked + 1, "nudges": 0}), text


def rows_of(session: Session, match: Match, document: Document, passages: tuple[Passage, ...]) -> tuple[Row, ...]:
    """Return a row of the rubric per question that was answered: the parts of a good answer, each with its quotes; nothing is rated."""
    rows = []
    for slot in session.slots:
        spans = [(p.start, p.end) for p in passages if slot.id in p.slots]
        if not spans or slot.question is None:
            continue
        asked = _in_kit(session, slot.question, match)
        parts = tuple(
            Part(name=question(f"part.{part}", session.lang), quotes=_quotes(part, document, spans))
            for part in PARTS
            if slot.family == "story"
        )
        whole = (Part(name=line("told_withheld", session.lang), quotes=tuple(document.evidence(a, b) for a, b in spans)),)
        rows.append(
            Row(
                question=asked.question,
                competency=asked.scorecard.competency,
                requirement=slot.requirement,
                parts=parts or whole,
                anchors=asked.scorecard.anchors,
            )
        )
    return tuple(rows)


def _quotes(part: str, document: Document, spans: list[tuple[int, int]]) -> tuple[Evidence, ...]:
    found = []
    for start, end in spans:
        for a, b in split_sentences(document.text, start, end):
            sentence = document.text[a:b]
            if _tells(part, sentence):
                found.append(document.evidence(a, b))
    return tuple(found)
