"""Turn measured candidates into a table, the front that no other candidate beats, and the one that a budget chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiufang.errors import BadInput
from jiufang.learn.compression.measuring import AGREEMENT

HINT = "ask for more megabytes or milliseconds, allow more loss, or let it learn longer"


@dataclass(frozen=True, slots=True)
class Measured:
    """A candidate and what it costs.

    Args:
        name: of its folder.
        megabytes: on disk, tokenizer included.
        milliseconds: a text of 32 tokens.
        quality: figures by name, greater is better.
        loss: the largest fall of any labelled figure below the encoder that all came from; without labelled data, 1 less the agreement.
    """

    name: str
    megabytes: float
    milliseconds: float
    quality: Mapping[str, float]
    loss: float


@dataclass(frozen=True, slots=True)
class Budget:
    """What a candidate may cost; None is no limit."""

    megabytes: float | None = None
    milliseconds: float | None = None
    loss: float | None = None

    def holds(self, one: Measured) -> bool:
        """Tell whether a candidate is within it."""
        limits = ((self.megabytes, one.megabytes), (self.milliseconds, one.milliseconds), (self.loss, one.loss))
        return all(limit is None or value <= limit for limit, value in limits)


def loss_of(quality: Mapping[str, float], reference: Mapping[str, float]) -> float:
    """Return the largest fall of any labelled figure; where nothing is labelled, what the agreement lacks."""
    labelled = [name for name in quality if name != AGREEMENT]
    if not labelled:
        return 1 - quality.get(AGREEMENT, 0.0)
    return max(0.0, *(reference[name] - quality[name] for name in labelled))


def front(measured: Sequence[Measured]) -> tuple[Measured, ...]:
    """Return those that no other beats in one of loss, milliseconds and megabytes while being as good in all (Pareto)."""
    return tuple(one for one in measured if not any(_beats(other, one) for other in measured))


def choose(measured: Sequence[Measured], budget: Budget) -> Measured:
    """Return the candidate that a budget chooses.

    Where loss is limited, the cheapest that holds to it: the product of milliseconds and megabytes is least. Else the one that loses least.

    Raises:
        BadInput: none is within the budget.
    """
    fit = [one for one in front(measured) if budget.holds(one)]
    if not fit:
        nearest = min(measured, key=lambda one: (one.loss, one.name))
        told = f"{nearest.megabytes:.1f} MB, {nearest.milliseconds:.2f} ms, loss {nearest.loss:.4f}"
        raise BadInput(f"no candidate is within the budget; {nearest.name} loses least: {told}", subject="compress", hint=HINT)
    if budget.loss is not None:
        return min(fit, key=lambda one: (one.milliseconds * one.megabytes, one.name))
    return min(fit, key=lambda one: (one.loss, one.milliseconds, one.name))


def _beats(other: Measured, one: Measured) -> bool:
    costs = [(a.loss, a.milliseconds, a.megabytes) for a in (other, one)]
    return all(a <= b for a, b in zip(*costs, strict=True)) and costs[0] != costs[1]
