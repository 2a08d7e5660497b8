"""Take files in, and give them out as they came and as they were read."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.web import multipart, sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.multipart import Part
from jiufang.web.replying import attached, fresh, told
from jiufang.workspace import background, belonging
from jiufang.workspace.records import DocumentRow, DocumentText

routes = router("documents")

UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}

BYTES: dict[str, Any] = {
    "description": "the file",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class Taken(BaseModel):
    """What became of one file of an upload."""

    file: str = Field(examples=["li-wei.pdf"])
    status: str = Field(description="`waiting` to be read, `known`: it was read before, or `refused`", examples=["waiting"])
    task: UUID | None = Field(description="reads it; ask `/tasks/{task}` how far it is")
    reason: str = Field(description="why it was refused", examples=[""])


class Upload(BaseModel):
    """What became of an upload."""

    files: list[Taken]


@routes.post("/documents", status_code=202, response_model=Upload, openapi_extra=UPLOAD)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
async def upload_documents(
    asked: Asking, request: Request, job: Annotated[UUID | None, Query(description="what everybody in them applies for")] = None
) -> Response:
    """Hand in résumés: any number of files, archives and e-mails among them.

    Once this answers, nothing of what is `waiting` is lost, whatever is killed; each is read once. The same bytes are the same
    document, so an upload that broke off can be sent again.
    """
    serving = asked.site.serving
    async with asked.site.uploads:
        found = multipart.files(request.stream(), request.headers.get("content-type", ""), file=serving.file, count=serving.files)
        taken = [await run_in_threadpool(take, asked, part, job) async for part in found]
    return told({"files": taken}, status=202)


def take(asked: Asked, part: Part, job: UUID | None) -> Taken:
    """Take one file of an upload, for a job if one is given; what is kept of it is not lost any more."""
    if part.too_large:
        return Taken(file=part.name, status="refused", task=None, reason=f"it is larger than {asked.site.serving.file >> 20} MB")
    if not part.content:
        return Taken(file=part.name, status="refused", task=None, reason="it is empty")
    task = background.hand_in(asked.ws, part.content, part.name, by=asked.by, job=job)
    return Taken(file=part.name, status="waiting" if task else "known", task=task.id if task else None, reason="")


@routes.get("/documents/{document}", response_model=DocumentRow)
@needs(Permission.CANDIDATES_READ, of=things.of_person("document"))
def read_document(asked: Asking, request: Request, document: UUID) -> Response:
    """Tell what a document is, and how its reading ended."""
    blind = _blind(asked, document)
    shown = asked.ws.files.get(document, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.get("/documents/{document}/text", response_model=DocumentText)
@needs(Permission.CANDIDATES_READ, of=things.of_person("document"))
def read_text(asked: Asking, document: UUID) -> Response:
    """Read what a document visibly says; blind, without what identifies its person."""
    with asked.ws.together():
        found = asked.ws.files.text(document, by=asked.by, blind=_blind(asked, document))
    return told(found)


@routes.get("/documents/{document}/original", response_class=Response, responses={200: BYTES})
@needs(Permission.CANDIDATES_READ, of=things.of_person("document"))
def read_original(asked: Asking, document: UUID) -> Response:
    """Get a file as it came.

    It is given out to be saved and never to be shown: whoever sent it may have put anything into it. Not where its person is judged
    blind, nor what came in an archive, of which the text alone is kept.
    """
    file = asked.ws.files.original(document, by=asked.by, blind=_blind(asked, document))
    return attached(file.content, file.name)


def _blind(asked: Asked, document: UUID) -> bool:
    return sight.of_person(asked, belonging.person_of(asked.ws, "document", document))
