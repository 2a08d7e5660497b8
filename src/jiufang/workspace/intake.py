"""Tell what became of the files that somebody handed in: which are read, which wait, which could not be read and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from jiufang import queue
from jiufang.queue import Kind, Task
from jiufang.store import documents
from jiufang.store import tables as t
from jiufang.store.session import Session
from jiufang.workspace import sight
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

LOOKED_BACK = dt.timedelta(days=1)
MOST = 500  # as many as one upload brings
READ = frozenset({"ok", "partial"})


class Handed(Shown):
    """One file that somebody handed in.

    Attributes:
        task: what reads it, and the state of that.
        name: as it came; None once it is read and its person is judged blind, and for an archive, of which only the content is kept.
        status: how the reading ended: `ok`, `partial`, `failed`; `received` before that, `archive` for what held others.
        reason: why it could not be read, or not all of it.
        read: how many résumés of `of` in it were read.
        person: whose it is, where it was read and is one person's.
    """

    task: UUID
    state: str
    attempt: int
    failures: int
    job: UUID | None
    at: dt.datetime
    name: str | None
    status: str
    reason: str
    read: int
    of: int
    person: UUID | None


def handed(ws: OpenWorkspace, *, by: str, now: dt.datetime, job: UUID | None = None, blind: bool = False) -> tuple[Handed, ...]:
    """Return the files that somebody handed in since yesterday, the latest first.

    Args:
        ws: the workspace.
        by: who; everybody sees their own alone, since names of files often name their person.
        now: the present moment.
        job: only those for this job.
        blind: leave the names of all files out that were read.
    """
    about = None if job is None else {"job": job}
    with ws.session() as session:
        tasks = queue.listed(session, kind=Kind.PARSE, about=about, by=by, limit=MOST)
        tasks = [one for one in tasks if one.created_at > now - LOOKED_BACK]
        found = _documents(session, [one.ids["document"] for one in tasks])
    hidden = sight.hidden(ws, [row.person_id for row in found.values()], by=by)
    with ws.session() as session:
        session.keys.fetch(row.person_id for row in found.values())
        rows = ((task, found.get(task.ids["document"])) for task in tasks)
        return tuple(
            _archive(task) if row is None else _shown(session, task, row, covered=blind or row.person_id in hidden) for task, row in rows
        )


def _documents(session: Session, ids: list[UUID]) -> Mapping[UUID, Any]:
    c = t.documents.c
    query = select(c.id, c.person_id, c.name, c.status, c.reason).where(c.id.in_(ids))
    return {row.id: row for row in session.connection.execute(query)}


def _shown(session: Session, task: Task, row: Any, *, covered: bool) -> Handed:
    read = row.status in READ
    name = None if covered and read else documents.name_in(session, row)
    sealed = None if covered and read else row.reason
    reason = session.unseal(sealed, person=row.person_id, at=(t.documents, row.id, "reason")) if sealed else ""
    return Handed(**_told(task), name=name, status=row.status, reason=reason, person=row.person_id if read else None)


def _archive(task: Task) -> Handed:
    """Return what became of a file that is not kept: an archive or e-mail, in which others were."""
    return Handed(**_told(task), name=None, status="archive" if task.of_steps else "gone", reason="", person=None)


def _told(task: Task) -> dict[str, Any]:
    named = {"state": str(task.state), "attempt": task.attempt, "failures": task.failures, "job": task.ids.get("job")}
    return {**named, "task": task.id, "at": task.created_at, "read": task.steps, "of": task.of_steps}
