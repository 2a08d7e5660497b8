"""Turn an evaluation into records: figures with intervals by slice and scorer, differences, warnings, errors; each with its plain data."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jiufang.learn.measuring.pooled import Bin
from jiufang.learn.measuring.resampling import Figure

SCHEMA_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the pairs, and what each scorer does on them.

    Args:
        by: what they have in common: `all`, `lang`, `family` or `length`.
        name: the value of it.
        pairs, jobs, persons, good: how many; `good` are the labels of ½ and more.
        figures: by scorer and figure.
    """

    by: str
    name: str
    pairs: int
    jobs: int
    persons: int
    good: int
    figures: Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the first scorer is than another one.

    Args:
        figure: in which figure.
        than: the other scorer.
        value: first minus other.
        low, high: 95 % interval by the paired bootstrap.
        p: two-sided.
        p_holm: corrected for all comparisons of that figure.
        test: how p was got: `signs` (permutation over jobs) or `bootstrap`.
    """

    figure: str
    than: str
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None
    test: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A reason to trust the figures less.

    Args:
        code: `person`, `job`, `resume`, `near_resume`, `ad`, `told`, `open`, `early`, or `not looked`.
        message: what was found, in words.
        count: how many times.
        examples: some ids.
    """

    code: str
    message: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of measuring scorers on a part of a data set.

    Args:
        data: name of the data set.
        part: which part.
        scorers: names, the one in question first.
        thresholds: from where a score is a yes, chosen on dev.
        thresholds_from: where they were chosen: `dev`, or `none` for a half where there is no dev.
        cluster: what was drawn for intervals of the pooled figures: `jobs` or `persons`; figures of an order draw jobs.
        clusters: how many of them.
        resamples, seed: of the bootstrap.
        slices: all pairs first.
        differences: the first scorer against each other one.
        reliability: table by scorer.
        leaks: reasons to trust all this less.
        left_out: slices too small to be told of, with their pairs.
    """

    data: str
    part: str
    scorers: tuple[str, ...]
    thresholds: Mapping[str, float]
    thresholds_from: str
    cluster: str
    clusters: int
    resamples: int
    seed: int
    slices: tuple[Slice, ...]
    differences: tuple[Difference, ...] = ()
    reliability: Mapping[str, Sequence[Bin]] = field(default_factory=dict)
    leaks: tuple[Leak, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def overall(self) -> Mapping[str, Mapping[str, Figure]]:
        """Figures of all pairs, by scorer and figure."""
        return self.slices[0].figures

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {"schema_version": SCHEMA_VERSION, **plain(self)}


def plain(value: Any) -> Any:
    """Return a record as JSON-ready data: numbers to six digits, what is not a number as None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, StrEnum):
        return str(value)
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
