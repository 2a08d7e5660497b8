"""The pipeline of a job: who stands at which stage and for how long, and moving them, by hand, by keyboard, or by a plain form."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request, Response

from jiufang.access.errors import Stale
from jiufang.access.roles import Permission
from jiufang.decisions.moves import NEEDS_REASON, Way, followers, move
from jiufang.decisions.reasons import SIDES, grounds
from jiufang.decisions.stages import ENDS
from jiufang.errors import BadInput, NotConfirmed, NotFound, RefusedByPolicy
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.applicants import Order
from jiufang.workspace.boards import Board
from jiufang.workspace.records import ApplicationRow, OpeningShown

pages = Pages()
Text = Annotated[str, Form(max_length=2000)]
Target = Annotated[str, Query(max_length=64)]


class Pipeline(Sheet):
    """The board; `reasons` are those of the employer and of candidates, by the end that they belong to."""

    opening: OpeningShown
    order: Order
    board: Board
    names: dict[str, str]
    reasons: dict[str, tuple[tuple[str, str], ...]]


class Moving(Sheet):
    """One candidate who is to be moved: where to, and why where that has to be said."""

    opening: OpeningShown
    row: ApplicationRow
    names: dict[str, str]
    onward: tuple[str, ...]
    to: str
    way: str
    reasons: tuple[tuple[str, str], ...]
    because: str = ""
    words: str = ""
    wrong: str = ""
    confirmed: str = ""


@pages.page("/jobs/{job}/pipeline", "pipeline.html")
@needs(Permission.CANDIDATES_READ, of=things.job)
def pipeline(asked: Asking, request: Request, job: UUID, order: Order = Order.SCORE) -> Sheet:
    """Show who stands where."""
    lang = voice_of(request).lang
    with asked.ws.together():
        opening = asked.ws.openings.get(job)
        board = asked.ws.boards.get(job, by=asked.by, blind=sight.of_job(asked, job), order=order)
    return Pipeline(
        opening=opening,
        order=order,
        board=board,
        names={lane.stage.id: lane.stage.name(lang) for lane in board.lanes},
        reasons={str(way): reasons(way, lang) for way in (Way.REJECT, Way.WITHDRAW)},
    )


@pages.page("/jobs/{job}/applications/{application}/move", "pipeline_move.html")
@needs(Permission.DECISIONS_MAKE, of=things.job)
def move_form(asked: Asking, request: Request, job: UUID, application: UUID, to: Target = "") -> Sheet:
    """Show the form to move one candidate."""
    return _moving(asked, request, job, application, to)


@pages.form("/jobs/{job}/applications/{application}/move")
@needs(Permission.DECISIONS_MAKE, of=things.job)
def move_on(
    asked: Asking,
    request: Request,
    job: UUID,
    application: UUID,
    to: Text = "",
    version: Annotated[int, Form()] = 0,
    because: Text = "",
    words: Text = "",
    confirmed: Text = "",
) -> Response:
    """Move one candidate, and go back to the board; where a reason is missing, or something is wrong, ask for it."""
    form = _moving(asked, request, job, application, to)
    if form.way in NEEDS_REASON and not because and not words:
        return onward(f"/jobs/{job}/applications/{application}/move", to=to)
    person, seen = form.row.candidate.id, {form.row.candidate.id: version} if version else {}
    again = form.model_copy(update={"because": because, "words": words})
    try:
        asked.ws.decide_all([person], to, by=asked.by, because=because, reason=words, job=job, confirmed=confirmed, seen=seen)
    except NotConfirmed:
        token = asked.ws.confirmation([person], to, by=asked.by, because=because, reason=words, job=job)
        asks = voice_of(request).say("You ended many applications within a moment. Look once more, then confirm.")
        return shown_again(again.model_copy(update={"wrong": asks, "confirmed": token}), "pipeline_move.html")
    except (Stale, BadInput, RefusedByPolicy) as refused:
        return shown_again(again.model_copy(update={"wrong": in_one(voice_of(request), refused)}), "pipeline_move.html")
    said = voice_of(request).say("%(who)s: %(stage)s.", who=form.row.candidate.label, stage=form.names[to])
    return onward(f"/jobs/{job}/pipeline", said)


def reasons(way: Way, lang: str) -> tuple[tuple[str, str], ...]:
    """Return the kept reasons of the side that ends an application, with what they are called."""
    known = [one for one in grounds().values() if one.side in {"either", SIDES.get(way)}]
    return tuple((one.code, one.zh if lang == "zh" else one.en) for one in known)


def _moving(asked: Asked, request: Request, job: UUID, application: UUID, to: str) -> Moving:
    row = asked.ws.applicants.get(application, by=asked.by, blind=sight.of_application(asked, application))
    if row.job != job:
        raise NotFound("there is no such application here", subject=f"application {application}")
    template, lang = asked.ws.stages(job), voice_of(request).lang
    may = followers(template, row.stage)
    way = move(template, row.stage, to).way if to in may else None
    return Moving(
        opening=asked.ws.openings.get(job),
        row=row,
        names={one.id: one.name(lang) for one in (*template.stages, *ENDS)},
        onward=may,
        to=to if way else "",
        way=str(way or ""),
        reasons=reasons(way, lang) if way in SIDES else (),
    )
