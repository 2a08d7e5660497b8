"""Letters to candidates and from them: the list, one of them to read, change, copy, and mark as sent by a person."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict, MissingCapability, RefusedByPolicy
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace import belonging
from jiufang.workspace import tasks as work
from jiufang.workspace.letters import MessageRow
from jiufang.workspace.posting import Travel
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Slice
from jiufang.workspace.sight import called
from jiufang.workspace.tasks import Kind, State

pages = Pages()
ROWS = 50
Text = Annotated[str, Form(max_length=50_000)]
Status = Literal["", "requested", "draft", "sending", "sent", "received"]


class Messages(Sheet):
    """Some letters, the latest first; `people` are those whom they are to or from, by id."""

    status: Status
    person: PersonRow | None
    messages: tuple[MessageRow, ...]
    people: dict[str, PersonRow]
    next: str | None = None


class Behind(Sheet):
    """A sentence of a draft, and the facts that it rests on."""

    text: str
    facts: tuple[str, ...]


class Message(Sheet):
    """One letter; `email` and `mailto` are there where its candidate may be named."""

    message: MessageRow
    person: PersonRow
    thread: tuple[MessageRow, ...]
    behind: tuple[Behind, ...]
    email: str = ""
    mailto: str = ""
    covered: bool = False
    task: UUID | None = None
    failed: str = ""
    wrong: str = ""
    mails: bool = False
    reachable: bool = True
    travel: Travel | None = None


@pages.page("/messages", "messages.html")
@needs(Permission.MESSAGES_READ, of=things.tenant)
def messages(asked: Asking, status: Status = "", person: UUID | None = None, cursor: Cursor = None) -> Sheet:
    """Show letters."""
    paging = Paging(asked, "pages/messages", cursor, status=status, person=person)
    blind = person is None or sight.of_person(asked, person)
    found = asked.ws.messages.list(status=status, person=person, by=asked.by, blind=blind, after=paging.after, limit=ROWS)
    whose = asked.ws.people.get(person, by=asked.by, blind=blind) if person is not None else None
    return Messages(status=status, person=whose, messages=found.rows, people=_people(asked, found.rows), next=paging.next(found))


@pages.page("/messages/{message}", "message.html")
@needs(Permission.MESSAGES_READ, of=things.of_person("message"))
def message(asked: Asking, message: UUID) -> Sheet:
    """Show a letter."""
    return shown(asked, message)


@pages.form("/messages/{message}")
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"))
def change(
    asked: Asking,
    request: Request,
    message: UUID,
    version: Annotated[int, Form()],
    action: Text = "save",
    subject: Text = "",
    text: Text = "",
) -> Response:
    """Put other words into a draft, mark it as sent, or remove it."""
    say, letters = voice_of(request).say, asked.ws.messages
    try:
        if action == "discard":
            person = belonging.person_of(asked.ws, "message", message)
            letters.discard(message, by=asked.by, version=version)
            return onward(f"/candidates/{person}", say("Removed."))
        if text.strip() and not _covered(asked, message):  # what stands covered is not written over with its cover
            version = letters.change(message, by=asked.by, subject=subject, text=text, version=version).version
        if action == "sent":
            letters.send(message, by=asked.by, version=version)
        if action == "mail":
            letters.mail(message, by=asked.by, version=version)
    except (BadInput, Conflict, RefusedByPolicy, MissingCapability) as refused:
        again = shown(asked, message)
        written = again.message.model_copy(update={"subject": subject or again.message.subject, "text": text or again.message.text})
        told = {"message": written, "wrong": in_one(voice_of(request), refused)}
        return shown_again(again.model_copy(update=told), "message.html")
    done = {"sent": say("Marked as sent."), "mail": say("Approved. It is on its way.")}
    return onward(f"/messages/{message}", done.get(action, say("Saved.")))


@pages.form("/messages/{message}/back")
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"))
def take_back(asked: Asking, request: Request, message: UUID, version: Annotated[int, Form()]) -> Response:
    """Make a draft again of a letter that the mail server did not take."""
    asked.ws.messages.take_back(message, by=asked.by, version=version)
    return onward(f"/messages/{message}", voice_of(request).say("It is a draft again."))


@pages.form("/candidates/{person}/messages/received")
@needs(Permission.MESSAGES_SEND, of=things.person)
def receive(asked: Asking, request: Request, person: UUID, subject: Text = "", text: Text = "") -> Response:
    """Keep what a candidate wrote."""
    voice = voice_of(request)
    try:
        made = asked.ws.messages.receive(person, subject=subject, text=text, by=asked.by)
    except BadInput as refused:
        return onward("/messages", voice.say(refused.message), person=person)
    return onward(f"/messages/{made.id}", voice.say("Kept."))


def shown(asked: Asked, id: UUID) -> Message:
    """Return a letter with what stands around it."""
    person = belonging.person_of(asked.ws, "message", id)
    blind = sight.of_person(asked, person)
    row = asked.ws.messages.get(id, by=asked.by, blind=blind)
    who = asked.ws.people.get(person, by=asked.by, blind=blind)
    task = next(iter(work.listed(asked.ws, kind=Kind.DRAFT, about={"message": id}, limit=1)), None) if row.status == "requested" else None
    dead = task is not None and task.state is State.DEAD
    travel = asked.ws.messages.travel(id) if row.status in {"sending", "sent"} else None
    return Message(
        message=row, person=who, thread=_thread(asked, row, blind=blind), behind=_behind(row.reply),
        email=who.email or "", mailto=_mailto(who.email, row), covered=row.covered,
        task=task.id if task else None, failed=task.reason or "failed" if task is not None and dead else "",
        mails=asked.site.mails, reachable=bool(who.email) or blind, travel=travel,
    )  # fmt: skip


def _covered(asked: Asked, id: UUID) -> bool:
    """Tell whether somebody sees a letter with words left out."""
    blind = sight.of_person(asked, belonging.person_of(asked.ws, "message", id))
    return blind and asked.ws.messages.get(id, by=asked.by, blind=True).covered


def _thread(asked: Asked, row: MessageRow, *, blind: bool) -> tuple[MessageRow, ...]:
    """Return what was written before and after a letter, in its thread."""
    if row.thread is None:
        return ()
    found = asked.ws.messages.list(thread=row.thread, by=asked.by, blind=blind, limit=ROWS).rows
    first = () if any(one.id == row.thread for one in found) else (asked.ws.messages.get(row.thread, by=asked.by, blind=blind),)
    return tuple(one for one in (*first, *found) if one.id != row.id)


def _behind(reply: dict[str, Any] | None) -> tuple[Behind, ...]:
    """Return the sentences of a draft by the program that rest on facts."""
    draft = (reply or {}).get("draft") or {}
    facts = {one["id"]: one["text"] for one in draft.get("facts", ())}
    told = (Behind(text=one["text"], facts=tuple(facts[id] for id in one["cites"] if id in facts)) for one in draft.get("sentences", ()))
    return tuple(one for one in told if one.facts)


def _mailto(email: str | None, row: MessageRow) -> str:
    return f"mailto:{quote(email, safe='@')}?subject={quote(row.subject)}&body={quote(row.text)}" if email and row.text else ""


def _people(asked: Asked, rows: tuple[MessageRow, ...]) -> dict[str, PersonRow]:
    """Return whom letters are to or from, with the names of those who may be named."""
    blind = called(asked.ws, {one.person for one in rows}, by=asked.by, blind=True, what="messages")
    ids = list(blind)
    named = sight.people(asked, Slice(tuple(blind[id] for id in ids), None), what="messages").rows
    return {str(id): row for id, row in zip(ids, named, strict=True)}
