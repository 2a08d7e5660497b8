"""Keep a workspace tidy, an hour at a time: forget what is over, remove what killed processes left, tell who is kept for too long.

Asked for by the clock (`jiufang.queue.clock`), for each tenant once an hour or day, whichever worker does it. Everything here may be
done twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from jiufang.access.sessions import Limits
from jiufang.queue import Kind, Run
from jiufang.queue.tasks import forget
from jiufang.store import audit, mails, retention, webhooks
from jiufang.store.embedded import SOCKET
from jiufang.store.opening import DEFAULT_TENANT
from jiufang.store.shelves.answers import StoredAnswers
from jiufang.store.shelves.links import StoredLinks
from jiufang.store.shelves.sessions import StoredSessions

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

log = logging.getLogger(__name__)

HOUR = 3600.0
MINUTE = 60.0
EVERY: Mapping[Kind, float] = {Kind.SWEEP: HOUR, Kind.RETAIN: 24 * HOUR, Kind.INDEX: MINUTE}
TASKS_KEPT = 30  # days that one can look up what was done
LEFT_AFTER = 24 * HOUR  # no process of ours works on one file for a day
INDEXED_AT_ONCE = 50  # a kill loses no more
BY = "upkeep"


def sweep(ws: OpenWorkspace, run: Run) -> None:
    """Forget sessions, links and answers that are over, tasks and deliveries of long ago; once for all tenants, files that nobody will finish."""
    now = dt.datetime.now(dt.UTC)
    with run.settle() as session:
        gone = {
            "sessions": StoredSessions(lambda: nullcontext(session)).sweep(before=now - Limits().absolute),
            "links": StoredLinks(lambda: nullcontext(session)).sweep(before=now),
            "answers": StoredAnswers(lambda: nullcontext(session)).sweep(before=now),
            "tasks": forget(session, days=TASKS_KEPT),
            "deliveries": webhooks.forget(session, days=TASKS_KEPT),
            "mails": mails.forget(session, days=TASKS_KEPT),
        }
    if run.tenant == DEFAULT_TENANT:
        gone["files"] = sum(_remove(path) for path in leftovers(ws, before=time.time() - LEFT_AFTER))
    log.info("swept", extra={"counts": gone})


def retain(ws: OpenWorkspace, run: Run) -> None:
    """Write down how many candidates are kept for longer than the tenant wants; whom to erase is for a person to say."""
    with run.settle() as session:
        days = retention.days(session)
        if days is not None:
            due = retention.due(session, days=days)
            audit.log(session, actor=BY, action="found overdue", subject="workspace", people=len(due), days=days)


def index(ws: OpenWorkspace, run: Run) -> None:
    """Read the meaning of whoever came since the last minute, so that they are found by it; their words are found already."""
    done = 0
    while made := ws.pool.index(limit=INDEXED_AT_ONCE):
        done += made
        run.step(done, done + INDEXED_AT_ONCE)


def leftovers(ws: OpenWorkspace, *, before: float) -> Iterator[Path]:
    """Yield what a killed process left: files that were to be renamed when whole, folders that were to be removed.

    Args:
        ws: the workspace.
        before: only what nobody touched since then, in seconds since 1970.
    """
    settings = ws.engine.settings
    places = [
        (settings.cache_dir, "**/tmp????????"),
        (settings.cache_dir, "**/*.part"),
        (settings.models_dir, "*.part"),
        (settings.models_dir, "trained/*.part"),
        (Path(tempfile.gettempdir()), "jiufang-*"),
    ]
    if ws.store.folder is not None:
        places.append((ws.store.folder, "tmp????????"))
    for folder, pattern in places:
        for path in folder.glob(pattern) if folder.is_dir() else ():
            try:
                about = path.lstat()
                if about.st_mtime < before and about.st_uid == os.geteuid() and not (path / SOCKET).exists():
                    yield path
            except OSError:  # gone meanwhile
                continue


def _remove(path: Path) -> bool:
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        log.info("not removed: %s", type(error).__name__)
        return False
    return True
