"""Keep what the processes of one server share, in a folder in memory: what was asked how often, their figures, and who they are."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiufang.access.limits import Limiter
from jiufang.access.moments import Clock, now
from jiufang.access.shared_limits import Shared

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of ours in it, which nobody else enters
PREFIX, RATES, CREW, HELD = "jiufang-", "rates", "crew", "held"
BEGINNING = 60.0  # seconds in which a folder may still be made


@dataclass(frozen=True)
class Commons:
    """The folder.

    Args:
        folder: where it lies.
        parent: the process that made it.
    """

    folder: Path
    parent: int

    @classmethod
    def make(cls) -> Commons:
        """Make one, in memory where the system has a place for it."""
        room = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
        sweep(room)
        made = cls(Path(tempfile.mkdtemp(prefix=PREFIX, dir=room)), os.getpid())
        fcntl.flock(os.open(made.folder / HELD, os.O_CREAT | os.O_RDWR), fcntl.LOCK_EX)  # until this process ends, however it does
        made.figures.mkdir()
        Shared.make(made.folder / RATES)
        made.tell([])
        return made

    @property
    def figures(self) -> Path:
        """Where each process writes what it measures."""
        return self.folder / "figures"

    def limiter(self, *, clock: Clock = now) -> Limiter:
        """Return what counts for all of them; one in each process."""
        return Shared(self.folder / RATES, clock=clock)

    def tell(self, crew: Sequence[int]) -> None:
        """Say which processes answer requests."""
        new = self.folder / f"{CREW}.new"
        new.write_text(" ".join(map(str, crew)), encoding="ascii")
        new.replace(self.folder / CREW)

    def crew(self) -> tuple[int, ...]:
        """Return which processes answer requests."""
        try:
            return tuple(map(int, (self.folder / CREW).read_text(encoding="ascii").split()))
        except FileNotFoundError:  # the server ends
            return ()

    def everybody(self) -> tuple[int, ...]:
        """Return all processes of the server: those that answer, and the one that began them."""
        return (self.parent, *self.crew())

    def forget(self, process: int) -> None:
        """Take away what a process that died said of the moment; what it counted stays."""
        for left in self.figures.glob(f"gauge_live*_{process}.db"):
            left.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(room: Path) -> None:
    """Remove the folders of servers that were killed with all their processes."""
    for held in room.glob(f"{PREFIX}*/{HELD}"):
        try:
            if held.stat().st_mtime < time.time() - BEGINNING:
                with held.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(held.parent, ignore_errors=True)
        except OSError:  # it is held, not ours, or gone
            continue
