"""Several processes answer on one port: one that dies is replaced and missed by nobody, what is counted is counted over all, all end in order."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

pytest.importorskip("procrastinate")
pytest.importorskip("fastapi")

from tests.web.test_running import PATIENCE, Running

from jiufang.store.embedded import EmbeddedServer
from jiufang.web.commons import MEMORY
from jiufang.web.serving import Serving


class Several(Running):
    """A server of two processes."""

    def __init__(self, folder, *options, **environment):
        super().__init__(folder, "--no-worker", "--processes", "2", *options, **environment)

    def crew(self):
        """Return the processes that answer: those that the server of forks began."""
        return {one.pid for child in psutil.Process(self.process.pid).children() for one in child.children() if one.is_running()}

    def whole(self, *, without=()):
        """Wait until both answer; return them."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            crew = self.crew()
            if len(crew) == 2 and not crew & set(without) and json.loads(self.get("/-/health")[1])["parts"].get("processes") == "ok":
                return crew
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text("utf-8")[-3000:])

    def count(self, pattern):
        """Return the sum of the figures that a pattern names."""
        return sum(float(value) for value in re.findall(rf"^{pattern} (\S+)$", self.get("/-/metrics")[1], re.M))


def ended(processes):
    """Wait until processes are gone; tell whether they are."""
    gone = [psutil.Process(one) for one in processes if psutil.pid_exists(one)]
    return not psutil.wait_procs(gone, PATIENCE)[1]


@pytest.fixture(scope="module")
def folder():
    """A folder that all use, one after the other; its path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="jf-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.fixture
def server(folder):
    """One that is ended when the test is."""
    with contextlib.ExitStack() as ending:
        running = Several(folder, JIUFANG_STOP_SECONDS="600")
        ending.callback(running.stop)
        running.whole()
        yield running


def test_each_of_two_answers_and_what_they_count_is_one(server, folder):
    """While one stands still the other answers; requests, memory and a stranger's rate are those of both; it ends in order, with its files."""
    first, second = server.crew()
    shared = commons([first, second])
    before = server.count(r'jiufang_request_seconds_count\{[^}]*route="/-/live",[^}]*\}')
    for still in (first, second):
        os.kill(still, signal.SIGSTOP)
        try:
            for _ in range(3):
                assert server.get("/-/live")[0] == 200
        finally:
            os.kill(still, signal.SIGCONT)
    assert server.count(r'jiufang_request_seconds_count\{[^}]*route="/-/live",[^}]*\}') == before + 6
    told = server.count("process_resident_memory_bytes")
    assert told > 1.5 * max(psutil.Process(one).memory_info().rss for one in server.crew())
    assert server.count("jiufang_requests_running") == 1  # who asks for it

    rate, began = Serving().strangers, time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        statuses = Counter(pool.map(lambda _: server.get("/api/v1/setup")[0], range(2 * int(rate.burst))))
    flowed = (time.monotonic() - began) * rate.burst / rate.seconds
    assert set(statuses) == {200, 429}
    assert statuses[200] <= rate.burst + flowed + 1

    code, _, out = server.end()
    assert (code, len(re.findall(r"/set-up/\S+", out))) == (0, 1)
    assert ended([first, second])
    assert not shared.exists()
    assert EmbeddedServer(folder / "ws").pid() is None


def commons(crew):
    """Return the folder that processes share; a machine may run other servers."""
    found = [place.parent for place in MEMORY.glob("jiufang-*/crew") if set(place.read_text().split()) & set(map(str, crew))]
    assert len(found) == 1
    return found[0]


def test_one_that_is_killed_is_replaced(server):
    """Those that ask meanwhile are answered, but for what the killed one had begun; another one comes, and what it counted is not lost."""
    over, answers = threading.Event(), Counter()

    def ask():
        while not over.is_set():
            try:
                answers[server.get("/-/live")[0]] += 1
            except (OSError, HTTPException):
                answers["broken"] += 1

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for one in asking:
        one.start()
    try:
        killed = 0
        for _ in range(3):
            time.sleep(0.3)
            victim = min(server.crew())
            before = sum(answers.values())
            os.kill(victim, signal.SIGKILL)
            killed += 1
            assert victim not in server.whole(without=[victim])
            assert sum(answers.values()) > before
    finally:
        over.set()
        for one in asking:
            one.join()
    counted = server.count(r'jiufang_request_seconds_count\{[^}]*route="/-/live",status="200"\}')

    assert set(answers) <= {200, "broken"}
    assert answers["broken"] <= killed * len(asking)
    lost = killed * len(asking)  # answers that had gone out and were not counted yet when their process ended
    assert answers[200] - lost <= counted <= answers[200] + answers["broken"]
    assert server.end()[0] == 0


def test_the_first_signal_lets_requests_end_and_the_second_does_not(server):
    """A request whose body is still coming holds the end up, until it is told to be at once."""
    place, crew = urllib.parse.urlsplit(server.url), server.crew()
    head = f"POST /api/v1/session HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {server.url}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as line:
        line.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        deadline = time.monotonic() + PATIENCE
        while server.count("jiufang_requests_running") < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionError):  # noqa: PT012 - until it is so
            while time.monotonic() < deadline:
                socket.create_connection((place.hostname, place.port), timeout=5).close()
                time.sleep(0.05)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(ConnectionError):
            assert line.recv(1000) == b""
    assert server.process.wait(PATIENCE) == 0
    assert ended(crew)


def test_a_parent_that_is_killed_leaves_nobody_behind(server, folder):
    """Its processes end by themselves, the last of them with the database, and with what they shared."""
    crew = server.crew()
    shared = commons(crew)
    server.process.kill()

    assert ended(crew)
    deadline = time.monotonic() + PATIENCE
    while EmbeddedServer(folder / "ws").pid() is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert EmbeddedServer(folder / "ws").pid() is None
    assert not shared.exists()
