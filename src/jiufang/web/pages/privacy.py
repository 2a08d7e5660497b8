"""Pages of privacy: what leaves the machine, what candidates agreed to, whom to forget when, who was erased, where anything of them lies."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import BadInput
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages import privacy_words
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, Unrendered, onward, shown_again, voice_of
from jiufang.workspace import privacy, sight
from jiufang.workspace.disclosing import of_address
from jiufang.workspace.providers import Provider, providers

pages = Pages()
SHOWN = 20
FOR_LONG = (180, 365, 730, 1095)  # days that are proposed


class Somebody(Sheet):
    """A candidate, by the code that stands for them, and a moment that matters."""

    id: UUID
    label: str
    at: dt.datetime | None = None


class Purpose(Sheet):
    """How many agree to a purpose now, and how many took it back."""

    purpose: str
    words: str
    agree: int
    took_back: int


class Erased(Sheet):
    """That somebody was erased."""

    person: UUID
    at: dt.datetime
    asked_by: str
    rows: int
    removed: dict[str, int]


class Place(Sheet):
    """Where something of a candidate may lie, in which form, and how an erasure reaches it."""

    what: str
    form: str
    reached: str


class Privacy(Sheet):
    """What the privacy of candidates rests on; `found` after somebody was looked for, whose address is not kept."""

    providers: tuple[Provider, ...]
    days: int | None
    due: int
    overdue: tuple[Somebody, ...]
    asked: tuple[Somebody, ...]
    purposes: tuple[Purpose, ...]
    erased: tuple[Erased, ...]
    held: tuple[Place, ...]
    places: tuple[Place, ...]
    looked: bool = False
    found: tuple[Somebody, ...] = ()


class Retention(Sheet):
    """The form for how long candidates are kept."""

    days: int | None
    proposed: tuple[tuple[int, str], ...]
    least: int = privacy.LEAST
    most: int = privacy.MOST
    wrong: str = ""


@pages.page("/privacy", "privacy.html")
@needs(Permission.SETTINGS_READ, of=things.tenant)
def show(asked: Asking, request: Request) -> Sheet:
    """Show what the privacy of candidates rests on."""
    return _privacy(asked, request)


@pages.form("/privacy/find")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def find(asked: Asking, request: Request, email: Annotated[str, Form(max_length=320)] = "") -> Response:
    """Find who asks to be told or erased by their address, which stands in no link and no log."""
    persons = of_address(asked.ws, email.strip()) if email.strip() else []
    found = {"looked": True, "found": _called(asked, [(id, None) for id in persons])}
    return Unrendered(_privacy(asked, request).model_copy(update=found), "privacy.html")


@pages.page("/privacy/retention", "privacy_retention.html")
@needs(Permission.PRIVACY_MANAGE, of=things.tenant)
def retention_form(asked: Asking, request: Request) -> Sheet:
    """Show the form for how long candidates are kept."""
    return _retention(asked, request)


@pages.form("/privacy/retention")
@needs(Permission.PRIVACY_MANAGE, of=things.tenant)
def retention(asked: Asking, request: Request, days: Annotated[str, Form(max_length=6)] = "") -> Response:
    """Say how long candidates are kept; nobody is erased by that alone."""
    voice, text = voice_of(request), days.strip()
    try:
        privacy.set_retention(asked.ws, _days(text), by=asked.by)
    except BadInput as refused:
        return shown_again(
            _retention(asked, request).model_copy(update={"wrong": in_one(voice_of(request), refused)}), "privacy_retention.html"
        )
    return onward("/privacy", voice.say("Saved. Whoever is kept for longer is listed here from now on; a person erases them."))


def _days(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise BadInput("write a number of days", subject="retention")
    return int(text) if text else None


def _retention(asked: Asked, request: Request) -> Retention:
    voice = voice_of(request)
    proposed = tuple((days, voice.say_many("%(n)s day", "%(n)s days", days)) for days in FOR_LONG)
    return Retention(days=privacy.retention_of(asked.ws).days, proposed=proposed)


def _privacy(asked: Asked, request: Request) -> Privacy:
    ws, say = asked.ws, voice_of(request).say
    kept = privacy.retention_of(ws)
    certificates = privacy.certificates(ws, limit=SHOWN)
    return Privacy(
        providers=providers(ws),
        days=kept.days,
        due=len(kept.due),
        overdue=_called(asked, [(id, None) for id in kept.due[:SHOWN]]),
        asked=_called(asked, [(one.person, one.at) for one in privacy.asked(ws)]),
        purposes=tuple(
            Purpose(purpose=one.purpose, words=say(privacy_words.PURPOSES.get(one.purpose, one.purpose)), agree=one.agree, took_back=one.took_back)
            for one in privacy.agreed(ws)
        ),
        erased=tuple(
            Erased(person=one.person, at=one.at, asked_by=one.asked_by, rows=sum(one.removed.values()), removed=one.removed)
            for one in certificates
        ),
        held=tuple(_held(request, one) for one in privacy.held()),
        places=tuple(Place(what=say(what), form="", reached=say(reached)) for what, reached in privacy.places()),
    )  # fmt: skip


def _held(request: Request, one: privacy.HeldIn) -> Place:
    say = voice_of(request).say
    form = (
        say("locked with the person's own key") if one.sealed else say("words that do not identify") if one.clear else say("codes and ids")
    )
    return Place(what=say(privacy_words.TABLES.get(one.table, one.table)), form=form, reached=say(privacy_words.REACHED[one.reach]))


def _called(asked: Asked, persons: list[tuple[UUID, dt.datetime | None]]) -> tuple[Somebody, ...]:
    """Return candidates by their codes: who they are is shown on their own page, to those who may see it."""
    found = sight.called(asked.ws, [id for id, _ in persons], by=asked.by, blind=True, what="privacy")
    return tuple(Somebody(id=found[id].id, label=found[id].label, at=at) for id, at in persons if id in found)
