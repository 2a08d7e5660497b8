"""A server with a worker, as a company runs it, and files handed to it as a recruiter does: over HTTP."""

from __future__ import annotations

import hashlib
import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.malformed import _listener as listener
from benchmarks.malformed import _memory as memory
from starlette.testclient import TestClient
from tests.access.cast import CHEAP
from tests.web.browser import Browser
from tests.web.people import CAST, add_people

from jiufang.queue import Kind, Task, Timing, find
from jiufang.settings import Settings
from jiufang.store import documents
from jiufang.store.documents import Settled
from jiufang.store.opening import Store
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.background import worker
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

__all__ = ["House", "cases", "hostile", "listener", "memory", "seeds", "served"]

# The makers of hostile files lie among the tests of the readers; the benchmark that was imported above has shown the way to them.
hostile, seeds, cases = importlib.import_module("hostile"), importlib.import_module("seeds"), importlib.import_module("malformed").cases

QUICK = Timing(poll=0.05, first_wait=0.2)
FILES_AT_ONCE = 2  # reading processes


@dataclass
class House:
    """A workspace that is served.

    Attributes:
        ws: the workspace.
        tom: the browser of a recruiter.
        took: how many seconds each file took to read.
    """

    ws: OpenWorkspace
    app: Any
    tom: Browser
    took: dict[UUID, float] = field(default_factory=dict)

    def another(self) -> Browser:
        """Return another browser of the recruiter's, for another thread."""
        return Browser.of(self.app, CAST["tom"])

    def hand_in(self, files: dict[str, bytes], *, browser: Browser | None = None) -> dict[str, dict[str, Any]]:
        """Upload files; return what became of each."""
        sent = [("files", (name, data)) for name, data in files.items()]
        answer = (browser or self.tom).post("/documents", files=sent)
        assert answer.status_code == 202, answer.text
        return dict(zip(files, answer.json()["files"], strict=True))

    def wait_for(self, task: str, *, seconds: float) -> Task:
        """Return a task when it has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self.ws.session() as session:
                found = find(session, UUID(task))
            if found.ended:
                return found
            time.sleep(0.05)
        raise AssertionError(f"not ended after {seconds} s: {found}")

    def outcome(self, data: bytes) -> list[Settled]:
        """Return what came of a file."""
        with self.ws.session() as session:
            return documents.of_file(session, hashlib.sha256(data).digest())


@contextmanager
def served(store: Store, place: Path) -> Iterator[House]:
    """Serve a workspace, with a worker beside it, and let a recruiter in."""
    settings = Settings(models_dir=place / "none", cache_dir=place / "kept", workers=FILES_AT_ONCE)
    ws = OpenWorkspace(store, settings=settings, by="mei@example.org")
    app = create_app(ws, serving=Serving(origin="https://jobs.example.org"), entrance_of=Entrances(ws, passwords=CHEAP))
    add_people(app)
    house = House(ws, app, Browser.of(app, CAST["tom"]))
    working = worker(ws, concurrency=FILES_AT_ONCE, timing=QUICK)
    parse = working.handlers[Kind.PARSE]

    def timed(run: Any) -> None:
        started = time.monotonic()
        try:
            parse(run)
        finally:
            house.took[run.task.id] = time.monotonic() - started

    working.handlers[Kind.PARSE] = timed
    with TestClient(app, base_url="https://jobs.example.org"), working:
        yield house
