"""Turn the steps of candidates into a funnel: how many reach each stage, go on, drop out, and how long it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiufang.decisions.agreement import TOP, Agreement, Judged, agreement
from jiufang.decisions.durations import Wait, quantile
from jiufang.decisions.proportions import Proportion, proportion
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import Kind, Stage, Template
from jiufang.documents.records import Record

SCHEMA_VERSION = "1"
DAY = 86400.0
MEDIAN, MOST = 0.5, 0.9
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Step:
    """That a candidate came to a stage, and what was said then: a reason by its code, their rank; no rank, no ranking was shown."""

    at: dt.datetime
    stage: str
    because: str = ""
    rank: int | None = None


class StageFigures(Record):
    """One stage: `entered` stood there, `reached` there or further on; `went_on` is of those who left. Days by Kaplan and Meier."""

    stage: str
    entered: int
    reached: int
    here: int
    went_on: Proportion
    rejected: int
    withdrawn: int
    median_days: float | None
    most_days: float | None
    longest_waiting: float | None


class Dropped(Record):
    """How many ended for a reason of the kept list."""

    code: str
    side: str
    count: int


class Funnel(Record):
    """The candidates of a job, stage by stage; `most_days` is when nine of ten have moved on."""

    schema_version: str = SCHEMA_VERSION
    template: str
    candidates: int
    hired: Proportion
    median_days_to_hire: float | None
    stages: tuple[StageFigures, ...]
    reasons: tuple[Dropped, ...]
    agreement: Agreement


def funnel(template: Template, histories: Iterable[Sequence[Step]], *, now: dt.datetime, k: int = TOP) -> Funnel:
    """Return the funnel of a job.

    Args:
        template: its stages.
        histories: the steps of each candidate, the earliest first, beginning with their arrival.
        now: the moment up to which those who still wait have waited.
        k: how many places count as the top of the ranking.
    """
    told, way = [steps for steps in histories if steps], _Way.of(template)
    seen = _Seen.of(told, way, now)
    to_hire = [_to_hire(way, steps, now) for steps in told]
    return Funnel(
        template=template.id,
        candidates=len(told),
        hired=proportion(sum(way.kinds.get(steps[-1].stage) is Kind.HIRED for steps in told), len(told)),
        median_days_to_hire=quantile([wait for wait in to_hire if wait.over], MEDIAN),
        stages=tuple(_figures(way, seen, stage) for stage in template.stages),
        reasons=_reasons(told),
        agreement=agreement((judged for steps in told if (judged := _first_judged(way, steps))), k=k),
    )


def first_judged(template: Template, steps: Sequence[Step]) -> Judged | None:
    """Return the first decision of an employer about a candidate, which is what a ranking may have led to."""
    return _first_judged(_Way.of(template), steps)


@dataclass(frozen=True, slots=True)
class _Way:
    """What each stage means and how far along it is; one that the template no longer has is in neither."""

    kinds: Mapping[str, Kind]
    places: Mapping[str, int]

    @classmethod
    def of(cls, template: Template) -> _Way:
        kinds = {one.id: one.kind for one in template.stages} | {"reject": Kind.REJECTED, "withdraw": Kind.WITHDRAWN}
        return cls(kinds, {one.id: place for place, one in enumerate(template.stages)})

    def place(self, stage: str) -> int:
        return self.places.get(stage, -1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is counted of all candidates in one look: by stage, and by the place of the furthest that each came to."""

    entered: Counter[str]
    furthest: Counter[int]
    here: Counter[str]
    stays: Mapping[str, Sequence[tuple[Wait, str | None]]]

    @classmethod
    def of(cls, told: Sequence[Sequence[Step]], way: _Way, now: dt.datetime) -> _Seen:
        entered, furthest, here = Counter[str](), Counter[int](), Counter[str]()
        stays = defaultdict[str, list[tuple[Wait, str | None]]](list)
        for steps in told:
            stages = {step.stage for step in steps}
            entered.update(stages)
            furthest[max(map(way.place, stages))] += 1
            here[steps[-1].stage] += 1
            for step, following in pairwise(steps):
                stays[step.stage].append((_wait(step.at, following.at, over=True), following.stage))
            stays[steps[-1].stage].append((_wait(steps[-1].at, now, over=False), None))
        return cls(entered, furthest, here, stays)


def _first_judged(way: _Way, steps: Sequence[Step]) -> Judged | None:
    if len(steps) < 2 or (kind := way.kinds.get(steps[1].stage)) is Kind.WITHDRAWN:
        return None
    return Judged(rank=steps[1].rank, advanced=kind is not Kind.REJECTED)


def _figures(way: _Way, seen: _Seen, stage: Stage) -> StageFigures:
    place, stays = way.places[stage.id], seen.stays.get(stage.id, ())
    after = Counter(_outcome(way, place, there) for _, there in stays if there is not None)
    waiting = [wait.days for wait, _ in stays if not wait.over]
    waits = [wait for wait, _ in stays] if stage.kind is Kind.OPEN else []
    return StageFigures(
        stage=stage.id,
        entered=seen.entered[stage.id],
        reached=sum(number for furthest, number in seen.furthest.items() if furthest >= place),
        here=seen.here[stage.id],
        went_on=proportion(after["on"], after.total()),
        rejected=after["rejected"],
        withdrawn=after["withdrawn"],
        median_days=quantile(waits, MEDIAN),
        most_days=quantile(waits, MOST),
        longest_waiting=max(waiting, default=None) if waits else None,
    )


def _outcome(way: _Way, here: int, there: str) -> str:
    kind = way.kinds.get(there)
    if kind in {Kind.REJECTED, Kind.WITHDRAWN}:
        return str(kind)
    return "on" if way.place(there) > here else "back"


def _to_hire(way: _Way, steps: Sequence[Step], now: dt.datetime) -> Wait:
    hired = next((step.at for step in steps if way.kinds.get(step.stage) is Kind.HIRED), None)
    return _wait(steps[0].at, hired or now, over=hired is not None)


def _wait(start: dt.datetime, end: dt.datetime, *, over: bool) -> Wait:
    return Wait(days=round(max(0.0, (end - start).total_seconds() / DAY), DIGITS), over=over)


def _reasons(told: Iterable[Sequence[Step]]) -> tuple[Dropped, ...]:
    codes = Counter(step.because for steps in told for step in steps if step.because)
    known: Mapping[str, str] = {code: ground.side for code, ground in grounds().items()}
    return tuple(Dropped(code=code, side=known.get(code, ""), count=n) for code, n in sorted(codes.items(), key=lambda c: (-c[1], c[0])))
