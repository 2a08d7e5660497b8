"""Count what is asked over all processes of one machine: a `Limiter` whose buckets lie in a file that each of them holds in memory.

A bucket has its place by the hash of whose it is, among eight; when all eight are taken, the one longest unused goes. Whoever changes them
locks the eight for some microseconds; what a killed process held locked, the system gives back.
"""

from __future__ import annotations

import fcntl
import mmap
import secrets
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from jiufang.access.limits import Bucket, Rate, Taken, take
from jiufang.access.moments import Clock, now

SLOT = struct.Struct("=16sdd")  # whose, what was left, and when
WAYS = 8
WIDTH = WAYS * SLOT.size
SETS = 16_384  # 131,072 buckets in 4 MB
SECRET = SLOT.size  # bytes at the beginning: the key of the hash, so that nobody can aim at another's bucket
NOBODY = bytes(16)


class Shared:
    """A `Limiter` over all processes that open the same file.

    Args:
        path: a file that `make` made.
        clock: gives the present moment.
    """

    def __init__(self, path: Path, *, clock: Clock = now) -> None:
        self._file = path.open("r+b")  # the only one of this process: closing another of the same file would give its locks back
        self._map = mmap.mmap(self._file.fileno(), 0)
        self._secret = self._map[:SECRET]
        self._sets = (len(self._map) - SECRET) // WIDTH
        self._clock, self._lock = clock, Lock()

    @staticmethod
    def make(path: Path, *, sets: int = SETS) -> None:
        """Make the file, with room for eight times so many buckets, all of them full."""
        with path.open("xb") as file:
            file.write(secrets.token_bytes(SECRET))
            file.truncate(SECRET + sets * WIDTH)

    def take(self, rate: Rate, who: str, *, cost: float = 1.0) -> Taken:
        """Take from somebody's bucket."""
        whose = blake2b(f"{rate.name}\n{who}".encode("utf-8", "surrogatepass"), digest_size=len(NOBODY), key=self._secret).digest()
        start = SECRET + int.from_bytes(whose[:4], "big") % self._sets * WIDTH
        with self._alone(start):
            slots = list(SLOT.iter_unpack(self._map[start : start + WIDTH]))
            place = _place(slots, whose)
            held, left, when = slots[place]
            bucket, taken = take(Bucket(left, when) if held == whose else None, rate, at=self._clock().timestamp(), cost=cost)
            SLOT.pack_into(self._map, start + place * SLOT.size, whose, bucket.left, bucket.at)
        return taken

    @contextmanager
    def _alone(self, start: int) -> Iterator[None]:
        """Let nobody else at the buckets of one hash: no thread of ours, no other process."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, WIDTH, start)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, WIDTH, start)


def _place(slots: Sequence[tuple[bytes, float, float]], whose: bytes) -> int:
    """Return where somebody's bucket lies, or may lie: an empty place, or that of the one longest unused."""
    held = [slot[0] for slot in slots]
    for wanted in (whose, NOBODY):
        if wanted in held:
            return held.index(wanted)
    return min(range(len(slots)), key=lambda place: slots[place][2])
