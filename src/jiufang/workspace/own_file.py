"""Tell a candidate behind their link what is kept of them, and do what they may ask for there: withdraw, refuse assessment, ask for erasure.

of(screening)            files, answers, what they agreed to; never what others wrote of them, and no score
withdraw(screening)      the conversation is forgotten at once, word and match
ask_erasure(screening)   noted for a person to see to: whoever has the link cannot by that alone make a company forget somebody
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.screening.records import Turn
from jiufang.store.refusals import ASSESSMENT as ASSESSMENT
from jiufang.workspace import belonging, refusing
from jiufang.workspace.consenting import ConsentRow
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

KEEPING = "keeping"  # the purpose that somebody who wants to be erased takes back
VERSION = "1"
TAKEN_BACK = {"zh": "我要撤回同意", "en": "I withdraw my consent."}
ERASE = {"zh": "我要求删除我的全部资料。", "en": "I ask you to erase everything that you keep of me."}


class OwnDocument(Shown):
    """A file that they sent."""

    name: str
    at: dt.datetime


class OwnFile(Shown):
    """What is kept of a candidate, as they see it."""

    documents: tuple[OwnDocument, ...]
    answers: tuple[Turn, ...]
    consents: tuple[ConsentRow, ...]
    assessed: bool
    erasure_asked: dt.datetime | None = None


def of(ws: OpenWorkspace, screening: UUID) -> OwnFile:
    """Return what is kept of the candidate of a conversation.

    Raises:
        NotFound: there is no such conversation.
    """
    person = person_of(ws, screening)
    consents = ws.consents.of(person)
    files = tuple(OwnDocument(name=one.name or "", at=one.created_at) for one in ws.files.of(person, by=f"link:{screening}", blind=False))
    said = tuple(turn for turn in ws.screenings.talk(screening).turns if turn.by == "candidate")
    latest = {one.purpose: one for one in consents}
    assessed, keeping = latest.get(ASSESSMENT), latest.get(KEEPING)
    asked = keeping.at if keeping is not None and not keeping.given else None
    return OwnFile(documents=files, answers=said, consents=consents, assessed=assessed is None or assessed.given, erasure_asked=asked)


def person_of(ws: OpenWorkspace, screening: UUID) -> UUID:
    """Return whose a conversation is.

    Raises:
        NotFound: there is no such conversation.
    """
    return belonging.person_of(ws, "screening", screening)


def withdraw(ws: OpenWorkspace, screening: UUID, *, lang: str) -> None:
    """Take consent to a conversation back: what was said is forgotten at once."""
    ws.screenings.say(screening, TAKEN_BACK[lang])


def assess(ws: OpenWorkspace, screening: UUID, *, allowed: bool, lang: str, by: str) -> None:
    """Refuse to be assessed by software, or allow it again."""
    change = refusing.allow if allowed else refusing.refuse
    change(ws, person_of(ws, screening), by=by, words=refusing.WORDS[lang])


def ask_erasure(ws: OpenWorkspace, screening: UUID, *, lang: str, by: str) -> None:
    """Note that a candidate asks to be erased; `ws.erase` does it, once a person has made sure who asks."""
    ws.consents.record(person_of(ws, screening), purpose=KEEPING, given=False, text=ERASE[lang], version=VERSION, by=by)
