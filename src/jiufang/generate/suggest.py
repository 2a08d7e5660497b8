"""Turn a message that a candidate wrote into the replies that it calls for, best first, each with the words that call for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.documents.records import Record
from jiufang.generate.answers import QUESTION
from jiufang.generate.replies import Kind
from jiufang.tone.records import Standing, ToneReading
from jiufang.tone.sentences import sentences


class Suggestion(Record):
    """A kind of letter, for a rejection its reason, and the sentence that calls for it."""

    kind: Kind
    reason: str = ""
    quote: str = ""


def suggest(message: str, tone: ToneReading | None = None) -> tuple[Suggestion, ...]:
    """Return what a message calls for, best first; a word of thanks when nothing else.

    Args:
        message: what the candidate wrote.
        tone: what it says for and against the job, when it was read: a concern is answered like a question, a motive is met with
            an invitation. It says nothing of the person and moves no score.
    """
    found = [*_cued(message), *_asked(message), *(_toned(tone) if tone else ())]
    once: dict[Kind, Suggestion] = {}
    for suggestion in found:
        once.setdefault(suggestion.kind, suggestion)
    return tuple(once.values()) or (Suggestion(kind=Kind.THANKS),)


def _cued(message: str) -> Iterator[Suggestion]:
    told = [message[a:b] for a, b in sentences(message)]
    for cue in _cues():
        quote = next((s for s in told if re.search(cue["pattern"], s, re.IGNORECASE)), None)
        if quote is not None:
            yield Suggestion(kind=Kind(cue["kind"]), reason=cue.get("reason", ""), quote=quote)


def _asked(message: str) -> Iterator[Suggestion]:
    quote = next((message[a:b] for a, b in sentences(message) if QUESTION.search(message[a:b])), None)
    if quote is not None:
        yield Suggestion(kind=Kind.ANSWER, quote=quote)


def _toned(tone: ToneReading) -> Iterator[Suggestion]:
    for standing, kind in ((Standing.CONCERN, Kind.ANSWER), (Standing.MOTIVE, Kind.INVITATION)):
        quote = next((m.quote for m in tone.mentions if m.standing is standing), None)
        if quote is not None:
            yield Suggestion(kind=kind, quote=quote)


@lru_cache(maxsize=1)
def _cues() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((files("jiufang.generate") / "data" / "suggest.toml").read_text(encoding="utf-8"))["cue"]
    return found
