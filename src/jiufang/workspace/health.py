"""Tell whether a workspace can be worked with, part by part, and count what there is in it: for those who watch over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from jiufang.errors import Unavailable
from jiufang.models import is_present
from jiufang.store import migrate

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

PATIENCE = 2000  # milliseconds for each question to the database
BEATS = 20.0  # seconds without a sign of life after which a worker is taken for dead; it gives one every three
MIB = 1 << 20

ALIVE = "SELECT count(*) FROM queue.procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
WAITING = "SELECT queue_name, count(*) FROM queue.procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY queue_name"
TASKS = "SELECT state, count(*) FROM tasks GROUP BY state"
DOCUMENTS = "SELECT status, count(*) FROM documents GROUP BY status"


@dataclass(frozen=True)
class Part:
    """One thing that a workspace needs.

    Args:
        name: what it is.
        ok: whether it is as it should be.
        needed: whether nothing can be done without it; else less, or later.
        hint: what to do when it is not, for whoever runs it; names no file and no version.
    """

    name: str
    ok: bool
    needed: bool = True
    hint: str = ""


@dataclass(frozen=True)
class Health:
    """How a workspace is."""

    parts: tuple[Part, ...]

    @property
    def ready(self) -> bool:
        """Whether it can be worked with."""
        return all(part.ok for part in self.parts if part.needed)

    @property
    def status(self) -> str:
        """`ok`, `degraded` when something is missing that work goes on without, or `failing`."""
        return "failing" if not self.ready else "ok" if all(part.ok for part in self.parts) else "degraded"

    def to_dict(self) -> dict[str, object]:
        """Return it as JSON-ready data; without hints, which are for whoever runs it."""
        return {"status": self.status, "ready": self.ready, "parts": {p.name: "ok" if p.ok else "failing" for p in self.parts}}


@dataclass(frozen=True)
class Figures:
    """How much there is, over all tenants.

    Args:
        waiting: deliveries that wait or run, by kind of task.
        tasks: tasks by state.
        documents: documents by how their reading ended.
        workers: workers that gave a sign of life.
        connections: of this process to the database, by whether they are in use.
        disk: free bytes where the workspace lies, None where that is elsewhere.
    """

    waiting: Mapping[str, int] = field(default_factory=dict)
    tasks: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    workers: int = 0
    connections: Mapping[str, int] = field(default_factory=dict)
    disk: int | None = None


def look(ws: OpenWorkspace, *, own_worker: bool, worker_runs: Callable[[], bool] = lambda: True) -> Health:
    """Look at every part.

    Args:
        ws: the workspace.
        own_worker: whether this process is the one that works in the background; if not, somebody else is to.
        worker_runs: whether it does.
    """
    database, current, beating = _ask(ws)
    parts = [
        Part("database", database, hint="see the database's own log"),
        Part("migrations", current, hint="stop the older program, start the newer one"),
        Part("worker", beating and worker_runs(), own_worker, "jiufang worker"),
        Part("models", is_present(ws.engine.settings.models_dir, "encoder"), False, "jiufang models fetch encoder"),
    ]
    if (free := free_disk(ws)) is not None:
        parts.append(Part("disk", free >= ws.engine.settings.least_disk * MIB, hint="make room"))
    return Health(tuple(parts))


def count(ws: OpenWorkspace) -> Figures:
    """Count what there is, one tenant after the other: some milliseconds for ten thousand documents."""
    tasks: dict[str, int] = {}
    documents: dict[str, int] = {}
    for tenant in ws.store.tenants():
        with ws.store.session(tenant) as session:
            for query, counted in ((TASKS, tasks), (DOCUMENTS, documents)):
                for name, n in session.connection.execute(text(query)):
                    counted[name] = counted.get(name, 0) + n
    with ws.store.database.engine.connect() as connection:
        waiting = {row[0]: int(row[1]) for row in connection.execute(text(WAITING))}
        workers = _alive(connection)
    return Figures(waiting, tasks, documents, workers, connections(ws), free_disk(ws))


def connections(ws: OpenWorkspace) -> dict[str, int]:
    """Return how many connections to the database this process holds."""
    pool = ws.store.database.engine.pool
    in_use, idle = (int(getattr(pool, name, lambda: 0)()) for name in ("checkedout", "checkedin"))
    return {"in_use": in_use, "idle": idle}


def free_disk(ws: OpenWorkspace) -> int | None:
    """Return the free bytes where the workspace's folder lies; None when its database is elsewhere."""
    return shutil.disk_usage(ws.store.folder).free if ws.store.folder is not None else None


def _ask(ws: OpenWorkspace) -> tuple[bool, bool, bool]:
    """Return whether the database answers, is at this program's tables, and whether a worker gave a sign of life."""
    try:
        with ws.store.database.engine.connect() as connection:
            connection.execute(text(f"SET LOCAL statement_timeout = {PATIENCE}"))
            beating = _alive(connection) > 0
        with ws.store.database.owner() as connection:
            return True, migrate.arrived(connection), beating
    except (SQLAlchemyError, Unavailable):
        return False, False, False


def _alive(connection: Connection) -> int:
    return int(connection.execute(text(ALIVE), {"seconds": BEATS}).scalar_one())
