"""Read dates as résumés write them, in Chinese and English, and count months exactly."""

from __future__ import annotations

import datetime as dt
from functools import total_ordering
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_serializer, model_validator

if TYPE_CHECKING:
    from jiufang.text.periods import Period


@total_ordering
class PartialDate(BaseModel):
    """A year, or a month of a year; its JSON form is "2021" or "2021-11"."""

    model_config = ConfigDict(frozen=True)

    year: int
    month: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            year, _, month = value.partition("-")
            return {"year": int(year), "month": int(month) if month else None}
        return value

    @model_serializer
    def _to_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"

    def __lt__(self, other: object) -> bool:
        return self.first_month < other.first_month if isinstance(other, PartialDate) else NotImplemented

    @property
    def first_month(self) -> int:
        """Return the index (12 × year + month − 1) of the first month that the date may mean."""
        return 12 * self.year + (self.month or 1) - 1

    @property
    def last_month(self) -> int:
        """Return the index of the last month that the date may mean."""
        return 12 * self.year + (self.month or 12) - 1


def find_periods(text: str) -> list[tuple[int, int, Period]]:
    """Return (start, end, period) of each date or range of dates in a text; see `jiufang.text.periods`."""
    from jiufang.text.periods import find_periods as find  # it needs the dates of this module

    return find(text)


def months_between(start: PartialDate, end: PartialDate) -> int:
    """Count calendar months from start to end, both counted; 0 when the end comes first."""
    return max(0, end.last_month - start.first_month + 1)


def months_covered(periods: list[tuple[PartialDate, PartialDate]]) -> int:
    """Count the months that at least one period covers: overlaps count once."""
    covered: set[int] = set()
    for start, end in periods:
        covered.update(range(start.first_month, end.last_month + 1))
    return len(covered)


def last_full_month(as_of: str) -> PartialDate:
    """Return the month before the day `as_of` (YYYY-MM-DD): where “present” ends."""
    day = dt.date.fromisoformat(as_of)
    return PartialDate(year=day.year, month=day.month - 1) if day.month > 1 else PartialDate(year=day.year - 1, month=12)
