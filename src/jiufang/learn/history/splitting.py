"""Turn pairs into parts for an honest test: no person, job or near-duplicate in two parts, and the test the latest in time.

Persons and jobs that are joined by applications stay together where that is possible. In a real history almost everybody is joined to
everybody by somebody who applied twice; there the jobs are parted by when their decisions began, each person goes where most of their
applications are, and the few pairs that lie across are left out. So are pairs that were decided after the test begins: a model that is
asked about March may not have learnt from April.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiufang.learn.history.records import Why
from jiufang.learn.history.unions import Unions
from jiufang.learn.records import Pair, Part

TEST, DEV = 0.2, 0.1  # shares of the pairs
GIANT = 0.1  # share of the pairs in one component, above which it is cut
TOO_BIG = 2.0  # times its share, that a part may hold because of one unit
LATE_MAX = 0.25  # share of the pairs before the test that may be lost to time; else times overlap, and the report says so
DATED = 0.5  # share of the pairs with a date, below which time says nothing
ORDER = (Part.TRAIN, Part.DEV, Part.TEST)


@dataclass(frozen=True, slots=True)
class Parted:
    """Where each pair went, by its id: into a part, or out and why.

    `test_from` is the day on which the test begins, None where time parts nothing; `overlap` counts pairs before it that were decided
    after that day and yet are kept, since too much would be lost; `cut` tells whether joined persons and jobs had to be parted.
    """

    parts: Mapping[str, Part]
    left: Mapping[str, Why] = field(default_factory=dict)
    test_from: dt.date | None = None
    overlap: int = 0
    cut: bool = False
    by_time: bool = True


@dataclass(frozen=True, slots=True)
class _Unit:
    """Jobs that are parted together; `start` is when the first decision about them was made."""

    jobs: tuple[str, ...]
    pairs: int
    start: dt.date
    name: str


def split(
    pairs: Sequence[Pair],
    *,
    persons: Mapping[str, str] | None = None,
    jobs: Mapping[str, str] | None = None,
    test: float = TEST,
    dev: float = DEV,
) -> Parted:
    """Part pairs; their order says nothing.

    Args:
        pairs: each with an id of its own.
        persons: the group of near-duplicates that a person belongs to; themselves when absent.
        jobs: the same for jobs.
        test: the least share of the pairs in the test, the latest.
        dev: the least share of the pairs that choose.
    """
    ordered = sorted(pairs, key=lambda pair: pair.id)
    person = {pair.id: (persons or {}).get(pair.person, pair.person) for pair in ordered}
    job = {pair.id: (jobs or {}).get(pair.job, pair.job) for pair in ordered}
    by_time = sum(pair.at is not None for pair in ordered) >= DATED * max(1, len(ordered))
    units, cut = _units(ordered, person, job, by_time)
    part_of_job = _filled(units, len(ordered), test, dev)
    part_of_person = _majority(ordered, person, {pair.id: part_of_job[job[pair.id]] for pair in ordered})
    parts = {pair.id: part_of_job[job[pair.id]] for pair in ordered if part_of_job[job[pair.id]] == part_of_person[person[pair.id]]}
    left = {pair.id: Why.ACROSS for pair in ordered if pair.id not in parts}
    return _in_time(ordered, parts, left, by_time=by_time, cut=cut)


def _units(pairs: Sequence[Pair], person: Mapping[str, str], job: Mapping[str, str], by_time: bool) -> tuple[list[_Unit], bool]:
    """Return what is parted as a whole: components, and of those that are too big each job alone."""
    unions: Unions[str] = Unions()
    for pair in pairs:
        unions.join(f"j{job[pair.id]}", f"p{person[pair.id]}")
    inside: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        inside[unions.root(f"j{job[pair.id]}")].append(pair)
    units, cut = [], False
    for held in inside.values():
        by_job: dict[str, list[Pair]] = defaultdict(list)
        for pair in held:
            by_job[job[pair.id]].append(pair)
        if len(held) > GIANT * len(pairs) and len(by_job) > 1:
            cut = True
            units += [_unit((name,), told, by_time) for name, told in by_job.items()]
        else:
            units.append(_unit(tuple(by_job), held, by_time))
    return sorted(units, key=lambda unit: (unit.start, unit.name)), cut


def _unit(jobs: tuple[str, ...], pairs: Sequence[Pair], by_time: bool) -> _Unit:
    name = hashlib.sha256(min(jobs).encode("utf-8", "surrogatepass")).hexdigest()
    days = [pair.at for pair in pairs if pair.at] if by_time else []
    return _Unit(jobs, len(pairs), min(days, default=dt.date.min), name)


def _filled(units: Sequence[_Unit], total: int, test: float, dev: float) -> dict[str, Part]:
    """Give the latest units to the test until it is full, those before to dev, the rest to training."""
    found: dict[str, Part] = {}
    wanted = {Part.TEST: test * total, Part.DEV: dev * total}
    held: Counter[Part] = Counter()
    for unit in reversed(units):
        part = next((p for p in (Part.TEST, Part.DEV) if held[p] < wanted[p]), Part.TRAIN)
        if part is not Part.TRAIN and held[part] + unit.pairs > max(1.0, TOO_BIG * wanted[part]):
            part = Part.TRAIN
        held[part] += unit.pairs
        found |= dict.fromkeys(unit.jobs, part)
    return found


def _majority(pairs: Sequence[Pair], person: Mapping[str, str], part: Mapping[str, Part]) -> dict[str, Part]:
    """Return the part in which most applications of each person are; of two with as many the later."""
    counts: dict[str, Counter[Part]] = defaultdict(Counter)
    for pair in pairs:
        counts[person[pair.id]][part[pair.id]] += 1
    return {name: max(ORDER, key=lambda p, told=told: (told[p], ORDER.index(p))) for name, told in counts.items()}  # type: ignore[misc]


def _in_time(pairs: Sequence[Pair], parts: dict[str, Part], left: dict[str, Why], *, by_time: bool, cut: bool) -> Parted:
    """Leave out what was decided after the test begins, unless that costs too much."""
    days = [pair.at for pair in pairs if pair.at and parts.get(pair.id) is Part.TEST]
    begins = min(days, default=None) if by_time else None
    if begins is None:
        return Parted(parts, left, cut=cut, by_time=by_time)
    before = [pair for pair in pairs if parts.get(pair.id) in (Part.TRAIN, Part.DEV)]
    late = {pair.id for pair in before if pair.at and pair.at >= begins}
    if len(late) > LATE_MAX * len(before):
        return Parted(parts, left, begins, overlap=len(late), cut=cut)
    kept = {id: part for id, part in parts.items() if id not in late}
    return Parted(kept, left | dict.fromkeys(sorted(late), Why.LATE), begins, cut=cut)
