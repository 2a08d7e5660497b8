"""Start the server of a folder while the program loads: each takes a second or two, and they wait for different things."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiufang.store.embedded import EmbeddedServer


@contextmanager
def ahead(folder: Path) -> Iterator[None]:
    """Start the server of a folder beside what is done within; whoever opens the folder there finds it started.

    What goes wrong is left to whoever opens the folder to meet again and tell.

    Args:
        folder: the workspace's folder; made when there is none.
    """
    started: list[EmbeddedServer] = []

    def start() -> None:
        with suppress(Exception):
            from jiufang.store.embedded import open_server

            started.append(open_server(folder))

    thread = threading.Thread(target=start, name="server")
    thread.start()
    try:
        yield
    finally:
        thread.join()
        for server in started:
            server.close()  # it goes on for as long as somebody else uses it
