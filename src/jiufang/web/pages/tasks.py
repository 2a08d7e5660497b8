"""What is done in the background: how far it is, and what to do with what did not work; how far the matching of a job is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.web import sight, things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.entry import here
from jiufang.web.sheets import Pages, Sheet, onward, voice_of
from jiufang.workspace import tasks as work
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.tasks import Kind, State, Task

pages = Pages()
LISTED = 100
FOR_PEOPLE = (Kind.PARSE, Kind.MATCH, Kind.DRAFT, Kind.TRAIN, Kind.DELIVER)  # the rest is upkeep, which comes by itself
STATES = tuple(State)
Back = Annotated[str, Form(max_length=1024)]


class Matching(Sheet):
    """How far a job's shortlist is from being whole: files to read, candidates matched of all; `open` as long as there is something."""

    job: UUID
    files: int
    done: int
    of: int
    open: bool


class TaskRow(Sheet):
    """A task as people are told of it: no reason but what one can do something about."""

    id: UUID
    kind: Kind
    state: State
    job: UUID | None
    title: str
    asked_by: str
    steps: int
    of_steps: int
    failures: int
    reason: str
    not_before: dt.datetime | None
    created_at: dt.datetime
    ended_at: dt.datetime | None


class Tasks(Sheet):
    """Tasks, the newest first."""

    state: str
    states: tuple[str, ...]
    tasks: tuple[TaskRow, ...]
    dead: int
    open: int


@pages.page("/tasks", "tasks.html")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def tasks(asked: Asking, state: str = "") -> Sheet:
    """Show what is done in the background."""
    chosen = State(state) if state in set(State) else None
    with asked.ws.together():
        listed, under_way, dead = work.listed(asked.ws, state=chosen, limit=LISTED * 2), work.under_way(asked.ws), work.dead(asked.ws)
        titles = {one.id: one.title for one in asked.ws.openings.list(status=None, limit=LISTED).rows}
    found = [one for one in listed if one.kind in FOR_PEOPLE or one.state is State.DEAD]
    return Tasks(
        state=str(chosen or ""),
        states=tuple(map(str, STATES)),
        tasks=tuple(_row(one, titles) for one in found[:LISTED]),
        dead=dead,
        open=sum(one.tasks for kind, one in under_way.items() if kind in FOR_PEOPLE),
    )


@pages.form("/tasks/{task}/cancel")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def cancel(asked: Asking, request: Request, task: UUID, back: Back = "/tasks") -> Response:
    """Cancel a task: one that waits at once, one that runs at its next step."""
    work.cancel(asked.ws, task, by=asked.by)
    return onward(here(back), voice_of(request).say("Cancelled. What was done by then stays."))


@pages.form("/tasks/{task}/again")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def again(asked: Asking, request: Request, task: UUID, back: Back = "/tasks") -> Response:
    """Try a dead or cancelled task again."""
    work.again(asked.ws, task, by=asked.by)
    return onward(here(back), voice_of(request).say("It is tried again."))


@pages.form("/tasks/again")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def all_again(asked: Asking, request: Request) -> Response:
    """Try everything again that was given up."""
    given_up = work.listed(asked.ws, state=State.DEAD, limit=LISTED)
    for one in given_up:
        work.again(asked.ws, one.id, by=asked.by)
    return onward("/tasks", voice_of(request).say_many("%(n)s task is tried again.", "%(n)s tasks are tried again.", len(given_up)))


@pages.page("/jobs/{job}/matching", "matching.html")
@needs(Permission.CANDIDATES_READ, of=things.job)
def matching(asked: Asking, job: UUID) -> Sheet:
    """Tell how far the matching of a job is: a piece of its pages, asked for until it is done."""
    with asked.ws.together():
        sight.of_job(asked, job)  # another company's is not found
        return matching_of(asked.ws, job)


def matching_of(ws: OpenWorkspace, job: UUID) -> Matching:
    """Return how far the matching of a job is."""
    under_way = work.under_way(ws, job=job)
    files, matched = under_way.get(Kind.PARSE), under_way.get(Kind.MATCH)
    return Matching(
        job=job,
        files=files.tasks if files else 0,
        done=matched.steps if matched else 0,
        of=matched.of_steps if matched else 0,
        open=bool(files or matched),
    )


def _row(one: Task, titles: Mapping[UUID, str]) -> TaskRow:
    named = ("id", "kind", "state", "asked_by", "steps", "of_steps", "failures", "reason", "not_before", "created_at", "ended_at")
    job = one.ids.get("job")
    return TaskRow(**{name: getattr(one, name) for name in named}, job=job, title=titles.get(job, "") if job else "")
