"""Turn the steps of candidates into a funnel: how many reach each stage, go on, drop out, and how long it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from jiufang.decisions.agreement import TOP, Agreement, Judged, agreement
from jiufang.decisions.counting import Count, Route, Step, count
from jiufang.decisions.durations import quantile
from jiufang.decisions.proportions import Proportion, proportion
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import Kind, Stage, Template
from jiufang.documents.records import Record

SCHEMA_VERSION = "1"
MEDIAN, MOST = 0.5, 0.9


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
    return funnel_of(count(template, histories, now=now), k=k)


def funnel_of(counted: Count, *, k: int = TOP) -> Funnel:
    """Return the funnel of what was counted, of one job or of several in sum.

    Args:
        counted: the candidates.
        k: how many places count as the top of the ranking.
    """
    route = Route.of(counted.template)
    hired = sum(number for stage, number in counted.here.items() if route.kinds.get(stage) is Kind.HIRED)
    return Funnel(
        template=counted.template.id,
        candidates=counted.candidates,
        hired=proportion(hired, counted.candidates),
        median_days_to_hire=quantile([wait for wait in counted.to_hire if wait.over], MEDIAN),
        stages=tuple(_figures(route, counted, stage) for stage in counted.template.stages),
        reasons=_reasons(counted.reasons),
        agreement=agreement(counted.judged, k=k),
    )


def first_judged(template: Template, steps: Sequence[Step]) -> Judged | None:
    """Return the first decision of an employer about a candidate, which is what a ranking may have led to."""
    return Route.of(template).first_judged(steps)


def _figures(route: Route, counted: Count, stage: Stage) -> StageFigures:
    place, stays = route.places[stage.id], counted.stays.get(stage.id, ())
    after = Counter(_outcome(route, place, there) for _, there in stays if there is not None)
    waiting = [wait.days for wait, _ in stays if not wait.over]
    waits = [wait for wait, _ in stays] if stage.kind is Kind.OPEN else []
    return StageFigures(
        stage=stage.id,
        entered=counted.entered[stage.id],
        reached=sum(number for furthest, number in counted.furthest.items() if furthest >= place),
        here=counted.here[stage.id],
        went_on=proportion(after["on"], after.total()),
        rejected=after["rejected"],
        withdrawn=after["withdrawn"],
        median_days=quantile(waits, MEDIAN),
        most_days=quantile(waits, MOST),
        longest_waiting=max(waiting, default=None) if waits else None,
    )


def _outcome(route: Route, here: int, there: str) -> str:
    kind = route.kinds.get(there)
    if kind in {Kind.REJECTED, Kind.WITHDRAWN}:
        return str(kind)
    return "on" if route.place(there) > here else "back"


def _reasons(codes: Counter[str]) -> tuple[Dropped, ...]:
    known: Mapping[str, str] = {code: ground.side for code, ground in grounds().items()}
    return tuple(Dropped(code=code, side=known.get(code, ""), count=n) for code, n in sorted(codes.items(), key=lambda c: (-c[1], c[0])))
