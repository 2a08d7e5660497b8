"""The talent pool: everybody who is kept, asked in words, conditions and facets; whom a job should look at, people like somebody, saved searches."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Query, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.index.records import Highlight, Note
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.pages.entry import here
from jiufang.web.pages.questions import Chip, Group, chips, groups
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, voice_of
from jiufang.workspace.alerting import QUESTION
from jiufang.workspace.pool import JobHit, SearchPage
from jiufang.workspace.records import OpeningName, OpeningRow, PersonRow
from jiufang.workspace.room import Slice
from jiufang.workspace.searches import SavedSearch
from jiufang.workspace.sight import called

pages = Pages()
ROWS, JOBS = 20, 100
Question = Annotated[str, Query(max_length=2000)]
Text = Annotated[str, Form(max_length=2000)]


class Row(Sheet):
    """Somebody who was found, with the passages that answer the question; `applied` that they stand in the job that asks."""

    candidate: PersonRow
    highlights: tuple[Highlight, ...] = ()
    applied: bool = False


class Kept(Sheet):
    """A saved search, and how many came since somebody looked."""

    search: SavedSearch
    question: str
    new: int


class Pool(Sheet):
    """Some of those who fit; `address` holds what is asked, for the pages after this one."""

    q: str
    address: str
    rows: tuple[Row, ...]
    total: int | None
    chips: tuple[Chip, ...] = ()
    facets: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()
    job: OpeningRow | None = None
    like: PersonRow | None = None
    kept: Kept | None = None
    newcomers: tuple[PersonRow, ...] = ()
    searches: tuple[Kept, ...] = ()
    jobs: tuple[OpeningName, ...] = ()
    first: bool = True
    next: str | None = None
    wrong: str = ""


class Fitting(Sheet):
    """The open jobs that somebody should be looked at for, the best first."""

    person: PersonRow
    hits: tuple[JobHit, ...]
    applied: tuple[UUID, ...]


@pages.page("/pool", "pool.html")
@needs(Permission.POOL_SEARCH, of=things.own)
def pool(
    asked: Asking,
    request: Request,
    q: Question = "",
    job: UUID | None = None,
    like: UUID | None = None,
    search: UUID | None = None,
    cursor: Cursor = None,
) -> Sheet:
    """Show who fits a question, a job, somebody else, or a saved search; without any of them everybody, the newest first."""
    kept = _kept(asked, asked.ws.searches.get(search, user=asked.actor.id)) if search else None
    question = q or (kept.question if kept else "")
    besides = _besides(asked, kept, first=cursor is None)
    if job is not None or like is not None or question.strip():
        return _found(asked, voice_of(request).lang, question, job, like, cursor, besides)
    return _everybody(asked, cursor, besides)


@pages.form("/pool/apply")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def apply(
    asked: Asking,
    request: Request,
    job: Text = "",
    back: Text = "/pool",
    person: Annotated[list[UUID], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Let those who were chosen apply for a job."""
    voice = voice_of(request)
    if not person or not job:
        return onward(here(back), voice.say("Choose people and a job first."))
    opening = asked.ws.openings.get(things.id_in({"job": job}, "job"))
    for one in person:
        asked.ws.applicants.apply(one, opening.id, source="pool", by=asked.by)
    said = voice.say_many(
        "%(n)s candidate applies for %(job)s now.", "%(n)s candidates apply for %(job)s now.", len(person), job=opening.title
    )
    return onward(here(back), said)


@pages.form("/pool/searches")
@needs(Permission.POOL_SEARCH, of=things.own)
def save(asked: Asking, request: Request, name: Text = "", q: Text = "", alert: Text = "") -> Response:
    """Keep a search."""
    voice = voice_of(request)
    try:
        made = asked.ws.searches.save(asked.actor.id, name or q[:60], {QUESTION: q}, by=asked.by, alert=bool(alert))
    except BadInput as refused:
        return onward("/pool", in_one(voice, refused), q=q)
    told = voice.say("Saved. You are told of whoever comes and fits.") if alert else voice.say("Saved.")
    return onward("/pool", told, search=made.id)


@pages.form("/pool/searches/{search}")
@needs(Permission.POOL_SEARCH, of=things.own)
def change(asked: Asking, request: Request, search: UUID, version: Annotated[int, Form()], action: Text = "") -> Response:
    """Turn the alerts of a search on or off, note that one looked at them, or forget it."""
    voice, user = voice_of(request), asked.actor.id
    kept = asked.ws.searches.get(search, user=user)
    try:
        if action == "seen":
            asked.ws.pool.see(search)
        elif action == "remove":
            asked.ws.searches.remove(search, user=user, by=asked.by, version=version)
            return onward("/pool", voice.say("Removed."))
        else:
            asked.ws.searches.change(search, user=user, by=asked.by, version=version, alert=not kept.alert)
    except Conflict as refused:
        return onward("/pool", in_one(voice, refused), search=search)
    return onward("/pool", voice.say("Saved."), search=search)


@pages.page("/candidates/{person}/jobs", "pool_jobs.html")
@needs(Permission.POOL_SEARCH, of=things.tenant)
def jobs_for(asked: Asking, person: UUID) -> Sheet:
    """Show the open jobs that somebody should be looked at for."""
    found = asked.ws.people.get(person, by=asked.by, blind=sight.of_person(asked, person))
    try:
        hits = asked.ws.pool.jobs_for(person)
    except NotFound:
        hits = ()
    return Fitting(person=found, hits=hits, applied=tuple(one.job for one in found.applied))


def _found(
    asked: Asked, lang: str, question: str, job: UUID | None, like: UUID | None, cursor: str | None, besides: dict[str, Any]
) -> Pool:
    paging = Paging(asked, "pages/pool", cursor, q=question, job=job, like=like)
    place = str(paging.after[0]) if paging.after else None
    given: dict[str, Any] = {"size": ROWS, "cursor": place, "blind": False, "by": asked.by}
    if job is not None:
        opening = asked.ws.openings.get(job)
        page, besides["job"], address = asked.ws.pool.fitting(job, **given), opening, f"job={job}"
    elif like is not None:
        besides["like"] = asked.ws.people.get(like, by=asked.by, blind=sight.of_person(asked, like))
        page, address = asked.ws.pool.similar(like, **given), f"like={like}"
    else:
        page, address = asked.ws.pool.search(question, **given), ""
    asks = not address
    return Pool(
        q=question, address=address, rows=_rows(asked, page, job), total=page.total, notes=page.notes,
        chips=chips(page.query) if asks else (), facets=groups(page.facets, question, lang) if asks else (),
        next=paging.sealed((page.cursor,) if page.cursor else None), **besides,
    )  # fmt: skip


def _everybody(asked: Asked, cursor: str | None, besides: dict[str, Any]) -> Pool:
    paging = Paging(asked, "pages/pool/everybody", cursor)
    with asked.ws.together():
        found = sight.people(asked, asked.ws.people.list(after=paging.after, limit=ROWS), what="pool")
    return Pool(q="", address="", rows=tuple(Row(candidate=one) for one in found.rows), total=None, next=paging.next(found), **besides)


def _rows(asked: Asked, page: SearchPage, job: UUID | None) -> tuple[Row, ...]:
    def applied(person: UUID) -> bool:
        return job is not None and asked.ws.applicants.find(person, job) is not None

    return tuple(Row(candidate=hit.candidate, highlights=hit.highlights[:3], applied=applied(hit.person)) for hit in page.items)


def _besides(asked: Asked, kept: Kept | None, *, first: bool) -> dict[str, Any]:
    """Return what stands beside what is found: the searches that are kept, who came since, jobs to add people to."""
    if not first:
        return {"first": False}
    writes = asked.may(Permission.CANDIDATES_WRITE, things.tenant(asked, {}))
    return {
        "kept": kept,
        "newcomers": _newcomers(asked, kept) if kept else (),
        "searches": tuple(_kept(asked, one) for one in asked.ws.searches.of(asked.actor.id)),
        "jobs": asked.ws.openings.names(own=asked.only(Permission.JOBS_READ), limit=JOBS) if writes else (),
    }


def _kept(asked: Asked, search: SavedSearch) -> Kept:
    question = str(search.query.get(QUESTION) or search.query.get("q") or "")
    new = len({one.person for one in asked.ws.pool.alerts(search.id, unseen=True)}) if search.alert else 0
    return Kept(search=search, question=question, new=new)


def _newcomers(asked: Asked, kept: Kept) -> tuple[PersonRow, ...]:
    """Return who came and fits since somebody looked."""
    ids = list(dict.fromkeys(one.person for one in asked.ws.pool.alerts(kept.search.id, unseen=True)))
    found = called(asked.ws, ids, by=asked.by, blind=True, what="alerts")
    return sight.people(asked, Slice(tuple(found[id] for id in ids if id in found), None), what="alerts").rows
