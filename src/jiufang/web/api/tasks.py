"""What is done in the background: how far it is, and what to do with what did not work."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from jiufang.access.roles import Permission
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import whole
from jiufang.web.replying import told
from jiufang.web.shapes import Page, TaskShape
from jiufang.workspace import tasks
from jiufang.workspace.tasks import State

routes = router("tasks")

MOST = 200


@routes.get("/tasks", response_model=Page[TaskShape])
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def list_tasks(asked: Asking, state: State | None = None, limit: Annotated[int, Query(ge=1, le=MOST)] = 50) -> Response:
    """List the latest tasks: all, or those of a state; the `dead` ones wait for somebody to look at them."""
    return whole(tasks.listed(asked.ws, state=state, limit=limit))


@routes.get("/tasks/{task}", response_model=TaskShape)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def read_task(asked: Asking, task: UUID) -> Response:
    """Tell how far a task is."""
    return told(tasks.find(asked.ws, task))


@routes.post("/tasks/{task}/cancellation", response_model=TaskShape)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def cancel_task(asked: Asking, task: UUID) -> Response:
    """Cancel a task: one that waits at once, one that runs at its next step; what it kept by then stays."""
    return told(tasks.cancel(asked.ws, task, by=asked.by))


@routes.post("/tasks/{task}/retry", response_model=TaskShape)
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def retry_task(asked: Asking, task: UUID) -> Response:
    """Try a dead or cancelled task again, as if it were new."""
    return told(tasks.again(asked.ws, task, by=asked.by))
