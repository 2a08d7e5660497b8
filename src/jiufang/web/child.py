"""Answer requests as one of several processes on a port, until whoever began it says so or has died (`jiufang.web.errand`)."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from jiufang import workspace
from jiufang.settings import Settings
from jiufang.web import lending, metrics
from jiufang.web.commons import Commons
from jiufang.web.errand import END, PING, PONG, READY, Errand
from jiufang.web.forking import FIGURES
from jiufang.web.running import Uvicorn, assembled, configured, make_ready
from jiufang.web.signals import ignored
from jiufang.workspace.health import Health, Part, look

if TYPE_CHECKING:
    import uvicorn

    from jiufang.workspace.opened import OpenWorkspace

CONNECTIONS = 40  # to the database, of all processes together: the folder's own takes 60, and the worker and commands need some
LEAST, MOST = 5, 20  # of one


def serve(errand: Errand, listening: socket.socket, line: Connection, models: Connection) -> None:
    """Answer requests.

    Args:
        errand: what for.
        listening: the port, open in the parent.
        line: on which the parent says what to do.
        models: on which it lends what it has loaded.
    """
    ignored()
    os.environ[FIGURES] = str(errand.commons.figures)
    gc.freeze()  # what was loaded before is shared with the others for as long as nobody writes to it
    settings = Settings()
    settings = replace(settings, workers=max(1, settings.workers // errand.processes))
    held = min(MOST, max(LEAST, CONNECTIONS // errand.processes))
    with workspace.open(errand.place or settings.database_url.reveal(), settings=settings, connections=held) as ws:
        lending.borrow(ws.engine, models)
        config = configured(_application(ws, errand, settings), settings.stop_seconds)
        make_ready()
        server = _Uvicorn(config, line, errand.commons)
        server.run(sockets=[listening])
    os._exit(0)  # threads that do not end would be waited for


def _application(ws: OpenWorkspace, errand: Errand, settings: Settings) -> metrics.Measured:
    def looked() -> Health:
        seen = look(ws, own_worker=errand.works)
        return Health((*seen.parts, Part("processes", len(errand.commons.crew()) >= errand.processes, False, "see the log")))

    return assembled(ws, settings, looked, origin=errand.origin, processes=errand.processes, commons=errand.commons)


class _Uvicorn(Uvicorn):
    """Listens to the parent while it serves."""

    def __init__(self, config: uvicorn.Config, line: Connection, commons: Commons) -> None:
        super().__init__(config)
        self._line, self._commons = line, commons

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._told)
        self._answer(READY)

    def _told(self) -> None:
        try:
            said = self._line.recv_bytes()
        except (EOFError, OSError):
            self._alone()
            return
        if said == PING:
            self._answer(PONG)
        elif said == END:
            self.should_exit = True

    def _answer(self, word: bytes) -> None:
        try:
            self._line.send_bytes(word)
        except OSError:
            self._alone()

    def _alone(self) -> None:
        """End, since the parent has died; whoever is last to do so leaves nothing behind."""
        asyncio.get_running_loop().remove_reader(self._line.fileno())
        self._commons.remove()
        self.should_exit = True
