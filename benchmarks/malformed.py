"""Turn several hundred malformed files into a table: how each ended, how long it took, how much memory it needed.

    python -m benchmarks.malformed [--workers 2] [--json]

The files are made by `tests/documents/malformed.py`. A crash is an exception in this process; a hang is a file
that takes more than 30 seconds; a worker that dies and is replaced is neither, and is counted beside them.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from jiufang.documents import ReadingPool
from jiufang.documents.records import Reading, Status

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "documents"))
HANG_S = 30.0
DIED = re.compile("stopped|crashed|no proper answer")


def main() -> int:
    """Read every malformed file and write `results/malformed.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args()
    result = measure(workers=options.workers)
    target = ROOT / "benchmarks" / "results" / "malformed.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else _table(result))
    return 1 if result["crashes"] or result["hangs"] or result["without_reason"] or result["connections"] else 0


def measure(*, workers: int = 2) -> dict[str, Any]:
    """Read every malformed file once and count how they ended."""
    rows: list[dict[str, Any]] = []
    with _listener() as (url, met), ReadingPool(workers) as pool, _memory() as peak:
        pool.read(b"warm", name="warm.txt")
        started = time.perf_counter()
        threads = [threading.Thread(target=_work, args=(pool, todo, rows)) for todo in [_shared(url)] * workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
    return _summary(rows, met[0], peak[0], seconds)


def _shared(url: str) -> Iterator[Any]:
    from malformed import cases

    class Locked:
        def __init__(self) -> None:
            self.cases, self.lock = cases(url), threading.Lock()

        def __iter__(self) -> Locked:
            return self

        def __next__(self) -> Any:
            with self.lock:
                return next(self.cases)

    return Locked()


def _work(pool: ReadingPool, todo: Iterator[Any], rows: list[dict[str, Any]]) -> None:
    for case in todo:
        before = time.perf_counter()
        try:
            reading: Reading | None = pool.read(case.data, name=case.file)
            crash = ""
        except Exception as error:
            reading, crash = None, repr(error)
        rows.append(
            {"family": case.family, "file": case.file, "s": round(time.perf_counter() - before, 2), "crash": crash, **_told(reading)}
        )


def _told(reading: Reading | None) -> dict[str, str]:
    if reading is None:
        return {"status": "crash", "reason": ""}
    problems = [p.message for p in reading.problems] + [p.message for d in reading.documents for p in d.problems]
    return {"status": reading.status.value, "reason": reading.reason or "; ".join(problems[:3])[:200]}


def _summary(rows: list[dict[str, Any]], connections: int, peak: int, seconds: float) -> dict[str, Any]:
    failed = [r for r in rows if r["status"] == Status.FAILED.value]
    slowest = sorted(rows, key=lambda r: (-r["s"], r["file"]))[:8]
    reasons = Counter(re.sub(r"\d[\d,]*", "N", r["reason"]) for r in failed)
    return {
        "n": len(rows),
        "crashes": sum(bool(r["crash"]) for r in rows),
        "hangs": sum(r["s"] > HANG_S for r in rows),
        "connections": connections,
        "without_reason": sum(not r["reason"] for r in rows if r["status"] != Status.OK.value),
        "workers_replaced": sum(bool(DIED.search(r["reason"])) for r in failed),
        "peak_worker_rss_mb": peak >> 20,
        "seconds": round(seconds, 1),
        "by_status": dict(sorted(Counter(r["status"] for r in rows).items())),
        "by_family": {
            f: dict(sorted(Counter(r["status"] for r in rows if r["family"] == f).items())) for f in sorted({r["family"] for r in rows})
        },
        "slowest": [{k: r[k] for k in ("file", "s", "status", "reason")} for r in slowest],
        "reasons": dict(sorted(reasons.items(), key=lambda kv: (-kv[1], kv[0]))),
        "files": sorted(({k: r[k] for k in ("family", "file", "status", "reason")} for r in rows), key=lambda r: (r["family"], r["file"])),
    }


@contextmanager
def _listener() -> Iterator[tuple[str, list[int]]]:
    """Listen on the loopback and count who comes: nobody may."""
    met = [0]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                met[0] += 1

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", met
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def _memory() -> Iterator[list[int]]:
    """Watch the largest resident size of any worker."""
    peak, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            for child in psutil.Process().children():
                try:
                    peak[0] = max(peak[0], child.memory_info().rss)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield peak
    stop.set()
    thread.join()


def _table(result: dict[str, Any]) -> str:
    lines = [f"{key:20} {value}" for key, value in result.items() if isinstance(value, int | float)]
    lines += ["", *(f"{r['s']:6.1f} s  {r['file']:24} {r['status']:8} {r['reason'][:90]}" for r in result["slowest"])]
    lines += ["", *(f"{count:4}  {reason[:130]}" for reason, count in result["reasons"].items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
