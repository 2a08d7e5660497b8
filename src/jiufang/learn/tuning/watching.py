"""Who is told how a training goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Watch(Protocol):
    """Is told how training goes; may raise to end it."""

    def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
        """Be told from which step of how many it goes on, how many parameters learn, and how many there are."""
        ...

    def step(self, number: int, loss: float) -> None:
        """Be told of a step."""
        ...

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Be told the figures of the dev part after a step."""
        ...


class Nobody:
    """Watches nothing."""

    def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
        """Do nothing."""

    def step(self, number: int, loss: float) -> None:
        """Do nothing."""

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Do nothing."""
