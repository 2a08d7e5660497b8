"""The form of a scorecard: kept as a draft as often as one likes, handed in once; others' are seen after that."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.decisions.scorecards import Rating, Row
from jiufang.errors import BadInput, Conflict
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.interviews import shown
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, onward, shown_again, voice_of

pages = Pages()
LONGEST = 5000  # characters of a note


@pages.form("/interviews/{interview}/scorecard")
@needs(Permission.SCORECARDS_WRITE, of=things.panel)
async def rate(asked: Asking, request: Request, interview: UUID) -> Response:
    """Keep one's own scorecard, or hand it in."""
    form = {name: str(value) for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_rate, asked, request, interview, form)


def ratings_of(form: Mapping[str, str], rows: tuple[Row, ...]) -> tuple[Rating, ...]:
    """Return the ratings of a form: `points-ID` and `words-ID` of each row; a row that has neither is not rated.

    Raises:
        BadInput: points are no number.
    """
    found = []
    for row in rows:
        points, words = form.get(f"points-{row.id}", ""), form.get(f"words-{row.id}", "").strip()[:LONGEST]
        if points and not points.isdecimal():
            raise BadInput("this is not on the scale", subject=row.id, hint="1 to 4")
        if points or words:
            found.append(Rating(row=row.id, points=int(points) if points else None, words=words))
    return tuple(found)


def _rate(asked: Asked, request: Request, interview: UUID, form: Mapping[str, str]) -> Response:
    say, held, done = voice_of(request).say, asked.ws.interviews.get(interview), form.get("done") == "1"
    words = form.get("words", "").strip()[: 2 * LONGEST]
    try:
        ratings = ratings_of(form, held.rows)
        version = int(form["version"]) if form.get("version", "").isdecimal() else None
        asked.ws.interviews.rate(interview, ratings, by=asked.by, words=words, done=done, version=version)
    except (BadInput, Conflict) as refused:
        again = shown(asked, interview)
        if again.card is not None and again.to_rate:
            again = again.model_copy(
                update={"card": again.card.model_copy(update={"ratings": ratings_of(form, held.rows), "words": words})}
            )
        return shown_again(again.model_copy(update={"wrong": in_one(voice_of(request), refused)}), "interview.html")
    said = say("Handed in. Now you see what the others found.") if done else say("Kept as a draft.")
    return onward(f"/interviews/{interview}", said)
