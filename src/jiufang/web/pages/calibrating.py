"""A job's requirements tried on a few candidates: mark whom you would ask, see where the ranking thinks otherwise and why, accept a weight or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.tasks import Matching, matching_of
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.calibrating import Batch
from jiufang.workspace.records import OpeningShown

pages = Pages()
MARKS: Mapping[str, bool | None] = {"fit": True, "unfit": False, "": None}


class Calibrating(Sheet):
    """A few candidates with what a person thinks of them; `labels` are what they are called, by id.

    Attributes:
        compared: whether somebody was marked fit and somebody unfit.
        explained: the requirements that part ranking and marks, with how many pairs each, the most frequent first.
    """

    opening: OpeningShown
    batch: Batch
    labels: dict[str, str]
    compared: bool
    explained: tuple[tuple[str, int], ...]
    matching: Matching
    wrong: str = ""


@pages.page("/jobs/{job}/calibrate", "calibrate.html")
@needs(Permission.CANDIDATES_READ, of=things.job)
def calibrate(asked: Asking, job: UUID, again: bool = False) -> Sheet:
    """Show a few candidates, deliberately different ones, and how the ranking and what was marked agree."""
    return _shown(asked, job, again=again)


@pages.form("/jobs/{job}/calibrate")
@needs(Permission.JOBS_WRITE, of=things.job)
async def mark(asked: Asking, request: Request, job: UUID) -> Response:
    """Keep what somebody thinks of the candidates that are shown."""
    form = {key: str(value) for key, value in (await request.form()).multi_items() if key.startswith("mark-")}
    return await run_in_threadpool(_keep, asked, request, job, form)


@pages.form("/jobs/{job}/calibrate/match")
@needs(Permission.JOBS_WRITE, of=things.job)
def match(asked: Asking, request: Request, job: UUID) -> Response:
    """Ask for everybody to be matched with the requirements, so that there is somebody to try them on."""
    asked.ws.openings.match_again(job, by=asked.by)
    return onward(f"/jobs/{job}/calibrate", voice_of(request).say("Everybody is being matched with the requirements."))


@pages.form("/jobs/{job}/calibrate/weight")
@needs(Permission.JOBS_WRITE, of=things.job)
def accept(
    asked: Asking,
    request: Request,
    job: UUID,
    requirement: Annotated[str, Form(max_length=100)],
    weight: Annotated[float, Form(ge=0, le=100)],
    version: Annotated[int, Form()],
) -> Response:
    """Give one requirement the weight that was suggested: a new version of the job, with what it was tried on as its reason."""
    say, result = voice_of(request).say, asked.ws.calibrations.batch(job).result
    helped = next((one.agree for one in result.suggestions if (one.requirement, one.after) == (requirement, weight)), None)
    if helped is None:
        return shown_again(_shown(asked, job, wrong=say("The marks changed meanwhile. Look again.")), "calibrate.html")
    told = {"n": result.marked, "agree": helped, "before": result.agree, "pairs": result.pairs}
    reason = say("Tried on %(n)s candidates: %(agree)s of %(pairs)s pairs agree instead of %(before)s.", **told)
    try:
        revised = asked.ws.openings.weigh(job, {requirement: weight}, by=asked.by, reason=reason, version=version)
    except Conflict:
        return shown_again(_shown(asked, job, wrong=say("Somebody changed the requirements meanwhile. Look again.")), "calibrate.html")
    again = say("Saved. Everybody is being matched again.") if revised.task else say("Saved.")
    return onward(f"/jobs/{job}/calibrate", again)


def _keep(asked: Asked, request: Request, job: UUID, form: Mapping[str, str]) -> Response:
    voice = voice_of(request)
    try:
        marks = {UUID(key.removeprefix("mark-")): MARKS[value] for key, value in form.items()}
        asked.ws.calibrations.mark(job, marks, by=asked.by)
    except (KeyError, ValueError, BadInput):
        return shown_again(_shown(asked, job, wrong=voice.say("The list changed meanwhile. Look again.")), "calibrate.html")
    said = sum(fit is not None for fit in marks.values())
    return onward(f"/jobs/{job}/calibrate", voice.say_many("%(n)s mark is kept.", "%(n)s marks are kept.", said))


def _shown(asked: Asked, job: UUID, *, again: bool = False, wrong: str = "") -> Calibrating:
    with asked.ws.together():
        batch = asked.ws.calibrations.batch(job, by=asked.by, blind=sight.of_job(asked, job), again=again)
        opening, matching = asked.ws.openings.get(job), matching_of(asked.ws, job)
    causes = [one.text for one in batch.result.disagreements if one.requirement]
    return Calibrating(
        opening=opening,
        batch=batch,
        labels={str(row.candidate.id): row.candidate.label for row in batch.rows},
        compared=batch.result.pairs > 0,
        explained=tuple(sorted(((text, causes.count(text)) for text in dict.fromkeys(causes)), key=lambda one: -one[1])),
        matching=matching,
        wrong=wrong,
    )
