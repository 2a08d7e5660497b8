"""Ask a server for its pages at a rate, as recruiters do on a working day, and time each; and weigh what a browser loads at first.

`python -m benchmarks.pages --rate 20 --folder FOLDER` prints it. Times are counted from the moment of the click (benchmarks/traffic.py).
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import traffic
from benchmarks.served import Caller, Served
from benchmarks.traffic import Ask, Sample

WARM_UP = 15.0  # seconds that are not counted
NAMES = ("li", "an", "ada", "mor", "kal", "林", "王", "berg")
WORDS = ("python", "java", "excel", "kafka", "sales", "nurse")
STATIC = re.compile(rb'(?:src|href)="(/static/[^"#]+)')
FACES = re.compile(rb'url\("?(?:/static/[^/]+/)?([^")]+\.woff2)"?\)')
FIRST = ("/", "/jobs")  # what somebody sees first


def measure(folder: Path, *, rate: float, seconds: float, people: int = 6, processes: int = 2) -> dict[str, Any]:
    """Serve a folder, ask for pages at a rate, and return the figures: in all, and page by page, the slowest first.

    Args:
        folder: a company (`python -m benchmarks.company`).
        rate: pages a second.
        seconds: for how long.
        people: sessions that ask.
        processes: how many of the server's answer.
    """
    models = tempfile.mkdtemp(prefix="jf-none-")
    try:
        with Served(folder, "--processes", str(processes), environment={"JIUFANG_MODELS": models}) as server:
            owner = server.owner()
            callers = [replace(one, root="") for one in (owner, *_others(server, owner, people - 1))]
            day = Day(owner)
            traffic.drive(callers, day.asks(), rate=rate, seconds=WARM_UP)
            samples = traffic.drive(callers, day.asks(), rate=rate, seconds=seconds)
            return {"rate": rate, "seconds": seconds, "processes": processes, **told(samples), "first_kb": weight(callers[0], day)}
    finally:
        shutil.rmtree(models)


def told(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the figures of all pages and of each."""
    return {"all": traffic.figures(samples), "pages": traffic.by_route(samples)}


def _others(server: Served, owner: Caller, count: int) -> list[Caller]:
    """Return recruiters; they may have been there before."""
    try:
        return server.staff(owner, "recruiter", count)
    except RuntimeError:
        return [server.signed_in(f"recruiter{number}@example.org") for number in range(count)]


class Day:
    """What there is to be looked at; which page comes next is chance, the same each time."""

    def __init__(self, caller: Caller, *, seed: int = 0) -> None:
        self.chance = random.Random(f"pages {seed}")
        jobs = list(caller.all("/jobs"))
        self.jobs = [row["id"] for row in jobs]
        self.crowded = max(jobs, key=lambda row: row["applicants"])["id"]
        self.rows = list(caller.all(f"/jobs/{self.crowded}/applications?order=score"))
        self.persons = [row["candidate"]["id"] for row in self.rows]

    def mix(self) -> Sequence[tuple[str, int, Callable[[], str]]]:
        """Return the pages, how often each is asked for of a hundred times, and how an address of it is made."""
        pick = self.chance.choice
        return [
            ("/", 6, lambda: "/"),
            ("/jobs", 6, lambda: "/jobs"),
            ("/jobs/{job}", 14, lambda: f"/jobs/{self._job()}"),
            ("/jobs/{job}?order=lot", 4, lambda: f"/jobs/{self.crowded}?order=lot"),
            ("/jobs/{job}/triage/{application}", 24, lambda: f"/jobs/{self.crowded}/triage/{pick(self.rows)['id']}"),
            ("/jobs/{job}/edit", 4, lambda: f"/jobs/{self._job()}/edit"),
            ("/jobs/{job}/compare", 3, self._compare),
            ("/jobs/{job}/pipeline", 6, lambda: f"/jobs/{self._job()}/pipeline"),
            ("/jobs/{job}/funnel", 2, lambda: f"/jobs/{self._job()}/funnel"),
            ("/jobs/{job}/calibrate", 1, lambda: f"/jobs/{self.crowded}/calibrate"),
            ("/funnel", 1, lambda: "/funnel"),
            ("/candidates/{person}", 10, lambda: f"/candidates/{pick(self.persons)}"),
            ("/pool?q=", 6, lambda: f"/pool?q={pick(WORDS)}"),
            ("/palette?q=", 5, lambda: f"/palette?q={traffic.quote(pick(NAMES))}"),
            ("/upload", 2, lambda: "/upload"),
            ("/tasks", 2, lambda: "/tasks"),
            ("/messages", 2, lambda: "/messages"),
            ("/interviews", 2, lambda: "/interviews"),
        ]  # fmt: skip

    def asks(self) -> Iterator[tuple[str, Ask]]:
        """Yield requests without end, by the mix."""
        mix = self.mix()
        weights = [often for _, often, _ in mix]
        while True:
            name, _, made = self.chance.choices(mix, weights)[0]
            yield name, ("GET", made(), None)

    def _job(self) -> str:
        return self.crowded if self.chance.random() < 0.5 else str(self.chance.choice(self.jobs))

    def _compare(self) -> str:
        several = self.chance.sample(self.rows, min(4, len(self.rows)))
        return f"/jobs/{self.crowded}/compare?" + "&".join(f"candidate={row['id']}" for row in several)


def weight(caller: Caller, day: Day) -> dict[str, float]:
    """Return the kilobytes that a browser with nothing at hand loads for some pages: themselves and their files, as they are sent."""
    packed = replace(caller, headers={**caller.headers, "Accept-Encoding": "gzip"})
    pages = (*FIRST, f"/jobs/{day.crowded}", f"/jobs/{day.crowded}/triage/{day.rows[0]['id']}")
    return {_named(page, day): round(_loaded(packed, caller, page) / 1000, 1) for page in pages}


def _named(page: str, day: Day) -> str:
    return page.replace(day.crowded, "{job}").replace(day.rows[0]["id"], "{application}")


def _loaded(packed: Caller, plain: Caller, page: str) -> int:
    files = {path.decode() for path in STATIC.findall(plain.ask("GET", page).body)}
    style = next((path for path in files if path.endswith(".css")), "")
    faces = {face.decode() for face in FACES.findall(plain.ask("GET", style).body)} if style else set()
    files |= {f"{style.rpartition('/')[0]}/{face}" for face in faces if "ext" not in face}  # the further letters come when they are met
    return sum(len(packed.ask("GET", path).body) for path in (page, *sorted(files)))
