"""Everything about one candidate on one page, and what is done there: notes, tags, letting them apply for a job."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.policy import Via
from jiufang.access.roles import Permission
from jiufang.decisions.stages import ENDS
from jiufang.errors import BadInput, Conflict, JiufangError, NotFound
from jiufang.web import notices, sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.audit_lines import Line, line, names_of
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace import belonging, portrait
from jiufang.workspace.consenting import ConsentRow
from jiufang.workspace.duplicates import PairRow
from jiufang.workspace.interviews import InterviewRow
from jiufang.workspace.letters import MessageRow
from jiufang.workspace.notes import NoteRow, TagRow
from jiufang.workspace.portrait import Portrait
from jiufang.workspace.records import OpeningName, PersonShown

pages = Pages()
LETTERS, LINES, JOBS = 5, 8, 100  # of each as many as one looks at; the rest is a click away
Text = Annotated[str, Form(max_length=10_000)]


class Candidate(Sheet):
    """A candidate with all that is kept of them, as far as whoever looks may see it."""

    person: PersonShown
    portrait: Portrait | None
    stage_names: dict[str, str]
    titles: dict[str, str]
    blind_in: dict[str, bool]
    notes: tuple[NoteRow, ...]
    tags: tuple[TagRow, ...]
    all_tags: tuple[TagRow, ...]
    letters: tuple[MessageRow, ...]
    interviews: tuple[InterviewRow, ...]
    consents: tuple[ConsentRow, ...]
    seen: tuple[Line, ...]
    pairs: tuple[PairRow, ...]
    jobs: tuple[OpeningName, ...]
    me: str
    wrong: str = ""
    written: str = ""
    changing: UUID | None = None


@pages.page("/candidates/{person}", "candidate.html")
@needs(Permission.CANDIDATES_READ, of=things.person)
def candidate(asked: Asking, request: Request, person: UUID) -> Sheet:
    """Show everything about a candidate."""
    return shown(asked, request, person)


@pages.form("/candidates/{person}/apply")
@needs(Permission.CANDIDATES_WRITE, of=things.person)
def apply(asked: Asking, request: Request, person: UUID, job: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Let a candidate apply for a job."""
    voice = voice_of(request)
    if not job:
        return onward(f"/candidates/{person}", voice.say("Choose a job first."))
    opening = asked.ws.openings.get(things.id_in({"job": job}, "job"))
    asked.require(Permission.CANDIDATES_WRITE, things.job(asked, {"job": job}))
    asked.ws.applicants.apply(person, opening.id, source="pool", by=asked.by)
    return onward(f"/candidates/{person}", voice.say("They apply for %(job)s now.", job=opening.title))


@pages.form("/candidates/{person}/notes")
@needs(Permission.CANDIDATES_READ, of=things.person)
def add_note(asked: Asking, request: Request, person: UUID, body: Text = "") -> Response:
    """Write something down about a candidate."""
    _no_reader(asked)
    try:
        asked.ws.notes.add(person, body, by=asked.by)
    except BadInput as refused:
        return _again(asked, request, person, refused, written=body)
    return onward(f"/candidates/{person}", voice_of(request).say("Noted."))


@pages.form("/candidates/{person}/notes/{note}")
@needs(Permission.CANDIDATES_READ, of=things.person)
def change_note(
    asked: Asking, request: Request, person: UUID, note: UUID, version: Annotated[int, Form()], body: Text = "", action: Text = "change"
) -> Response:
    """Put other words into one's own note, or remove it; those who correct candidates may do so with anybody's."""
    _own(asked, person, note)
    try:
        if action == "remove":
            asked.ws.notes.remove(note, by=asked.by, version=version)
        else:
            asked.ws.notes.change(note, body, by=asked.by, version=version)
    except (BadInput, Conflict) as refused:
        return _again(asked, request, person, refused, written=body, changing=note)
    say = voice_of(request).say
    return onward(f"/candidates/{person}", say("Removed.") if action == "remove" else say("Saved."))


@pages.form("/candidates/{person}/tags")
@needs(Permission.CANDIDATES_WRITE, of=things.person)
def tag(asked: Asking, request: Request, person: UUID, name: Text = "", take: Text = "") -> Response:
    """Give a candidate a tag, by its name, or take one away."""
    try:
        if take:
            asked.ws.tags.take(person, things.id_in({"tag": take}, "tag"), by=asked.by)
        else:
            asked.ws.tags.put(person, _tag(asked, name).id, by=asked.by)
    except BadInput as refused:
        return _again(asked, request, person, refused)
    return onward(f"/candidates/{person}", voice_of(request).say("Saved."))


def shown(asked: Asked, request: Request, person: UUID, **besides: Any) -> Candidate:
    """Return a candidate with all that is kept of them."""
    with asked.ws.together():
        return _whole(asked, voice_of(request), person, **besides)


def _whole(asked: Asked, voice: Voice, person: UUID, **besides: Any) -> Candidate:
    ws, blind = asked.ws, sight.of_person(asked, person)
    found = _in_words(voice, ws.people.get(person, by=asked.by, blind=blind))
    drawn = _portrait(asked, voice, person, blind=blind)
    notes = ws.notes.of(person, by=asked.by, blind=blind)
    consents = ws.consents.of(found.id)
    everywhere = things.tenant(asked, {})
    writes = asked.may(Permission.CANDIDATES_WRITE, everywhere)
    tags = ws.tags.list() if writes else ()
    openings = ws.openings.names(status=None, own=asked.only(Permission.JOBS_READ), limit=JOBS)
    return Candidate(
        person=found, portrait=drawn, notes=notes, consents=consents, me=asked.by,
        tags=tuple(one for one in tags if one.name in found.tags), all_tags=tags,
        stage_names=_stage_names(asked, voice, {one.job for one in found.applied}),
        titles={str(one.id): one.title for one in openings}, blind_in={str(one.id): one.blind for one in openings},
        letters=_letters(asked, person, blind=blind) if asked.may(Permission.MESSAGES_READ, everywhere) else (),
        interviews=_interviews(asked, found, blind=blind),
        pairs=ws.duplicates.about(person) if writes else (),
        jobs=_open_to(found, openings) if writes else (),
        seen=_seen(asked, voice, person) if asked.may(Permission.AUDIT_LOG, everywhere) else (),  # last: the log is kept from others
        **besides,
    )  # fmt: skip


def _portrait(asked: Asked, voice: Voice, person: UUID, *, blind: bool) -> Portrait | None:
    try:
        drawn = portrait.of(asked.ws, person, by=asked.by, blind=blind)
    except NotFound:
        return None
    return drawn.model_copy(update={"warnings": notices.in_words(voice, drawn.warnings)})


def _in_words(voice: Voice, person: PersonShown) -> PersonShown:
    files = tuple(one.model_copy(update={"reason": notices.reason(voice, one.reason)}) if one.reason else one for one in person.files)
    return person.model_copy(update={"files": files})


def _seen(asked: Asked, voice: Voice, person: UUID) -> tuple[Line, ...]:
    names = names_of(asked)
    return tuple(line(voice, names, one) for one in asked.ws.people.seen(person, limit=LINES).rows)


def _stage_names(asked: Asked, voice: Voice, jobs: set[UUID]) -> dict[str, str]:
    stages = [stage for job in jobs for stage in asked.ws.stages(job).stages]
    return {one.id: one.name(voice.lang) for one in (*stages, *ENDS)}


def _letters(asked: Asked, person: UUID, *, blind: bool) -> tuple[MessageRow, ...]:
    return asked.ws.messages.list(person=person, by=asked.by, blind=blind, limit=LETTERS).rows


def _interviews(asked: Asked, person: PersonShown, *, blind: bool) -> tuple[InterviewRow, ...]:
    """Return the interviews of a candidate, those without a time first; who sees their own alone, those that they take part in."""
    find = partial(asked.ws.interviews.list, by=asked.by, blind=blind)
    every = [row for timed in (False, True) for one in person.applied for row in find(application=one.id, timed=timed).rows]
    return tuple(one for one in every if asked.only(Permission.INTERVIEWS_READ) is None or asked.by in one.interviewers)


def _open_to(person: PersonShown, openings: tuple[OpeningName, ...]) -> tuple[OpeningName, ...]:
    applied = {one.job for one in person.applied}
    return tuple(one for one in openings if one.status == "open" and one.id not in applied)


def _tag(asked: Asked, name: str) -> TagRow:
    """Return the tag of a name, a new one where there is none."""
    told = " ".join(name.split())
    known = next((one for one in asked.ws.tags.list() if one.name.casefold() == told.casefold()), None)
    return known or asked.ws.tags.make(told, by=asked.by)


def _again(asked: Asked, request: Request, person: UUID, refused: JiufangError, **besides: Any) -> Response:
    told = in_one(voice_of(request), refused)
    return shown_again(shown(asked, request, person, wrong=told, **besides), "candidate.html")


def _no_reader(asked: Asked) -> None:
    """Let a program write only with the scope of those who write."""
    if asked.actor.via is Via.API_KEY:
        asked.require(Permission.CANDIDATES_WRITE, things.tenant(asked, {}))


def _own(asked: Asked, person: UUID, note: UUID) -> None:
    """Let people change their own notes, and those who correct candidates anybody's.

    Raises:
        NotFound: the note is on somebody else.
    """
    _no_reader(asked)
    if asked.ws.people.get(belonging.person_of(asked.ws, "note", note)).id != asked.ws.people.get(person).id:
        raise NotFound("there is no such note here", subject=f"note {note}")
    if asked.ws.notes.get(note).made_by != asked.by:
        asked.require(Permission.CANDIDATES_WRITE, things.tenant(asked, {}))
