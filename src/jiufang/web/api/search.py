"""Search everybody who is kept: by words, operators and facets; people like somebody; whom a job should look at; jobs for somebody."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.index.records import Facet, Note
from jiufang.index.records import Query as Understood
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import Cursor, Paging, whole
from jiufang.web.replying import told
from jiufang.web.shapes import Page
from jiufang.workspace.alerting import Alert
from jiufang.workspace.pool import MOST, USUAL, Hit, JobHit, SearchPage

routes = router("search")

Limit = Annotated[int, Query(ge=1, le=MOST, description="hits of a page")]


class Found(BaseModel):
    """Some of those who were found, best first."""

    items: list[Hit]
    next: str | None = Field(description="goes into `cursor` for the hits after these; null at the end")
    total: int
    facets: dict[str, list[Facet]] = Field(description="each facet's values, with how many of the best have them; on the first page")
    notes: list[Note] = Field(description="what was not understood, or dropped")
    query: Understood = Field(description="the question as it was understood")


class Looked(BaseModel):
    """How many of them were new."""

    new: int


@routes.get("/search", response_model=Found)
@needs(Permission.POOL_SEARCH, of=things.tenant)
def search(
    asked: Asking,
    q: Annotated[str, Query(max_length=2000, description="words, AND, OR, NOT, quotes, facets such as `city:Berlin`; docs/search.md")] = "",
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Response:
    """Search everybody, in English or Chinese.

    Blind text alone is read. Those who stand in an open job that is judged blind bear a code in place of their name.
    """
    paging = Paging(asked, "search", cursor, q=q)
    return _answer(paging, asked.ws.pool.search(q, size=limit, cursor=_place(paging), blind=False, by=asked.by))


@routes.get("/candidates/{person}/similar", response_model=Found)
@needs(Permission.POOL_SEARCH, of=things.tenant)
def list_similar(asked: Asking, person: UUID, cursor: Cursor = None, limit: Limit = USUAL) -> Response:
    """Find people like somebody: by skills, and by the meaning of what they did."""
    paging = Paging(asked, "similar", cursor, person=person)
    return _answer(paging, asked.ws.pool.similar(person, size=limit, cursor=_place(paging), blind=False, by=asked.by))


@routes.get("/jobs/{job}/pool", response_model=Found)
@needs(Permission.POOL_SEARCH, of=things.tenant)
def list_fitting(asked: Asking, job: UUID, cursor: Cursor = None, limit: Limit = USUAL) -> Response:
    """Find whom of everybody a job should look at first; a match then tells what speaks for them."""
    paging = Paging(asked, "fitting", cursor, job=job)
    return _answer(paging, asked.ws.pool.fitting(job, size=limit, cursor=_place(paging), blind=False, by=asked.by))


@routes.get("/candidates/{person}/jobs", response_model=Page[JobHit])
@needs(Permission.POOL_SEARCH, of=things.tenant)
def list_jobs_for(asked: Asking, person: UUID, limit: Limit = USUAL) -> Response:
    """List the open jobs that somebody should be looked at for, the best first."""
    return whole(asked.ws.pool.jobs_for(person, size=limit))


@routes.get("/searches/{search}/alerts", response_model=Page[Alert])
@needs(Permission.POOL_SEARCH, of=things.own)
def list_alerts(asked: Asking, search: UUID, unseen: bool = False) -> Response:
    """List who came and fits one of one's own searches, the newest first."""
    _own(asked, search)
    return whole(asked.ws.pool.alerts(search, unseen=unseen))


@routes.post("/searches/{search}/alerts/seen", response_model=Looked)
@needs(Permission.POOL_SEARCH, of=things.own)
def see_alerts(asked: Asking, search: UUID) -> Response:
    """Note that one looked at the alerts of a search."""
    _own(asked, search)
    return told({"new": asked.ws.pool.see(search)})


def _own(asked: Asked, search: UUID) -> None:
    asked.ws.searches.get(search, user=asked.actor.id)


def _place(paging: Paging) -> str | None:
    return str(paging.after[0]) if paging.after else None


def _answer(paging: Paging, found: SearchPage) -> Response:
    body: dict[str, Any] = {"items": found.items, "total": found.total, "facets": found.facets, "notes": found.notes, "query": found.query}
    return told(body | {"next": paging.sealed((found.cursor,) if found.cursor else None)})
