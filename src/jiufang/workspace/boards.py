"""`ws.boards`: where the applicants of a job stand, side by side, and what comes of them in sum.

get(job)          a lane a stage: how many stand there, for how long, the first of them, and where each may go
sources(jobs)     of each source how many applied, went on, were hired, or ended
overview(own)     the funnel of all jobs together, stages of a kind at a time, and a line a job
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, func, select

from jiufang.decisions.agreement import TOP
from jiufang.decisions.counting import Count, in_sum
from jiufang.decisions.funnel import Funnel, funnel_of
from jiufang.decisions.moves import Way, followers
from jiufang.decisions.stages import ENDS, REJECTED, WITHDRAWN, Kind, Stage, Template
from jiufang.store import stages
from jiufang.store import tables as t
from jiufang.store.lists import applications
from jiufang.store.lists.applications import Order
from jiufang.store.lists.keyset import among
from jiufang.workspace import showing
from jiufang.workspace.records import ApplicationRow, OpeningRow
from jiufang.workspace.room import Room, Shown
from jiufang.workspace.tallies import tallies_of

EACH = 30  # applicants of a lane; a hand holds fewer, and the shortlist shows all of a stage
MOST_JOBS = 200


class Lane(Shown):
    """A stage with the first of those who stand there; `onward` are the stages that they may be moved to."""

    stage: Stage
    count: int = 0
    median_days: float | None = None
    slips: tuple[ApplicationRow, ...] = ()
    onward: tuple[str, ...] = ()


class Board(Shown):
    """The lanes of a job, in the order of its stages, the ends last."""

    template: str
    lanes: tuple[Lane, ...]


class SourceFigures(Shown):
    """What comes of applicants from one source: `went_on` were advanced by somebody at least once."""

    source: str
    applicants: int
    went_on: int
    hired: int
    ended: int


class JobFigures(Shown):
    """A job in a line of the overview."""

    opening: OpeningRow
    funnel: Funnel


class Overview(Shown):
    """All jobs in sum: a funnel for each template of stages that has candidates, the larger first."""

    funnels: tuple[Funnel, ...]
    jobs: tuple[JobFigures, ...]


class Boards(Room):
    """Where applicants stand, and what comes of them."""

    def get(self, job: UUID, *, by: str = "", blind: bool = True, order: Order = Order.SCORE, each: int = EACH) -> Board:
        """Return the board of a job.

        Args:
            job: the job.
            by: who looks.
            blind: leave out who the candidates are.
            order: within a lane.
            each: how many of each lane.

        Raises:
            NotFound: there is no such job.
        """
        with self.session() as session:
            template = stages.of_job(session, job)
            standing = applications.waits(session, job)
            found = applications.lanes(session, job, each=each, order=order)
            rows = showing.application_rows(session, found, by=self.who(by), blind=blind, what="board", job=job)
        slips = defaultdict[str, list[ApplicationRow]](list)
        for row in rows:
            slips[row.stage].append(row)
        return Board(template=template.id, lanes=tuple(_lane(template, one, standing, slips[one.id]) for one in (*template.stages, *ENDS)))

    def sources(self, jobs: Collection[UUID]) -> tuple[SourceFigures, ...]:
        """Return what comes of applicants by where they came from, the most frequent source first."""
        a, d, j = t.applications.c, t.decisions.c, t.jobs.c
        theirs = (d.job_id == a.job_id, d.person_id == a.person_id)
        advanced = select(d.id).where(*theirs, d.facts["way"].as_string() == Way.ADVANCE.value)
        hired = [stage.id for one in self.ws.templates() for stage in one.stages if stage.kind is Kind.HIRED]
        with self.session() as session:
            columns = (
                a.source,
                func.count(),
                func.count().filter(advanced.exists()),
                func.count().filter(a.stage.in_(sorted(set(hired)))),
                func.count().filter(a.stage.in_([REJECTED, WITHDRAWN])),
            )
            query = select(*columns).join(t.jobs, j.id == a.job_id).where(and_(among(a.job_id, jobs), a.duplicate_of.is_(None)))
            rows = session.connection.execute(query.group_by(a.source).order_by(func.count().desc(), a.source)).all()
        return tuple(SourceFigures(source=row[0], applicants=row[1], went_on=row[2], hired=row[3], ended=row[4]) for row in rows)

    def overview(self, *, own: UUID | None = None, now: dt.datetime | None = None, k: int = TOP) -> Overview:
        """Return the funnels of all jobs, open and closed.

        Args:
            own: only of the jobs of this user.
            now: up to when those who still wait have waited; this moment when absent.
            k: how many places count as the top of a ranking.
        """
        listed = self.ws.openings.list(status=None, own=own, limit=MOST_JOBS).rows
        at, known = now or dt.datetime.now(dt.UTC), {one.id: one for one in self.ws.templates()}
        with self.session() as session:
            told = tallies_of(self.ws).of(session, {row.id: known[row.template] for row in listed}, now=at, k=k)
        figures = tuple(JobFigures(opening=row, funnel=told[row.id].funnel) for row in listed)
        return Overview(funnels=_together((told[row.id].counted for row in listed), k), jobs=figures)


def _lane(template: Template, stage: Stage, standing: dict[str, tuple[int, float]], slips: Sequence[ApplicationRow]) -> Lane:
    count, median = standing.get(stage.id, (0, None))
    return Lane(stage=stage, count=count, median_days=median, slips=tuple(slips), onward=followers(template, stage.id))


def _together(counted: Iterable[Count], k: int) -> tuple[Funnel, ...]:
    """Return one funnel for all jobs that have the same stages."""
    alike = defaultdict[str, list[Count]](list)
    for one in counted:
        if one.candidates:
            alike[one.template.id].append(one)
    return tuple(sorted((funnel_of(in_sum(same), k=k) for same in alike.values()), key=lambda one: -one.candidates))
