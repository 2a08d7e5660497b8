"""Run the server in several processes on one port: this one opens the port, works in the background and looks after those that answer.

A process that dies, or answers nothing any more, is replaced. The port stays open meanwhile: who connects waits for one of the others. At the
first SIGTERM or Ctrl-C the port is closed and every process ends its requests; at the second one all end at once.

They are forked by the server of forks of the standard library: a process of one thread that has the program loaded, so that a new one
is there in a second and shares that memory with the others (docs/decisions/0014).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import TYPE_CHECKING

from jiufang.errors import InternalError
from jiufang.settings import Settings
from jiufang.web import errand, first_owner, forking
from jiufang.web.beside import Background
from jiufang.web.commons import Commons
from jiufang.web.errand import END, PING, READY
from jiufang.web.lending import Lender
from jiufang.web.port import Port, open_port
from jiufang.web.signals import handled

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

log = logging.getLogger("jiufang.web")

ASKED_EVERY = 5.0  # seconds
DEAF = 6  # questions without an answer after which a process is taken for dead
BEGINS = 60  # the same for one that has yet to answer its first request: five minutes
PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before another is begun for one that never answered
STARTS = 4  # of them in a row, and it is given up
GRACE = 5.0  # seconds more than requests have to end in


@dataclass
class Hand:
    """A process that answers requests.

    Args:
        process: the process.
        line: on which it is told what to do.
        ready: whether it answers requests.
        unanswered: how often it was asked since it said something.
    """

    process: ForkServerProcess
    line: Connection
    ready: bool = False
    unanswered: int = 0

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid is not None, "it was begun"
        return self.process.pid


@dataclass
class Several:
    """A server of several processes that is ready to run.

    Args:
        ws: the workspace.
        port: the port.
        processes: how many answer requests.
        stop_seconds: time for requests and tasks to end.
        works: the worker beside them, if there is one.
    """

    ws: OpenWorkspace
    port: Port
    processes: int
    stop_seconds: int
    works: Background | None
    _crew: list[Hand] = field(default_factory=list)
    _signals: int = 0
    _failures: int = 0
    _next_start: float = 0.0

    def __post_init__(self) -> None:
        self.url, self.origin = self.port.url, self.port.origin
        self._place = str(self.ws.store.folder or "")
        self._lender = Lender(self.ws.engine)
        self._bell, self._rope = socket.socketpair()
        self._context = forking.begin()

    def first_owner(self) -> str | None:
        """Return the link of the page on which the first owner is made, for the installer's eyes; None when there is one."""
        return first_owner.link(self.ws, origin=self.origin)

    def run(self, ready: Callable[[], object] = lambda: None) -> bool:
        """Serve until told to stop; tell whether everything that was begun has ended.

        Args:
            ready: called once, when the first request can be answered.

        Raises:
            InternalError: no process comes so far as to answer.
        """
        self._commons = Commons.make()
        if self.works is not None:
            self.works.start()
        try:
            with handled(self._ring):
                self._serve(ready)
                in_order = self._end()
        finally:
            self._end_at_once()
            self._commons.remove()
        return (self.works is None or self.works.stop()) and in_order

    def _ring(self, number: int, frame: object) -> None:
        self._signals += 1
        if self._signals == 1 and self.works is not None:
            self.works.end()
        with suppress(BlockingIOError):
            self._rope.send(b"!", socket.MSG_DONTWAIT)

    def _serve(self, ready: Callable[[], object]) -> None:
        told, ask_at = False, time.monotonic() + ASKED_EVERY
        while not self._signals:
            if len(self._crew) < self.processes and time.monotonic() >= self._next_start:
                self._begin()
                continue
            self._listen(min(ask_at, self._next_start if len(self._crew) < self.processes else ask_at) - time.monotonic())
            if not told and any(hand.ready for hand in self._crew):
                told = True
                ready()
            if time.monotonic() >= ask_at:
                ask_at = time.monotonic() + ASKED_EVERY
                self._ask()

    def _begin(self) -> None:
        """Begin one more process."""
        line, theirs = multiprocessing.Pipe()
        models, asked = multiprocessing.Pipe()
        given = errand.Errand(self._place, self.origin, self.processes, self.works is not None, self._commons)
        process = self._context.Process(target=errand.run, args=(given, self.port.listening, theirs, asked), name="web", daemon=True)
        with theirs, asked, forking.measuring():
            process.start()
        self._lender.lend(models)
        self._crew.append(Hand(process, line))

    def _listen(self, seconds: float) -> None:
        """Hear what processes say, until one of them does or the time is over."""
        lines = {hand.line: hand for hand in self._crew}
        for heard in wait([*lines, self._bell], max(0.0, seconds)):
            if isinstance(heard, socket.socket):
                heard.recv(16)
                continue
            hand = lines[heard]  # type: ignore[index]
            try:
                said = hand.line.recv_bytes()
            except (EOFError, OSError):
                self._lost(hand)
                continue
            hand.unanswered = 0
            if said == READY:
                hand.ready, self._failures = True, 0
                self._tell()

    def _ask(self) -> None:
        """Ask everybody for a sign of life, and end who has given none for long; one that begins may take more time."""
        for hand in self._crew:
            if hand.unanswered >= (DEAF if hand.ready else BEGINS):
                log.warning("process %s answers nothing any more", hand.pid)
                _kill(hand)
                continue
            hand.unanswered += 1
            if hand.ready:
                with suppress(OSError):
                    hand.line.send_bytes(PING)

    def _lost(self, hand: Hand) -> None:
        """Strike off a process that has died; another one comes in its place, unless none ever gets so far as to answer."""
        hand.line.close()
        self._crew.remove(hand)
        self._commons.forget(hand.pid)
        self._tell()
        if self._signals:
            return
        log.warning("process %s has died", hand.pid)
        if not hand.ready:
            self._failures += 1
            self._next_start = time.monotonic() + min(LONGEST_PAUSE, PAUSE * 2**self._failures)
            if self._failures >= STARTS and not self._crew:
                raise InternalError("no process gets so far as to answer requests", subject="serve", hint="see the log above")

    def _tell(self) -> None:
        self._commons.tell([hand.pid for hand in self._crew if hand.ready])

    def _end(self) -> bool:
        """Let every process end its requests; tell whether all did in time, and nobody said that it should be at once."""
        self.port.listening.close()
        for hand in self._crew:
            with suppress(OSError):
                hand.line.send_bytes(END)
        deadline = time.monotonic() + self.stop_seconds + GRACE
        while self._crew and self._signals == 1 and time.monotonic() < deadline:
            self._listen(deadline - time.monotonic())
        return not self._crew

    def _end_at_once(self) -> None:
        """Kill who is left, and wait until they are gone: the last to leave a folder stops its database, and that is to be us."""
        self._signals = max(1, self._signals)
        for hand in self._crew:
            _kill(hand)
        deadline = time.monotonic() + GRACE
        while self._crew and time.monotonic() < deadline:
            self._listen(deadline - time.monotonic())


def prepare(ws: OpenWorkspace, settings: Settings, *, processes: int, works: bool, allow_network: bool) -> Several:
    """Make a server of several processes and open its port.

    Args:
        ws: the workspace.
        settings: address, port, name, limits.
        processes: how many answer requests.
        works: whether this one works in the background.
        allow_network: whether other machines may reach it.

    Raises:
        RefusedByPolicy: other machines would reach it, and nobody said that they may.
        BadInput: the address is none of this machine's, or the port is taken.
    """
    port = open_port(settings, allow_network=allow_network)
    return Several(ws, port, processes, settings.stop_seconds, Background(ws) if works else None)


def _kill(hand: Hand) -> None:
    """Kill a process by its number, which is its own for as long as its line is open."""
    with suppress(ProcessLookupError):
        os.kill(hand.pid, signal.SIGKILL)
