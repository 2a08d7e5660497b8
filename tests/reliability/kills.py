"""Kill -9 who hands in files and who reads them, at random moments, and count what was lost or done twice (R01).

Everything is imported once; the processes that are killed are forked, so that nearly all kills hit work, not its beginning.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text

from jiufang.documents.reader import read_bytes
from jiufang.documents.records import Reading
from jiufang.queue import Timing
from jiufang.settings import Settings
from jiufang.store.connect import Database
from jiufang.store.master import Keyring
from jiufang.store.opening import DEFAULT_TENANT, Store
from jiufang.store.vault import Vault
from jiufang.workspace.background import hand_in, worker
from jiufang.workspace.opened import Engine, OpenWorkspace

REPEATS = 0.2  # of the files come a second time
LIVES = 0.6  # seconds between kills on average; a task takes a fifth of a second
TIMING = Timing(poll=0.1, beat=0.2, dead_after=0.8, grace=5.0, first_wait=0.1, reconnect=0.1)
COUNTS = {
    "done_twice": "SELECT count(*) FROM (SELECT 1 FROM profiles GROUP BY document_id HAVING count(*) > 1) d",
    "kept_twice": "SELECT count(*) FROM (SELECT 1 FROM documents GROUP BY sha256, member HAVING count(*) > 1) d",
    "unread": "SELECT count(*) FROM documents WHERE status <> 'ok'",
    "without_profile": "SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM profiles p WHERE p.document_id = d.id)",
    "persons_of_nothing": "SELECT count(*) FROM persons p WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.person_id = p.id)",
    "tasks_not_done": "SELECT count(*) FROM tasks WHERE state <> 'done'",
    "deliveries_left": "SELECT count(*) FROM queue.procrastinate_jobs",
    "documents": "SELECT count(*) FROM documents",
    "attempts": "SELECT coalesce(sum(attempt), 0) FROM tasks",
    "attempts_killed": "SELECT coalesce(sum(kills), 0) FROM tasks",
}


class InProcess(Engine):
    """Reads without the pool of processes, which is not what is tested here."""

    def begin(self, data: bytes, path: Path) -> Future[Reading]:
        """Read at once."""
        future: Future[Reading] = Future()
        future.set_result(read_bytes(data, name=path.name))
        return future


def resume(number: int) -> bytes:
    """Return one of endless résumés."""
    return (
        f"Ada Lindqvist{number}\nada{number}@example.com\n\nEXPERIENCE\nEngineer, Harbour {number}. March 2019 - present\n"
        f"- Built {number} Python pipelines.\n"
    ).encode()


def opened(url: str, owner: str, key: str) -> OpenWorkspace:
    """Open the workspace, as every process does; its tables are there."""
    nowhere = Path(tempfile.gettempdir()) / "none"
    store = Store(Database(url, owner_url=owner), Vault(Keyring.parse(key)))
    ws = OpenWorkspace(store, settings=Settings(models_dir=nowhere, cache_dir=nowhere, workers=2))
    ws.engine = InProcess(settings=ws.engine.settings, cache=ws.engine.cache)
    return ws


def hand_in_all(ws: OpenWorkspace, files: list[int], acknowledged: Path) -> None:
    """Hand in one file after the other, beginning with the first that was not acknowledged."""
    done = len(acknowledged.read_bytes().splitlines())
    with acknowledged.open("ab", buffering=0) as list_:
        for number in files[done:]:
            data = resume(number)
            hand_in(ws, data, f"{number}.txt")
            list_.write(f"{hashlib.sha256(data).hexdigest()}\n".encode())


def fork(what: partial[object]) -> int:
    """Do something in a process of its own, return its id."""
    child = os.fork()
    if child:
        return child
    try:
        what()
    finally:
        os._exit(0)


def run(ws: partial[OpenWorkspace], *, kills: int, files: int, seed: int) -> dict[str, int]:
    """Kill so many times while so many files are handed in and read; then let the work end, and count."""
    chance = random.Random(seed)
    numbers = [n if chance.random() >= REPEATS else chance.randrange(n + 1) for n in range(files)]
    acknowledged = Path(tempfile.mkdtemp(prefix="jf-r01-")) / "acknowledged"
    acknowledged.touch()
    first = ws()
    first.store.add_tenant(DEFAULT_TENANT, "Harbour Works")
    first.close()
    jobs = {
        "hand in": partial(lambda: hand_in_all(ws(), numbers, acknowledged)),
        "work": partial(lambda: worker(ws(), timing=TIMING).run()),
    }
    living, killed = {name: fork(job) for name, job in jobs.items()}, 0
    while killed < kills:
        time.sleep(chance.expovariate(1 / LIVES))
        name = chance.choice(list(jobs))
        killed += _kill(living[name])
        living[name] = fork(jobs[name])
    os.waitpid(living["hand in"], 0)
    _kill(living["work"])
    time.sleep(TIMING.dead_after)
    last = ws()
    _finish(last)
    with last.store.database.owner() as connection:
        counted = count(connection, acknowledged.read_text().split())
    shutil.rmtree(acknowledged.parent)
    return {"kills": killed, "acknowledged": files, **counted}


def count(connection: Connection, acknowledged: list[str]) -> dict[str, int]:
    """Count, as superuser, what there is, and which of the acknowledged files there are not."""
    kept = {bytes(sha).hex() for sha in connection.execute(text("SELECT sha256 FROM documents")).scalars()}
    counted = {name: int(connection.execute(text(query)).scalar_one()) for name, query in COUNTS.items()}
    query = "SELECT state, reason, attempt, kills, failures FROM tasks WHERE state <> 'done'"
    for row in connection.execute(text(query)):
        print(*row, file=sys.stderr)  # noqa: T201 - for whoever looks why
    return {"lost": len(set(acknowledged) - kept), "files": len(set(acknowledged)), **counted}


def _finish(ws: OpenWorkspace) -> None:
    """Work until every task has ended."""
    from jiufang.queue import waiting

    working = worker(ws, timing=TIMING)
    with working:
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            with ws.session() as session:
                if not waiting(session) and not session.connection.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar():
                    return
            threading.Event().wait(0.1)


def _kill(process: int) -> int:
    """Kill a process; tell whether it still ran."""
    os.kill(process, signal.SIGKILL)
    return int(os.WIFSIGNALED(os.waitpid(process, 0)[1]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--owner", "--key"):
        parser.add_argument(name, required=True)
    for name in ("--kills", "--files", "--seed"):
        parser.add_argument(name, type=int, required=True)
    given = parser.parse_args()
    result = run(partial(opened, given.url, given.owner, given.key), kills=given.kills, files=given.files, seed=given.seed)
    json.dump(result, sys.stdout)
