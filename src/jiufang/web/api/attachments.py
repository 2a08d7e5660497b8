"""Files that go with letters, or lie beside a candidate: kept as they are, read by nobody but people, given out to be saved."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.errors import BadInput
from jiufang.web import multipart, sight, things
from jiufang.web.api.documents import BYTES, UPLOAD
from jiufang.web.asked import Asked, Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.multipart import Part
from jiufang.web.replying import attached, fresh, nothing, told
from jiufang.web.shapes import IfMatch
from jiufang.workspace import belonging
from jiufang.workspace.attachments import LARGEST, AttachmentRow

routes = router("attachments")
AT_ONCE = 20  # files of one request


class Attachments(BaseModel):
    """Files beside a candidate or a letter; a name is null where its person is judged blind."""

    items: list[AttachmentRow]


@routes.get("/candidates/{person}/attachments", response_model=Attachments)
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_attachments(asked: Asking, person: UUID) -> Response:
    """List the files beside a candidate and their letters, the latest first."""
    return told({"items": asked.ws.attachments.of(person, blind=sight.of_person(asked, person))})


@routes.post("/candidates/{person}/attachments", status_code=201, response_model=Attachments, openapi_extra=UPLOAD)
@needs(Permission.CANDIDATES_WRITE, of=things.person)
async def add_attachments(asked: Asking, request: Request, person: UUID) -> Response:
    """Lay files beside a candidate, up to 25 MB each; nothing is read in them."""
    return told({"items": await _kept(asked, request, person, None)}, status=201)


@routes.get("/messages/{message}/attachments", response_model=Attachments)
@needs(Permission.MESSAGES_READ, of=things.of_person("message"))
def list_files_of_message(asked: Asking, message: UUID) -> Response:
    """List the files that go with a letter, the latest first."""
    blind = sight.of_person(asked, belonging.person_of(asked.ws, "message", message))
    return told({"items": asked.ws.attachments.of_message(message, blind=blind)})


@routes.post("/messages/{message}/attachments", status_code=201, response_model=Attachments, openapi_extra=UPLOAD)
@needs(Permission.MESSAGES_SEND, of=things.of_person("message"))
async def attach_to_message(asked: Asking, request: Request, message: UUID) -> Response:
    """Let files go with a letter, as long as it is a draft; the mail server gets them with it, 25 MB in all."""
    person = await run_in_threadpool(belonging.person_of, asked.ws, "message", message)
    return told({"items": await _kept(asked, request, person, message)}, status=201)


@routes.get("/attachments/{attachment}", response_model=AttachmentRow)
@needs(Permission.CANDIDATES_READ, of=things.of_person("attachment"))
def read_attachment(asked: Asking, request: Request, attachment: UUID) -> Response:
    """Tell what a file is."""
    blind = _blind(asked, attachment)
    shown = asked.ws.attachments.get(attachment, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.get("/attachments/{attachment}/content", response_class=Response, responses={200: BYTES})
@needs(Permission.CANDIDATES_READ, of=things.of_person("attachment"))
def read_attached(asked: Asking, attachment: UUID) -> Response:
    """Get a file as it was given, to be saved and never to be shown; not where its person is judged blind."""
    file = asked.ws.attachments.open(attachment, by=asked.by, blind=_blind(asked, attachment))
    return attached(file.content, file.name)


@routes.delete("/attachments/{attachment}", status_code=204)
@needs(Permission.CANDIDATES_WRITE, of=things.of_person("attachment"), changes=True)
def remove_attachment(asked: Asking, attachment: UUID, if_match: IfMatch = None) -> Response:
    """Remove a file; what went with a letter that is a draft no more stays."""
    asked.ws.attachments.remove(attachment, by=asked.by, version=expected(if_match))
    return nothing()


async def _kept(asked: Asked, request: Request, person: UUID, message: UUID | None) -> list[AttachmentRow]:
    """Keep the files of a request, each in a transaction of its own."""
    async with asked.site.uploads:
        found = multipart.files(request.stream(), request.headers.get("content-type", ""), file=LARGEST, count=AT_ONCE)
        rows = [await run_in_threadpool(_keep, asked, part, person, message) async for part in found]
    if not rows:
        raise BadInput("there is no file in this request", subject="files", hint="send them as multipart/form-data")
    return rows


def _keep(asked: Asked, part: Part, person: UUID, message: UUID | None) -> AttachmentRow:
    if part.too_large:
        raise BadInput(f"it is larger than {LARGEST >> 20} MB", subject="files", hint="send it in another way")
    blind = sight.of_person(asked, person)
    return asked.ws.attachments.add(person, part.content, name=part.name, by=asked.by, message=message, blind=blind)


def _blind(asked: Asked, attachment: UUID) -> bool:
    return sight.of_person(asked, belonging.person_of(asked.ws, "attachment", attachment))
