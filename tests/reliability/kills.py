"""Kill -9 who hands in files, who reads them and the database itself, at random moments, and count what was lost or done twice (R01).

Everything is imported once; the processes that are killed are forked, so that nearly all kills hit work, not its beginning. Each opens
the folder as a process of its own does; whoever finds the database dead starts it again.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import Connection, text

from jiufang.cache import code_fingerprint
from jiufang.documents.reader import read_bytes
from jiufang.documents.records import Reading
from jiufang.errors import Unavailable
from jiufang.queue import Timing, waiting
from jiufang.settings import Settings
from jiufang.store import documents
from jiufang.store.connect import APPLICATION, Database
from jiufang.store.embedded import open_server
from jiufang.store.master import Keyring
from jiufang.store.opening import NAME, Store, open_store
from jiufang.store.vault import Vault
from jiufang.workspace.background import hand_in, worker
from jiufang.workspace.opened import Engine, OpenWorkspace
from jiufang.workspace.upkeep import leftovers

REPEATS = 0.2  # of the files come a second time
LIVES = 0.6  # seconds between kills on average; a task takes a fifth of a second
RETRY = 0.1  # seconds until who was told to try again does
LONGEST = 900  # seconds that the work may take to end after the last kill
TIMING = Timing(poll=0.1, beat=0.2, dead_after=0.8, grace=5.0, first_wait=0.1, reconnect=0.1)
PROCESSES, SERVERS = ("hand in", "work"), ("database", "a connection")
COUNTS = {
    "done_twice": "SELECT count(*) FROM (SELECT 1 FROM profiles GROUP BY document_id HAVING count(*) > 1) d",
    "kept_twice": "SELECT count(*) FROM (SELECT 1 FROM documents GROUP BY sha256, member HAVING count(*) > 1) d",
    "unread": "SELECT count(*) FROM documents WHERE status <> 'ok'",
    "without_profile": "SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM profiles p WHERE p.document_id = d.id)",
    "persons_of_nothing": "SELECT count(*) FROM persons p WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.person_id = p.id)",
    "tasks_not_done": "SELECT count(*) FROM tasks WHERE state <> 'done'",
    "deliveries_left": "SELECT count(*) FROM queue.procrastinate_jobs",
    "documents": "SELECT count(*) FROM documents",
    "attempts": "SELECT coalesce(sum(attempt), 0) FROM tasks WHERE kind = 'parse'",
    "attempts_killed": "SELECT coalesce(sum(kills), 0) FROM tasks",
    "attempts_failed": "SELECT coalesce(sum(failures), 0) FROM tasks",
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


def opened(folder: Path) -> OpenWorkspace:
    """Open the workspace, as every process does; its tables are there."""
    nowhere = folder / "none"
    server = open_server(folder)
    database = Database(server.url(user=APPLICATION, database=NAME), owner_url=server.url(database=NAME), revive=server.revive)
    store = Store(database, Vault(Keyring.of(folder, given="")), folder=folder, server=server)
    ws = OpenWorkspace(store, settings=Settings(models_dir=nowhere, cache_dir=nowhere, workers=2))
    ws.engine = InProcess(settings=ws.engine.settings, cache=ws.engine.cache)
    return ws


def hand_in_all(folder: Path, files: list[int], notes: Notes) -> None:
    """Hand in one file after the other, beginning with the first that was not acknowledged; do what the errors say."""
    ws = opened(folder)
    for number in files[len(notes.lines("acknowledged")) :]:
        data = resume(number)
        while True:
            try:
                hand_in(ws, data, f"{number}.txt")
            except Unavailable:
                notes.add("told to try again", str(number))
                time.sleep(RETRY)
            else:
                break
        notes.add("acknowledged", hashlib.sha256(data).hexdigest())


def work(folder: Path) -> None:
    """Read what was handed in."""
    worker(opened(folder), timing=TIMING).run()


class Notes:
    """What processes write down before they are killed, a line at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, line: str) -> None:
        """Write a line, at once."""
        with (self.folder / name).open("ab", buffering=0) as file:
            file.write(f"{line}\n".encode())

    def lines(self, name: str) -> list[str]:
        """Return what was written."""
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []


def fork(what: partial[None], notes: Notes) -> int:
    """Do something in a process of its own, return its id; an error that nobody foresaw is written down."""
    child = os.fork()
    if child:
        return child
    try:
        what()
    except BaseException as error:
        notes.add("unforeseen", f"{type(error).__name__}: {str(error)[:300]}")
    finally:
        os._exit(0)


def run(folder: Path, *, kills: int, server_kills: int, files: int, seed: int) -> dict[str, object]:
    """Kill so many times while so many files are handed in and read; then let the work end, and count."""
    chance = random.Random(seed)
    numbers = [n if chance.random() >= REPEATS else chance.randrange(n + 1) for n in range(files)]
    notes = Notes(folder / "notes")
    notes.folder.mkdir()
    code_fingerprint()  # all are the same version of the program, whoever edits it meanwhile
    open_store(folder).close()
    ours = open_server(folder)
    jobs = {"hand in": partial(hand_in_all, folder, numbers, notes), "work": partial(work, folder)}
    living, killed, began = {name: fork(job, notes) for name, job in jobs.items()}, Counter[str](), time.monotonic()
    targets = [chance.choice(PROCESSES) for _ in range(kills)] + [chance.choice(SERVERS) for _ in range(server_kills)]
    chance.shuffle(targets)
    while targets:
        time.sleep(chance.expovariate(1 / LIVES))
        hit = _kill(living[targets[-1]]) if targets[-1] in jobs else _kill_server(ours.pid(), targets[-1], chance)
        if targets[-1] in jobs:
            living[targets[-1]] = fork(jobs[targets[-1]], notes)
        if hit:
            killed[targets.pop()] += 1
    os.waitpid(living["hand in"], 0)
    _kill(living["work"])
    time.sleep(TIMING.dead_after)
    last = opened(folder)
    _finish(last)
    with last.store.database.owner() as connection:
        counted = count(connection, notes.lines("acknowledged"))
    told = {"killed": dict(killed), "kills": killed.total(), "acknowledged": files, "altered": altered(last), **counted}
    told |= {"told_to_try_again": len(notes.lines("told to try again")), "unforeseen": notes.lines("unforeseen")}
    told["leftovers"] = len(list(leftovers(last, before=time.time())))
    last.close()
    ours.close()
    sound = ours.run("pg_checksums", "--check", "-D", ours.data, check=False)
    return {**told, "damaged_pages": int(sound.returncode != 0), "seconds": round(time.monotonic() - began)}


def count(connection: Connection, acknowledged: list[str]) -> dict[str, int]:
    """Count, as superuser, what there is, and which of the acknowledged files there are not."""
    kept = {bytes(sha).hex() for sha in connection.execute(text("SELECT sha256 FROM documents")).scalars()}
    counted = {name: int(connection.execute(text(query)).scalar_one()) for name, query in COUNTS.items()}
    query = "SELECT state, reason, attempt, kills, failures FROM tasks WHERE state <> 'done'"
    for row in connection.execute(text(query)):
        print(*row, file=sys.stderr)  # noqa: T201 - for whoever looks why
    return {"lost": len(set(acknowledged) - kept), "files": len(set(acknowledged)), **counted}


def altered(ws: OpenWorkspace) -> int:
    """Count the files that do not open to the bytes that were handed in."""
    wrong = 0
    with ws.session() as session:
        for id, sha256 in session.connection.execute(text("SELECT id, sha256 FROM documents")).all():
            wrong += hashlib.sha256(documents.original(session, id)).digest() != bytes(sha256)
    return wrong


def _finish(ws: OpenWorkspace) -> None:
    """Work until every task has ended."""
    working = worker(ws, timing=TIMING)
    with working:
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            with ws.session() as session:
                if not waiting(session) and not session.connection.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar():
                    return
            threading.Event().wait(0.1)


def _kill(process: int) -> int:
    """Kill a process; tell whether it still ran."""
    os.kill(process, signal.SIGKILL)
    return int(os.WIFSIGNALED(os.waitpid(process, 0)[1]))


def _kill_server(pid: int | None, what: str, chance: random.Random) -> int:
    """Kill the database's first process, or one that it made; tell whether there was one."""
    try:
        server = psutil.Process(pid or 0)
        made = server.children() if pid else []
        if pid is None or not made:
            return 0
        (server if what == "database" else chance.choice(made)).kill()
    except psutil.Error:
        return 0
    return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    for name in ("--kills", "--server-kills", "--files", "--seed"):
        parser.add_argument(name, type=int, required=True)
    given = parser.parse_args()
    faulthandler.register(signal.SIGUSR1)  # tells where it hangs, should it
    told = run(given.folder, kills=given.kills, server_kills=given.server_kills, files=given.files, seed=given.seed)
    json.dump(told, sys.stdout)
