"""Answer lists in pages: the place where one ended is sealed into the cursor of the next."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from jiufang.access.cursors import MOST, USUAL, Listing, Place
from jiufang.web.asked import Asked
from jiufang.web.replying import JSON, dumps
from jiufang.workspace.room import Slice

Limit = Annotated[int, Query(ge=1, le=MOST, description="rows of a page")]
Cursor = Annotated[str | None, Query(max_length=4096, description="`next` of the page before; leave it out for the first page")]
ROWS = USUAL


class Paging:
    """One list as somebody asks for it.

    Args:
        asked: who asks; what they may see decides the rows, so a cursor is good for them alone.
        name: of the list.
        cursor: as it came.
        query: filters and order.

    Raises:
        InvalidToken: the cursor is of another list.
    """

    def __init__(self, asked: Asked, name: str, cursor: str | None, **query: Any) -> None:
        self._listing = listing(asked, name, **query)
        self.after: Place | None = self._listing.place(cursor)

    def answer(self, found: Slice[Any], **besides: Any) -> Response:
        """Return a page of the list."""
        return Response(dumps({"items": found.rows, "next": self.next(found), **besides}), 200, media_type=JSON)

    def next(self, found: Slice[Any]) -> str | None:
        """Return the cursor of the page after this one; None at the end."""
        return self.sealed(found.next)

    def sealed(self, place: Place | None) -> str | None:
        """Return the cursor of what comes after a place; None at the end."""
        return None if place is None else self._listing.cursor(place)


def listing(asked: Asked, name: str, **query: Any) -> Listing:
    """Return a list as somebody asks for it, for the cursors of its pages."""
    return Listing(asked.entrance.seal, asked.actor.tenant, {"list": name, "actor": str(asked.actor.id), **query})


def whole(rows: Any, **besides: Any) -> Response:
    """Return a list that is short enough to come at once."""
    return Response(dumps({"items": rows, "next": None, **besides}), 200, media_type=JSON)
