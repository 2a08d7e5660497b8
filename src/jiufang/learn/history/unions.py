"""Turn what belongs together into groups: union–find over names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Unions(Generic[T]):
    """Names in groups; each name begins as a group of its own (Tarjan 1975, with path halving)."""

    def __init__(self, names: Iterable[T] = ()) -> None:
        self._above: dict[T, T] = {name: name for name in names}

    def root(self, name: T) -> T:
        """Return the name that stands for a group: the one of it that was named first."""
        above = self._above
        above.setdefault(name, name)
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    def join(self, one: T, other: T) -> None:
        """Put two groups together."""
        a, b = self.root(one), self.root(other)
        if a != b:
            self._above[b] = a

    def groups(self) -> list[list[T]]:
        """Return the groups, names and groups in the order in which they were named."""
        found: dict[T, list[T]] = {}
        for name in self._above:
            found.setdefault(self.root(name), []).append(name)
        return list(found.values())
