"""List the applicants of a job, at all stages or one: by score, in the order of their lots, or by arrival; merged persons once.

Rank is by score among all applicants that count, whatever the page shows; equal scores share one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CompoundSelect, Select, Text, Uuid, any_, bindparam, func, literal_column, select, union_all

from jiufang.errors import NotFound
from jiufang.matching.records import Verdict
from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Listed, Place, Slice, grouped
from jiufang.store.prepared import Prepared
from jiufang.store.refusals import FIRST
from jiufang.store.session import Session

a, m = t.applications.c, t.matches.c
DAY = 86400.0  # seconds
SCORE = func.coalesce(a.score, literal_column("-1.0::double precision"), type_=a.score.type)  # as its index has it


class Order(StrEnum):
    """In which order applicants come; `lot` is neutral: by chance, the same every time."""

    SCORE = "score"
    LOT = "lot"
    ARRIVED = "arrived"


ORDERS: Mapping[Order, Keyset] = {
    Order.SCORE: Keyset((SCORE, a.lot, a.id), descending=True),
    Order.LOT: Keyset((a.lot, a.id)),
    Order.ARRIVED: Keyset((a.id,), descending=True),
}


@dataclass(frozen=True)
class Scored:
    """What the last match says, in the clear: its score, how sure, and a verdict by the id of each requirement."""

    match: UUID
    score: float
    low: float
    high: float
    scorer: str
    rank: int
    verdicts: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        """How many requirements have each verdict."""
        found = Counter(self.verdicts.values())
        return {str(verdict): found[verdict] for verdict in Verdict}


@dataclass(frozen=True)
class Application:
    """One person for one job; `person` is who they are at last, `scored` None as long as no match speaks for them.

    `refused` tells that none will: they do not want to be assessed by software, and somebody has to read them.
    """

    id: UUID
    version: int
    person: UUID
    applied_as: UUID
    job: UUID
    stage: str
    stage_since: dt.datetime
    source: str
    created_at: dt.datetime
    scored: Scored | None
    refused: bool = False


def page(
    session: Session,
    job: UUID,
    *,
    stages: Sequence[str] = (),
    order: Order = Order.SCORE,
    after: Place | None = None,
    limit: int = USUAL,
) -> Slice[Application]:
    """Return some applicants of a job.

    Args:
        session: the tenant's transaction.
        job: the job.
        stages: only those who stand at one of these.
        order: by score, lot, or arrival.
        after: where the last page ended.
        limit: how many.
    """
    rows = LISTED[order].fetch(session, job=job, stages=list(stages) or None, after=after, limit=limit)
    return Slice(tuple(_filled(session, rows.rows)), rows.next)


def lanes(session: Session, job: UUID, *, each: int, order: Order = Order.SCORE) -> list[Application]:
    """Return the first applicants of a job at each stage, all stages in one walk.

    Args:
        session: the tenant's transaction.
        job: the job.
        each: how many of each stage.
        order: within a stage.
    """
    keys = ORDERS[order]
    columns = [column.desc() if keys.descending else column for column in keys.columns]
    place = func.row_number().over(partition_by=a.stage, order_by=columns).label("place")
    first = select(a.id, place).where(a.job_id == job, a.duplicate_of.is_(None)).subquery()
    query = _query().join(first, first.c.id == a.id).where(first.c.place <= each)
    return _filled(session, session.connection.execute(keys.ordered(query)).all())


def waits(session: Session, job: UUID) -> dict[str, tuple[int, float]]:
    """Return of each stage how many applicants of a job stand there, and for how many days half of them have done so."""
    days = func.extract("epoch", func.now() - a.stage_since) / DAY
    median = func.percentile_cont(0.5).within_group(days)
    query = select(a.stage, func.count(), median).where(a.job_id == job, a.duplicate_of.is_(None)).group_by(a.stage)
    return {stage: (count, max(0.0, float(half))) for stage, count, half in session.connection.execute(query)}


def of_person(session: Session, same: Sequence[UUID]) -> list[Application]:
    """Return the applications of a person, who may be several merged ones; the earliest first."""
    return _filled(session, OF_PERSON.all(session.connection, persons=list(same)))


def one(session: Session, id: UUID) -> Application:
    """Return an application.

    Raises:
        NotFound: there is none.
    """
    rows = ONE.all(session.connection, id=id)
    if not rows:
        raise NotFound("there is nothing of this id", subject=f"applications {id}")
    return _filled(session, rows)[0]


def several(session: Session, ids: Sequence[UUID]) -> list[Application]:
    """Return some applications, in the order asked for.

    Raises:
        NotFound: one is not there.
    """
    known = {one.id: one for one in _filled(session, AMONG.all(session.connection, ids=list(ids)))}
    if missing := [id for id in ids if id not in known]:
        raise NotFound("there is nothing of this id", subject=f"applications {missing[0]}")
    return [known[id] for id in ids]


def found(session: Session, person: UUID, job: UUID) -> UUID | None:
    """Return the application of a person for a job that counts, whichever of the same persons made it."""
    row = FOUND.one_or_none(session.connection, person=person, job=job)
    return None if row is None else row.id


def counts(session: Session, jobs: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many stand at each stage of each job."""
    told: dict[UUID, dict[str, int]] = {}
    for job, stage, number in COUNTS.all(session.connection, jobs=list(jobs)):
        told.setdefault(job, {})[stage] = number
    return told


def _query() -> Any:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    columns = (a.id, a.version, root, a.person_id, a.job_id, a.stage, a.stage_since, a.source, a.created_at, a.match_id, a.score)
    told = (m.score.label("matched"), m.low, m.high, m.scorer, m.verdicts)
    return select(*columns, *told).join(t.persons, t.persons.c.id == a.person_id).outerjoin(t.matches, m.id == a.match_id)


def _filled(session: Session, rows: Sequence[Any]) -> list[Application]:
    scores = grouped((row.job_id, row.matched) for row in rows if row.matched is not None)
    ranks = {job: _ranks(session, job, held) for job, held in scores.items()}
    return [
        Application(
            id=row.id,
            version=row.version,
            person=row.root,
            applied_as=row.person_id,
            job=row.job_id,
            stage=row.stage,
            stage_since=row.stage_since,
            source=row.source,
            created_at=row.created_at,
            scored=None if row.matched is None else _scored(row, ranks[row.job_id][row.matched]),
            refused=row.score == FIRST,
        )
        for row in rows
    ]


def _scored(row: Any, rank: int) -> Scored:
    verdicts = {id: told["verdict"] for id, told in row.verdicts.items()}
    return Scored(row.match_id, row.matched, row.low, row.high, row.scorer, rank, verdicts)


def _counted() -> CompoundSelect[Any]:
    """Return the query of how many applicants have a better score than the best of some, and how many each of those between."""
    best, worst = bindparam("best", type_=a.score.type), bindparam("worst", type_=a.score.type)
    counting = (a.job_id == bindparam("job"), a.duplicate_of.is_(None), bindparam("first", type_=a.score.type) > SCORE)
    above = select(literal_column("NULL", a.score.type).label("score"), func.count().label("number")).where(*counting, best < SCORE)
    between = select(SCORE.label("score")).where(*counting, best >= SCORE, worst <= SCORE).subquery()
    return union_all(above.select_from(t.applications), select(between.c.score, func.count()).group_by(between.c.score))


def _standing() -> Select[Any]:
    """Return the query of how many stand at each stage of some jobs."""
    theirs = a.job_id == any_(bindparam("jobs", type_=ARRAY(Uuid)))
    return select(a.job_id, a.stage, func.count().label("number")).where(theirs, a.duplicate_of.is_(None)).group_by(a.job_id, a.stage)


def _of_whomever() -> Select[Any]:
    """Return the query of the application of somebody for a job, whichever of the same persons made it."""
    holder, asked = t.persons.alias("holder"), t.persons.alias("asked")
    root = select(func.coalesce(asked.c.root_id, asked.c.id)).where(asked.c.id == bindparam("person")).scalar_subquery()
    query = select(a.id).join(holder, holder.c.id == a.person_id)
    return query.where(a.job_id == bindparam("job"), a.duplicate_of.is_(None), (holder.c.id == root) | (holder.c.root_id == root))


def _of_job() -> Any:
    return _query().where(a.job_id == bindparam("job"), a.duplicate_of.is_(None))


def _among() -> Any:
    return _query().where(a.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


def _of_persons() -> Any:
    theirs = a.person_id == any_(bindparam("persons", type_=ARRAY(Uuid)))
    return _query().where(theirs, a.duplicate_of.is_(None)).order_by(a.id)


LISTED = {
    order: Listed(_of_job, keys, stages=lambda: a.stage == any_(bindparam("stages", type_=ARRAY(Text)))) for order, keys in ORDERS.items()
}
ONE, OF_PERSON = Prepared(lambda: _query().where(a.id == bindparam("id"))), Prepared(_of_persons)
AMONG, FOUND, COUNTS, COUNTED = Prepared(_among), Prepared(_of_whomever), Prepared(_standing), Prepared(_counted)


def _ranks(session: Session, job: UUID, scores: Sequence[float]) -> dict[float, int]:
    """Return the rank of each score among the applicants of a job, of which no more are told apart than lie between them."""
    counted = COUNTED.all(session.connection, job=job, first=FIRST, best=max(scores), worst=min(scores))
    held: dict[float | None, int] = {row.score: row.number for row in counted}
    better, ranks = held.pop(None), {}
    for score in sorted({*(score for score in held if score is not None), *scores}, reverse=True):
        ranks[score] = better + 1
        better += held.get(score, 0)
    return ranks
