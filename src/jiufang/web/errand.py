"""Say what one of several processes is begun for, and what it and its parent say to each other; light, since the parent needs no pages.

the parent says   the process answers       when
PING              PONG                      any time, from the loop that answers requests: it shows that this goes on
END               nothing, it ends          what is under way is answered first
(end of file)     nothing, it ends          the parent was killed: nobody is left who would say so
"""

from __future__ import annotations

import logging
import socket
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection

from jiufang.web import journal
from jiufang.web.commons import Commons

log = logging.getLogger("jiufang.web")

READY, PING, PONG, END = b"ready", b"ping", b"pong", b"end"
LOADED = "jiufang.web.child"  # the module of those that answer


@dataclass(frozen=True)
class Errand:
    """What a process is begun for.

    Args:
        place: the folder of the workspace; empty where that is a database that the settings name.
        origin: how browsers write the server's address.
        processes: how many there are to be.
        works: whether the parent works in the background.
        commons: what all share.
    """

    place: str
    origin: str
    processes: int
    works: bool
    commons: Commons


def run(errand: Errand, listening: socket.socket, line: Connection, models: Connection) -> None:
    """Answer requests, in a process of its own; see `jiufang.web.child.serve`."""
    journal.install()
    try:
        from jiufang.web.child import serve

        serve(errand, listening, line, models)
    except Exception:
        log.exception("a process that was to answer ends")  # its class and place alone get into the log
        sys.exit(1)
