"""Hand in files as a server does and time them until they are read, kept and shown: `python -m benchmarks.ingest [--files 500]`.

This process stands for the pages: several threads hand in at once. A worker of its own (`jiufang worker`) reads; the database is the
folder's. Seconds go from the first file handed in to the last one kept and found by its words; where the encoder is fetched, vectors follow
within a minute (`with_vectors_per_s`). Memory is each process's own share (PSS), at its highest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

import jiufang
from benchmarks.arriving import arriving
from jiufang.models.folders import is_whole
from jiufang.settings import Settings
from jiufang.workspace.background import hand_in
from jiufang.workspace.opened import OpenWorkspace

RESULT = Path(__file__).parent / "results" / "ingest.json"
LIMITS = {"least_documents_per_s": 4.0, "most_memory_mb": 1536}
AT_ONCE = 4  # requests that hand in
LOOK = 0.25  # seconds
SHOWN = "SELECT count(*) FROM profiles p JOIN search_entries e ON e.id = p.id WHERE p.current"
MEANT = "SELECT count(*) FROM search_vectors"
STATES = "SELECT state, count(*) FROM tasks GROUP BY state"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and file the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--concurrency", type=int, default=0, help="tasks at once; as many as JIUFANG_WORKERS when 0")
    parser.add_argument("--without-models", action="store_true", help="as where no encoder was fetched: no vectors are made")
    parser.add_argument("--json", action="store_true", help="print the figures alone and leave the filed ones as they are")
    given = parser.parse_args(arguments)
    figures = measure(given.files, concurrency=given.concurrency, models=not given.without_models)
    if not given.json:
        kept = json.loads(RESULT.read_text("utf-8")) if RESULT.is_file() else {}
        kept["without models" if given.without_models else "with models"] = figures
        RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))
    return 0 if figures["within_limits"] else 1


def measure(files: int, *, concurrency: int = 0, models: bool = True) -> dict[str, Any]:
    """Hand in so many files and wait until all are shown."""
    folder = Path(tempfile.mkdtemp(prefix="jf-ingest-"))
    if not models:
        os.environ["JIUFANG_MODELS"] = str(folder / "none")
    todo = list(arriving(files))
    try:
        with jiufang.open(folder / "ws") as ws, _working(folder / "ws", concurrency), _memory(folder / "ws") as peaks:
            _until(lambda: _worker_is_up(ws), "the worker does not start")
            hand_in(ws, b"Ada Lindqvist\nada@example.com\n", "warm.txt")
            _until(lambda: _count(ws) == 1, "nothing is read")
            started, cpu = time.perf_counter(), _cpu(folder / "ws")
            waits, handed = _hand_in_all(ws, todo)
            _until(lambda: _count(ws) == files + 1, "not everything is shown", seconds=600)
            seconds = time.perf_counter() - started
            vectors = models and is_whole(Settings().models_dir / "encoder")
            _until(lambda: not vectors or _count(ws, MEANT) == files + 1, "not everybody's meaning is read", seconds=600)
            settled, cpu = time.perf_counter() - started, _since(cpu, _cpu(folder / "ws"))
            with ws.store.session() as session:
                states = dict(session.connection.execute(text(STATES)).all())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    waits.sort()
    figures = {
        "files": files,
        "processors": len(os.sched_getaffinity(0)),
        "workers": Settings().workers,
        "documents_per_s": round(files / seconds, 2),
        "vectors": vectors,
        "with_vectors_per_s": round(files / settled, 2),
        "handed_in_per_s": round(files / handed, 2),
        "hand_in_p50_ms": round(1000 * waits[len(waits) // 2], 1),
        "hand_in_p95_ms": round(1000 * waits[int(len(waits) * 0.95)], 1),
        "cpu_ms_a_document": {name: round(1000 * spent / files, 1) for name, spent in cpu.items()},
        "memory_mb": {name: round(size / 2**20) for name, size in peaks.items()},
        "tasks": states,
    }
    met = figures["documents_per_s"] >= LIMITS["least_documents_per_s"] and figures["memory_mb"]["all"] <= LIMITS["most_memory_mb"]
    return {**figures, "within_limits": met}


def _hand_in_all(ws: OpenWorkspace, todo: Sequence[tuple[str, bytes]]) -> tuple[list[float], float]:
    """Hand in from several threads, as fast as it goes; return how long each took, and all."""

    def one(file: tuple[str, bytes]) -> float:
        started = time.perf_counter()
        hand_in(ws, file[1], file[0])
        return time.perf_counter() - started

    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, todo)), time.perf_counter() - started


@contextmanager
def _working(folder: Path, concurrency: int) -> Iterator[None]:
    command = [
        sys.executable,
        "-c",
        "from jiufang.cli import main; main()",
        "worker",
        "--folder",
        str(folder),
        "--concurrency",
        str(concurrency),
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@contextmanager
def _memory(folder: Path) -> Iterator[dict[str, float]]:
    """Keep the highest memory of each part, and of all of them at one moment."""
    peaks: dict[str, float] = defaultdict(float)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            now: dict[str, float] = defaultdict(float)
            for name, process in _parts(folder):
                try:
                    now[name] += process.memory_full_info().pss
                except psutil.Error:
                    continue
            for name, size in {**now, "all": sum(now.values())}.items():
                peaks[name] = max(peaks[name], size)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def _parts(folder: Path) -> list[tuple[str, psutil.Process]]:
    """Return every process that takes part, with what it is."""
    found = [("web", psutil.Process())]
    for child in psutil.Process().children(recursive=True):
        try:
            if child.name() != "postgres":
                found.append(("readers" if "jiufang.documents.sandbox.worker" in " ".join(child.cmdline()) else "worker", child))
        except psutil.Error:
            continue
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and Path(process.cwd()) == (folder / "database").resolve():
                found.append(("database", process))
        except psutil.Error:
            continue
    return found


def _cpu(folder: Path) -> dict[str, float]:
    """Return the seconds of processor that each part took so far; what ended connections took is in their parent's time."""
    total: dict[str, float] = defaultdict(float)
    for name, process in _parts(folder):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total[name] += times.user + times.system
    return total


def _since(before: dict[str, float], now: dict[str, float]) -> dict[str, float]:
    return {name: now[name] - before.get(name, 0.0) for name in sorted(now)}


def _worker_is_up(ws: OpenWorkspace) -> bool:
    with ws.session() as session:
        return bool(session.connection.execute(text("SELECT count(*) FROM queue.procrastinate_workers")).scalar())


def _count(ws: OpenWorkspace, query: str = SHOWN) -> int:
    with ws.session() as session:
        return int(session.connection.execute(text(query)).scalar_one())


def _until(reached: Any, failed: str, *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            raise SystemExit(failed)
        time.sleep(LOOK)


if __name__ == "__main__":
    sys.exit(main())
