"""Candidates: who they are where that may be shown, what their documents say of them, and who saw it."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from jiufang.access.etags import require_match
from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.errors import RefusedByPolicy
from jiufang.profiles.records import Certificate, Contact, Education, Experience, Language, Skill
from jiufang.web import sight, things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging, whole
from jiufang.web.replying import attached, fresh, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace.disclosing import disclose
from jiufang.workspace.records import ApplicationRow, DocumentRow, PersonRow, PersonShown, ProfileRow, ProfileShown, Seen

routes = router("candidates")

MOST = 200  # entries of one kind in a profile


class Correction(Record):
    """What to change in a profile; what is left out stays as it was read."""

    contact: Contact | None = None
    education: Annotated[tuple[Education, ...], Field(max_length=MOST)] | None = None
    experience: Annotated[tuple[Experience, ...], Field(max_length=MOST)] | None = None
    skills: Annotated[tuple[Skill, ...], Field(max_length=MOST)] | None = None
    certificates: Annotated[tuple[Certificate, ...], Field(max_length=MOST)] | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=MOST)] | None = None
    reason: Annotated[str, Field(max_length=2000)] = Field("", examples=["the dates were a column further right"])

    def changes(self) -> dict[str, Any]:
        """Return the fields that change."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"reason"}, exclude_none=True)


class Erased(BaseModel):
    """What an erasure did."""

    persons: list[UUID] = Field(description="who they were, by id")
    at: dt.datetime
    removed: dict[str, int] = Field(description="how many rows went from which table")
    backups: list[str] = Field(description="those that their key was taken out of")
    backups_not_reached: list[str] = Field(
        description="those that are not where they were written to; restored, the person is erased again"
    )
    scrubbed: bool = Field(description="the disk was cleared; if not, the next start does it")


@routes.get("/candidates", response_model=Page[PersonRow])
@needs(Permission.POOL_SEARCH, of=things.tenant)
def list_candidates(
    asked: Asking,
    tag: UUID | None = None,
    source: Annotated[str, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """List candidates, the newest first; merged ones as one.

    Those who stand in an open job that is judged blind bear a code in place of their name.
    """
    paging = Paging(asked, "candidates", cursor, tag=tag, source=source)
    with asked.ws.together():
        found = sight.people(asked, asked.ws.people.list(after=paging.after, limit=limit, tag=tag, source=source), what="list")
    return paging.answer(found)


@routes.get("/candidates/{person}", response_model=PersonShown)
@needs(Permission.CANDIDATES_READ, of=things.person)
def read_candidate(asked: Asking, request: Request, person: UUID) -> Response:
    """Read a candidate with their documents and applications.

    Asked for somebody who was merged, it is the person that they are.
    """
    with asked.ws.together():
        blind = sight.of_person(asked, person)
        shown = asked.ws.people.get(person, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.get("/candidates/{person}/profile", response_model=ProfileShown)
@needs(Permission.CANDIDATES_READ, of=things.person)
def read_profile(asked: Asking, request: Request, person: UUID, version: UUID | None = None) -> Response:
    """Read what a candidate's latest document says of them, or an earlier version of it.

    `features` is the blind part, on which alone scores rest; `profile` is everything, null where names are not shown.
    """
    with asked.ws.together():
        blind = sight.of_person(asked, person)
        shown = asked.ws.people.profile(person, profile=version, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.id.int, view="blind" if blind else "")


@routes.patch("/candidates/{person}/profile", response_model=ProfileShown)
@needs(Permission.CANDIDATES_WRITE, of=things.person, changes=True)
def correct_profile(asked: Asking, person: UUID, given: Correction, if_match: IfMatch = None) -> Response:
    """Correct what was read of a candidate; what was read stays, as an earlier version.

    Nobody is matched again by this: ask for it, `POST /jobs/{job}/matching`.
    """
    now = asked.ws.people.profile(person)
    require_match(if_match, now.id.int)
    made = asked.ws.people.correct(person, given.changes(), by=asked.by, reason=given.reason, at=now.id)
    shown = asked.ws.people.profile(person, blind=sight.of_person(asked, person), by=asked.by)
    return told(shown, version=made.id.int)


@routes.get("/candidates/{person}/profiles", response_model=Page[ProfileRow])
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_profiles(asked: Asking, person: UUID) -> Response:
    """List all versions of what a candidate's documents say, the latest first."""
    return whole(asked.ws.people.profiles(person, blind=sight.of_person(asked, person)))


@routes.get("/candidates/{person}/documents", response_model=Page[DocumentRow])
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_documents(asked: Asking, person: UUID) -> Response:
    """List what a candidate sent, the earliest first."""
    return whole(asked.ws.files.of(person, by=asked.by, blind=sight.of_person(asked, person)))


@routes.get("/candidates/{person}/applications", response_model=Page[ApplicationRow])
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_applications_of(asked: Asking, person: UUID) -> Response:
    """List what a candidate applied for, the earliest first."""
    return whole(asked.ws.applicants.of(person, by=asked.by, blind=sight.of_person(asked, person)))


@routes.get("/candidates/{person}/log", response_model=Page[Seen])
@needs(Permission.AUDIT_LOG, of=things.person)
def list_seen(asked: Asking, person: UUID, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List who saw and did what with a candidate, the latest first."""
    paging = Paging(asked, "seen", cursor, person=person)
    return paging.answer(asked.ws.people.seen(person, after=paging.after, limit=limit))


@routes.get(
    "/candidates/{person}/export",
    response_class=Response,
    responses={200: {"description": "a ZIP archive", "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
@needs(Permission.CANDIDATES_EXPORT, of=things.person)
def export_candidate(asked: Asking, person: UUID) -> Response:
    """Take out everything that is kept of a candidate, to give it to them.

    GDPR art. 15 and 20, PIPL art. 45. A ZIP archive: `everything.json` with every record, opened, and every file as it came. Whoever stands in an open job that is judged
    blind has to be uncovered first.
    """
    if sight.of_person(asked, person):
        raise RefusedByPolicy("it tells who they are, and their job is judged blind", subject=f"person {person}", hint="uncover them")
    found = disclose(asked.ws, person, by=asked.by)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(found.told, ensure_ascii=False, indent=1))
        for name, content in found.files.items():
            archive.writestr(name, content)
    return attached(packed.getvalue(), f"{person}.zip", media_type="application/zip")


@routes.delete("/candidates/{person}", response_model=Erased)
@needs(Permission.CANDIDATES_ERASE, of=things.person)
def erase_candidate(asked: Asking, person: UUID) -> Response:
    """Erase a candidate for good: tables, disk, backups.

    The answer tells how much was removed from where. Decisions stay as they were signed, without words of the candidate.
    """
    asked.ws.people.get(person)
    return told(asked.ws.erase(person, by=asked.by))
