"""What is kept of a candidate: their documents, everything of theirs to take out, erasing them for good, and who saw them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from fastapi import Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import NotFound
from jiufang.web import sight, things
from jiufang.web.api import candidates as api
from jiufang.web.api import documents as files
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.pages.audit_lines import Line, line, names_of
from jiufang.web.sheets import Pages, Sheet, Unrendered, voice_of
from jiufang.workspace import belonging, erasing
from jiufang.workspace.records import DocumentRow, DocumentText, PersonRow

pages = Pages()
LINES = 50


class Read(Sheet):
    """What a document visibly says."""

    person: PersonRow
    document: DocumentRow
    text: DocumentText | None


class Log(Sheet):
    """Who saw and did what with a candidate, the latest first."""

    person: PersonRow
    lines: tuple[Line, ...]
    next: str | None = None


class Erasure(Sheet):
    """What an erasure would remove: rows by table."""

    person: PersonRow
    rows: dict[str, int]
    files: int
    applications: int


class Erased(Sheet):
    """What an erasure removed: a certificate."""

    label: str
    persons: tuple[UUID, ...]
    at: dt.datetime
    by: str
    removed: dict[str, int]
    backups: int
    not_reached: int
    scrubbed: bool


@pages.page("/candidates/{person}/documents/{document}", "candidate_document.html")
@needs(Permission.CANDIDATES_READ, of=things.person)
def document(asked: Asking, person: UUID, document: UUID) -> Sheet:
    """Show what a document visibly says."""
    _theirs(asked, person, document)
    blind = sight.of_person(asked, person)
    row = asked.ws.files.get(document, by=asked.by, blind=blind)
    try:
        text = asked.ws.files.text(document, by=asked.by, blind=blind)
    except NotFound:
        text = None
    return Read(person=asked.ws.people.get(person, by=asked.by, blind=blind), document=row, text=text)


@pages.get("/candidates/{person}/documents/{document}/original")
@needs(Permission.CANDIDATES_READ, of=things.person)
def original(asked: Asking, person: UUID, document: UUID) -> Response:
    """Give a file out as it came, to be saved."""
    _theirs(asked, person, document)
    return files.read_original(asked, document)


@pages.get("/candidates/{person}/export")
@needs(Permission.CANDIDATES_EXPORT, of=things.person)
def export(asked: Asking, person: UUID) -> Response:
    """Give out everything that is kept of a candidate."""
    return api.export_candidate(asked, person)


@pages.page("/candidates/{person}/seen", "candidate_seen.html")
@needs(Permission.AUDIT_LOG, of=things.person)
def seen(asked: Asking, request: Request, person: UUID, cursor: Cursor = None) -> Sheet:
    """Show who saw and did what with a candidate."""
    paging = Paging(asked, "pages/seen", cursor, person=person)
    found = asked.ws.people.seen(person, after=paging.after, limit=LINES)
    voice, names, blind = voice_of(request), names_of(asked), sight.of_person(asked, person)
    lines = tuple(line(voice, names, one) for one in found.rows)
    return Log(person=asked.ws.people.get(person, by=asked.by, blind=blind), lines=lines, next=paging.next(found))


@pages.page("/candidates/{person}/erase", "candidate_erase.html")
@needs(Permission.CANDIDATES_ERASE, of=things.person)
def erase_form(asked: Asking, person: UUID) -> Sheet:
    """Show what an erasure would remove, before it does."""
    found = asked.ws.people.get(person, by=asked.by, blind=sight.of_person(asked, person))
    rows = erasing.foreseen(asked.ws, person)
    return Erasure(person=found, rows=rows, files=len(found.files), applications=len(found.applied))


@pages.form("/candidates/{person}/erase")
@needs(Permission.CANDIDATES_ERASE, of=things.person)
def erase(asked: Asking, request: Request, person: UUID) -> Response:
    """Erase a candidate for good, and show the certificate."""
    label = asked.ws.people.get(person).label
    made = asked.ws.erase(person, by=asked.by)
    removed = dict(sorted(((name, n) for name, n in made.removed.items() if n), key=lambda one: (-one[1], one[0])))
    told = Erased(
        label=label, persons=made.persons, at=made.at, by=asked.by, removed=removed,
        backups=len(made.backups), not_reached=len(made.backups_not_reached), scrubbed=made.scrubbed,
    )  # fmt: skip
    return Unrendered(told, "candidate_erased.html")


def _theirs(asked: Asking, person: UUID, document: UUID) -> None:
    """Go on only with a document of this candidate.

    Raises:
        NotFound: it is somebody else's.
    """
    if asked.ws.people.get(belonging.person_of(asked.ws, "document", document)).id != asked.ws.people.get(person).id:
        raise NotFound("there is no such document here", subject=f"document {document}")
