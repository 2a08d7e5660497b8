"""List everybody who was matched with a version of a job, best first, by the match that speaks for them; nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from jiufang.store import tables as t
from jiufang.store.lists.applications import Scored
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, among, fetch
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
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    columns = (m.id, m.profile_id, m.score, m.low, m.high, m.scorer, m.verdicts, root)
    query = (
        select(*columns)
        .join(t.persons, t.persons.c.id == m.person_id)
        .where(m.job_version_id == version, m.latest, m.person_id.not_in(_unranked()))
    )
    rows = fetch(session, query, BEST, after=after, limit=limit)
    ranks = _ranks(session, version, [row.score for row in rows.rows])
    applied = _applied(session, job, [row.root for row in rows.rows])
    return rows.map(lambda row: _matched(row, ranks[row.score], applied.get(row.root)))


def _matched(row: Any, rank: int, applied: tuple[UUID, str] | None) -> Matched:
    verdicts = {id: told["verdict"] for id, told in row.verdicts.items()}
    scored = Scored(row.id, row.score, row.low, row.high, row.scorer, rank, verdicts)
    return Matched(row.root, row.profile_id, scored, *(applied or (None, None)))


def _ranks(session: Session, version: UUID, scores: Sequence[float]) -> dict[float, int]:
    """Return the rank of each score of a page: one count for its best, one of what lies between the rest."""
    if not scores:
        return {}
    high, low = max(scores), min(scores)
    of = (m.job_version_id == version, m.latest, m.person_id.not_in(_unranked()))
    better = int(session.connection.execute(select(func.count()).where(*of, m.score > high)).scalar_one())
    between = select(m.score, func.count()).where(*of, m.score <= high, m.score >= low).group_by(m.score).order_by(m.score.desc())
    ranks = {}
    for score, number in session.connection.execute(between):
        ranks[score] = better + 1
        better += number
    return ranks


def _unranked() -> Select[Any]:
    """Return the query of everybody who refuses to be ranked, and of whoever is the same person."""
    return select(t.persons.c.id).where(func.coalesce(t.persons.c.root_id, t.persons.c.id).in_(refusing()))


def _applied(session: Session, job: UUID, persons: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    query = select(root, a.id, a.stage).join(t.persons, t.persons.c.id == a.person_id)
    found = query.where(a.job_id == job, a.duplicate_of.is_(None), among(t.persons.c.id, persons) | among(t.persons.c.root_id, persons))
    return {row.root: (row.id, row.stage) for row in session.connection.execute(found)}
