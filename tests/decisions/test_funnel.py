"""How many reach each stage, go on, drop out, and how long it takes, those who still wait included."""

from __future__ import annotations

import datetime as dt

import pytest

from jiufang.decisions.counting import Step, count, in_sum
from jiufang.decisions.durations import Wait, quantile
from jiufang.decisions.funnel import first_judged, funnel, funnel_of
from jiufang.decisions.stages import template

HIRES = template("社招")
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def walk(*steps: tuple[int, str], because: str = "", rank: int | None = None) -> list[Step]:
    """Return the steps of somebody: day and stage; the last one has the reason, all but the first the rank."""
    last = len(steps) - 1
    told = enumerate(steps)
    return [Step(START + dt.timedelta(days=day), stage, because if n == last else "", rank if n else None) for n, (day, stage) in told]


PEOPLE = [
    walk((0, "new"), (2, "screen"), (4, "interview"), (10, "offer"), (14, "hired"), rank=1),
    walk((0, "new"), (4, "interview"), (5, "reject"), because="interview", rank=2),
    walk((0, "new"), (1, "screen"), (3, "withdraw"), because="elsewhere", rank=3),
    walk((0, "new"), (6, "reject"), because="requirement", rank=40),
    walk((8, "new")),
]
NOW = START + dt.timedelta(days=20)


def test_a_small_funnel():
    """Counted by hand; who skips a stage has reached it and never stood there."""
    found = funnel(HIRES, PEOPLE, now=NOW)
    by = {stage.stage: stage for stage in found.stages}

    assert found.candidates == 5
    assert (found.hired.count, found.hired.of) == (1, 5)
    assert [by[s].entered for s in ("new", "screen", "review", "interview", "offer", "hired")] == [5, 2, 0, 2, 1, 1]
    assert [by[s].reached for s in ("new", "screen", "review", "interview", "offer", "hired")] == [5, 3, 2, 2, 1, 1]
    assert (by["new"].here, by["new"].rejected, by["new"].went_on.count, by["new"].went_on.of) == (1, 1, 3, 4)
    assert (by["screen"].withdrawn, by["interview"].rejected) == (1, 1)
    assert [(r.code, r.side, r.count) for r in found.reasons] == [
        ("elsewhere", "candidate", 1), ("interview", "employer", 1), ("requirement", "employer", 1)
    ]  # fmt: skip
    assert found.median_days_to_hire == 14


def test_time_counts_those_who_still_wait():
    """New: left after 1, 2, 4 and 6 days, one waits since 12: the median is 4, nine of ten have not moved on yet."""
    new = funnel(HIRES, PEOPLE, now=NOW).stages[0]

    assert (new.median_days, new.most_days, new.longest_waiting) == (4.0, None, 12.0)


def test_to_have_arrived_is_no_waiting():
    """Nobody waits at the end."""
    hired = funnel(HIRES, PEOPLE, now=NOW).stages[-1]

    assert (hired.here, hired.median_days, hired.longest_waiting) == (1, None, None)


def test_kaplan_and_meier_s_own_example():
    """Freireich's 6-mercaptopurine group (Gehan 1965): median 23 weeks, as every textbook has it."""
    over = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    waiting = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    waits = [Wait(days=d, over=True) for d in over] + [Wait(days=d, over=False) for d in waiting]

    assert quantile(waits, 0.5) == 23
    assert quantile(waits, 0.9) is None
    assert quantile([], 0.5) is None


def test_back_and_forth():
    """Who goes back stands at a stage twice, and is one candidate."""
    found = funnel(HIRES, [walk((0, "new"), (1, "interview"), (2, "screen"), (5, "interview"), (9, "reject"), because="words")], now=NOW)
    by = {stage.stage: stage for stage in found.stages}

    assert (by["interview"].entered, by["interview"].went_on.of, by["interview"].rejected) == (1, 2, 1)
    assert by["screen"].went_on.count == 1


def test_the_first_decision_is_what_the_ranking_led_to():
    """Later ones follow interviews; a candidate's own is nobody's agreement."""
    assert [first_judged(HIRES, steps) and first_judged(HIRES, steps).advanced for steps in PEOPLE] == [True, True, True, False, None]
    assert first_judged(HIRES, walk((0, "new"), (1, "withdraw"), rank=1)) is None
    assert funnel(HIRES, PEOPLE, now=NOW, k=2).agreement.followed.count == 3


def test_a_stage_that_is_no_longer_there_does_no_harm():
    """Templates change; what was written down stays."""
    found = funnel(HIRES, [walk((0, "new"), (1, "assessment"), (2, "interview"))], now=NOW)

    assert (found.candidates, found.stages[3].here) == (1, 1)
    assert funnel(HIRES, [], now=NOW).candidates == 0


def test_jobs_add_up():
    """The funnel of several jobs is that of all their candidates, however they are parted; jobs with other stages do not add up."""
    parted = [count(HIRES, PEOPLE[:at], now=NOW) for at in (0, 2)] + [count(HIRES, PEOPLE[2:], now=NOW)]

    assert funnel_of(in_sum(parted), k=2) == funnel(HIRES, PEOPLE, now=NOW, k=2)
    with pytest.raises(ValueError, match="other stages"):
        in_sum([parted[0], count(template("校招"), [], now=NOW)])
