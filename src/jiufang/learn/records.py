"""Turn what learning is about into records: labelled pairs of a person and a job, sets of them parted for an honest test, and models of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput

Scores = NDArray[np.float64]


class Part(StrEnum):
    """What a pair is used for; a person, a job and a near-duplicate of either is in one part alone."""

    TRAIN = "train"
    DEV = "dev"  # chooses: when to stop, which settings, which threshold
    TEST = "test"  # measured once, the latest in time


@dataclass(frozen=True, slots=True)
class Pair:
    """A person who was considered for a job, and what became of it.

    Args:
        id: of the pair, stable over imports.
        person: whom it is about; a pseudonym, never a name.
        job: what it is about; a pseudonym.
        resume: blind text of the résumé: identifiers and protected attributes are taken out before a pair is made.
        ad: text of the job.
        label: y in [0, 1]; how well they fit, as the company's own outcome says.
        at: when it was decided; None if nobody knows.
        stage: the outcome as the source tells it.
        lang: of the résumé.
        family: of the job, such as `engineering`; empty if unknown.
        weight: in the loss and in every figure.

    Raises:
        BadInput: the label or the weight is out of bounds.
    """

    id: str
    person: str
    job: str
    resume: str
    ad: str
    label: float
    at: dt.date | None = None
    stage: str = ""
    lang: str = ""
    family: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.label <= 1:
            raise BadInput("a label lies between 0 and 1", subject=self.id)
        if not self.weight > 0:
            raise BadInput("a weight is above 0", subject=self.id)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Pairs, parted.

    Args:
        name: what it is called.
        pairs: all of them.
        parts: which part each pair is in, by its id; a pair without one is left out of everything.
        groups: what persons said of themselves, by person and attribute; for the fairness gate alone, no model sees it.
    """

    name: str
    pairs: tuple[Pair, ...]
    parts: Mapping[str, Part] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def part(self, part: Part) -> tuple[Pair, ...]:
        """Return the pairs of a part, in their order."""
        return tuple(pair for pair in self.pairs if self.parts.get(pair.id) == part)

    @property
    def teachers(self) -> set[str]:
        """Those, by pseudonym, by whose labels a model of this learns or is chosen: erasing one of them concerns it."""
        return {pair.person for part in (Part.TRAIN, Part.DEV) for pair in self.part(part)}


class PairScorer(Protocol):
    """Estimates f(r, p) for texts."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the estimates in [0, 1] of so many pairs, float64 [pairs]; the same pair gives the same number in any batch."""
        ...
