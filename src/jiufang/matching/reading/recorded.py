"""Replay answers that were given before, raw as they were, so that the path from answer to score can be measured without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiufang.jobs.records import Requirement
from jiufang.matching.reading.answers import proposals_in
from jiufang.matching.reading.records import Answers


@dataclass(frozen=True)
class RecordedReader:
    """A `Reader` that gives one résumé's recorded answers, checked like any model's.

    `recorded` is `{requirement id: [verdict, [quotes]]}` or an answer as `schema_for` describes it; other keys,
    such as an overall `fit`, are not read: the score comes from verdicts alone.
    """

    recorded: Mapping[str, Any] | list[Any] = field(repr=False)
    name: str = "recorded"

    def read(self, requirements: Sequence[Requirement], resume: str, *, lang: str, as_of: str) -> Answers:
        """Return what was recorded for these requirements."""
        return proposals_in(self.recorded, [r.id for r in requirements])
