"""The one method that a trained reader of evidence must offer to take part in matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

CLASSES = ("met", "partial", "not_shown", "contradicted")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage shows of a requirement.

    `chances` are the calibrated probabilities of `CLASSES`, which sum to 1; `proof` gives for each code point of the
    passage how surely it belongs to the words that prove the verdict.
    """

    chances: Mapping[str, float]
    proof: tuple[float, ...]


class Verifier(Protocol):
    """Reads a requirement and a passage together."""

    @property
    def name(self) -> str:
        """Name and version of the model; part of the scorer's version."""
        ...

    def read(self, requirements: Sequence[str], passages: Sequence[str]) -> Sequence[Reading]:
        """Return what each passage shows of the requirement at its place.

        Args:
            requirements: n requirement texts.
            passages: n passages, the i-th to be read against the i-th requirement.
        """
        ...
