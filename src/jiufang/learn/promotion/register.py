"""Keep what was promoted, refused, taken back and marked: one line each, sealed in a chain, only ever added to.

    promoted      a version counts from now on, before the one that counted until then
    rolled back   the version that counted before counts again; nothing, if there was none
    refused       a gate was not passed; which, and why
    stale         somebody on whom versions were trained was erased

What counts now follows from reading the lines in order; none is ever changed. A line that was changed, taken out or moved breaks the
chain, and nothing is read from a broken register. That last lines were cut off shows in the workspace's audit log, which has them too.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.learn.promotion.signing import canonical, mac

FILE = "register.jsonl"
BEGINNING = ""


class Action(StrEnum):
    """What happened."""

    PROMOTED = "promoted"
    ROLLED_BACK = "rolled back"
    REFUSED = "refused"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line.

    Args:
        number: from 1.
        at: when, ISO 8601 in UTC.
        by: who.
        why: the reason that they gave.
        action: what happened.
        version: of the model that it is about; of a rollback the one that counts from now on, empty for none.
        share: of the score that the model has from now on.
        gates: outcome and reason of each gate.
        persons: of a stale mark, how many were erased.
    """

    number: int
    at: str
    by: str
    why: str
    action: Action
    version: str = ""
    share: float = 0.0
    gates: tuple[Mapping[str, Any], ...] = ()
    persons: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {**asdict(self), "action": str(self.action), "gates": [dict(gate) for gate in self.gates]}


@dataclass(frozen=True, slots=True)
class State:
    """What follows from the lines.

    Args:
        stack: versions with their shares, the one that counts last.
        stale: of whom a version had learnt and who was erased since, how many, by version.
    """

    stack: tuple[tuple[str, float], ...] = ()
    stale: Mapping[str, int] = field(default_factory=dict)

    @property
    def current(self) -> tuple[str, float] | None:
        """Version and share of what counts now."""
        return self.stack[-1] if self.stack else None


class Register:
    """The lines of a folder.

    Args:
        folder: where they lie.
        key: of the installation.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._file, self._key = folder / FILE, key

    def entries(self) -> list[Entry]:
        """Return all lines, the oldest first.

        Raises:
            RefusedByPolicy: one was changed, taken out or moved.
        """
        return [entry for entry, _ in self._read()]

    def state(self) -> State:
        """Return what counts now.

        Raises:
            RefusedByPolicy: the register was changed.
        """
        return replayed(self.entries())

    def append(self, action: Action, *, by: str, why: str, at: dt.datetime | None = None, **told: Any) -> Entry:
        """Add a line; it is on the disk when this returns.

        Args:
            action: what happened.
            by: who.
            why: the reason.
            at: when; now when absent.
            told: version, share, gates, persons.

        Raises:
            BadInput: nobody, or no reason, is named.
            RefusedByPolicy: the register was changed.
        """
        if not by.strip() or not why.strip():
            raise BadInput("who decides, and why, is written down", subject=str(action), hint="give --by and --why")
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone() as handle:
            lines = list(self._read())
            before = lines[-1][1] if lines else BEGINNING
            moment = (at or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
            entry = Entry(len(lines) + 1, moment, by, why, action, **told)
            line = canonical({**entry.to_dict(), "mac": self._seal(entry, before)}) + b"\n"
            os.ftruncate(handle, self._file.read_bytes().rfind(b"\n") + 1)
            os.write(handle, line)
            os.fsync(handle)
        return entry

    def _read(self) -> Iterator[tuple[Entry, str]]:
        before = BEGINNING
        for number, line in enumerate(self._lines(), start=1):
            entry, seal = _parsed(line, number)
            if entry.number != number or not hmac.compare_digest(seal, self._seal(entry, before)):
                raise _broken(number)
            yield entry, seal
            before = seal

    def _lines(self) -> Sequence[bytes]:
        if not self._file.exists():
            return []
        whole, _, _ = self._file.read_bytes().rpartition(b"\n")  # behind it, what a crash left unfinished: it was never acknowledged
        return whole.split(b"\n") if whole else []

    def _seal(self, entry: Entry, before: str) -> str:
        return mac(self._key, "register", before.encode() + b"\n" + canonical(entry.to_dict()))

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Give the file to one writer at a time; the lock goes with the process."""
        import fcntl

        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def unsealed(file: Path) -> list[Entry]:
    """Return the lines of a register without asking whether they are as they were sealed, for who has not the key.

    Raises:
        RefusedByPolicy: one cannot be read.
    """
    whole, _, _ = file.read_bytes().rpartition(b"\n")
    return [_parsed(line, number)[0] for number, line in enumerate(whole.split(b"\n") if whole else [], start=1)]


def _parsed(line: bytes, number: int) -> tuple[Entry, str]:
    try:
        told = json.loads(line)
        seal = str(told.pop("mac"))
        return Entry(**{**told, "action": Action(told["action"]), "gates": tuple(told["gates"])}), seal
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(number) from None


def replayed(entries: Sequence[Entry]) -> State:
    """Return what follows from lines in their order."""
    stack: list[tuple[str, float]] = []
    stale: dict[str, int] = {}
    for entry in entries:
        if entry.action is Action.PROMOTED:
            stack.append((entry.version, entry.share))
        elif entry.action is Action.ROLLED_BACK and stack:
            stack.pop()
        elif entry.action is Action.STALE:
            stale[entry.version] = stale.get(entry.version, 0) + entry.persons
    return State(tuple(stack), stale)


def _broken(number: int) -> RefusedByPolicy:
    told = f"line {number} of the register was changed, or sealed with another key"
    return RefusedByPolicy(told, subject=FILE, hint="restore it from a copy; the audit log tells what it held")
