"""Turn a text into chains of digit groups, so that a number is told by its groups however it is spaced or broken over lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

GROUP = re.compile(r"[0-9]+")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# What may stand between the groups of one number. A comma parts amounts and lists, a colon hours.
GAP = re.compile(rf"[ \t\r\n\-.·•/()_{INVISIBLE}]{{1,6}}")
BREAK = re.compile(r"[ \t]*-?[ \t]*\r?\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Group:
    """A run of digits and the sign that parts it from the one before (empty for the first of a chain)."""

    start: int
    end: int
    digits: str
    gap: str

    @property
    def tight(self) -> bool:
        """Tell whether it hangs on the group before it by a bare hyphen or full stop, as in 978-7-302."""
        return self.gap in {"-", ".", "_", "--"}

    @property
    def broken(self) -> bool:
        """Tell whether a line ends before it."""
        return "\n" in self.gap


@lru_cache(maxsize=64)
def chains(view: str) -> tuple[tuple[Group, ...], ...]:
    """Return the digit groups of a text, chained where only separators part them."""
    return tuple(tuple(chain) for chain in _chains(view))


def _chains(view: str) -> Iterator[list[Group]]:
    chain: list[Group] = []
    for match in GROUP.finditer(view):
        gap = view[chain[-1].end : match.start()] if chain else ""
        if chain and not (GAP.fullmatch(gap) and gap.count("\n") < 2):
            yield chain
            chain, gap = [], ""
        chain.append(Group(match.start(), match.end(), match.group(), gap))
    if chain:
        yield chain


def shapes(groups: tuple[Group, ...] | list[Group]) -> tuple[tuple[int, ...], ...]:
    """Return the lengths of the groups as written, and with those that a line break parts counted as one."""
    plain = tuple(len(g.digits) for g in groups)
    if not any(g.broken for g in groups[1:]):
        return (plain,)
    merged: list[int] = []
    for i, group in enumerate(groups):
        if i and group.broken:
            merged[-1] += len(group.digits)
        else:
            merged.append(len(group.digits))
    return (plain, tuple(merged))


def joined(groups: tuple[Group, ...] | list[Group]) -> str:
    """Return the digits of several groups as one."""
    return "".join(g.digits for g in groups)


def apart(chain: tuple[Group, ...], first: int, last: int) -> bool:
    """Tell whether `chain[first:last + 1]` does not hang on its neighbours by a hyphen or full stop."""
    return not (first and chain[first].tight) and not (last + 1 < len(chain) and chain[last + 1].tight)
