"""What recruiters ask of the API on a working day, and when: an open loop, in which nobody waits for others to be served.

Times are counted from the moment at which somebody clicked, not from when a connection was free: a server that stands still for a
second is then seen to have kept fifty people waiting, and not one (coordinated omission; Tene, “How NOT to measure latency”).
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from benchmarks.served import Caller

Ask = tuple[str, str, Any]
"""Method, path and body of a request."""
HERE = "@"  # in a path, before the list whose next page it is
STAGES = ("new", "screen", "review", "interview")
EXPECTED = frozenset({200, 201, 202, 204, 304, 409, 412, 422})  # 409, 412, 422: somebody else moved the same candidate first


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: its route, when somebody clicked, seconds until it was sent and until it was answered; 0 for no answer."""

    route: str
    due: float
    late: float
    seconds: float
    status: int


class Desk:
    """What there is to be looked at, as it was when the day began.

    Args:
        callers: who will look; the first of them looks around.
        seed: another day for another seed.
    """

    def __init__(self, callers: Sequence[Caller], *, seed: int = 0) -> None:
        caller = callers[0]
        self.chance = random.Random(f"traffic {seed}")
        self.jobs = [row["id"] for row in caller.all("/jobs")]
        self.crowded = max(caller.all("/jobs"), key=lambda row: row["applicants"])["id"]
        self.rows = {
            job: list(caller.all(f"/jobs/{job}/applications"))
            for job in [self.crowded, *self.chance.sample(self.jobs, min(5, len(self.jobs)))]
        }
        self.persons = [row["candidate"]["id"] for rows in self.rows.values() for row in rows]
        few = self.chance.sample(self.persons, min(50, len(self.persons)))
        self.documents = [row["id"] for person in few for row in caller.all(f"/candidates/{person}/documents")]
        self.matched = [row["id"] for rows in self.rows.values() for row in rows if row["match"]]
        self.searchable = caller.ask("GET", "/search?q=python").status == 200
        for one in callers:  # a cursor is good for whoever got it
            one.places.update({job: self._cursor(one, job) for job in self.rows})

    def _cursor(self, caller: Caller, job: str) -> str:
        told = caller.ask("GET", f"/jobs/{job}/applications?limit=50").json()
        return f"&cursor={quote(told['next'])}" if told["next"] else ""

    def mix(self) -> Sequence[tuple[str, int, Callable[[], Ask]]]:
        """Return the routes, how often each is asked of a hundred times, and how a request of it is made."""
        get = self._get
        found = [
            ("GET /jobs", 8, lambda: get("/jobs")),
            ("GET /jobs/{job}", 6, lambda: get(f"/jobs/{self._job()}")),
            ("GET /jobs/{job}/applications by lot", 10, lambda: get(f"/jobs/{self._row()[0]}/applications?limit=50")),
            ("GET /jobs/{job}/applications by score", 10, lambda: get(f"/jobs/{self._row()[0]}/applications?order=score&limit=50")),
            ("GET /jobs/{job}/applications next page", 4, self._next_page),
            ("GET /jobs/{job}/shortlist", 5, lambda: get(f"/jobs/{self._row()[0]}/shortlist?limit=50")),
            ("GET /applications/{id}", 8, lambda: get(f"/applications/{self._row()[1]['id']}")),
            ("GET /applications/{id}/match", 10, lambda: get(f"/applications/{self.chance.choice(self.matched)}/match")),
            ("GET /candidates", 6, lambda: get("/candidates?limit=50")),
            ("GET /candidates/{id}", 10, lambda: get(f"/candidates/{self._person()}")),
            ("GET /candidates/{id}/profile", 5, lambda: get(f"/candidates/{self._person()}/profile")),
            ("GET /documents/{id}/text", 4, lambda: get(f"/documents/{self.chance.choice(self.documents)}/text")),
            ("GET /jobs/{job}/funnel", 1, lambda: get(f"/jobs/{self._row()[0]}/funnel")),
            ("GET /session", 3, lambda: get("/session")),
            ("POST /jobs/{job}/decisions", 5, self._decide),
            ("POST /candidates/{id}/notes", 3, lambda: ("POST", f"/candidates/{self._person()}/notes", {"body": "called, will call back"})),
            ("GET /tags", 2, lambda: get("/tags")),
        ]  # fmt: skip
        if self.searchable:
            found.append(("GET /search", 6, lambda: get(f"/search?q={self.chance.choice(('python', 'java', 'excel', 'kafka', 'sales'))}")))
        return found

    def asks(self) -> Iterator[tuple[str, Ask]]:
        """Yield requests without end, by the mix."""
        mix = self.mix()
        weights = [often for _, often, _ in mix]
        while True:
            route, _, made = self.chance.choices(mix, weights)[0]
            yield route, made()

    def _get(self, path: str) -> Ask:
        return "GET", path, None

    def _job(self) -> str:
        return self.chance.choice(self.jobs)

    def _person(self) -> str:
        return self.chance.choice(self.persons)

    def _row(self) -> tuple[str, dict[str, Any]]:
        """Return an application, of the crowded job as often as of all others."""
        job = self.crowded if self.chance.random() < 0.5 else self.chance.choice([job for job in self.rows if self.rows[job]])
        return job, self.chance.choice(self.rows[job])

    def _next_page(self) -> Ask:
        job = self.chance.choice(list(self.rows))
        return self._get(f"/jobs/{job}/applications?limit=50{HERE}{job}")

    def _decide(self) -> Ask:
        """Move an applicant to another stage than where they stand, as far as nobody else moved them meanwhile."""
        job, row = self._row()
        row["stage"] = self.chance.choice([stage for stage in STAGES if stage != row["stage"]])
        wish = {"persons": [row["candidate"]["id"]], "action": row["stage"], "reason": "another look"}
        return "POST", f"/jobs/{job}/decisions", wish


def arrivals(rate: float, seconds: float, *, seed: int = 0) -> Iterator[float]:
    """Yield the moments at which somebody clicks, from 0 on: independent of each other, so many a second on average."""
    chance, at = random.Random(f"arrivals {seed}"), 0.0
    while (at := at + chance.expovariate(rate)) < seconds:
        yield at


def drive(
    callers: Sequence[Caller], asks: Iterator[tuple[str, Ask]], *, rate: float, seconds: float, seed: int = 0, threads: int = 32
) -> list[Sample]:
    """Ask at a rate, whatever the answers take; return what became of each request.

    Args:
        callers: who asks, in turn.
        asks: what.
        rate: requests a second.
        seconds: for how long.
        seed: other moments for another seed.
        threads: how many may wait for an answer at once; more would be late, which `Sample.late` shows.
    """
    waiting: queue.SimpleQueue[tuple[float, Caller, str, Ask] | None] = queue.SimpleQueue()
    found: list[Sample] = []
    began = time.monotonic() + 0.1
    workers = [threading.Thread(target=_work, args=(waiting, began, found), daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for number, due in enumerate(arrivals(rate, seconds, seed=seed)):
        route, ask = next(asks)
        time.sleep(max(0.0, began + due - time.monotonic()))
        waiting.put((due, callers[number % len(callers)], route, ask))
    for _ in workers:
        waiting.put(None)
    for worker in workers:
        worker.join(120)
    return sorted(found, key=lambda sample: sample.due)


def _work(waiting: queue.SimpleQueue[tuple[float, Caller, str, Ask] | None], began: float, found: list[Sample]) -> None:
    while (item := waiting.get()) is not None:
        due, caller, route, (method, path, body) = item
        plain, _, place = path.partition(HERE)
        sent = time.monotonic()
        try:
            status = caller.ask(method, plain + caller.places.get(place, ""), body).status
        except OSError:
            status = 0
        found.append(Sample(route, due, sent - began - due, time.monotonic() - began - due, status))


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that so many do not exceed: one that was seen, not one between two."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1))] if ordered else 0.0


def figures(samples: Sequence[Sample]) -> dict[str, float]:
    """Return count, errors and quantiles in milliseconds."""
    times = [1000 * sample.seconds for sample in samples]
    told = {name: round(quantile(times, share), 1) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    errors = sum(sample.status not in EXPECTED for sample in samples)
    return {"n": len(samples), "errors": errors, **told, "max": round(max(times, default=0.0), 1)}


def by_route(samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """Return the figures of each route, the slowest first."""
    routes = {sample.route for sample in samples}
    told = {route: figures([sample for sample in samples if sample.route == route]) for route in routes}
    return dict(sorted(told.items(), key=lambda one: -one[1]["p95"]))
