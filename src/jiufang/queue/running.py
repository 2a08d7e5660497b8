"""Begin a task, keep how far it is, and settle it: done with all that it made, or put back, cancelled, dead."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from jiufang.errors import Unavailable
from jiufang.queue import retrying
from jiufang.queue.records import Kind, State, Task
from jiufang.queue.tasks import find
from jiufang.store.opening import Store
from jiufang.store.session import Session
from jiufang.store.tables import tasks as t

TOLD = frozenset({Kind.PARSE, Kind.MATCH, Kind.DRAFT, Kind.TRAIN})  # whose end others may want to know; our upkeep is nobody else's affair


class CancelAsked(Exception):
    """Somebody cancelled the task that runs."""


class Overtaken(Exception):
    """The task was taken for abandoned and begun by somebody else, or it has ended."""


class Closing(Exception):
    """The worker closes; the task goes back to those that wait."""


@dataclass
class Run:
    """One attempt at a task; what a handler is given.

    Attributes:
        task: the task, as it was begun.
        store: where it is kept.
        tenant: whose it is.
        closing: set when the worker closes.
    """

    task: Task
    store: Store
    tenant: UUID
    closing: Event = field(default_factory=Event)
    settled: bool = False

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction of the tenant's, to read, or to keep what may be kept twice."""
        return self.store.session(self.tenant)

    def step(self, steps: int, of: int) -> None:
        """Tell how far it is; called between steps, it is also where the task can be stopped.

        Raises:
            CancelAsked, Overtaken, Closing: it is to end here; let it pass.
        """
        if self.closing.is_set():
            raise Closing
        with self.session() as session:
            self._hold(session)
            session.update(t, self.task.id, steps=steps, of_steps=of)

    @contextmanager
    def settle(self, *, steps: int = 0, of: int = 0) -> Iterator[Session]:
        """Open the one transaction that keeps what was made and marks the task as done: both, or neither.

        Args:
            steps: how many of its parts were done in the end; what `step` told last stays where there is nothing to count.
            of: how many there were.

        Raises:
            CancelAsked, Overtaken: nothing may be kept; let it pass.
        """
        with self.session() as session:
            self._hold(session)
            yield session
            counted = {"steps": steps, "of_steps": of} if of else {}
            session.update(t, self.task.id, state=State.DONE, reason="", ended_at=func.now(), **counted)
            self._note(session, State.DONE)
        self.settled = True

    def give_up(self, error: BaseException, *, first_wait: float = retrying.FIRST_WAIT) -> float | None:
        """Keep why an attempt ended without being settled.

        Returns:
            In how many seconds to deliver it again; None for never.

        Raises:
            Overtaken: it is somebody else's by now.
        """
        with self.session() as session:
            self._hold(session, cancel=False)
            change, seconds = self._fate(error, first_wait)
            if change["state"] == State.WAITING:
                change["not_before"] = func.now() + timedelta(seconds=seconds or 0.0)
            else:
                change["ended_at"] = func.now()
            session.update(t, self.task.id, **change)
            if change["state"] == State.DEAD:
                self._note(session, State.DEAD)
        return seconds

    def _note(self, session: Session, state: State) -> None:
        if self.task.kind in TOLD:
            session.note(f"task.{state}", self.task.id, kind=str(self.task.kind), **{name: str(id) for name, id in self.task.ids.items()})

    def _fate(self, error: BaseException, first_wait: float) -> tuple[dict[str, Any], float | None]:
        reason, failures = retrying.told(error), self.task.failures + 1
        if isinstance(error, Closing):
            return {"state": State.WAITING}, 0.0
        if isinstance(error, Unavailable):  # no fault of the task's; however long it lasts, it goes on by itself afterwards
            return {"state": State.WAITING, "reason": reason}, retrying.wait(1, first=first_wait, chance=random.random())
        if isinstance(error, CancelAsked):
            return {"state": State.CANCELLED, "reason": retrying.CANCELLED}, None
        if isinstance(error, retrying.GONE):
            return {"state": State.CANCELLED, "reason": reason}, None
        counted = {"reason": reason, "failures": failures}
        if isinstance(error, retrying.HOPELESS) or failures >= retrying.FAILURES:
            return {"state": State.DEAD, **counted}, None
        return {"state": State.WAITING, **counted}, retrying.wait(failures, first=first_wait, chance=random.random())

    def _hold(self, session: Session, *, cancel: bool = True) -> None:
        """Make sure that the task is still ours, and that it stays so until the transaction ends."""
        query = select(t.c.state, t.c.attempt, t.c.cancel_asked).where(t.c.id == self.task.id)
        row = session.connection.execute(query.with_for_update()).one_or_none()
        if row is None or row.state != State.RUNNING or row.attempt != self.task.attempt:
            raise Overtaken
        if cancel and row.cancel_asked:
            raise CancelAsked


Handler = Callable[[Run], None]


def begin(store: Store, tenant: UUID, task: UUID, *, closing: Event, first_wait: float = retrying.FIRST_WAIT) -> Run | float | None:
    """Begin an attempt.

    A task whose worker vanished is begun anew at once; one whose workers vanish repeatedly has to wait, so that others get their turn
    and, should it be what kills them, their workers live meanwhile.

    Returns:
        The attempt; or in how many seconds to come again; or None where nothing is left to do.
    """
    with store.session(tenant) as session:
        query = select(t.c.state, t.c.cancel_asked, func.extract("epoch", t.c.not_before - func.now()).label("early"))
        row = session.connection.execute(query.where(t.c.id == task).with_for_update()).one_or_none()
        if row is None or row.state not in {State.WAITING, State.RUNNING}:
            return None
        if row.state == State.WAITING and row.early is not None and row.early > 0:
            return float(row.early)
        known = find(session, task)
        kills = known.kills + (row.state == State.RUNNING)  # it was begun, and whoever began it never came back
        if row.cancel_asked:
            session.update(t, task, state=State.CANCELLED, reason=retrying.CANCELLED, ended_at=func.now())
            return None
        if kills > retrying.KILLS:
            session.update(t, task, state=State.DEAD, kills=kills, reason=retrying.KILLED, ended_at=func.now())
            return None
        if kills > max(known.kills, 1):
            seconds = retrying.wait(min(kills - 1, retrying.FAILURES), first=first_wait, chance=random.random())
            later = func.now() + timedelta(seconds=seconds)
            session.update(t, task, state=State.WAITING, kills=kills, reason=retrying.KILLED, not_before=later)
            return seconds
        reason = retrying.KILLED if kills > known.kills else known.reason
        session.update(t, task, state=State.RUNNING, attempt=known.attempt + 1, kills=kills, reason=reason, not_before=None)
        return Run(find(session, task), store, tenant, closing)


def perform(run: Run, handler: Handler, *, first_wait: float = retrying.FIRST_WAIT) -> float | None:
    """Make an attempt, and keep how it ended.

    Returns:
        In how many seconds to deliver the task again; None for never.

    Raises:
        Overtaken: it is somebody else's by now; what was made is lost, theirs counts.
    """
    try:
        handler(run)
        if not run.settled:
            with run.settle():
                pass
    except Overtaken:
        raise
    except Exception as error:
        # A commit whose answer was lost may have been carried out; then the task is done, and giving up finds it overtaken.
        return run.give_up(error, first_wait=first_wait)
    return None
