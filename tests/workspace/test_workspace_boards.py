"""The board tells where everybody stands as the list of applicants does, and what comes of them by source and over all jobs."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from tests.store.asking import listening

from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import applications
from jiufang.workspace.applicants import Order
from jiufang.workspace.opened import OpenWorkspace

JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
MEI = "mei@example.com"
TOLD = "{name}\nsomebody{n}@example.com\n\nEXPERIENCE\nEngineer, Harbour {n}. March 2019 - present\n- Built {what} pipelines.\n"
NAMES = ("Ada", "Bo", "Cai", "Dee", "Eva")
WHAT = ("Python", "Kafka", "fish", "Python and Kafka", "bread")


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server, without models."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)


@pytest.fixture
def job(ws, tmp_path):
    """A job with five applicants, matched."""
    kept = ws.add_job(JOB)
    paths = [tmp_path / f"{n}.txt" for n in range(len(WHAT))]
    for n, path in enumerate(paths):
        path.write_text(TOLD.format(name=f"{NAMES[n]} Lindqvist", n=n, what=WHAT[n]), encoding="utf-8")
    ws.add(paths, as_of="2026-11-01", job=kept)
    ws.shortlist(kept)
    return UUID(kept.id)


@pytest.mark.parametrize("order", Order)
def test_lanes_hold_the_first_of_each_stage(ws, job, order):
    """In each lane stand those whom the list shows first at that stage, in its order; the count is of all."""
    for one in ws.applicants.list(job).rows[:2]:
        ws.decide(one.candidate.id, "screen", by=MEI, job=job)

    board = ws.boards.get(job, order=order, each=2)

    for lane in board.lanes:
        everybody = ws.applicants.list(job, stages=[lane.stage.id], order=order).rows
        assert lane.slips == everybody[:2]
        assert lane.count == len(everybody)
    assert [lane.stage.id for lane in board.lanes][-2:] == ["reject", "withdraw"]


def test_a_lane_says_for_how_long_and_where_to(ws, job, store):
    """Days are the median of those who stand there; what may not be passed over is no follower of what lies before it."""
    board = ws.boards.get(job)
    new = board.lanes[0]

    assert 0 <= new.median_days < 1
    assert {"screen", "interview", "reject"} <= set(new.onward)
    assert "hired" not in new.onward
    assert board.lanes[1].median_days is None


def test_a_blind_board_names_nobody(ws, job):
    """Without names slips bear codes; with them, who saw them is in the log."""
    blind, named = ws.boards.get(job).model_dump_json(), ws.boards.get(job, blind=False).model_dump_json()

    assert "Lindqvist" not in blind
    assert "Bo Lindqvist" in named
    assert "saw" in {seen.action for seen in ws.log.list().rows}


def test_sources_tell_what_came_of_whom(ws, job):
    """Of a source: how many applied, were advanced, were hired, ended; who was set back after an advance did go on once."""
    rows = ws.applicants.list(job).rows
    ws.decide(rows[0].candidate.id, "screen", by=MEI, job=job)
    ws.decide(rows[0].candidate.id, "new", by=MEI, job=job, reason="by mistake")
    ws.decide(rows[1].candidate.id, "reject", by=MEI, job=job, because="others")
    other = UUID(ws.add_job(JOB).id)
    ws.applicants.apply(rows[2].candidate.id, other, source="fair")

    (mine,), both = ws.boards.sources([job]), ws.boards.sources([job, other])

    assert (mine.applicants, mine.went_on, mine.hired, mine.ended) == (5, 1, 0, 1)
    assert {one.source: one.applicants for one in both} == {"": 5, "fair": 1}


def test_all_jobs_in_sum(ws, job):
    """Funnels of jobs with the same stages are one; others stand beside it; each job has its line."""
    rows = ws.applicants.list(job).rows
    same, campus = UUID(ws.add_job(JOB).id), UUID(ws.add_job(JOB, template="校招").id)
    for one, kept in ((rows[0], same), (rows[1], campus)):
        with ws.session() as session:
            applications.apply(session, one.candidate.id, kept)

    seen = ws.boards.overview(now=dt.datetime.now(dt.UTC))

    assert {one.template: one.candidates for one in seen.funnels} == {"社招": 6, "校招": 1}
    assert {one.opening.id: one.funnel.candidates for one in seen.jobs} == {job: 5, same: 1, campus: 1}


def test_what_was_counted_is_counted_anew_when_something_comes_to_it(ws, job, tmp_path):
    """After each change the look at all jobs tells what a count from nothing tells; where there was none, no steps are read again."""
    first, second, *_ = (row.candidate.id for row in ws.applicants.list(job).rows)
    other = UUID(ws.add_job(JOB).id)

    def told():
        at = dt.datetime.now(dt.UTC)
        return {one.opening.id: one.funnel for one in ws.boards.overview(now=at).jobs}, {id: ws.funnel(id, now=at) for id in (job, other)}

    def apply():
        with ws.session() as session:
            applications.apply(session, second, other)

    def merge():
        (tmp_path / "again.txt").write_text(TOLD.format(name="Cai Lindqvist", n=2, what="Kafka"), encoding="utf-8")
        ws.add([tmp_path / "again.txt"], as_of="2026-11-01", job=ws.openings.at(job, 1).job)
        ws.duplicates.merge(ws.duplicates.list().rows[0].id, by=MEI)

    changes = [
        lambda: ws.decide(first, "screen", by=MEI, job=job),
        apply,
        lambda: ws.decide(second, "reject", because="interview", reason="no", by=MEI, job=job),
        lambda: ws.erase(second, by=MEI),
        merge,
    ]
    for change in changes:
        change()
        seen, anew = told()
        assert seen == anew
    with listening() as asked:
        ws.boards.overview(now=dt.datetime.now(dt.UTC))
    assert [statement for statement, _ in asked if "applications.person_id" in statement] == []


def test_who_still_waits_waits_longer(ws, job):
    """Time alone changes what is told of those who wait, without anything having come to the job."""
    now = dt.datetime.now(dt.UTC)
    (today,) = ws.boards.overview(now=now).jobs
    (later,) = ws.boards.overview(now=now + dt.timedelta(days=3)).jobs

    assert later.funnel.stages[0].longest_waiting == pytest.approx(today.funnel.stages[0].longest_waiting + 3, abs=0.02)
