"""Pages of webhooks: which servers are told of what happens here, what was sent to them, and how to try, renew, stop it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.access.webhooks import TYPES
from jiufang.errors import JiufangError
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.palette import message
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, Unrendered, onward, shown_again, voice_of
from jiufang.web.speaking import Voice

pages = Pages()
ALL = "*"
SENT = 50
Url = Annotated[str, Form(max_length=2000)]
Events = Annotated[list[str] | None, Form(max_length=len(TYPES) + 1)]
# As `access.webhooks.TYPES` says them; a test compares.
MEANS = (
    message("something in the background was done: a file read, a job matched, a letter drafted"),
    message("it was given up, and waits for somebody to look at it"),
    message("a job was opened"),
    message("its requirements or weights changed"),
    message("somebody advanced or rejected a candidate"),
    message("a candidate agreed to a purpose"),
    message("a candidate took that back"),
    message("somebody new fits a saved search"),
    message("a candidate was erased, and has to be elsewhere too"),
    message("an interview was planned"),
    message("an interviewer handed in their scorecard"),
)


class ReceiverRow(Sheet):
    """A server that is told of events."""

    id: UUID
    url: str
    events: tuple[str, ...]
    active: bool
    rests_until: dt.datetime | None
    created_at: dt.datetime


class Event(Sheet):
    """What a server can be told of."""

    type: str
    means: str


class Receivers(Sheet):
    """Who is told of events, and the form for another."""

    receivers: tuple[ReceiverRow, ...]
    events: tuple[Event, ...]
    url: str = ""
    chosen: tuple[str, ...] = ()
    wrong: str = ""


class DeliveryRow(Sheet):
    """An event on its way, or there, or given up."""

    id: UUID
    type: str
    state: str
    tries: int
    reason: str
    next_at: dt.datetime | None
    created_at: dt.datetime


class Told(Sheet):
    """A server that is told of events, and what was sent to it; `secret` is shown this once."""

    receiver: ReceiverRow
    events: tuple[Event, ...]
    sent: tuple[DeliveryRow, ...]
    secret: str = ""
    wrong: str = ""


@pages.page("/webhooks", "webhooks.html")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def webhooks(asked: Asking, request: Request) -> Sheet:
    """Show who is told of events."""
    return _receivers(asked, request)


@pages.form("/webhooks")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def add(asked: Asking, request: Request, url: Url = "", events: Events = None) -> Response:
    """Tell a server of events from now on, and show the secret that signs them."""
    chosen = tuple(events or ())
    try:
        id, secret = asked.ws.webhooks.add(url.strip(), chosen, by=asked.by)
    except JiufangError as refused:
        told = {"url": url, "chosen": chosen, "wrong": in_one(voice_of(request), refused)}
        return shown_again(_receivers(asked, request).model_copy(update=told), "webhooks.html")
    return Unrendered(_told(asked, request, id).model_copy(update={"secret": secret}), "webhook.html")


@pages.page("/webhooks/{webhook}", "webhook.html")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def webhook(asked: Asking, request: Request, webhook: UUID) -> Sheet:
    """Show what was sent to a server."""
    return _told(asked, request, webhook)


@pages.form("/webhooks/{webhook}")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def change(asked: Asking, request: Request, webhook: UUID, url: Url = "", events: Events = None) -> Response:
    """Change where and of what a server is told."""
    try:
        asked.ws.webhooks.change(webhook, by=asked.by, url=url.strip(), events=tuple(events or ()))
    except JiufangError as refused:
        return shown_again(_told(asked, request, webhook).model_copy(update={"wrong": in_one(voice_of(request), refused)}), "webhook.html")
    return onward(f"/webhooks/{webhook}", voice_of(request).say("Saved."))


@pages.form("/webhooks/{webhook}/switch")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def switch(asked: Asking, request: Request, webhook: UUID, on: Url = "") -> Response:
    """Send a server nothing, or again."""
    asked.ws.webhooks.change(webhook, by=asked.by, active=bool(on))
    voice = voice_of(request)
    return onward(f"/webhooks/{webhook}", voice.say("It is told of events again.") if on else voice.say("Nothing more is sent to it."))


@pages.form("/webhooks/{webhook}/ping")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def ping(asked: Asking, request: Request, webhook: UUID) -> Response:
    """Send a server a test."""
    asked.ws.webhooks.ping(webhook, by=asked.by)
    return onward(f"/webhooks/{webhook}", voice_of(request).say("A test is on its way. Load this page again to see what came of it."))


@pages.form("/webhooks/{webhook}/secret")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def renew(asked: Asking, request: Request, webhook: UUID) -> Response:
    """Make another secret, and show it."""
    secret = asked.ws.webhooks.renew_secret(webhook, by=asked.by)
    return Unrendered(_told(asked, request, webhook).model_copy(update={"secret": secret}), "webhook.html")


@pages.form("/webhooks/{webhook}/remove")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def remove(asked: Asking, request: Request, webhook: UUID) -> Response:
    """Forget a server, and what was on its way to it."""
    asked.ws.webhooks.remove(webhook, by=asked.by)
    return onward("/webhooks", voice_of(request).say("Removed."))


@pages.form("/webhooks/{webhook}/deliveries/{delivery}/again")
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def again(asked: Asking, request: Request, webhook: UUID, delivery: UUID) -> Response:
    """Send what was given up once more."""
    asked.ws.webhooks.again(delivery, by=asked.by)
    return onward(f"/webhooks/{webhook}", voice_of(request).say("It is tried again."))


def _receivers(asked: Asked, request: Request) -> Receivers:
    found = tuple(ReceiverRow.model_validate(vars(one), extra="ignore") for one in asked.ws.webhooks.listed())
    return Receivers(receivers=found, events=_events(voice_of(request)))


def _told(asked: Asked, request: Request, id: UUID) -> Told:
    sent = (
        DeliveryRow(id=one.id, type=one.type, created_at=one.created_at, state=one.delivery.state, tries=one.delivery.tries,
                    reason=one.delivery.reason, next_at=one.delivery.next_at)
        for one in asked.ws.webhooks.history(id, limit=SENT)
    )  # fmt: skip
    found = ReceiverRow.model_validate(vars(asked.ws.webhooks.find(id)), extra="ignore")
    return Told(receiver=found, events=_events(voice_of(request)), sent=tuple(sent))


def _events(voice: Voice) -> tuple[Event, ...]:
    return tuple(Event(type=type, means=voice.say(means)) for type, means in TYPES.items())
