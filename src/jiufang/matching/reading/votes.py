"""Weigh two voters by how reliable each was measured to be: the chance of each verdict, given what the rules and a reader say.

Each voter has a table of how often it says what, for each true verdict and group of requirements. With a uniform prior and the
voters taken as independent (Dawid & Skene 1979, the confusions known), the chances multiply.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.jobs.records import Kind
from jiufang.matching.records import Verdict

VERDICTS = tuple(Verdict)
# Kinds that are judged alike; too few rows of each to measure them apart.
GROUPS = {Kind.EXPERIENCE_YEARS: "years", Kind.DEGREE: "degree", Kind.CERTIFICATE: "certificate", Kind.LANGUAGE: "language"}
OTHER_GROUP = "claim"
# Rows by which a group's own table is drawn towards the voter's table over all groups, and that towards an unmeasured voter's.
GROUP_SHRINKAGE, VOTER_SHRINKAGE = 10.0, 8.0
# An unmeasured reader says what is true this often, and each other verdict equally often. On the development jobs a strong
# reader under an unknown name then still lifts macro-F1 from .77 to .82, and one that says yes to everything does half the harm
# that it does at .6; from .45 on neither changes anything.
UNMEASURED = 0.5

Row = tuple[str, Verdict, Verdict]
"""Group, true verdict, verdict said."""


@dataclass(frozen=True)
class Voter:
    """How often a voter said each verdict, by group and true verdict."""

    counts: Mapping[Row, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Voter:
        """Count rows."""
        counts: dict[Row, int] = {}
        for row in rows:
            counts[row] = counts.get(row, 0) + 1
        return cls(counts)

    def chance(self, group: str, true: Verdict, said: Verdict) -> float:
        """Return the chance that the voter says `said` of a requirement of this group whose verdict is `true`."""
        whole = {v: sum(n for (_, t, s), n in self.counts.items() if t is true and s is v) for v in VERDICTS}
        own = {v: self.counts.get((group, true, v), 0) for v in VERDICTS}
        naive = UNMEASURED if said is true else (1 - UNMEASURED) / (len(VERDICTS) - 1)
        overall = (whole[said] + VOTER_SHRINKAGE * naive) / (sum(whole.values()) + VOTER_SHRINKAGE)
        return (own[said] + GROUP_SHRINKAGE * overall) / (sum(own.values()) + GROUP_SHRINKAGE)


@dataclass(frozen=True)
class Reliability:
    """The voters as measured: the rules, and readers by name, each job's counts apart so that one can be left out."""

    rules: Voter = field(default_factory=Voter)
    readers: Mapping[str, Mapping[str, Voter]] = field(default_factory=dict)

    def reader(self, name: str) -> Voter:
        """Return a reader's counts over all jobs; one nobody measured has none and weighs little."""
        counts: dict[Row, int] = {}
        for voter in self.readers.get(name, {}).values():
            for row, number in voter.counts.items():
                counts[row] = counts.get(row, 0) + number
        return Voter(counts)

    def without(self, job: str) -> Reliability:
        """Return the same, measured without one job: what may be used to measure on that job."""
        return Reliability(self.rules, {name: {j: v for j, v in jobs.items() if j != job} for name, jobs in self.readers.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        readers = {name: {job: _table(voter) for job, voter in sorted(jobs.items())} for name, jobs in sorted(self.readers.items())}
        return {"verdicts": [v.value for v in VERDICTS], "rules": _table(self.rules), "readers": readers}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reliability:
        """Read what `to_dict` gave."""
        readers = {name: {job: _voter(t) for job, t in jobs.items()} for name, jobs in data["readers"].items()}
        return cls(_voter(data["rules"]), readers)


@lru_cache(maxsize=1)
def shipped_reliability() -> Reliability:
    """Return what was measured on the development data; `python -m benchmarks.reliability` measures it again."""
    text = (files("jiufang.matching.reading") / "data" / "reliability.json").read_text(encoding="utf-8")
    return Reliability.from_dict(json.loads(text))


def group_of(kind: Kind) -> str:
    """Return the group of requirements that a kind is measured with."""
    return GROUPS.get(kind, OTHER_GROUP)


def weigh(kind: Kind, *, rules: Verdict, reader: Verdict, by: tuple[Voter, Voter]) -> tuple[Verdict, float]:
    """Return the likelier of two verdicts and its chance among all four; the rules' where they are alike.

    Args:
        kind: what the requirement is about.
        rules: the verdict of the rules.
        reader: the verdict of the reader.
        by: how reliable the rules and the reader are.
    """
    group = group_of(kind)
    chances = {v: by[0].chance(group, v, rules) * by[1].chance(group, v, reader) for v in VERDICTS}
    best = max((rules, reader), key=lambda v: (chances[v], v is rules))
    return best, chances[best] / sum(chances.values())


def _table(voter: Voter) -> dict[str, list[list[int]]]:
    groups = sorted({group for group, _, _ in voter.counts})
    return {g: [[voter.counts.get((g, true, said), 0) for said in VERDICTS] for true in VERDICTS] for g in groups}


def _voter(table: Mapping[str, list[list[int]]]) -> Voter:
    rows = {
        (g, t, s): n
        for g, matrix in table.items()
        for t, row in zip(VERDICTS, matrix, strict=True)
        for s, n in zip(VERDICTS, row, strict=True)
    }
    return Voter({row: n for row, n in rows.items() if n})
