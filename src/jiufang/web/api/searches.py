"""Searches that somebody keeps, to run again or to be told of."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import whole
from jiufang.web.replying import fresh, nothing, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace.searches import LONGEST_NAME, SavedSearch

routes = router("searches")

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, examples=["Kafka in Berlin"])]
Query = Annotated[dict[str, Any], Field(description="as `GET /search` takes it", examples=[{"q": "kafka AND python", "city": "Berlin"}])]


class SearchWish(Record):
    """A search to keep."""

    name: Name
    query: Query
    alert: bool = Field(False, description="tell me when somebody new is found")


class SearchChange(Record):
    """What to change about a kept search; what is left out stays."""

    name: Name | None = None
    query: Query | None = None
    alert: bool | None = None


@routes.get("/searches", response_model=Page[SavedSearch])
@needs(Permission.POOL_SEARCH, of=things.own)
def list_searches(asked: Asking) -> Response:
    """List one's own searches."""
    return whole(asked.ws.searches.of(asked.actor.id))


@routes.post("/searches", status_code=201, response_model=SavedSearch)
@needs(Permission.POOL_SEARCH, of=things.own, once=True)
def save_search(asked: Asking, given: SearchWish) -> Response:
    """Keep a search."""
    made = asked.ws.searches.save(asked.actor.id, given.name, given.query, by=asked.by, alert=given.alert)
    return told(made, status=201, version=made.version, location=f"/api/v1/searches/{made.id}")


@routes.get("/searches/{search}", response_model=SavedSearch)
@needs(Permission.POOL_SEARCH, of=things.own)
def read_search(asked: Asking, request: Request, search: UUID) -> Response:
    """Read one of one's own searches."""
    shown = asked.ws.searches.get(search, user=asked.actor.id)
    return fresh(request, shown, version=shown.version)


@routes.patch("/searches/{search}", response_model=SavedSearch)
@needs(Permission.POOL_SEARCH, of=things.own, changes=True)
def change_search(asked: Asking, search: UUID, given: SearchChange, if_match: IfMatch = None) -> Response:
    """Change one of one's own searches."""
    values = given.model_dump(exclude_none=True)
    shown = asked.ws.searches.change(search, user=asked.actor.id, by=asked.by, version=expected(if_match), **values)
    return told(shown, version=shown.version)


@routes.delete("/searches/{search}", status_code=204)
@needs(Permission.POOL_SEARCH, of=things.own, changes=True)
def remove_search(asked: Asking, search: UUID, if_match: IfMatch = None) -> Response:
    """Forget one of one's own searches."""
    asked.ws.searches.remove(search, user=asked.actor.id, by=asked.by, version=expected(if_match))
    return nothing()
