"""Tell from a history of reads and conditional writes whether every thing behaved as one copy that changes one step at a time.

With versions this is decidable at a glance, where in general it is not (Gibbons & Korach 1997): each write names the version that it
was made on and makes the next one, so the order of writes is known, and what is left is whether it agrees with the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What was asked, and what became of it."""

    READ = "read"
    WRITTEN = "written"
    STALE = "stale"  # refused because somebody was first (412)


@dataclass(frozen=True, slots=True)
class Op:
    """One request about one thing: from when to when; the version and value that it read or made, or the version that was refused."""

    kind: Kind
    key: str
    start: float
    end: float
    version: int
    value: str = ""
    who: str = ""


def faults(history: Iterable[Op], first: Mapping[str, tuple[int, str]], last: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return everything that is wrong with a history; nothing is, when it is linearisable.

    Args:
        history: what was done, in any order.
        first: version and value of each thing before.
        last: version and value of each thing after.
    """
    by_key = defaultdict[str, list[Op]](list)
    for op in history:
        by_key[op.key].append(op)
    return [f"{key}: {fault}" for key in sorted(first) for fault in _of_one(by_key[key], first[key], last[key])]


def _of_one(ops: list[Op], first: tuple[int, str], last: tuple[int, str]) -> list[str]:
    writes = sorted((op for op in ops if op.kind is Kind.WRITTEN), key=lambda op: op.version)
    made = {first[0]: first[1]} | {op.version: op.value for op in writes}
    return [
        *_steps(writes, first, last),
        *_reads(ops, made),
        *_clock(ops),
        *_refusals(ops, writes, first[0]),
    ]


def _steps(writes: list[Op], first: tuple[int, str], last: tuple[int, str]) -> list[str]:
    """Each version is made once, none is left out, and the last one is what stands there: no update was lost."""
    versions = [first[0], *(op.version for op in writes)]
    found = [f"version {b} was made after {a}" for a, b in pairwise(versions) if b != a + 1]
    value = writes[-1].value if writes else first[1]
    return found + ([f"ends at {last}, written was {(versions[-1], value)}"] if (versions[-1], value) != last else [])


def _reads(ops: list[Op], made: Mapping[int, str]) -> list[str]:
    """What is read is what was written as that version."""
    return [
        f"version {op.version} was read as {op.value!r}, written as {made.get(op.version)!r}"
        for op in ops
        if op.kind is Kind.READ and made.get(op.version) != op.value
    ]


def _clock(ops: list[Op]) -> list[str]:
    """Nothing is older than what somebody had in hand before it was asked for."""
    told, known, found = sorted((op for op in ops if op.kind is not Kind.STALE), key=lambda op: op.start), [], []
    for op in told:
        newest = max((other.version for other in known if other.end < op.start), default=0)
        if op.version < newest or (op.kind is Kind.WRITTEN and op.version == newest):
            found.append(f"version {op.version} came to {op.who} when {newest} was out already")
        known.append(op)
    return found


def _refusals(ops: list[Op], writes: list[Op], first: int) -> list[str]:
    """Who was refused had an old version in hand, or somebody wrote before they were told so."""
    began = {first: float("-inf")} | {op.version: op.start for op in writes}
    return [
        f"{op.who} was refused version {op.version}, which was the newest"
        for op in ops
        if op.kind is Kind.STALE and not any(version > op.version and start < op.end for version, start in began.items())
    ]
