"""Whoever went astray: an address at which there is nothing is told of on a page, as every other refusal is."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from jiufang.errors import NotFound
from jiufang.web.declaring import anybody, router
from jiufang.web.sheets import refused

routes = router("elsewhere")
PROGRAMS = ("api/", "-/")  # whose answers are no pages


@routes.get("/{path:path}", include_in_schema=False)
@anybody("whoever mistyped an address is told so")
def elsewhere(request: Request, path: str) -> Response:
    """Say that nothing is here."""
    if path.startswith(PROGRAMS) or path.endswith(".json"):
        raise HTTPException(404)
    return refused(request, NotFound("there is no such page", hint="check the address, or begin on the first page"))
