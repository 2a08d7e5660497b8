"""Turn a person's answer about pairs into a record of who said what, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from jiufang.errors import BadInput

GRADES = {0: "no fit", 1: "a weak fit", 2: "a good fit", 3: "a very good fit"}
"""Four grades, an even number, so that nobody settles on the middle; with gains 2^g - 1 they are those of nDCG."""
TOP = max(GRADES)


class Choice(StrEnum):
    """Which of two fits a job better."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of one pair (`grade`) or of two for the same job (`choice`).

    Args:
        by: who.
        at: when, UTC.
        job: the job's pseudonym.
        first: id of a pair.
        second: id of another pair of the job; empty for a grade.
        grade: one of `GRADES`.
        choice: which of the two fits better.

    Raises:
        BadInput: it is neither a grade nor a choice, or nobody says so.
    """

    by: str
    at: dt.datetime
    job: str
    first: str
    second: str = ""
    grade: int | None = None
    choice: Choice | None = None

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise BadInput("somebody has to say who judges", subject=self.first, hint="give --by")
        graded, chosen = self.grade in GRADES and not self.second, bool(self.second) and self.second != self.first
        if (self.grade is None) == (self.choice is None) or not (graded if self.choice is None else chosen):
            raise BadInput(f"a judgement is a grade from 0 to {TOP} of one pair, or a choice between two", subject=self.first)

    @property
    def about(self) -> tuple[str, str]:
        """What it is about, whichever of two was shown first."""
        return (self.first, "") if not self.second else (min(self.first, self.second), max(self.first, self.second))

    @property
    def value(self) -> int:
        """What was said, as a number that compares: the grade, or -1, 0, 1 for the pair whose id comes first in the alphabet."""
        if self.grade is not None:
            return self.grade
        for_first = {Choice.FIRST: 1, Choice.TIE: 0, Choice.SECOND: -1}[self.choice or Choice.TIE]
        return for_first if self.first == self.about[0] else -for_first
