"""Run the server in one process: pages and API in the foreground, the worker beside them, and an end in good order.

At the first SIGTERM or Ctrl-C nothing new is taken on: the port is closed, requests under way are answered, tasks that run end or go
back to those that wait. At the second one it ends at once; what was acknowledged is kept either way.
"""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from jiufang.settings import Settings
from jiufang.web import first_owner, health, metrics, pages
from jiufang.web.app import create_app
from jiufang.web.beside import Background
from jiufang.web.port import open_port
from jiufang.web.serving import Serving
from jiufang.web.signals import handled
from jiufang.workspace.health import Health, count, look

if TYPE_CHECKING:
    from fastapi import APIRouter

    from jiufang.web.commons import Commons
    from jiufang.workspace.opened import OpenWorkspace

IN_TURN = 0.0005  # seconds; the usual 0.005 are waited after each of a page's statements while another page is drawn: 200 ms for 40
MADE_BEFORE_GARBAGE_IS_LOOKED_FOR = 20_000  # objects; the usual 700 are less than one page of candidates takes


@dataclass(frozen=True)
class Server:
    """A server that is ready to run.

    Args:
        measured: the application, with what measures it.
        ws: the workspace.
        listening: the socket.
        url: where this machine reaches it.
        origin: how browsers write it.
        stop_seconds: time for requests and tasks to end.
        works: the worker beside it, if there is one.
    """

    measured: metrics.Measured
    ws: OpenWorkspace
    listening: socket.socket
    url: str
    origin: str
    stop_seconds: int
    works: Background | None

    def first_owner(self) -> str | None:
        """Return the link of the page on which the first owner is made, for the installer's eyes; None when there is one."""
        return first_owner.link(self.ws, origin=self.origin)

    def run(self, ready: Callable[[], object] = lambda: None) -> bool:
        """Serve until told to stop; tell whether everything that was begun has ended.

        Args:
            ready: called once before the first request is taken.
        """
        server = Uvicorn(configured(self.measured, self.stop_seconds))
        ending = _Ending(server, self.works)
        if self.works is not None:
            self.works.start()
        make_ready()
        with handled(ending):
            ready()
            server.run(sockets=[self.listening])
        return self.works is None or self.works.stop()


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
    port = open_port(settings, allow_network=allow_network)
    background = Background(ws) if works else None

    def looked() -> Health:
        return look(ws, own_worker=works, worker_runs=background.runs if background else lambda: True)

    measured = assembled(ws, settings, looked, origin=port.origin, also=also)
    return Server(measured, ws, port.listening, port.url, port.origin, settings.stop_seconds, background)


def assembled(
    ws: OpenWorkspace,
    settings: Settings,
    looked: Callable[[], Health],
    *,
    origin: str,
    processes: int = 1,
    commons: Commons | None = None,
    also: Sequence[APIRouter] = (),
) -> metrics.Measured:
    """Return everything that one process serves: the API, the pages, health and figures, and what measures them.

    Args:
        ws: the workspace.
        settings: names, proxies, the token of the figures.
        looked: tells whether it can be worked with.
        origin: how browsers write the server's address.
        processes: how many answer requests.
        commons: what these share; None where there is one.
        also: routers besides.
    """
    serving = Serving(origin=origin, hosts=frozenset(settings.hosts), proxies=settings.proxies, processes=processes)
    watch = health.Watch(looked)
    figures = metrics.Metrics(lambda: count(ws), watch, commons)
    routers = (*also, health.routes(watch), metrics.routes(figures, token=settings.metrics_token.reveal()), *pages.ROUTERS)
    app = create_app(ws, serving=serving, limiter=commons.limiter() if commons else None, also=routers)
    return metrics.Measured(app, figures)


class Uvicorn(uvicorn.Server):
    """Leaves the signals to us: they end the worker as well, and the database after both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
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


def configured(app: metrics.Measured, stop_seconds: int) -> uvicorn.Config:
    """Return how uvicorn is to serve an application."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whose word counts, and how far back, the door decides
        lifespan="off",
        timeout_graceful_shutdown=stop_seconds,
    )


def make_ready() -> None:
    """Set the interpreter up for requests side by side.

    Threads take turns quickly, so that one that has its rows does not wait for another to draw a page. Garbage is looked for among what
    requests made, not time and again among the program itself, which takes a tenth of a request's time.
    """
    sys.setswitchinterval(IN_TURN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_GARBAGE_IS_LOOKED_FOR, 20, 20)
