"""What a reader is asked and what it may answer: per requirement a proposed verdict and the quotes for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jiufang.jobs.records import Requirement
from jiufang.matching.records import Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reader proposes for one requirement; nothing in it is believed before its quotes are found again."""

    requirement: str
    verdict: Verdict
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """All proposals for one résumé, at most one a requirement; `failed` says why there are none, or not all."""

    proposals: tuple[Proposal, ...] = ()
    failed: str = ""


class Reader(Protocol):
    """Reads a résumé against requirements as a person would."""

    @property
    def name(self) -> str:
        """Name and version of the reader; part of the scorer's version, and what its reliability is filed under."""
        ...

    def read(self, requirements: Sequence[Requirement], resume: str, *, lang: str, as_of: str) -> Answers:
        """Propose a verdict and quotes for each requirement.

        Args:
            requirements: what the job asks for.
            resume: the visible text of the résumé without name, contact data and protected words, a statement a line.
            lang: the job's language, `zh` or `en`.
            as_of: the day (YYYY-MM-DD) on which “present” ends.

        Returns:
            Proposals; a requirement without one is not voted on. A reader that cannot answer says so in `failed` and never raises.
        """
        ...
