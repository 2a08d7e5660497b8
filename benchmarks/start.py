"""Time how long a folder takes to open, for the first time and later: `python -m benchmarks.start --busy 2 --out FILE`.

    server     the embedded PostgreSQL alone: made, started, answering (issue 5: at most 8 s first, 2 s later)
    store      the same with its tables migrated and its keys there, in a program that is loaded
    program    `jiufang.open(folder)` in a new process, from its first line: loading our own code and libraries included
    rate       one check of a rate that all processes share, and of one in memory, in milliseconds

Each in a folder of its own; `--busy` keeps so many processes running beside it, to see what a loaded machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jiufang.access.limits import InMemory, Limiter, Rate
from jiufang.store.embedded import open_server
from jiufang.store.opening import open_store
from jiufang.store.shelves.rates import StoredRates

LIMITS = {"server_first_s": 8.0, "server_later_s": 2.0, "store_first_s": 8.0, "store_later_s": 2.0}
CHECKS = 500
PEOPLE = 50  # whose rates are checked in turn
OPEN = "import sys, jiufang; jiufang.open(sys.argv[1]).close()"
BUSY = "while True: pass"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and file the figures where `--out` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--busy", type=int, default=0, help="processes that do nothing but compute meanwhile")
    parser.add_argument("--out", type=Path, help="file for the figures, as JSON")
    given = parser.parse_args(arguments)
    with busy(given.busy):
        figures = measure(given.runs)
    told = {"runs": given.runs, "busy": given.busy, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), **figures}
    print(json.dumps(told, indent=1))
    if given.out:
        given.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def measure(runs: int) -> dict[str, Any]:
    """Return seconds of the first and of later openings, medians and worst, and milliseconds of a check."""
    kinds: dict[str, Callable[[Path], object]] = {
        "server": lambda folder: open_server(folder).close,
        "store": lambda folder: open_store(folder).close,
        "program": _program,
    }
    figures: dict[str, Any] = {}
    for name, open_ in kinds.items():
        taken = [_first_and_later(open_) for _ in range(runs)]
        for when, seconds in zip(("first", "later"), zip(*taken, strict=True), strict=True):
            figures[f"{name}_{when}_s"] = round(statistics.median(seconds), 2)
            figures[f"{name}_{when}_worst_s"] = round(max(seconds), 2)
    figures |= {f"{name}_within_limit": figures[name] <= limit for name, limit in LIMITS.items()}
    return figures | _rates()


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep so many processes computing."""
    running = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def _first_and_later(open_: Callable[[Path], object]) -> tuple[float, float]:
    with _folder() as folder:
        return _timed(open_, folder), _timed(open_, folder)


def _timed(open_: Callable[[Path], object], folder: Path) -> float:
    """Return the seconds of an opening, without those of closing where the two can be told apart."""
    begun = time.perf_counter()
    close = open_(folder)
    seconds = time.perf_counter() - begun
    if callable(close):
        close()
    return seconds


def _program(folder: Path) -> None:
    subprocess.run([sys.executable, "-c", OPEN, folder], check=True)


def _rates() -> dict[str, float]:
    with _folder() as folder, open_store(folder) as store:
        shared = StoredRates(store.session, lambda: b"benchmark")
        return {"rate_shared_ms": round(_check(shared), 3), "rate_in_memory_ms": round(_check(InMemory()), 4)}


def _check(limiter: Limiter) -> float:
    rate = Rate("sign-in", burst=5, seconds=900)
    begun = time.perf_counter()
    for number in range(CHECKS):
        limiter.take(rate, str(number % PEOPLE))
    return 1000 * (time.perf_counter() - begun) / CHECKS


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that the server's user may enter when we are root."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


if __name__ == "__main__":
    main()
