"""Count the steps of candidates in one look, job by job; jobs with the same stages add up."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiufang.decisions.agreement import Judged
from jiufang.decisions.durations import Wait
from jiufang.decisions.stages import Kind, Template

DAY = 86400.0
DIGITS = 2  # of days: a quarter of an hour


@dataclass(frozen=True, slots=True)
class Step:
    """That a candidate came to a stage, and what was said then: a reason by its code, their rank; no rank, no ranking was shown."""

    at: dt.datetime
    stage: str
    because: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """What each stage means and how far along it is; one that the template no longer has is in neither."""

    kinds: Mapping[str, Kind]
    places: Mapping[str, int]

    @classmethod
    def of(cls, template: Template) -> Route:
        """Return the route through the stages of a template."""
        kinds = {one.id: one.kind for one in template.stages} | {"reject": Kind.REJECTED, "withdraw": Kind.WITHDRAWN}
        return cls(kinds, {one.id: place for place, one in enumerate(template.stages)})

    def place(self, stage: str) -> int:
        """Return how far along a stage is."""
        return self.places.get(stage, -1)

    def first_judged(self, steps: Sequence[Step]) -> Judged | None:
        """Return the first decision of an employer about a candidate, which is what a ranking may have led to."""
        if len(steps) < 2 or (kind := self.kinds.get(steps[1].stage)) is Kind.WITHDRAWN:
            return None
        return Judged(rank=steps[1].rank, advanced=kind is not Kind.REJECTED)


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted of candidates: by stage, and by the place of the furthest that each came to.

    Args:
        template: the stages.
        candidates: how many there are.
        entered: who came to a stage.
        furthest: who came so far, by place.
        here: who stands there.
        stays: how long each stood there, and where they went.
        to_hire: how long it took from arrival, or has taken.
        reasons: why people dropped out, by code.
        judged: the first decision about each.
    """

    template: Template
    candidates: int
    entered: Counter[str]
    furthest: Counter[int]
    here: Counter[str]
    stays: Mapping[str, Sequence[tuple[Wait, str | None]]]
    to_hire: Sequence[Wait]
    reasons: Counter[str]
    judged: Sequence[Judged]


def in_sum(counted: Sequence[Count]) -> Count:
    """Return several, one at least, as one.

    Raises:
        ValueError: they have other stages.
    """
    template = counted[0].template
    if others := {one.template.id for one in counted} - {template.id}:
        raise ValueError(f"other stages than {template.id}: {', '.join(sorted(others))}")
    stays = defaultdict[str, list[tuple[Wait, str | None]]](list)
    for one in counted:
        for stage, theirs in one.stays.items():
            stays[stage] += theirs
    return Count(
        template=template,
        candidates=sum(one.candidates for one in counted),
        entered=sum((one.entered for one in counted), Counter()),
        furthest=sum((one.furthest for one in counted), Counter()),
        here=sum((one.here for one in counted), Counter()),
        stays=stays,
        to_hire=[wait for one in counted for wait in one.to_hire],
        reasons=sum((one.reasons for one in counted), Counter()),
        judged=[judged for one in counted for judged in one.judged],
    )


def count(template: Template, histories: Iterable[Sequence[Step]], *, now: dt.datetime) -> Count:
    """Count the candidates of a job.

    Args:
        template: its stages.
        histories: the steps of each candidate, the earliest first, beginning with their arrival.
        now: the moment up to which those who still wait have waited.
    """
    route, told = Route.of(template), [steps for steps in histories if steps]
    entered, furthest = Counter[str](), Counter[int]()
    stays = defaultdict[str, list[tuple[Wait, str | None]]](list)
    for steps in told:
        stages = {step.stage for step in steps}
        entered.update(stages)
        furthest[max(map(route.place, stages))] += 1
        for step, following in pairwise(steps):
            stays[step.stage].append((_wait(step.at, following.at, over=True), following.stage))
        stays[steps[-1].stage].append((_wait(steps[-1].at, now, over=False), None))
    return Count(
        template=template,
        candidates=len(told),
        entered=entered,
        furthest=furthest,
        here=Counter(steps[-1].stage for steps in told),
        stays=stays,
        to_hire=[_to_hire(route, steps, now) for steps in told],
        reasons=Counter(step.because for steps in told for step in steps if step.because),
        judged=[judged for steps in told if (judged := route.first_judged(steps))],
    )


def _to_hire(route: Route, steps: Sequence[Step], now: dt.datetime) -> Wait:
    hired = next((step.at for step in steps if route.kinds.get(step.stage) is Kind.HIRED), None)
    return _wait(steps[0].at, hired or now, over=hired is not None)


def _wait(start: dt.datetime, end: dt.datetime, *, over: bool) -> Wait:
    return Wait(days=round(max(0.0, (end - start).total_seconds() / DAY), DIGITS), over=over)
