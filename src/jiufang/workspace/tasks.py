"""Tell what is done in the background, and let somebody stop it or try it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang import queue
from jiufang.queue import Kind, State, Task, UnderWay

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

__all__ = ["Kind", "State", "Task", "UnderWay", "again", "cancel", "dead", "find", "listed", "under_way"]


def listed(
    ws: OpenWorkspace,
    *,
    state: State | None = None,
    kind: Kind | None = None,
    about: Mapping[str, UUID] | None = None,
    by: str = "",
    limit: int = 100,
) -> list[Task]:
    """Return tasks, the newest first: all, those of a state (such as the dead), of a kind, about some rows, asked for by somebody."""
    with ws.session() as session:
        return queue.listed(session, state=state, kind=kind, about=about, by=by, limit=limit)


def under_way(ws: OpenWorkspace, *, job: UUID | None = None) -> dict[Kind, UnderWay]:
    """Return how far the tasks are that have not ended, by kind; with `job`, those that are about it."""
    with ws.session() as session:
        return queue.under_way(session, about=None if job is None else {"job": job})


def dead(ws: OpenWorkspace) -> int:
    """Return how many tasks were tried in vain and wait for somebody to look at them."""
    with ws.session() as session:
        return queue.how_many(session, State.DEAD)


def find(ws: OpenWorkspace, id: UUID) -> Task:
    """Return a task as it is now.

    Raises:
        NotFound: there is none.
    """
    with ws.session() as session:
        return queue.find(session, id)


def cancel(ws: OpenWorkspace, id: UUID, *, by: str) -> Task:
    """Cancel a task: one that waits at once, one that runs at its next step; what it kept by then stays.

    Raises:
        NotFound: there is none.
        Conflict: it has ended.
    """
    with ws.session() as session:
        return queue.cancel(session, id, by=by)


def again(ws: OpenWorkspace, id: UUID, *, by: str) -> Task:
    """Try a dead or cancelled task again, as if it were new.

    Raises:
        NotFound: there is none.
        Conflict: it is neither dead nor cancelled.
    """
    with ws.session() as session:
        return queue.again(session, id, by=by)
