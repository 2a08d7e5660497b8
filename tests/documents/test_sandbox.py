"""The reading pool: one bad file costs one failed reading and nothing else."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

import hostile
import psutil
import pytest
import seeds

from jiufang.documents import ReadingPool
from jiufang.documents.records import Status
from jiufang.documents.sandbox import frames


def workers() -> set[int]:
    """Return the process ids of the workers of all open pools."""
    return {c.pid for c in psutil.Process().children() if c.status() != psutil.STATUS_ZOMBIE}


@pytest.fixture(scope="module")
def pool():
    with ReadingPool(workers=2) as pool:
        yield pool


def test_a_file_is_read_in_another_process(pool):
    """The words of a file come back from a worker; this process never opens it."""
    reading = pool.read(seeds.TEXT.encode(), name="cv.txt")

    assert reading.status is Status.OK
    assert "Zhang Min" in reading.documents[0].text
    assert workers()


def test_readings_come_in_the_order_of_the_files(pool):
    """Files are read in parallel; their readings come in the order given."""
    readings = list(pool.read_many([seeds.docx(), b"first line", seeds.pdf(), b"last line"]))

    assert [r.documents[0].text[:5] for r in readings] == ["Zhang", "first", "Zhang", "last "]


def test_a_worker_that_is_killed_is_replaced():
    """When the system kills a worker the file is failed with a reason, and the next file is read."""
    others = workers()
    with ReadingPool(workers=1) as pool:
        pool.read(b"warm up", name="a.txt")
        waiting = pool.submit(seeds.pdf(content=b"0 0 m 500 700 l S\n" * 39_000), name="slow.pdf")
        time.sleep(0.5)
        psutil.Process((workers() - others).pop()).kill()
        reading, after = waiting.result(), pool.read(b"still here", name="b.txt")

    assert reading.status is Status.FAILED
    assert "stopped" in reading.reason
    assert after.documents[0].text == "still here"


def test_a_file_that_takes_too_long_is_stopped():
    """The clock of the pool ends a file that takes longer than it may, with a reason."""
    with ReadingPool(workers=1, wall_s=0.5) as pool:
        pool.read(b"warm up", name="a.txt")
        before = time.monotonic()
        reading = pool.read(seeds.pdf(content=b"0 0 m 500 700 l S\n" * 39_000), name="slow.pdf")

    assert time.monotonic() - before < 5
    assert reading.status is Status.FAILED
    assert "too long" in reading.reason


def test_memory_is_bounded():
    """A file that asks for gigabytes is failed with a reason, not a burden on the machine."""
    others = workers()
    with ReadingPool(workers=1) as pool:
        pool.read(b"warm up", name="a.txt")
        worker = psutil.Process((workers() - others).pop())
        waiting, largest = pool.submit(next(d for n, d in hostile.pdfs("") if n == "filter-chain.pdf"), name="bomb.pdf"), 0
        while not waiting.done():
            with contextlib.suppress(psutil.Error):
                largest = max(largest, worker.memory_info().rss)
            time.sleep(0.01)

    assert waiting.result().status is Status.FAILED
    assert waiting.result().reason
    assert largest < 1200 << 20


def test_a_worker_that_died_while_it_waited_harms_no_file():
    """When the system ends an idle worker, the next file is read by a new one."""
    others = workers()
    with ReadingPool(workers=1) as pool:
        pool.read(b"warm up", name="a.txt")
        psutil.Process((workers() - others).pop()).kill()
        time.sleep(0.2)

        assert pool.read(b"text", name="b.txt").status is Status.OK


def test_workers_are_replaced_after_some_files():
    """A worker serves a given number of files; what leaks in it leaks no further."""
    others, seen = workers(), []
    with ReadingPool(workers=1, files_a_worker=2) as pool:
        for _ in range(3):
            pool.read(b"text", name="a.txt")
            seen.append(workers() - others)

    assert len(seen[0]) == len(seen[2]) == 1
    assert seen[1] == set()
    assert seen[0] != seen[2]


def test_closing_ends_every_worker():
    """Nothing is left behind when a pool is closed."""
    before = workers()
    with ReadingPool(workers=2) as pool:
        list(pool.read_many([b"a", b"b", b"c"]))
        assert workers() - before

    assert workers() <= before


def test_what_is_not_a_file_is_failed_with_a_reason(pool, tmp_path):
    """Folders, missing files and pipes are told apart, and none of them blocks."""
    reasons = [pool.read(tmp_path).reason, pool.read(tmp_path / "none.pdf").reason]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.pdf")
        reasons.append(pool.read(tmp_path / "pipe.pdf").reason)

    assert reasons == ["it is a folder, not a file", "there is no such file", "it is not a regular file"][: len(reasons)]


def test_several_threads_may_share_a_pool(pool):
    """Readings reach the thread that asked for them."""
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = pool.read(f"person {number}".encode(), name="cv.txt").documents[0].text

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {n: f"person {n}" for n in range(12)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses a child process to look at its limits")
def test_a_worker_has_no_network_and_cannot_write(tmp_path):
    """Inside the limits a connection, a name look-up and a growing file are refused."""
    import subprocess

    script = (
        "import os, socket, sys\nfrom jiufang.documents.sandbox import limits\nlimits.confine(parent=os.getppid())\n"
        "told = []\n"
        "for attempt in (lambda: socket.create_connection(('127.0.0.1', 9), 1), lambda: socket.getaddrinfo('example.com', 80)):\n"
        "    try:\n        attempt()\n        told.append('open')\n    except PermissionError:\n        told.append('refused')\n"
        "try:\n    with open(sys.argv[1], 'w') as file:\n        file.write('x' * 9999)\n    told.append('written')\nexcept OSError:\n    told.append('refused')\n"
        "print(*told)"
    )
    said = subprocess.run([sys.executable, "-c", script, str(tmp_path / "out.txt")], capture_output=True, text=True, check=True).stdout

    assert said.split() == ["refused", "refused", "refused"]


def test_a_frame_that_is_too_long_is_refused():
    """What a worker sends is bounded: a length beyond the limit is no answer."""
    import io

    stream = io.BytesIO(frames.HEADER.pack(frames.ANSWER, 1 << 60) + b"x")

    with pytest.raises(frames.BrokenFrame):
        frames.receive(stream)
