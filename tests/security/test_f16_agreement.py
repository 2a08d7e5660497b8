"""F16: how far decisions follow the ranking is counted exactly, and told aloud where nearly all of them do.

Five hundred logs are counted a second time by other means; one goes the whole way, from the ledger to the funnel.
"""

from __future__ import annotations

import datetime as dt
import os
import random

import pytest

pytest.importorskip("sqlalchemy")

from tests.security.crowd import job, workspace

from jiufang.decisions.agreement import ALERT_FROM, Judged, agreement
from jiufang.store import decisions, people
from jiufang.workspace.opened import OpenWorkspace

LOGS = int(os.environ.get("JIUFANG_F16_LOGS", "500"))


def log(seed: int) -> list[Judged]:
    """Return a log of decisions, some without a rank, by somebody who follows the ranking more or less."""
    chance = random.Random(seed)
    follows, told = chance.random(), []
    for _ in range(chance.randint(0, 150)):
        rank = chance.randint(1, 40) if chance.random() < 0.9 else None
        advised = rank is not None and rank <= 10
        told.append(Judged(rank=rank, advanced=advised if chance.random() < follows else not advised))
    return told


def counted(told: list[Judged]) -> dict[str, object]:
    """Count a log by hand: one pass, whole numbers, no proportions."""
    ranked = same = top = top_rejected = below = below_advanced = 0
    for one in told:
        if one.rank is None:
            continue
        ranked += 1
        is_top = one.rank in range(1, 11)
        same += is_top == one.advanced
        top, below = top + is_top, below + (not is_top)
        top_rejected += is_top and not one.advanced
        below_advanced += one.advanced and not is_top
    cells = {"decisions": ranked, "followed": same, "overridden": ranked - same, "unranked": len(told) - ranked}
    alert = ranked >= 50 and 100 * same > 95 * ranked
    return {**cells, "top": (top_rejected, top), "below": (below_advanced, below), "alert": alert}


def figures(told: list[Judged]) -> dict[str, object]:
    """Return the same figures as the program counts them."""
    found = agreement(told)
    cells = {"decisions": found.decisions, "followed": found.followed.count, "overridden": found.overridden.count}
    pairs = {name: (one.count, one.of) for name, one in (("top", found.top_rejected), ("below", found.below_advanced))}
    return {**cells, "unranked": found.unranked, **pairs, "alert": found.alert}


def test_f16_the_figures_are_exact():
    """Every figure of every log is the one counted by hand."""
    logs = [log(seed) for seed in range(LOGS)]
    alerts = sum(bool(counted(one)["alert"]) for one in logs)
    print({"logs": LOGS, "decisions": sum(map(len, logs)), "alerts": alerts})  # noqa: T201 - the figures

    assert [figures(one) for one in logs] == [counted(one) for one in logs]
    assert alerts


@pytest.mark.parametrize(
    ("decisions_made", "followed", "alert"),
    [
        (50, 48, True),
        (50, 50, True),
        (49, 49, False),
        (60, 57, False),
        (60, 58, True),
        (100, 95, False),
        (100, 96, True),
        (400, 380, False),
    ],
)
def test_f16_the_alert_stands_at_its_border(decisions_made, followed, alert):
    """More than 95 % of at least fifty."""
    told = [Judged(rank=1, advanced=number < followed) for number in range(decisions_made)]

    assert agreement(told).alert is alert


def write(ws: OpenWorkspace, told: list[Judged]) -> None:
    """Write a log into the ledger, as decisions with the rank that was shown; later decisions about the same people do not count."""
    kept = ws.jobs[0].id
    for one in told:
        with ws.session() as session:
            person = people.create(session)
            facts = {"rank": one.rank, "before": "new", "way": "advance" if one.advanced else "reject", "because": "others"}
            decisions.decide(session, person=person, job=kept, action="screen" if one.advanced else "reject", by="mei", told=facts)
            if one.advanced and one.rank == 3:
                decisions.decide(session, person=person, job=kept, action="reject", by="mei", told={**facts, "before": "screen"})


@pytest.mark.parametrize("follows", [1.0, 0.8])
def test_f16_from_the_ledger_to_the_funnel(store, tmp_path, follows):
    """What the dashboard shows is what stands in the ledger: all of it, exactly."""
    ws, chance = workspace(store, tmp_path), random.Random(16)
    ws.add_job(job(0))
    ranks = [chance.randint(1, 30) for _ in range(ALERT_FROM + 10)]
    told = [Judged(rank=rank, advanced=(rank <= 10) is (chance.random() < follows)) for rank in ranks]
    told.append(Judged(rank=None, advanced=True))
    write(ws, told)
    found = ws.funnel(ws.jobs[0].id, now=dt.datetime.now(dt.UTC)).agreement

    assert {"followed": found.followed.count, "decisions": found.decisions, "unranked": found.unranked, "alert": found.alert} == {
        key: value for key, value in counted(told).items() if key in {"followed", "decisions", "unranked", "alert"}
    }
    assert found.alert is (follows == 1.0)
