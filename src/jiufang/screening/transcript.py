"""Turn a session into a transcript: a document of the candidate's own words, with what was asked kept beside it."""

from __future__ import annotations

import hashlib

from jiufang.documents.records import Document
from jiufang.errors import RefusedByPolicy
from jiufang.matching.records import Match
from jiufang.screening.interviewing import rows_of
from jiufang.screening.records import Mode, Passage, Session, Transcript, Words

PART = "\n\n"


def transcript(session: Session, match: Match) -> Transcript:
    """Return what the candidate answered, and nothing that anybody else said.

    Only words that stand for a slot are in it: what was corrected later, questions, insults and orders to the machine are not.

    Args:
        session: at any point of the conversation.
        match: the match that the conversation began with.

    Raises:
        RefusedByPolicy: consent was not given, or was withdrawn.
    """
    if session.erase or not session.consented:
        raise RefusedByPolicy("there is no consent to use this conversation", subject=session.file, hint="erase what is kept of it")
    text, passages = "", []
    for words, slots in sorted(_told(session).items(), key=lambda item: (item[0].turn, item[0].start)):
        text += PART if text else ""
        said = session.turns[words.turn].text[words.start : words.end]
        passages.append(
            Passage(
                start=len(text), end=len(text) + len(said), question=_question(session, words), slots=slots, at=session.turns[words.turn].at
            )
        )
        text += said
    document = Document(name=name_of(session), sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)
    kept = tuple(passages)
    rows = rows_of(session, match, document, kept) if session.mode is Mode.INTERVIEW else ()
    return Transcript(
        document=document, passages=kept, rows=rows, flags=session.flags, passed_on=session.passed_on, confirmed=session.confirmed
    )


def name_of(session: Session) -> str:
    """Return what evidence from a conversation is cited as: the candidate's file, and that they said it themselves."""
    return f"{session.file or 'candidate'} › {session.mode.value} (self-reported)"


def _told(session: Session) -> dict[Words, tuple[str, ...]]:
    """Return the stretches that stand for slots, each once, with the slots; a stretch within another is part of that."""
    found: dict[Words, tuple[str, ...]] = {}
    for slot in session.slots:
        for words in slot.told:
            found[words] = (*found.get(words, ()), slot.id)
    return _apart(found)


def _apart(found: dict[Words, tuple[str, ...]]) -> dict[Words, tuple[str, ...]]:
    kept: dict[Words, tuple[str, ...]] = {}
    for words, slots in sorted(found.items(), key=lambda item: (item[0].turn, item[0].start, -item[0].end)):
        over = next((k for k in kept if k.turn == words.turn and k.start < words.end and words.start < k.end), None)
        if over is None:
            kept[words] = slots
            continue
        joined = Words(turn=over.turn, start=min(over.start, words.start), end=max(over.end, words.end))
        kept[joined] = tuple(dict.fromkeys((*kept.pop(over), *slots)))
    return kept


def _question(session: Session, words: Words) -> str:
    """Return the message of ours that a stretch answers."""
    return next((turn.text for turn in reversed(session.turns[: words.turn]) if turn.by == "software"), "")
