"""Letters to candidates and from them: drafted by the program or a person, sent by a person."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.generate.replies import Kind
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging
from jiufang.web.replying import fresh, nothing, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace import belonging
from jiufang.workspace.letters import MessageRow
from jiufang.workspace.posting import Travel

routes = router("messages")

Subject = Annotated[str, Field(max_length=500, examples=["Your application"])]
Text = Annotated[str, Field(min_length=1, max_length=50_000, examples=["Dear candidate, thank you for your letter."])]
Channel = Annotated[str, Field(max_length=32, pattern=r"^[a-z]+$", examples=["email"])]


class DraftWish(Record):
    """A letter for the program to draft; what the kind of letter needs is told in docs/replies.md."""

    kind: Kind = Field(examples=["invitation"])
    lang: Literal["zh", "en"] | None = None
    tone: Annotated[str, Field(max_length=32)] | None = Field(None, examples=[None])
    facts: dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=2000)]] | None = Field(
        None, examples=[{"when": "Tuesday at ten"}]
    )
    reason: Annotated[str, Field(max_length=64)] | None = Field(None, examples=[None])
    message: Annotated[str, Field(max_length=20_000, description="what the candidate wrote, for an `answer`")] | None = Field(
        None, examples=[None]
    )
    reword: bool = Field(False, description="let the language model of the settings put it into other words")


class Drafting(BaseModel):
    """The message that the draft will be in, and the task that writes it."""

    message: UUID
    task: UUID


class MessageWish(Record):
    """A letter of one's own, as a draft."""

    subject: Subject
    text: Text
    application: UUID | None = Field(None, examples=[None])
    channel: Channel = "email"
    kind: Annotated[str, Field(max_length=32)] = ""
    answers: UUID | None = Field(None, description="the message that it answers", examples=[None])


class MessageChange(Record):
    """Other words for a draft; what is left out stays."""

    subject: Subject | None = None
    text: Text | None = None


class Received(Record):
    """What a candidate wrote."""

    subject: Subject
    text: Text
    external: Annotated[str, Field(max_length=500, description="its id where it came from; the same one is kept once")] = ""
    channel: Channel = "email"
    answers: UUID | None = Field(None, examples=[None])
    at: AwareDatetime | None = Field(None, examples=[None])


@routes.get("/messages", response_model=Page[MessageRow])
@needs(Permission.MESSAGES_READ, of=things.tenant)
def list_messages(
    asked: Asking,
    person: UUID | None = None,
    application: UUID | None = None,
    thread: UUID | None = None,
    status: Literal["requested", "draft", "sending", "sent", "received"] | None = None,
    direction: Literal["out", "in"] | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """List messages, the latest first; those of a thread from its first on.

    With `person` or `application` their words stand as they were written, unless the job is judged blind; else names are covered.
    """
    query: dict[str, Any] = {
        "person": person,
        "application": application,
        "thread": thread,
        "status": status or "",
        "direction": direction or "",
    }
    paging = Paging(asked, "messages", cursor, **query)
    blind = sight.of_application(asked, application) if application else sight.of_person(asked, person) if person else True
    return paging.answer(asked.ws.messages.list(**query, by=asked.by, blind=blind, after=paging.after, limit=limit))


@routes.post("/applications/{application}/drafts", status_code=202, response_model=Drafting)
@needs(Permission.MESSAGES_SEND, of=things.application, once=True)
def draft_message(asked: Asking, application: UUID, given: DraftWish) -> Response:
    """Have a letter drafted in the background.

    Each of its factual sentences rests on something found, and nothing is sent.
    """
    match = asked.ws.applicants.get(application).match
    if match is None:
        raise NotFound("the candidate was not matched yet", subject=f"application {application}", hint="ask for the job to be matched")
    values = given.model_dump(mode="json", exclude_none=True)
    message, task = asked.ws.messages.draft(match.id, values.pop("kind"), by=asked.by, **values)
    return told({"message": message, "task": task}, status=202, location=f"/api/v1/messages/{message}")


@routes.post("/candidates/{person}/messages", status_code=201, response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.person, once=True)
def write_message(asked: Asking, person: UUID, given: MessageWish) -> Response:
    """Write a letter of one's own; it is a draft until it is sent."""
    made = asked.ws.messages.write(person, by=asked.by, **given.model_dump())
    return _shown(asked, made.id, status=201)


@routes.post("/candidates/{person}/messages/received", status_code=201, response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.person, once=True)
def receive_message(asked: Asking, person: UUID, given: Received) -> Response:
    """Keep what a candidate wrote."""
    made = asked.ws.messages.receive(person, by=asked.by, **given.model_dump())
    return _shown(asked, made.id, status=201)


@routes.get("/messages/{message}", response_model=MessageRow)
@needs(Permission.MESSAGES_READ, of=things.of_person("message"))
def read_message(asked: Asking, request: Request, message: UUID) -> Response:
    """Read a message; of a draft by the program also the facts behind each sentence."""
    blind = _blind(asked, message)
    shown = asked.ws.messages.get(message, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.patch("/messages/{message}", response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"), changes=True)
def change_message(asked: Asking, message: UUID, given: MessageChange, if_match: IfMatch = None) -> Response:
    """Put other words into a draft."""
    asked.ws.messages.change(message, by=asked.by, version=expected(if_match), **given.model_dump())
    return _shown(asked, message)


@routes.post("/messages/{message}/sending", response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"), changes=True)
def send_message(asked: Asking, message: UUID, if_match: IfMatch = None) -> Response:
    """Mark a draft as sent, by whoever sends it."""
    asked.ws.messages.send(message, by=asked.by, version=expected(if_match))
    return _shown(asked, message)


@routes.post("/messages/{message}/mailing", status_code=202, response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"), changes=True)
def mail_message(asked: Asking, message: UUID, if_match: IfMatch = None) -> Response:
    """Approve a draft: the mail server sends it to the candidate's own address, with its files.

    From then on its words stay as they are. 501 where no mail server is set: nothing pretends to be sent.
    """
    asked.ws.messages.mail(message, by=asked.by, version=expected(if_match))
    return _shown(asked, message, status=202)


@routes.get("/messages/{message}/mailing", response_model=Travel)
@needs(Permission.MESSAGES_READ, of=things.of_person("message"))
def read_mailing(asked: Asking, message: UUID) -> Response:
    """Tell how far a letter is that was given to the mail server."""
    travel = asked.ws.messages.travel(message)
    if travel is None:
        raise NotFound("this letter was not given to the mail server", subject=f"message {message}")
    return told(travel)


@routes.delete("/messages/{message}/mailing", response_model=MessageRow)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"), changes=True)
def take_mail_back(asked: Asking, message: UUID, if_match: IfMatch = None) -> Response:
    """Make a draft again of a letter that the mail server did not take."""
    asked.ws.messages.take_back(message, by=asked.by, version=expected(if_match))
    return _shown(asked, message)


@routes.delete("/messages/{message}", status_code=204)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"), changes=True)
def discard_message(asked: Asking, message: UUID, if_match: IfMatch = None) -> Response:
    """Remove a draft."""
    asked.ws.messages.discard(message, by=asked.by, version=expected(if_match))
    return nothing()


def _blind(asked: Asked, message: UUID) -> bool:
    return sight.of_person(asked, belonging.person_of(asked.ws, "message", message))


def _shown(asked: Asked, message: UUID, *, status: int = 200) -> Response:
    shown = asked.ws.messages.get(message, by=asked.by, blind=_blind(asked, message))
    location = f"/api/v1/messages/{message}" if status == 201 else ""
    return told(shown, status=status, version=shown.version, location=location)
