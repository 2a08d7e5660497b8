"""Turn paths into readings with a pool of warm worker processes that are killed and replaced when a file breaks them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import PathLike, fspath, getpid
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

import jiufang
from jiufang.documents.records import Reading, Status
from jiufang.documents.sandbox import frames

MAX_FILE = 50 << 20
# Below the 30 seconds within which every file is answered.
WALL_S = 25.0
OCR_WALL_S = 90.0
START_S = 60.0
# A reader that leaks a little must not leak for ever.
FILES_A_WORKER = 200

FilePath = str | PathLike[str]
Source = FilePath | bytes

_START = "import sys; sys.path[:0] = [sys.argv[2]]; from jiufang.documents.sandbox.worker import main; main(int(sys.argv[1]))"


class WorkerDied(Exception):
    """A worker did not live to answer; the message says why, in plain words."""


class Worker:
    """One worker process and the pipes to it. It belongs to the thread that made it.

    Linux kills a worker when the *thread* that started it ends, so each is started and used by a
    thread of the pool, never by a passing one.
    """

    def __init__(self) -> None:
        root = str(Path(jiufang.__file__).parents[1])
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(getpid()), root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._timed_out = False
        self.files = 0
        self.is_tired = False
        self._exchange([], wall_s=START_S)

    @property
    def is_alive(self) -> bool:
        """Tell whether the process still runs: the system may have ended it while it waited."""
        return self._process.poll() is None

    def ask(self, kind: bytes, request: dict[str, object], data: bytes, *, wall_s: float) -> bytes:
        """Send one request and wait for its answer.

        Raises:
            WorkerDied: the worker crashed, hit a limit, or took longer than it may.
        """
        self.files += 1
        head = json.dumps(request).encode()
        return self._exchange([(kind, head), (frames.DATA, data)], wall_s=wall_s)

    def kill(self) -> None:
        """End the process and those it started, whatever they are doing."""
        self._end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _exchange(self, sent: list[tuple[bytes, bytes]], *, wall_s: float) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        clock = self._clock(wall_s)
        try:
            for kind, payload in sent:
                frames.send(self._process.stdin, kind, payload)
            kind, payload = frames.receive(self._process.stdout)
            while kind == frames.OCR and clock.interval < OCR_WALL_S:
                clock.cancel()
                clock = self._clock(OCR_WALL_S)
                kind, payload = frames.receive(self._process.stdout)
        except (OSError, frames.BrokenFrame):
            raise WorkerDied(self._cause()) from None
        finally:
            clock.cancel()
        self.is_tired = kind == frames.LAST
        if kind not in (frames.ANSWER, frames.LAST, frames.READY):
            raise WorkerDied("the reader gave no proper answer")
        return payload

    def _clock(self, wall_s: float) -> threading.Timer:
        def ring() -> None:
            self._timed_out = True
            self._end()

        clock = threading.Timer(wall_s, ring)
        clock.daemon = True
        clock.start()
        return clock

    def _end(self) -> None:
        # The worker leads a session of its own: a converter that it started goes with it.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _cause(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "the reader gave no proper answer"
        if self._timed_out or code == -getattr(signal, "SIGALRM", 0):
            return "reading it took too long and was stopped"
        return _CAUSES.get(_signal_name(code), "the reader crashed on it; the file is damaged or made to do harm")


# PDFium and other native readers end themselves with a trap when they are refused memory.
_TOO_MUCH = "reading it needed too much memory and was stopped (ask for a new export of the file)"
_CAUSES = {
    "SIGTRAP": _TOO_MUCH,
    "SIGILL": _TOO_MUCH,
    "SIGABRT": _TOO_MUCH,
    "SIGXCPU": "reading it took too much computing time and was stopped",
    "SIGKILL": _TOO_MUCH,
}


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else ""
    except ValueError:
        return ""


class ReadingPool:
    """Warm worker processes that read files.

    Use it as a context manager. It may be used from several threads; workers start when first needed and a
    worker that dies is replaced, so one bad file costs one `failed` reading and nothing else.

    Args:
        workers: how many processes read at the same time.
        files_a_worker: after so many files a worker is replaced by a fresh one.
        wall_s: seconds a file may take; pages that need text recognition get 90.
    """

    def __init__(self, workers: int = 2, *, files_a_worker: int = FILES_A_WORKER, wall_s: float = WALL_S) -> None:
        self.workers = max(1, workers)
        self._files_a_worker = files_a_worker
        self._wall_s = wall_s
        self._own = threading.local()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(max_workers=self.workers, thread_name_prefix="jiufang-read")

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Drop what waits, end every worker."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            workers = list(self._all)
            self._all.clear()
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=True)

    def read(self, source: Source, *, name: str | None = None, ocr: bool = True) -> Reading:
        """Read one file; never raises for what is in it."""
        return self.submit(source, name=name, ocr=ocr).result()

    def submit(self, source: Source, *, name: str | None = None, ocr: bool = True) -> Future[Reading]:
        """Queue one file for reading."""
        return self._threads.submit(self._read, source, name, ocr)

    def read_many(self, paths: Iterable[Source], *, ocr: bool = True) -> Iterator[Reading]:
        """Read files in parallel, yield their readings in the order of the paths."""
        waiting: deque[Future[Reading]] = deque()
        ahead = 8 * self.workers
        rest = iter(paths)
        try:
            for path in rest:
                waiting.append(self.submit(path, ocr=ocr))
                if len(waiting) >= ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def render(self, source: Source, page: int, *, dpi: int = 110, member: str | None = None, turned: int = 0) -> bytes:
        """Draw a page as WebP inside a worker; empty bytes when it cannot be drawn.

        Args:
            source: the file.
            page: counted from 1.
            dpi: dots per inch.
            member: the path of the document inside an archive or e-mail.
            turned: `Page.turned`, for pictures that do not stand upright.
        """
        return self.submit_render(source, page, dpi=dpi, member=member, turned=turned).result()

    def submit_render(self, source: Source, page: int, *, dpi: int = 110, member: str | None = None, turned: int = 0) -> Future[bytes]:
        """Queue one page for drawing, as `render` does."""
        return self._threads.submit(self._render, source, {"page": page, "dpi": dpi, "member": member, "turned": turned})

    def _read(self, source: Source, name: str | None, ocr: bool) -> Reading:
        file = printable(name or (Path(fspath(source)).name if not isinstance(source, bytes) else "document"))
        data, reason = load(source)
        if reason:
            return failed(file, reason)
        try:
            answer = self._ask(frames.READ, {"name": file, "ocr": ocr}, data)
            reading = Reading.model_validate_json(answer)
        except WorkerDied as death:
            return failed(file, str(death), transient=True)
        except (ValidationError, ValueError):
            self._discard()
            return failed(file, "the reader gave no proper answer", transient=True)
        return reading.model_copy(update={"file": file})

    def _render(self, source: Source, request: dict[str, object]) -> bytes:
        data, _ = load(source)
        name = "document" if isinstance(source, bytes) else printable(Path(fspath(source)).name)
        try:
            return self._ask(frames.RENDER, {**request, "name": name}, data) if data else b""
        except WorkerDied:
            return b""

    def _ask(self, kind: bytes, request: dict[str, object], data: bytes) -> bytes:
        worker = self._worker()
        try:
            answer = worker.ask(kind, request, data, wall_s=self._wall_s)
        except WorkerDied:
            self._discard()
            raise
        if worker.is_tired or worker.files >= self._files_a_worker:
            self._discard()
        return answer

    def _worker(self) -> Worker:
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is not None and not worker.is_alive:
            self._discard()
            worker = None
        if worker is None:
            worker = self._own.worker = Worker()
            with self._lock:
                self._all.add(worker)
        return worker

    def _discard(self) -> None:
        worker: Worker | None = getattr(self._own, "worker", None)
        self._own.worker = None
        if worker is not None:
            worker.kill()
            with self._lock:
                self._all.discard(worker)


def load(source: Source) -> tuple[bytes, str]:
    """Return the bytes of a file and "", or no bytes and the reason why it cannot be read."""
    if isinstance(source, bytes):
        return (source, "") if len(source) <= MAX_FILE else (b"", TOO_LARGE)
    try:
        path = Path(source)
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            return b"", "it is a folder, not a file"
        if not stat.S_ISREG(about.st_mode):
            return b"", "it is not a regular file"
        if about.st_size > MAX_FILE:
            return b"", TOO_LARGE
        return path.read_bytes(), ""
    except FileNotFoundError:
        return b"", "there is no such file"
    except (OSError, ValueError) as error:
        return b"", f"it cannot be opened ({type(error).__name__})"


TOO_LARGE = f"it is larger than {MAX_FILE >> 20} MB"


def failed(file: str, reason: str, *, transient: bool = False) -> Reading:
    """Return the reading of a file that could not be read."""
    return Reading(file=file, status=Status.FAILED, reason=reason, transient=transient)


def printable(name: str) -> str:
    """Return a file name that survives UTF-8: names on disk may hold bytes that are none."""
    return name.encode("utf-8", "replace").decode("utf-8")
