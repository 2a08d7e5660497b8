"""Keep the meaning of profiles as vectors, and find those nearest to a question.

Up to `EXACT` people are compared one by one, which misses nobody; of more, those nearest are walked through by the HNSW index (Malkov &
Yashunin 2018) until enough of them fit the question. docs/search.md has the measurements behind the two numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.store.search import Found, array
from jiufang.store.session import Session
from jiufang.store.tables import search_entries as e
from jiufang.store.tables import search_vectors as v

EXACT = 20_000
EF_SEARCH = 400
WALKED_AT_ONCE = 1_000
WALKED_AT_LEAST = 2_000  # questions lie far from all profiles: the walk has to look around, whatever ef_search is (docs/search.md)
WALKED_AT_MOST = 20_000  # what is farther than that is near nothing

# Left to itself, the planner may sort a million rows: it does not know that the walk ends early.
WALKING = {"hnsw.iterative_scan": "relaxed_order", "hnsw.ef_search": str(EF_SEARCH), "enable_seqscan": "off", "enable_sort": "off"}

Vector = NDArray[np.float32]
Numbers = NDArray[np.int32]

OF_ALL = """
WITH near AS MATERIALIZED (SELECT id, number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors WHERE model = :model)
SELECT id, number, near FROM near ORDER BY near DESC, id LIMIT :count
"""
OF_SOME = """
WITH near AS MATERIALIZED (
    SELECT id, number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors
    WHERE number = ANY(CAST(:numbers AS int[])) AND model = :model
    UNION ALL
    SELECT id, number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors WHERE id = ANY(CAST(:ids AS uuid[])) AND model = :model
)
SELECT id, number, near FROM near ORDER BY near DESC, id LIMIT :count
"""
WALK = """
DECLARE walk NO SCROLL CURSOR FOR
SELECT number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors
WHERE model = :model AND number IS NOT NULL ORDER BY vector <#> CAST(:q AS halfvec)
"""


def keep(session: Session, profile: UUID, vector: Vector, *, model: str) -> bool:
    """Keep the vector of a profile; return whether the profile is still one that is searched."""
    row = session.connection.execute(select(e.c.person_id, e.c.number).where(e.c.id == profile).with_for_update()).one_or_none()
    if row is None:
        return False
    values = {"person_id": row.person_id, "number": row.number, "model": model, "vector": vector}
    statement = upsert(v).values(tenant_id=session.tenant, id=profile, **values)
    session.connection.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=values))
    return True


def missing(session: Session, *, model: str, limit: int) -> list[UUID]:
    """Return profiles without a vector of a model, the newest first."""
    query = select(e.c.id).outerjoin(v, (v.c.id == e.c.id) & (v.c.model == model)).where(v.c.id.is_(None))
    return list(session.connection.execute(query.order_by(e.c.id.desc()).limit(limit)).scalars())


def behind(session: Session, *, model: str, among: int = 50) -> bool:
    """Tell whether one of those who came last has no vector of a model yet."""
    last = select(e.c.id).order_by(e.c.id.desc()).limit(among).subquery()
    query = select(last.c.id).outerjoin(v, (v.c.id == last.c.id) & (v.c.model == model)).where(v.c.id.is_(None))
    return session.connection.execute(query.limit(1)).scalar_one_or_none() is not None


def of(session: Session, profile: UUID, *, model: str) -> Vector | None:
    """Return the vector of a profile; None when it has none of this model."""
    found = session.connection.execute(select(v.c.vector).where(v.c.id == profile, v.c.model == model)).scalar_one_or_none()
    return None if found is None else np.asarray(found, np.float32)


def nearest(
    session: Session, vector: Vector, found: Found, *, model: str, count: int, among: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """Return the numbers of those nearest to a vector with their cosine, the nearest first.

    Args:
        session: the tenant's transaction.
        vector: of length 1.
        found: what `search.find` returned: it tells who the numbers are.
        model: the encoder that made it; vectors of another one are not compared.
        count: how many.
        among: who may be found; everybody when None.
    """
    many = found.postings.everybody if among is None else int(among.sum())
    if many > EXACT:
        return _walked(session, vector, found, model=model, count=count, among=among)
    if among is None:
        given = {"q": literal(vector), "model": model, "count": count}
        return _numbered(session.connection.execute(text(OF_ALL), given).all(), found)
    return similarities(session, vector, found, np.flatnonzero(among).astype(np.int32), model=model, count=count)


def similarities(
    session: Session, vector: Vector, found: Found, numbers: Numbers | Sequence[int], *, model: str, count: int | None = None
) -> list[tuple[int, float]]:
    """Return the cosine of each of some numbers, the nearest first, of the nearest so many."""
    first = found.packed
    packed = [int(number) for number in numbers if number < first]
    ids = [found.tail[int(number) - first] for number in numbers if number >= first]
    given = {
        "q": literal(vector), "model": model, "count": count or len(numbers), "numbers": array(packed), "ids": ids,
    }  # fmt: skip
    return _numbered(session.connection.execute(text(OF_SOME), given).all(), found)


def literal(vector: Vector) -> str:
    """Return a vector as pgvector reads it."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"


def _walked(
    session: Session, vector: Vector, found: Found, *, model: str, count: int, among: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    """Walk through the nearest of a large pool until enough of them fit; those not packed yet are compared one by one."""
    tail = [number for number in range(found.packed, found.postings.size) if among is None or among[number]]
    kept = similarities(session, vector, found, tail, model=model) if tail else []
    _set(session, WALKING)
    session.connection.execute(text(WALK), {"q": literal(vector), "model": model})
    walked, near = 0, list[tuple[int, float]]()
    while walked < WALKED_AT_LEAST or (len(near) < count and walked < WALKED_AT_MOST):
        rows = session.connection.exec_driver_sql(f"FETCH {WALKED_AT_ONCE} FROM walk").all()
        near += [(number, closeness) for number, closeness in rows if among is None or (number < len(among) and among[number])]
        walked += len(rows)
        if len(rows) < WALKED_AT_ONCE:
            break
    session.connection.exec_driver_sql("CLOSE walk")
    _set(session, {"enable_seqscan": "on", "enable_sort": "on"})
    return sorted({*kept, *near}, key=lambda one: (-one[1], one[0]))[:count]


def _set(session: Session, settings: Mapping[str, str]) -> None:
    """Set parameters until the transaction ends."""
    for name, value in settings.items():
        session.connection.execute(select(func.set_config(name, value, True)))


def _numbered(rows: Sequence[tuple[UUID, int | None, float]], found: Found) -> list[tuple[int, float]]:
    """Return rows by number; who is not packed yet has the number that `found` gave them, who came since then has none."""
    waiting = {id: found.packed + place for place, id in enumerate(found.tail)}
    numbered = ((number if number is not None else waiting.get(id), near) for id, number, near in rows)
    return [(number, near) for number, near in numbered if number is not None and number < found.postings.size]
