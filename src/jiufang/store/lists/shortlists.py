"""List everybody who was matched with a version of a job, best first, by the match that speaks for them; nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, CompoundSelect, Select, Uuid, any_, bindparam, func, literal_column, select, union_all

from jiufang.store import tables as t
from jiufang.store.lists.applications import Scored
from jiufang.store.lists.keyset import USUAL, Keyset, Listed, Place, Slice
from jiufang.store.prepared import Prepared
from jiufang.store.refusals import refusing
from jiufang.store.session import Session

m, a = t.matches.c, t.applications.c
BEST = Keyset((m.score, m.lot, m.id), descending=True)


@dataclass(frozen=True)
class Matched:
    """Somebody who was matched; `application` and `stage` are None for those who did not apply."""

    person: UUID
    profile: UUID
    scored: Scored
    application: UUID | None
    stage: str | None


def page(session: Session, version: UUID, *, job: UUID, after: Place | None = None, limit: int = USUAL) -> Slice[Matched]:
    """Return some of those who were matched with a version of a job.

    Args:
        session: the tenant's transaction.
        version: the version of the job.
        job: the job.
        after: where the last page ended.
        limit: how many.
    """
    rows = LISTED.fetch(session, version=version, after=after, limit=limit)
    ranks = _ranks(session, version, [row.score for row in rows.rows])
    applied = _applied(session, job, [row.root for row in rows.rows])
    return rows.map(lambda row: _matched(row, ranks[row.score], applied.get(row.root)))


@dataclass(frozen=True)
class Standing:
    """Where somebody stands: no more than their score."""

    person: UUID
    match: UUID
    score: float


def standing(session: Session, version: UUID) -> list[Standing]:
    """Return everybody who was matched with a version of a job, best first, each once: some ten thousand ids and scores."""
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    query = select(root, m.id, m.score).join(t.persons, t.persons.c.id == m.person_id)
    asked = BEST.ordered(query.where(*_ranked()))
    found = dict[UUID, Standing]()
    for person, match, score in session.connection.execute(asked, {"version": version}):
        found.setdefault(person, Standing(person, match, score))
    return list(found.values())


def _matched(row: Any, rank: int, applied: tuple[UUID, str] | None) -> Matched:
    verdicts = {id: told["verdict"] for id, told in row.verdicts.items()}
    scored = Scored(row.id, row.score, row.low, row.high, row.scorer, rank, verdicts)
    return Matched(row.root, row.profile_id, scored, *(applied or (None, None)))


def _ranks(session: Session, version: UUID, scores: Sequence[float]) -> dict[float, int]:
    """Return the rank of each score of a page, of which no more are told apart than lie between them."""
    if not scores:
        return {}
    counted = COUNTED.all(session.connection, version=version, best=max(scores), worst=min(scores))
    held: dict[float | None, int] = {row.score: row.number for row in counted}
    better, ranks = held.pop(None), {}
    for score in sorted((score for score in held if score is not None), reverse=True):
        ranks[score] = better + 1
        better += held[score]
    return ranks


def _applied(session: Session, job: UUID, persons: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    return {row.root: (row.id, row.stage) for row in APPLIED.all(session.connection, job=job, persons=list(persons))}


def _ranked() -> tuple[ColumnElement[bool], ...]:
    """Return the condition of matches that are listed: of everybody who does not refuse to be ranked, and of nobody who is the same person."""
    told = refusing().cte("refusing")
    same = select(t.persons.c.id).where(t.persons.c.root_id.in_(select(told.c.root)))
    return m.job_version_id == bindparam("version"), m.latest, m.person_id.not_in(select(told.c.root).union_all(same))


def _query() -> Select[Any]:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    columns = (m.id, m.profile_id, m.score, m.low, m.high, m.scorer, m.verdicts, root)
    return select(*columns).join(t.persons, t.persons.c.id == m.person_id).where(*_ranked())


def _counted() -> CompoundSelect[Any]:
    """Return the query of how many have a better score than the best of some, and how many each of those between."""
    best, worst, of = bindparam("best", type_=m.score.type), bindparam("worst", type_=m.score.type), _ranked()
    above = select(literal_column("NULL", m.score.type).label("score"), func.count().label("number")).where(*of, m.score > best)
    between = select(m.score, func.count()).where(*of, m.score <= best, m.score >= worst).group_by(m.score)
    return union_all(above, between)


def _applying() -> Select[Any]:
    p, persons = t.persons.c, any_(bindparam("persons", type_=ARRAY(Uuid)))
    query = select(func.coalesce(p.root_id, p.id).label("root"), a.id, a.stage).join(t.persons, p.id == a.person_id)
    return query.where(a.job_id == bindparam("job"), a.duplicate_of.is_(None), (p.id == persons) | (p.root_id == persons))


LISTED, COUNTED, APPLIED = Listed(_query, BEST), Prepared(_counted), Prepared(_applying)
