"""Ask the real server fifty times a second as a company does: `python -m benchmarks.load [--candidates 10000] [--seconds 60]`.

A company of thousands is founded in a folder, `jiufang serve` runs on it with its database and worker, and people with sessions of their
own ask from another process. R07 of the trust matrix is `--seconds 600`; `--ingest 2` hands in two files a second meanwhile (R08) and
compares with the same traffic before.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

import jiufang
from benchmarks import company, traffic
from benchmarks.arriving import arriving
from benchmarks.served import API, Caller, Memory, Served, memory, postmaster, serving
from jiufang.queue.records import ENDED

RESULT = Path(__file__).parent / "results" / "load.json"
LIMITS = {"p95_ms": 150.0, "p99_ms": 400.0, "errors": 0, "memory_mb": 1536, "growth": 0.05, "ingest_per_s": 2.0, "web_while_ingesting": 2.0}
WARM_UP = 15.0  # seconds that are not counted: connections, caches and code are fetched in them
LOOK = 2.0  # seconds between looks at memory
MB = 1 << 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and file the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--processes", type=int, default=2, help="how many of the server's answer requests")
    parser.add_argument("--people", type=int, default=8, help="sessions that ask")
    parser.add_argument("--ingest", type=float, default=0.0, help="files a second that are handed in meanwhile, in a second round")
    parser.add_argument("--folder", type=Path, help="a company that was founded before with `python -m benchmarks.company`")
    parser.add_argument("--without-models", action="store_true", help="as where no encoder was fetched")
    parser.add_argument("--json", action="store_true", help="print the figures alone and leave the filed ones as they are")
    given = parser.parse_args(arguments)
    told = measure(given)
    if not given.json:
        RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    return 0 if told["within_limits"] else 1


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Found the company, serve it, ask, and return the figures."""
    home = Path(tempfile.mkdtemp(prefix="jf-load-"))
    folder = given.folder or home / "acme"
    environment = {"JIUFANG_MODELS": str(home / "none")} if given.without_models else {}
    try:
        if given.folder is None:
            with jiufang.open(folder) as ws:
                company.found(ws, candidates=given.candidates, jobs=given.jobs)
        with Served(folder, "--processes", str(given.processes), environment=environment) as server:
            callers = people(server, given.people)
            desk = traffic.Desk(callers)
            traffic.drive(callers, desk.asks(), rate=given.rate, seconds=WARM_UP)
            told = {
                "candidates": given.candidates,
                "jobs": given.jobs,
                "processes": given.processes,
                **round_of(server, folder, callers, desk, given),
            }
            if given.ingest:
                told["while ingesting"] = ingesting(server, folder, callers, desk, given)
    finally:
        shutil.rmtree(home)
    return {**told, "limits": LIMITS, "within_limits": within(told)}


def people(server: Served, count: int) -> list[Caller]:
    """Return the sessions of an owner and of recruiters."""
    owner = server.owner()
    return [owner, *server.staff(owner, "recruiter", count - 1)]


def round_of(server: Served, folder: Path, callers: Sequence[Caller], desk: traffic.Desk, given: argparse.Namespace) -> dict[str, Any]:
    """Ask for as long as was asked for, and return times, errors, memory and load."""
    with Watch(server, folder) as watch:
        samples = traffic.drive(callers, desk.asks(), rate=given.rate, seconds=given.seconds)
    late = [1000 * sample.late for sample in samples]
    return {
        "rate": given.rate,
        "seconds": given.seconds,
        "all": traffic.figures(samples),
        "sent_late_ms": {"p50": round(traffic.quantile(late, 0.5), 1), "p99": round(traffic.quantile(late, 0.99), 1)},
        "statuses": dict(sorted(Counter(str(sample.status) for sample in samples).items())),
        "routes": traffic.by_route(samples),
        **watch.figures(given.seconds),
    }


def ingesting(server: Served, folder: Path, callers: Sequence[Caller], desk: traffic.Desk, given: argparse.Namespace) -> dict[str, Any]:
    """Ask the same while files are handed in, and wait until the last of them was read."""
    began, tasks = time.monotonic(), list[str]()
    files = list(arriving(int(given.ingest * given.seconds), seed=7))
    sender = threading.Thread(target=_hand_in, args=(callers[0], files, given.ingest, tasks), daemon=True)
    sender.start()
    told = round_of(server, folder, callers, desk, given)
    sender.join()
    read = sum(_ends(callers[0], task, began + 10 * given.seconds) for task in tasks)
    return {"files": len(files), "read": read, "per_s": round(read / (time.monotonic() - began), 2), **told}


def _hand_in(caller: Caller, files: Sequence[tuple[str, bytes]], rate: float, tasks: list[str]) -> None:
    """Hand files in one by one, at a rate, and collect the tasks that read them."""
    import httpx

    began = time.monotonic()
    with httpx.Client(base_url=caller.url + API, headers=caller.headers, timeout=60) as client:
        for number, (name, data) in enumerate(files):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            answer = client.post("/documents", files={"file": (name, data)}).raise_for_status()
            tasks += [one["task"] for one in answer.json()["files"] if one["task"]]


def _ends(caller: Caller, task: str, until: float) -> bool:
    """Wait for the end of a task; tell whether it came in time."""
    while caller.ask("GET", f"/tasks/{task}").json()["state"] not in ENDED:
        if time.monotonic() > until:
            return False
        time.sleep(LOOK / 10)
    return True


def within(told: dict[str, Any]) -> bool:
    """Tell whether everything is within its limits."""
    good = told["all"]["p95"] <= LIMITS["p95_ms"] and told["all"]["p99"] <= LIMITS["p99_ms"] and told["all"]["errors"] == 0
    good &= told["memory_mb"]["most"] <= LIMITS["memory_mb"] and told["memory_mb"]["growth"] < LIMITS["growth"]
    if beside := told.get("while ingesting"):
        good &= beside["per_s"] >= LIMITS["ingest_per_s"] and beside["all"]["p99"] <= LIMITS["web_while_ingesting"] * told["all"]["p99"]
    return bool(good)


class Watch(threading.Thread):
    """Looks at memory and load of the server and its database while something goes on."""

    def __init__(self, server: Served, folder: Path) -> None:
        super().__init__(daemon=True)
        database = postmaster(folder)
        self._processes = [server.process.pid, *([database] if database else [])]
        self._over, self._seen = threading.Event(), list[Memory]()
        self._before, self._after = dict[str, float](), dict[str, float]()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(LOOK):
            self._seen.append(memory(self._processes))

    def __enter__(self) -> Watch:
        self._before = self._cpu()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()
        self._seen.append(memory(self._processes))
        self._after = self._cpu()

    def figures(self, seconds: float) -> dict[str, Any]:
        """Return the most memory of each part, how it grew from the first to the last quarter, and cores that were busy."""
        quarter = max(1, len(self._seen) // 4)
        first, last = (sum(one.total for one in part) / len(part) for part in (self._seen[:quarter], self._seen[-quarter:]))
        parts = {name: round(max(getattr(one, name) for one in self._seen) / MB) for name in ("web", "database", "readers")}
        told = {**parts, "most": round(max(one.total for one in self._seen) / MB), "growth": round(last / first - 1, 4)}
        return {"memory_mb": told, "cores": {name: round((self._after[name] - self._before[name]) / seconds, 2) for name in self._before}}

    def _cpu(self) -> dict[str, float]:
        """Return the seconds of work of the server and of its database; processes that ended meanwhile are missing."""
        web, _ = serving(self._processes[0])
        found = {"web": sum(sum(one.cpu_times()[:2]) for one in web)}
        if len(self._processes) > 1:
            database = psutil.Process(self._processes[1])
            several = [database, *database.children(recursive=True)]
            found["database"] = sum(sum(one.cpu_times()[:2]) for one in several)
        return found


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    raise SystemExit(main())
