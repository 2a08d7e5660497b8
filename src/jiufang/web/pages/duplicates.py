"""Pairs of candidates who may be the same person, side by side: somebody takes them for one, or not, and can take it back."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import Conflict
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.sheets import Pages, Sheet, onward, voice_of
from jiufang.workspace.duplicates import PairRow
from jiufang.workspace.room import Slice

pages = Pages()
ROWS = 20
Status = Literal["open", "merged", "refused", "undone"]


class Duplicates(Sheet):
    """Some pairs, the oldest first."""

    status: Status
    pairs: tuple[PairRow, ...]
    next: str | None = None


@pages.page("/duplicates", "duplicates.html")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def duplicates(asked: Asking, status: Status = "open", cursor: Cursor = None) -> Sheet:
    """Show pairs of candidates who may be the same person."""
    paging = Paging(asked, "pages/duplicates", cursor, status=status)
    found = asked.ws.duplicates.list(status=status, by=asked.by, after=paging.after, limit=ROWS)
    return Duplicates(status=status, pairs=tuple(_named(asked, one) for one in found.rows), next=paging.next(found))


@pages.get("/candidates/duplicates")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def moved() -> Response:
    """Lead to the pairs."""
    return onward("/duplicates")


@pages.form("/duplicates/{pair}")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def decide(
    asked: Asking,
    request: Request,
    pair: UUID,
    version: Annotated[int, Form()],
    action: Annotated[Literal["merge", "refuse", "undo"], Form()],
) -> Response:
    """Take two for the same, for different people, or take it back."""
    say, pairs = voice_of(request).say, asked.ws.duplicates
    done = {"merge": pairs.merge, "refuse": pairs.refuse, "undo": pairs.undo}[action]
    try:
        done(pair, by=asked.by, version=version)
    except Conflict as refused:
        return onward("/duplicates", say(refused.message))
    told = {
        "merge": say("They are one person now. Under “Taken for one” this can be undone."),
        "refuse": say("They are different people. They are not proposed again."),
        "undo": say("Both are as they were."),
    }
    return onward("/duplicates", told[action])


def _named(asked: Asked, pair: PairRow) -> PairRow:
    """Return a pair with both names, if both may be named; one name tells the other."""
    if not pair.persons or any(sight.of_person(asked, one.id) for one in pair.persons):
        return pair
    rows = sight.people(asked, Slice(pair.persons, None), what="duplicates").rows
    return pair.model_copy(update={"persons": rows})
