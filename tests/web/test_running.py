"""The server runs as a process: it tells when it is ready, who may read its figures, and ends in good order with its database."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("procrastinate")
pytest.importorskip("fastapi")

import jiufang
from jiufang.settings import Settings
from jiufang.store.embedded import EmbeddedServer
from jiufang.workspace import health

COMMAND = Path(sys.executable).parent / "jiufang"
PATIENCE = 240  # seconds, on a busy machine


class Running:
    """A server in a process of its own."""

    def __init__(self, folder, *options, **environment):
        self.folder = folder
        given = {**os.environ, "JIUFANG_FOLDER": str(folder / "ws"), "JIUFANG_MODELS": str(folder / "none"), **environment}
        given.pop("DATABASE_URL", None)
        self.log = (folder / "log").open("w+", encoding="utf-8")
        call = [COMMAND, "serve", "--port", "0", *options]
        self.process = subprocess.Popen(call, env=given, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = self._url()

    def _url(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"serving (http://\S+);", (self.folder / "log").read_text("utf-8")):
                return found[1]
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8")[-2000:])

    def get(self, path, **headers):
        """Return status and body."""
        try:
            asked = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 - our own server
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def ready(self):
        """Wait until it is ready; return what it tells."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status, body = self.get("/-/health")
            if status == 200:
                return json.loads(body)
            time.sleep(0.1)
        raise AssertionError(body)

    def end(self):
        """Ask it to end; return exit code, seconds, and what it printed."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, time.monotonic() - began, out

    def stop(self):
        """End it however it is, with its database, which its folder is removed after."""
        for _ in range(2):
            self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.communicate(timeout=PATIENCE)
        self.process.kill()


@pytest.fixture
def serve(folder):
    """Start servers that are ended when the test is."""
    with contextlib.ExitStack() as ending:

        def start(*options, **environment):
            running = Running(folder, *options, **environment)
            ending.callback(running.stop)
            return running

        yield start


def test_a_server_from_first_start_to_end(serve, folder):
    """A fresh folder is served: ready with its worker, the first owner's link on standard output alone, then an end that stops PostgreSQL."""
    server = serve("--processes", "1")
    assert server.get("/-/live") == (200, '{"status": "ok"}')
    told = server.ready()
    assert (told["status"], told["ready"]) == ("degraded", True)
    assert told["parts"] == {"database": "ok", "migrations": "ok", "worker": "ok", "models": "failing", "disk": "ok"}
    status, figures = server.get("/-/metrics")
    assert status == 200
    assert re.search(r'jiufang_request_seconds_count\{method="GET",route="/-/health",status="200"\} ', figures)
    assert 'jiufang_ready{part="database"} 1.0' in figures
    assert "jiufang_workers 1.0" in figures
    assert server.get("/-/metrics", **{"X-Forwarded-For": "203.0.113.7"})[0] == 401
    assert server.get("/set-up/wrong")[0] == 200  # the form; what the token opens is told when it is sent
    code, seconds, out = server.end()
    print(f"ended in {seconds:.1f} s")  # noqa: T201 - the figure

    assert code == 0
    (token,) = re.findall(r"/set-up/(\S+)", out)
    log = (folder / "log").read_text("utf-8")
    assert token not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert {line["route"] for line in lines if "route" in line} == {"/-/live", "/-/health", "/-/metrics", "/set-up/{token}"}
    assert EmbeddedServer(folder / "ws").pid() is None


def test_a_request_under_way_is_answered_at_the_end(serve):
    """When it is told to end while a body is still coming, nobody new is let in, and whoever was in gets an answer."""
    server = serve("--no-worker")
    server.ready()
    place = urllib.parse.urlsplit(server.url)
    body = json.dumps({"email": "nobody@example.org", "password": "none of ours"}).encode()
    head = f"POST /api/v1/session HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {server.url}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as line:
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        with pytest.raises(ConnectionError):  # noqa: PT012 - until it is so
            while time.monotonic() < deadline:
                socket.create_connection((place.hostname, place.port), timeout=5).close()
                time.sleep(0.05)
        line.sendall(body[10:])
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"problem+json" in answer
    assert server.process.wait(PATIENCE) == 0


def test_a_token_for_metrics(serve):
    """With a token, this machine needs it too; without a worker of its own, a server is ready all the same."""
    server = serve("--no-worker", JIUFANG_METRICS_TOKEN="of-the-collector")
    assert server.ready()["parts"]["worker"] == "failing"
    assert server.get("/-/metrics")[0] == 401
    assert server.get("/-/metrics", Authorization="Bearer other")[0] == 401
    assert server.get("/-/metrics", Authorization="Bearer of-the-collector")[0] == 200


def test_other_machines_are_let_in_on_purpose_alone(folder):
    """An address beyond this machine is refused without a word of whoever runs it, before anything is opened."""
    call = [COMMAND, "serve", "--folder", folder / "ws", "--host", "0.0.0.0", "--port", "0"]  # noqa: S104 - refused
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=PATIENCE)

    assert done.returncode == 1
    assert "--allow-network" in done.stderr


def test_what_is_wrong_is_told_by_part(folder, monkeypatch):
    """A full disk, older tables and a database that is away make it not ready, and say which it is."""
    settings = Settings(models_dir=folder, cache_dir=folder, workers=1)
    with jiufang.open(folder / "ws", settings=settings) as ws:
        assert health.look(ws, own_worker=False).ready
        monkeypatch.setattr(health, "free_disk", lambda _: 0)
        assert _failing(health.look(ws, own_worker=False)) == {"disk", "worker", "models"}
        monkeypatch.undo()
        monkeypatch.setattr("jiufang.store.migrate.revision", lambda _: "0001")
        assert not health.look(ws, own_worker=False).ready
        monkeypatch.undo()
        assert not health.look(ws, own_worker=True).ready
        counted = health.count(ws)
        assert counted.workers == 0
        assert counted.disk > 0


def _failing(found):
    return {part.name for part in found.parts if not part.ok}
