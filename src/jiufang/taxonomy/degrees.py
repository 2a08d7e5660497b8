"""The levels of formal education, and the words that name them."""

from __future__ import annotations

from enum import StrEnum
from functools import total_ordering


@total_ordering
class Degree(StrEnum):
    """Levels of formal education, ordered."""

    NONE = "none"
    HIGH_SCHOOL = "high_school"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"

    @property
    def rank(self) -> int:
        """Return 0 for none up to 5 for a doctorate."""
        return list(Degree).index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Degree) else NotImplemented
