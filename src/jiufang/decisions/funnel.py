"""Turn the steps of candidates into a funnel: how many reach each stage, go on, drop out, and how long it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiufang.decisions.agreement import TOP, Agreement, Judged, agreement
from jiufang.decisions.durations import Wait, quantile
from jiufang.decisions.proportions import Proportion, proportion
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import Kind, Template
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
    told = [list(steps) for steps in histories if steps]
    to_hire = [_to_hire(template, steps, now) for steps in told]
    return Funnel(
        template=template.id,
        candidates=len(told),
        hired=proportion(sum(_kind(template, steps[-1].stage) is Kind.HIRED for steps in told), len(told)),
        median_days_to_hire=quantile([wait for wait in to_hire if wait.over], MEDIAN),
        stages=tuple(_figures(template, stage.id, told, now) for stage in template.stages),
        reasons=_reasons(told),
        agreement=agreement((judged for steps in told if (judged := first_judged(template, steps))), k=k),
    )


def first_judged(template: Template, steps: Sequence[Step]) -> Judged | None:
    """Return the first decision of an employer about a candidate, which is what a ranking may have led to."""
    for step in steps[1:]:
        kind = _kind(template, step.stage)
        if kind is Kind.WITHDRAWN:
            return None
        return Judged(rank=step.rank, advanced=kind is not Kind.REJECTED)
    return None


def _figures(template: Template, stage: str, told: Sequence[Sequence[Step]], now: dt.datetime) -> StageFigures:
    place = template.place(stage)
    stays = [stay for steps in told for stay in _stays(steps, stage, now)]
    after = Counter(_outcome(template, stage, next_stage) for _, next_stage in stays if next_stage is not None)
    waiting = [wait.days for wait, _ in stays if not wait.over]
    waits = [wait for wait, _ in stays] if template.stage(stage).kind is Kind.OPEN else []
    return StageFigures(
        stage=stage,
        entered=sum(any(step.stage == stage for step in steps) for steps in told),
        reached=sum(any(_place(template, step.stage) >= place for step in steps) for steps in told),
        here=sum(steps[-1].stage == stage for steps in told),
        went_on=proportion(after["on"], after.total()),
        rejected=after["rejected"],
        withdrawn=after["withdrawn"],
        median_days=quantile(waits, MEDIAN),
        most_days=quantile(waits, MOST),
        longest_waiting=max(waiting, default=None) if waits else None,
    )


def _stays(steps: Sequence[Step], stage: str, now: dt.datetime) -> list[tuple[Wait, str | None]]:
    """Return how long a candidate stood at a stage, each time they did, and where they went from it."""
    ended = [(_wait(a.at, b.at, over=True), b.stage) for a, b in pairwise(steps) if a.stage == stage]
    last = steps[-1]
    return [*ended, (_wait(last.at, now, over=False), None)] if last.stage == stage else list[tuple[Wait, str | None]](ended)


def _outcome(template: Template, here: str, there: str) -> str:
    kind = _kind(template, there)
    if kind in {Kind.REJECTED, Kind.WITHDRAWN}:
        return str(kind)
    return "on" if _place(template, there) > template.place(here) else "back"


def _to_hire(template: Template, steps: Sequence[Step], now: dt.datetime) -> Wait:
    hired = next((step.at for step in steps if _kind(template, step.stage) is Kind.HIRED), None)
    return _wait(steps[0].at, hired or now, over=hired is not None)


def _wait(start: dt.datetime, end: dt.datetime, *, over: bool) -> Wait:
    return Wait(days=round(max(0.0, (end - start).total_seconds() / DAY), DIGITS), over=over)


def _reasons(told: Iterable[Sequence[Step]]) -> tuple[Dropped, ...]:
    codes = Counter(step.because for steps in told for step in steps if step.because)
    known: Mapping[str, str] = {code: ground.side for code, ground in grounds().items()}
    return tuple(Dropped(code=code, side=known.get(code, ""), count=n) for code, n in sorted(codes.items(), key=lambda c: (-c[1], c[0])))


def _kind(template: Template, stage: str) -> Kind | None:
    """Return what a stage means; None for one that the template no longer has."""
    known = {one.id: one.kind for one in template.stages} | {"reject": Kind.REJECTED, "withdraw": Kind.WITHDRAWN}
    return known.get(stage)


def _place(template: Template, stage: str) -> int:
    ids = [one.id for one in template.stages]
    return ids.index(stage) if stage in ids else -1
