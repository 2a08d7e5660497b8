"""A tour of five steps over the pages, for whoever is here for the first time; how far they are is in their browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Response

from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import signed_in
from jiufang.web.pages.entry import here
from jiufang.web.sheets import TOUR, Pages, onward
from jiufang.workspace.records import OpeningRow

pages = Pages()
STEPS = 5
LOOKED_THROUGH = 20  # jobs, for one with applicants


@pages.form("/tour")
@signed_in("whoever is new may be shown around")
def go(asked: Asking, step: Annotated[int, Form(ge=0, le=STEPS + 1)], back: Annotated[str, Form(max_length=1024)] = "/") -> Response:
    """Go on to a step of the tour; 0 ends it where one is, as does what comes after the last."""
    if not 0 < step <= STEPS:
        response = onward(here(back))
        response.delete_cookie(TOUR)
        return response
    return begun(onward(_address(asked, step)), step)


def begun(response: Response, step: int = 1) -> Response:
    """Let a browser be at a step of the tour."""
    response.set_cookie(TOUR, str(step), httponly=True, samesite="lax")
    return response


def _address(asked: Asked, step: int) -> str:
    """Return the page that a step is about."""
    job = _shown(asked)
    if step == 1 or (job is None and step in {2, 3, 4}):
        return "/"
    return {2: f"/jobs/{job and job.id}", 3: f"/jobs/{job and job.id}/triage", 4: f"/jobs/{job and job.id}/edit"}.get(step, "/audit")


def _shown(asked: Asked) -> OpeningRow | None:
    """Return the job that the tour goes through: the one with most applicants of the latest."""
    found = asked.ws.openings.list(limit=LOOKED_THROUGH).rows
    return max(found, key=lambda one: one.applicants, default=None)
