"""Ask for tasks, look how far they are, cancel them, and try the dead again: in a tenant's transaction, like all rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.queue.delivery import deliver
from jiufang.queue.records import Kind, State, Task, UnderWay
from jiufang.store import audit
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import tasks as t

FIELDS = (
    "id", "kind", "ids", "state", "asked_by", "attempt", "failures", "kills", "steps", "of_steps", "reason", "not_before", "created_at", "ended_at",
)  # fmt: skip
COLUMNS = tuple(t.c[name] for name in FIELDS)
OPEN = (State.WAITING, State.RUNNING)


def ask(
    session: Session, kind: Kind, ids: Mapping[str, UUID], *, by: str, content: Sequence[str] = (), not_before: dt.datetime | None = None
) -> Task:
    """Ask for a task, in the transaction that makes what it is about; asked again, it is the same task.

    Args:
        session: the tenant's transaction.
        kind: what is to be done.
        ids: the rows that it is about.
        by: who asks.
        content: what else tells it from others: hashes of content, the version of the program. Only its hash is kept.
        not_before: when it is to be done, if not as soon as may be.
    """
    given, key = _told(ids), _key(kind, ids, content)
    row: dict[str, Any] = {"tenant_id": session.tenant, "id": new_id(), "kind": str(kind), "key": key, "ids": given, "asked_by": by}
    row["not_before"] = not_before
    statement = upsert(t).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "key"]).returning(t.c.id)
    made = session.connection.execute(statement).scalar_one_or_none()
    if made is not None:
        deliver(session.connection, kind=kind, tenant=session.tenant, task=made, at=not_before)
    return _task(session.connection.execute(select(*COLUMNS).where(t.c.key == key)).one())


def find(session: Session, task: UUID) -> Task:
    """Return a task by its id.

    Raises:
        NotFound: there is none, or it is another tenant's.
    """
    row = session.connection.execute(select(*COLUMNS).where(t.c.id == task)).one_or_none()
    if row is None:
        raise NotFound("there is no task of this id", subject=f"task {task}")
    return _task(row)


def listed(
    session: Session,
    *,
    state: State | None = None,
    kind: Kind | None = None,
    about: Mapping[str, UUID] | None = None,
    by: str = "",
    limit: int = 100,
) -> list[Task]:
    """Return tasks, the newest first.

    Args:
        session: the tenant's transaction.
        state: only those of a state, such as the dead.
        kind: only those of a kind.
        about: only those that are about these rows.
        by: only those that somebody asked for.
        limit: how many.
    """
    query = select(*COLUMNS).order_by(t.c.id.desc()).limit(limit)
    if about is not None:
        query = query.where(t.c.ids.contains(_told(about)))
    if by:
        query = query.where(t.c.asked_by == by)
    if state is not None:
        query = query.where(t.c.state == state)
    if kind is not None:
        query = query.where(t.c.kind == kind)
    return [_task(row) for row in session.connection.execute(query)]


def under_way(session: Session, *, about: Mapping[str, UUID] | None = None) -> dict[Kind, UnderWay]:
    """Return how far the tasks are that have not ended, by kind; with `about`, those that are about these rows."""
    c = t.c
    ended = func.least(c.steps, c.of_steps)  # a task that is begun anew knows its steps before it has done them again
    query = select(c.kind, func.count(), func.coalesce(func.max(ended), 0), func.coalesce(func.max(c.of_steps), 0)).where(c.state.in_(OPEN))
    if about is not None:
        query = query.where(c.ids.contains(_told(about)))
    rows = session.connection.execute(query.group_by(c.kind).order_by(c.kind))
    return {Kind(kind): UnderWay(int(tasks), int(steps), int(of)) for kind, tasks, steps, of in rows}


def how_many(session: Session, state: State) -> int:
    """Return how many tasks are in a state."""
    return int(session.connection.execute(select(func.count()).where(t.c.state == state)).scalar_one())


def yet_to_begin(session: Session, kind: Kind, about: Mapping[str, UUID]) -> Task | None:
    """Return a task that nobody began, and let nobody begin it until this transaction ends: it will see all that is kept here."""
    query = (
        select(*COLUMNS).where(t.c.kind == str(kind), t.c.state == State.WAITING, t.c.ids.contains(_told(about))).order_by(t.c.id).limit(1)
    )
    row = session.connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else _task(row)


def waiting(session: Session) -> int:
    """Return how many tasks have not ended."""
    return int(session.connection.execute(select(func.count()).where(t.c.state.in_(OPEN))).scalar_one())


def cancel(session: Session, task: UUID, *, by: str) -> Task:
    """Cancel a task: one that waits at once, one that runs at its next step; what it kept by then stays.

    Raises:
        NotFound: there is no such task.
        Conflict: it has ended.
        BadInput: nobody asked for it.
    """
    found = _locked(session, task, by)
    if found.ended:
        raise Conflict(f"it is {found.state} already", subject=f"task {task}")
    given: dict[str, Any] = {"cancel_asked": True}
    if found.state is State.WAITING:
        given |= {"state": State.CANCELLED, "reason": "cancelled", "ended_at": func.now()}
    session.update(t, task, **given)
    audit.log(session, actor=by, action="cancelled", subject="task", subject_id=task, kind=found.kind)
    return find(session, task)


def again(session: Session, task: UUID, *, by: str) -> Task:
    """Try a dead or cancelled task again, as if it were new.

    Raises:
        NotFound: there is no such task.
        Conflict: it is neither dead nor cancelled.
        BadInput: nobody asked for it.
    """
    found = _locked(session, task, by)
    if found.state not in {State.DEAD, State.CANCELLED}:
        raise Conflict(f"it is {found.state}", subject=f"task {task}", hint="only what is dead or cancelled can be tried again")
    fresh = {"failures": 0, "kills": 0, "steps": 0, "of_steps": 0, "cancel_asked": False, "not_before": None, "ended_at": None}
    session.update(t, task, state=State.WAITING, **fresh)
    deliver(session.connection, kind=found.kind, tenant=session.tenant, task=task)
    audit.log(session, actor=by, action="tried again", subject="task", subject_id=task, kind=found.kind)
    return find(session, task)


def deliver_again(session: Session) -> int:
    """Deliver every task that has not ended, where all deliveries were lost, as in a restored database; return how many there are."""
    lost = session.connection.execute(select(t.c.id, t.c.kind, t.c.not_before).where(t.c.state.in_(OPEN)).order_by(t.c.id)).all()
    for id, kind, at in lost:
        deliver(session.connection, kind=Kind(kind), tenant=session.tenant, task=id, at=at)
    return len(lost)


def forget(session: Session, *, days: int) -> int:
    """Remove tasks that were done or cancelled so many days ago; the dead stay until somebody has looked at them."""
    old = func.now() - func.make_interval(0, 0, 0, days)
    gone = t.delete().where(t.c.state.in_((State.DONE, State.CANCELLED)), t.c.ended_at < old)
    return session.connection.execute(gone).rowcount


def _locked(session: Session, task: UUID, by: str) -> Task:
    """Return a task that nobody else changes until the transaction ends."""
    if not by.strip():
        raise BadInput("this needs somebody who asks for it", subject=f"task {task}")
    session.connection.execute(select(t.c.id).where(t.c.id == task).with_for_update())
    return find(session, task)


def _key(kind: Kind, ids: Mapping[str, UUID], content: Sequence[str]) -> bytes:
    told = [str(kind), sorted((name, str(id)) for name, id in ids.items()), list(content)]
    return hashlib.sha256(json.dumps(told).encode()).digest()


def _told(ids: Mapping[str, UUID]) -> dict[str, str]:
    return {name: str(id) for name, id in sorted(ids.items())}


def _task(row: Row[Any]) -> Task:
    ids = {name: UUID(id) for name, id in row.ids.items()}
    return Task(**{**row._mapping, "kind": Kind(row.kind), "state": State(row.state), "ids": ids})
