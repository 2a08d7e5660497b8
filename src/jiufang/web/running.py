"""Run the server: pages and API in the foreground, the worker beside them, and an end in good order.

At the first SIGTERM or Ctrl-C nothing new is taken on: the port is closed, requests under way are answered, tasks that run end or go
back to those that wait. At the second one it ends at once; what was acknowledged is kept either way.
"""

from __future__ import annotations

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

import uvicorn

from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.settings import Settings
from jiufang.web import health, metrics, pages
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.background import worker
from jiufang.workspace.health import count, look

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from jiufang.workspace.opened import OpenWorkspace

WAITING_LINE = 128  # connections that may wait to be taken
MADE_BEFORE_GARBAGE_IS_LOOKED_FOR = 20_000  # objects; the usual 700 are less than one page of candidates takes
SET_UP = "/set-up"  # and the token: the page on which the first owner is made


@dataclass(frozen=True)
class Server:
    """A server that is ready to run.

    Args:
        app: the application.
        ws: the workspace.
        listening: the socket.
        url: where this machine reaches it.
        origin: how browsers write it.
        stop_seconds: time for requests and tasks to end.
        works: whether it works in the background, too.
    """

    app: FastAPI
    measured: metrics.Measured
    ws: OpenWorkspace
    listening: socket.socket
    url: str
    origin: str
    stop_seconds: int
    works: Background | None

    def first_owner(self) -> str | None:
        """Return the link of the page on which the first owner is made, for the installer's eyes; None when there is one."""
        token = self.app.state.site.entrance_of(self.ws.tenant).first_link()
        return None if token is None else f"{self.origin}{SET_UP}/{token}"

    def run(self, ready: Callable[[], object] = lambda: None) -> bool:
        """Serve until told to stop; tell whether everything that was begun has ended.

        Args:
            ready: called once before the first request is taken.
        """
        config = uvicorn.Config(
            self.measured,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # whose word counts, and how far back, the door decides
            lifespan="off",
            timeout_graceful_shutdown=self.stop_seconds,
        )
        server = _Uvicorn(config)
        ending = _Ending(server, self.works)
        if self.works is not None:
            self.works.start()
        _spare_what_stays()
        with _signals(ending):
            ready()
            server.run(sockets=[self.listening])
        return self.works is None or self.works.stop()


class Background:
    """A worker in a thread of this process."""

    def __init__(self, ws: OpenWorkspace) -> None:
        self._worker = worker(ws)
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._in_order = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def runs(self) -> bool:
        """Tell whether it does."""
        return self._thread.is_alive()

    def end(self) -> None:
        """Let it take nothing more on, without waiting."""
        threading.Thread(target=self._worker.stop, daemon=True).start()

    def stop(self) -> bool:
        """Wait until it has ended; tell whether every task that it began has, too."""
        self._worker.stop()
        self._thread.join()
        return self._in_order

    def _work(self) -> None:
        self._in_order = self._worker.run()


def prepare(ws: OpenWorkspace, settings: Settings, *, works: bool, allow_network: bool, also: Sequence[APIRouter] = ()) -> Server:
    """Make a server and open its port.

    Args:
        ws: the workspace.
        settings: address, port, name, limits.
        works: whether it works in the background, too.
        allow_network: whether other machines may reach it.
        also: routers besides pages, API, health and metrics.

    Raises:
        RefusedByPolicy: other machines would reach it, and nobody said that they may.
        BadInput: the address is none of this machine's, or the port is taken.
    """
    if not allow_network and not _loopback(settings.host):
        raise RefusedByPolicy(
            "other machines would reach the server without encryption",
            subject=f"--host {settings.host}",
            hint="let a proxy with https stand before it on this machine, or say --allow-network (see docs/deploy.md)",
        )
    listening = _listen(settings.host, settings.port)
    url = _url(settings.host, listening.getsockname()[1])
    serving = Serving(origin=settings.origin or url, hosts=frozenset(settings.hosts), proxies=settings.proxies)
    background = Background(ws) if works else None
    watch = health.Watch(lambda: look(ws, own_worker=works, worker_runs=background.runs if background else lambda: True))
    figures = metrics.Metrics(lambda: count(ws), watch)
    routers = (*also, *pages.ROUTERS, health.routes(watch), metrics.routes(figures, token=settings.metrics_token.reveal()))
    app = create_app(ws, serving=serving, also=routers)
    measured = metrics.Measured(app, figures)
    return Server(app, measured, ws, listening, url, serving.origin, settings.stop_seconds, background)


class _Uvicorn(uvicorn.Server):
    """Leaves the signals to us: they end the worker as well, and the database after both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Ending:
    """Ends the server in good order at the first signal, at once at the second."""

    def __init__(self, server: uvicorn.Server, works: Background | None) -> None:
        self._server, self._works = server, works

    def __call__(self, number: int, frame: object) -> None:
        if self._server.should_exit:
            self._server.force_exit = True
            return
        self._server.should_exit = True
        if self._works is not None:
            self._works.end()


@contextmanager
def _signals(ending: _Ending) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, ending) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _spare_what_stays() -> None:
    """Look for garbage among what requests made, not time and again among the program itself: a tenth of a request's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_GARBAGE_IS_LOOKED_FOR, 20, 20)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING_LINE)
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise BadInput(f"this address cannot be listened on: {told}", subject=f"{host}:{port}", hint="choose another --port") from error


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"", "0.0.0.0"} else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}"
