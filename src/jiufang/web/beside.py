"""Work in the background beside a server: a worker in a thread of its process."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

from jiufang.workspace.background import worker
from jiufang.workspace.opened import OpenWorkspace

YIELDING = 10  # of 19 steps: what is read and embedded gets what requests leave, a tenth where they leave nothing


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
        _stand_back()
        self._in_order = self._worker.run()


def _stand_back() -> None:
    """Let requests go first from here on: this thread yields, with its threads and the readers it starts."""
    if sys.platform == "linux":  # elsewhere the number of a thread may be that of another process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), YIELDING)
