"""What colleagues write down about candidates, the words that they sort them by, and who may be the same person."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from jiufang.access.policy import Via
from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging, whole
from jiufang.web.replying import fresh, nothing, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace import belonging
from jiufang.workspace.duplicates import PairRow
from jiufang.workspace.notes import LONGEST_TAG, NoteRow, TagRow

routes = router("notes")

Body = Annotated[str, Field(min_length=1, max_length=10_000, examples=["Prefers to be called after six."])]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG, examples=["relocates"])]
Colour = Annotated[str, Field(max_length=20, pattern=r"^(#[0-9a-fA-F]{6}|[a-z]*)$", examples=["teal"])]


class NoteWish(Record):
    """Something to write down."""

    body: Body
    application: UUID | None = Field(None, description="the application that it is about, if any", examples=[None])


class NoteChange(Record):
    """Other words for a note."""

    body: Body


class TagWish(Record):
    """A tag to make."""

    name: Name
    colour: Colour = ""


class TagChange(Record):
    """What to change about a tag; what is left out stays."""

    name: Name | None = None
    colour: Colour | None = None


@routes.get("/candidates/{person}/notes", response_model=Page[NoteRow])
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_notes(asked: Asking, person: UUID) -> Response:
    """List the notes on a candidate, the latest first."""
    return whole(asked.ws.notes.of(person, by=asked.by, blind=sight.of_person(asked, person)))


@routes.post("/candidates/{person}/notes", status_code=201, response_model=NoteRow)
@needs(Permission.CANDIDATES_READ, of=things.person, once=True)
def add_note(asked: Asking, person: UUID, given: NoteWish) -> Response:
    """Write something down about a candidate.

    Whoever may read them may; a program needs `candidates.write` besides.
    """
    _no_reader(asked)
    made = asked.ws.notes.add(person, given.body, by=asked.by, application=given.application)
    return told(made, status=201, version=made.version, location=f"/api/v1/notes/{made.id}")


@routes.get("/notes/{note}", response_model=NoteRow)
@needs(Permission.CANDIDATES_READ, of=things.of_person("note"))
def read_note(asked: Asking, request: Request, note: UUID) -> Response:
    """Read a note."""
    blind = sight.of_person(asked, belonging.person_of(asked.ws, "note", note))
    shown = asked.ws.notes.get(note, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.patch("/notes/{note}", response_model=NoteRow)
@needs(Permission.CANDIDATES_READ, of=things.of_person("note"), changes=True)
def change_note(asked: Asking, note: UUID, given: NoteChange, if_match: IfMatch = None) -> Response:
    """Put other words in the place of one's own note's."""
    _own(asked, note)
    shown = asked.ws.notes.change(note, given.body, by=asked.by, version=expected(if_match))
    return told(shown, version=shown.version)


@routes.delete("/notes/{note}", status_code=204)
@needs(Permission.CANDIDATES_READ, of=things.of_person("note"), changes=True)
def remove_note(asked: Asking, note: UUID, if_match: IfMatch = None) -> Response:
    """Remove one's own note; those who correct candidates remove anybody's."""
    _own(asked, note)
    asked.ws.notes.remove(note, by=asked.by, version=expected(if_match))
    return nothing()


@routes.get("/tags", response_model=Page[TagRow])
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def list_tags(asked: Asking) -> Response:
    """List the tags, and how many candidates bear each."""
    return whole(asked.ws.tags.list())


@routes.post("/tags", status_code=201, response_model=TagRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, once=True)
def make_tag(asked: Asking, given: TagWish) -> Response:
    """Make a tag."""
    made = asked.ws.tags.make(given.name, by=asked.by, colour=given.colour)
    return told(made, status=201, version=made.version)


@routes.patch("/tags/{tag}", response_model=TagRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, changes=True)
def change_tag(asked: Asking, tag: UUID, given: TagChange, if_match: IfMatch = None) -> Response:
    """Call a tag something else, or give it another colour."""
    made = asked.ws.tags.change(tag, by=asked.by, name=given.name, colour=given.colour, version=expected(if_match))
    return told(made, version=made.version)


@routes.delete("/tags/{tag}", status_code=204)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, changes=True)
def remove_tag(asked: Asking, tag: UUID, if_match: IfMatch = None) -> Response:
    """Remove a tag from everybody."""
    asked.ws.tags.remove(tag, by=asked.by, version=expected(if_match))
    return nothing()


@routes.put("/candidates/{person}/tags/{tag}", status_code=204)
@needs(Permission.CANDIDATES_WRITE, of=things.person)
def put_tag(asked: Asking, person: UUID, tag: UUID) -> Response:
    """Give a candidate a tag."""
    asked.ws.tags.put(person, tag, by=asked.by)
    return nothing()


@routes.delete("/candidates/{person}/tags/{tag}", status_code=204)
@needs(Permission.CANDIDATES_WRITE, of=things.person)
def take_tag(asked: Asking, person: UUID, tag: UUID) -> Response:
    """Take a tag from a candidate."""
    asked.ws.tags.take(person, tag, by=asked.by)
    return nothing()


@routes.get("/duplicates", response_model=Page[PairRow])
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def list_duplicates(
    asked: Asking, status: Literal["open", "merged", "refused", "undone"] = "open", cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """List pairs of candidates who may be the same person, the oldest first; nothing is merged silently."""
    paging = Paging(asked, "duplicates", cursor, status=status)
    return paging.answer(asked.ws.duplicates.list(status=status, by=asked.by, after=paging.after, limit=limit))


@routes.get("/duplicates/{pair}", response_model=PairRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def read_duplicate(asked: Asking, pair: UUID) -> Response:
    """Read a pair; both are named if both may be."""
    found = asked.ws.duplicates.get(pair)
    blind = any(sight.of_person(asked, one) for one in (found.person, found.other))
    return told(found if blind else asked.ws.duplicates.get(pair, by=asked.by, blind=False), version=found.version)


@routes.post("/duplicates/{pair}/merge", response_model=PairRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, changes=True)
def merge_duplicate(asked: Asking, pair: UUID, if_match: IfMatch = None) -> Response:
    """Take two candidates for the same person; nothing of either is changed, and it can be taken back."""
    return _pair(asked.ws.duplicates.merge(pair, by=asked.by, version=expected(if_match)))


@routes.post("/duplicates/{pair}/refusal", response_model=PairRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, changes=True)
def refuse_duplicate(asked: Asking, pair: UUID, if_match: IfMatch = None) -> Response:
    """Take two candidates for different people; they are not proposed again."""
    return _pair(asked.ws.duplicates.refuse(pair, by=asked.by, version=expected(if_match)))


@routes.post("/duplicates/{pair}/undoing", response_model=PairRow)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant, changes=True)
def undo_merge(asked: Asking, pair: UUID, if_match: IfMatch = None) -> Response:
    """Take a merge back; both are as they were."""
    return _pair(asked.ws.duplicates.undo(pair, by=asked.by, version=expected(if_match)))


def _pair(pair: PairRow) -> Response:
    return told(pair, version=pair.version)


def _no_reader(asked: Asked) -> None:
    """Let a program write only with the scope of those who write; a person who may read a candidate may say something of them."""
    if asked.actor.via is Via.API_KEY:
        asked.require(Permission.CANDIDATES_WRITE, things.tenant(asked, {}))


def _own(asked: Asked, note: UUID) -> None:
    """Let people change their own notes, and those who correct candidates anybody's."""
    _no_reader(asked)
    if asked.ws.notes.get(note).made_by != asked.by:
        asked.require(Permission.CANDIDATES_WRITE, things.tenant(asked, {}))
