"""Answer lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query
from starlette.responses import Response

from jiufang.access.cursors import MOST, USUAL, Listing, Page, Place, page
from jiufang.web.asked import Asked
from jiufang.web.replying import JSON, dumps

Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=MOST, description="rows of a page")]
Cursor = Annotated[str | None, Query(max_length=4096, description="`next` of the page before; leave it out for the first page")]
ROWS = USUAL


def listing(asked: Asked, name: str, **query: Any) -> Listing:
    """Return a list as somebody asks for it: its route, its filters, and who asks, since what they may see decides the rows."""
    return Listing(asked.entrance.seal, asked.actor.tenant, {"list": name, "actor": str(asked.actor.id), **query})


def pages(rows: Sequence[Row], made: Listing, *, size: int, key: Callable[[Row], Place], show: Callable[[Row], Any]) -> Response:
    """Return a page of a list.

    Args:
        rows: one more than a page has, as far as there is one.
        made: the list.
        size: rows of a page.
        key: the sort keys of a row, the last of them unique.
        show: what is told of a row.
    """
    found = page(rows, made, size=size, key=key)
    return paged(found, show=show)


def paged(found: Page[Row], *, show: Callable[[Row], Any], **besides: Any) -> Response:
    """Return a page that was found already."""
    body: Mapping[str, Any] = {"items": [show(row) for row in found.rows], "next": found.next, **besides}
    return Response(dumps(body), 200, media_type=JSON)
