"""A server as its users run it: `jiufang serve` in a process of its own, on a free port, that can be ended and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

COMMAND = Path(sys.executable).parent / "jiufang"
PATIENCE = 120  # seconds, on a busy machine
LOOK = 0.05  # seconds between two looks whether it is ready
READY = re.compile(r"serving (http://\S+);")
FIRST = re.compile(r"(/set-up/\S+)")


class Served:
    """The server of a folder.

    Args:
        folder: for the workspace, the log and what the server prints.
        processes: how many of them answer.
    """

    def __init__(self, folder: Path, *, processes: int = 1) -> None:
        self.folder, self.url, self.processes = folder, "", processes
        self.log, self.printed = folder / "log", folder / "printed"

    @property
    def workspace(self) -> Path:
        """The folder that is served."""
        return self.folder / "ws"

    def start(self) -> None:
        """Start it, at the address that it had before if it had one, and wait until it answers."""
        port = self.url.rpartition(":")[2] or "0"
        given = {
            **os.environ,
            "JIUFANG_FOLDER": str(self.workspace),
            "JIUFANG_MODELS": str(self.folder / "none"),
            "JIUFANG_CACHE": str(self.folder / "cache"),
            "JIUFANG_WORKERS": "1",
            "JIUFANG_PROCESSES": str(self.processes),
        }
        given.pop("DATABASE_URL", None)
        with self.log.open("w", encoding="utf-8") as log, self.printed.open("w", encoding="utf-8") as printed:
            self.process = subprocess.Popen([COMMAND, "serve", "--port", port], env=given, stdout=printed, stderr=log, text=True)
        self.url = self._wait(lambda: found[1] if (found := READY.search(self.log.read_text("utf-8"))) else "")
        self._wait(self._answers)

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it: in good order, or at once by SIGKILL."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE)

    def mishaps(self) -> list[str]:
        """Return the lines of the log that tell of what should not happen."""
        return [line for line in self.log.read_text("utf-8").splitlines() if '"level":"error"' in line or "Traceback" in line]

    def first_owner(self) -> str:
        """Return the path of the page on which the first owner is made, as it was printed for the installer."""
        return self._wait(lambda: found[1] if (found := FIRST.search(self.printed.read_text("utf-8"))) else "")

    def _answers(self) -> str:
        try:
            with urllib.request.urlopen(f"{self.url}/-/live", timeout=PATIENCE) as answer:  # noqa: S310 - our own server
                return str(answer.status)
        except urllib.error.HTTPError as refused:
            return str(refused.code)
        except (urllib.error.URLError, ConnectionError):
            return ""

    def _wait(self, look) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := look():
                return found
            time.sleep(LOOK)
        self.process.kill()
        raise AssertionError(self.log.read_text("utf-8")[-2000:])
