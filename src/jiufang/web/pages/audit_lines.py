"""Turn a line of the audit log into words: who, did what, about what, and the facts beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from uuid import UUID

from jiufang.web.asked import Asked
from jiufang.web.pages import audit_words
from jiufang.web.sheets import Sheet
from jiufang.web.speaking import Voice
from jiufang.workspace.records import Seen

FACTS = 6  # of a line that are shown; the rest stands in the log
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-([0-9a-f]{12})")
ENDING = 6  # of an id, enough to tell it from its neighbours


class Line(Sheet):
    """A line of the log in words; `href` where whoever looks may open what it is about."""

    number: int
    at: dt.datetime
    actor: str
    who: str
    action: str
    did: str
    subject: str
    about: str
    subject_id: UUID | None
    href: str
    facts: tuple[str, ...]


def names_of(asked: Asked) -> Mapping[str, str]:
    """Return what those who can sign in are called, by their addresses."""
    return {one.email: one.name or one.email for one in asked.entrance.users.listed()}


def line(voice: Voice, names: Mapping[str, str], one: Seen, *, href: str = "") -> Line:
    """Return a line in the words of whoever reads it.

    Args:
        voice: the reader's language.
        names: what people are called, by their addresses.
        one: the line.
        href: where what it is about is shown, if the reader may open it.
    """
    told = {name: getattr(one, name) for name in ("number", "at", "actor", "action", "subject", "subject_id")}
    return Line(
        **told,
        who=names.get(one.actor) or voice.say(audit_words.ACTORS.get(one.actor.partition(":")[0], one.actor)),
        did=voice.say(audit_words.ACTIONS.get(one.action, one.action)),
        about=voice.say(audit_words.SUBJECTS.get(one.subject, one.subject)),
        href=href,
        facts=tuple(_fact(voice, name, value) for name, value in sorted(one.details.items(), key=_place))[:FACTS],
    )


def _place(fact: tuple[str, object]) -> tuple[bool, str]:
    return fact[0] != "what", fact[0]


def _fact(voice: Voice, name: str, value: object) -> str:
    """Return a fact in words: where something was seen stands by itself, all else behind its name."""
    if name == "what":
        return voice.say(audit_words.PLACES.get(str(value), str(value)))
    known = audit_words.FACTS.get(name)
    shown = _value(voice, name, value)
    return voice.say("%(name)s: %(value)s", name=voice.say(known) if known else name, value=shown)


def _value(voice: Voice, name: str, value: object) -> str:
    if isinstance(value, list):
        ids = bool(value) and all(isinstance(one, str) and ID.fullmatch(one) for one in value)
        return voice.number(len(value)) if ids or len(value) > FACTS // 2 else voice.listed([_value(voice, name, one) for one in value])
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return voice.say("yes") if value else voice.say("no")
    if isinstance(value, int | float):
        return voice.number(value)
    found = ID.fullmatch(str(value))
    return f"…{found[1][-ENDING:]}" if found else voice.say(audit_words.VALUES.get(str(value), str(value)))
