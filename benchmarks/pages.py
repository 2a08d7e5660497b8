"""Time the pages of a workspace: fifty of ten thousand candidates, a hundred jobs, a thousand applicants of one job.

    python -m benchmarks.pages [--folder FOLDER] [--candidates 10000] [--jobs 100] [--json]
    python -m benchmarks.pages --rate 20 --folder FOLDER [--seconds 60] [--processes 2] [--json]

A folder in which a company was founded before (`python -m benchmarks.company`) is taken as it is. The list queries alone are to take 10 ms,
a page of applicants with candidates and verdicts 50 ms (warm). With `--rate` the real server is asked for its pages (`page_traffic`):
the slowest of twenty is to take 200 ms, the first page with its files 300 kB. `benchmarks.triage` times the steps in a browser.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import company, page_traffic

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

ROUNDS = 40
DEEP = 10  # pages into a list


def main() -> None:
    """Found a company where there is none, time each page, and print a table."""
    parser = argparse.ArgumentParser(description="Time the pages of a workspace.")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--rate", type=float, default=0.0, help="pages a second of the real server; else what they ask is timed alone")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.rate:
        served(given)
        return
    with _company(given.folder, given.candidates, given.jobs) as ws:
        told = {name: _timed(page) for name, page in _pages(ws).items()}
    if given.json:
        print(json.dumps(told))
        return
    print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8}")
    for name, figures in told.items():
        print(f"{name:34} {figures['p50_ms']:8.1f} {figures['p95_ms']:8.1f}")


def served(given: argparse.Namespace) -> None:
    """Ask the real server for its pages, and print a table."""
    home = Path(tempfile.mkdtemp(prefix="jf-"))
    try:
        if given.folder is None:
            with _company(home / "acme", given.candidates, given.jobs):
                pass
        told = page_traffic.measure(given.folder or home / "acme", rate=given.rate, seconds=given.seconds, processes=given.processes)
    finally:
        shutil.rmtree(home)
    if given.json:
        print(json.dumps(told))
        return
    print(f"{'page':34} {'n':>5} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'errors':>7}")
    for name, one in {**told["pages"], "all": told["all"]}.items():
        print(f"{name:34} {one['n']:5} {one['p50']:8.1f} {one['p95']:8.1f} {one['p99']:8.1f} {one['errors']:7}")
    print("first, with its files:", ", ".join(f"{page} {size} kB" for page, size in told["first_kb"].items()))


@contextmanager
def _company(folder: Path | None, candidates: int, jobs: int) -> Iterator[OpenWorkspace]:
    import jiufang

    made = folder or Path(tempfile.mkdtemp(prefix="jf-"))
    try:
        with jiufang.open(made, by="mei@example.org") as ws:
            if not ws.openings.list(limit=1).rows:
                company.found(ws, candidates=candidates, jobs=jobs)
            with ws.store.database.owner(autocommit=True) as connection:
                connection.exec_driver_sql("ANALYZE")
            yield ws
    finally:
        if folder is None:
            shutil.rmtree(made)


def _pages(ws: OpenWorkspace) -> dict[str, Callable[[], Any]]:
    """Return what is timed: whole pages as the API gets them, then the list queries alone."""
    from jiufang.store.lists import applications, openings, persons

    job = max(ws.openings.list(status=None, limit=200).rows, key=lambda one: one.applicants).id
    far_people = _deep(lambda after: ws.people.list(after=after))
    far_applicants = _deep(lambda after: ws.applicants.list(job, after=after))
    first = ws.applicants.list(job).rows[0]

    def alone(query: Callable[[Any], Any]) -> Callable[[], Any]:
        def run() -> None:
            with ws.session() as session:
                query(session)

        return run

    return {
        "people, blind": ws.people.list,
        "people, named": lambda: ws.people.list(blind=False),
        "people, page 10": lambda: ws.people.list(after=far_people),
        "applicants by score, blind": lambda: ws.applicants.list(job),
        "applicants by score, named": lambda: ws.applicants.list(job, blind=False),
        "applicants by lot": lambda: ws.applicants.list(job, order=applications.Order.LOT),
        "applicants at one stage": lambda: ws.applicants.list(job, stages=["interview"]),
        "applicants, page 10": lambda: ws.applicants.list(job, after=far_applicants),
        "everybody matched": lambda: ws.applicants.shortlist(job),
        "jobs": ws.openings.list,
        "one match with quotes, blind": lambda: ws.applicants.match(first.id),
        "one candidate, named": lambda: ws.people.get(first.candidate.id, blind=False),
        "query alone: people": alone(lambda session: persons.page(session, identity=False)),
        "query alone: applicants": alone(lambda session: applications.page(session, job)),
        "query alone: jobs": alone(openings.page),
    }


def _deep(page: Callable[[Any], Any]) -> Any:
    """Return the place where the tenth page begins, or the last one before the end."""
    after = None
    for _ in range(DEEP - 1):
        following = page(after).next
        if following is None:
            break
        after = following
    return after


def _timed(page: Callable[[], Any]) -> dict[str, float]:
    page()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        page()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": round(statistics.median(took), 2), "p95_ms": round(statistics.quantiles(took, n=20)[-1], 2)}


if __name__ == "__main__":
    main()
