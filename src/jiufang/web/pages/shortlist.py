"""The shortlist of a job: who applied, requirement by requirement, and what is decided about several of them at once."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request, Response

from jiufang.access.roles import Permission
from jiufang.decisions.moves import Way
from jiufang.decisions.reasons import SIDES, Ground, grounds
from jiufang.decisions.stages import ENDS, Stage
from jiufang.errors import JiufangError, NotConfirmed
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.pages.tasks import Matching, matching_of
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.applicants import Order
from jiufang.workspace.records import ApplicationRow, MatchShown, OpeningShown

pages = Pages()
ROWS = 50
COMPARED = 4  # side by side, as many as a screen holds
Chosen = Annotated[list[UUID], Query(max_length=200)]
Text = Annotated[str, Form(max_length=2000)]


class Shortlist(Sheet):
    """Applicants of a job with a verdict a requirement; `match` is None for those whom no match speaks for."""

    opening: OpeningShown
    order: Order
    stage: str
    stages: tuple[Stage, ...]
    stage_names: dict[str, str]
    rows: tuple[ApplicationRow, ...]
    grounds: tuple[Ground, ...]
    size: int = ROWS
    next: str | None = None
    matching: Matching
    wrong: str = ""


class Comparison(Sheet):
    """Some applicants side by side, with the sentences that prove each requirement."""

    opening: OpeningShown
    rows: tuple[ApplicationRow, ...]
    matches: dict[str, MatchShown]


class AskedAgain(Sheet):
    """A decision about many that has to be confirmed."""

    opening: OpeningShown
    action: str
    because: str
    words: str
    count: int
    candidates: tuple[UUID, ...]
    confirmed: str


@pages.page("/jobs/{job}", "shortlist.html")
@needs(Permission.CANDIDATES_READ, of=things.job)
def shortlist(asked: Asking, request: Request, job: UUID, order: Order = Order.SCORE, stage: str = "", cursor: Cursor = None) -> Sheet:
    """Show the applicants of a job."""
    return _shown(asked, request, job, order=order, stage=stage, cursor=cursor)


@pages.page("/jobs/{job}/compare", "compare.html")
@needs(Permission.MATCHES_READ, of=things.job)
def compare(asked: Asking, job: UUID, candidate: Chosen = []) -> Sheet:  # noqa: B006 - FastAPI copies it
    """Show some applicants side by side."""
    with asked.ws.together():
        blind, opening = sight.of_job(asked, job), asked.ws.openings.get(job)
        rows = asked.ws.applicants.several(list(dict.fromkeys(candidate))[:COMPARED], by=asked.by, blind=blind)
        theirs = tuple(row for row in rows if row.job == job)
        matches = {str(row.id): match for row in theirs if (match := asked.ws.applicants.match_of(row, by=asked.by, blind=blind))}
    return Comparison(opening=opening, rows=theirs, matches=matches)


@pages.form("/jobs/{job}/compare")
@needs(Permission.MATCHES_READ, of=things.job)
def compare_chosen(
    job: UUID,
    candidate: Annotated[list[UUID], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Lead to those who were chosen side by side, at an address that holds their ids and nothing else of the form."""
    return onward(f"/jobs/{job}/compare", candidate=candidate)


@pages.form("/jobs/{job}/bulk")
@needs(Permission.DECISIONS_MAKE, of=things.job)
def decide_about_several(
    asked: Asking,
    request: Request,
    job: UUID,
    action: Text,
    candidate: Annotated[list[UUID], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
    because: Text = "",
    words: Text = "",
    confirmed: Text = "",
) -> Response:
    """Decide the same about those who were chosen, all of them or none; about many, ask again first."""
    say = voice_of(request).say
    if not candidate:
        return onward(f"/jobs/{job}", say("Nobody was chosen."))
    persons = [row.candidate.id for row in asked.ws.applicants.several(candidate)]
    try:
        made = asked.ws.decide_all(persons, action, by=asked.by, because=because, reason=words, job=job, confirmed=confirmed)
    except NotConfirmed:
        token = asked.ws.confirmation(persons, action, by=asked.by, because=because, reason=words, job=job)
        told = AskedAgain(
            opening=asked.ws.openings.get(job), action=action, because=because, words=words, count=len(persons),
            candidates=tuple(candidate), confirmed=token,
        )  # fmt: skip
        return shown_again(told, "asked_again.html")
    except JiufangError as refused:
        return shown_again(_shown(asked, request, job, wrong=in_one(voice_of(request), refused)), "shortlist.html")
    several = voice_of(request).say_many("Decided about %(n)s candidate.", "Decided about %(n)s candidates.", len(made))
    return onward(f"/jobs/{job}", several)


def _shown(
    asked: Asked, request: Request, job: UUID, *, order: Order = Order.SCORE, stage: str = "", cursor: str | None = None, wrong: str = ""
) -> Shortlist:
    with asked.ws.together():
        template, blind = asked.ws.stages(job), sight.of_job(asked, job)
        stages = (*template.stages, *ENDS)
        wanted = (stage,) if stage in {one.id for one in stages} else ()
        paging = Paging(asked, "pages/shortlist", cursor, job=job, order=order, stage=wanted)
        found = asked.ws.applicants.list(job, by=asked.by, blind=blind, stages=wanted, order=order, after=paging.after, limit=ROWS)
        opening, matching = asked.ws.openings.get(job), matching_of(asked.ws, job)
    return Shortlist(
        opening=opening, order=order, stage=stage, stages=stages, stage_names={one.id: one.name(voice_of(request).lang) for one in stages},
        rows=found.rows, grounds=employers(), next=paging.next(found), matching=matching, wrong=wrong,
    )  # fmt: skip


def employers() -> tuple[Ground, ...]:
    """Return the reasons that an employer may give for a rejection."""
    return tuple(one for one in grounds().values() if one.side in {"either", SIDES[Way.REJECT]})
