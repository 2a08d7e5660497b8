"""Keep the meaning of profiles as vectors, and find those nearest to a question.

Up to `EXACT` people are compared one by one, which misses nobody. Of more, those are compared who lie in the lists nearest to the
question (an inverted file, Jégou, Douze & Schmid 2011; pgvector's IVFFlat), the nearest first, until enough of them fit it: some 25,000,
however many there are, since a list holds about a thousand. docs/search.md has the measurements behind the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.store import places, search
from jiufang.store.connect import Database
from jiufang.store.prepared import Prepared
from jiufang.store.search import Found
from jiufang.store.session import Session
from jiufang.store.tables import search_entries as e
from jiufang.store.tables import search_vectors as v

EXACT = 20_000
OF_A_LIST = 1_000
FEW = 0.15  # of everybody; where more fit, the lists hold enough of them
LISTS_AT_MOST = 1_000  # finding the middles of more takes a gigabyte
SAMPLED = 50  # vectors of a list by which pgvector finds its middle
PROBES = 25  # lists that are looked through at once
PROBES_AT_MOST = 100  # what is farther than that is near nothing

INDEX = "search_vectors_vector_idx"
STATE = text(
    "SELECT t.reltuples AS people, coalesce(substring(array_to_string(i.reloptions, ',') FROM 'lists=([0-9]+)')::int, 1) AS lists "
    "FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_class t ON t.oid = x.indrelid WHERE i.oid = to_regclass(:name)"
)

# Left to itself, the planner may sort a million rows: it does not know that the walk ends early.
WALKING = {
    "ivfflat.iterative_scan": "relaxed_order", "ivfflat.probes": str(PROBES), "ivfflat.max_probes": str(PROBES_AT_MOST),
    "enable_seqscan": "off", "enable_sort": "off", "enable_bitmapscan": "off",
}  # fmt: skip
AFTERWARDS = {"enable_seqscan": "on", "enable_sort": "on", "enable_bitmapscan": "on"}

Vector = NDArray[np.float32]
Numbers = NDArray[np.int32]

NEAR = "-(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors"
OF_ALL = Prepared(lambda: text(f"SELECT id, number, {NEAR} WHERE model = :model ORDER BY near DESC, id LIMIT :count"))
OF_SOME = Prepared(
    lambda: text(
        """
        WITH near AS MATERIALIZED (
            SELECT id, number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors WHERE number = ANY(CAST(:numbers AS int[])) AND model = :model
            UNION ALL
            SELECT id, number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors WHERE id = ANY(CAST(:ids AS uuid[])) AND model = :model
        )
        SELECT id, number, near FROM near ORDER BY near DESC, id LIMIT :count
        """
    ),
    binary=True,
)
IN_LISTS = Prepared(
    lambda: text(f"SELECT number, {NEAR} WHERE model = :model AND number < :packed ORDER BY vector <#> CAST(:q AS halfvec) LIMIT :count")
)
# Who may be found is told as a bit each: the server leaves the others out without sending them, and reads one bit for it.
IN_LISTS_OF = Prepared(
    lambda: text(
        f"SELECT number, {NEAR} WHERE model = :model "
        "AND CASE WHEN number < :packed THEN get_bit(CAST(:among AS bytea), number) = 1 ELSE false END "
        "ORDER BY vector <#> CAST(:q AS halfvec) LIMIT :count"
    )
)


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
    return bool(BEHIND.all(session.connection, model=model, among=among))


BEHIND = Prepared(
    lambda: text(
        "SELECT e.id FROM (SELECT tenant_id, id FROM search_entries ORDER BY id DESC LIMIT :among) AS e "
        "LEFT JOIN search_vectors v ON v.tenant_id = e.tenant_id AND v.id = e.id AND v.model = :model WHERE v.id IS NULL LIMIT 1"
    )
)


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
    if among is not None and len(among) >= places.FROM and places.COMPARED < many < FEW * len(among):
        some = places.promising(session, vector, among, model=model)
        if some is not None:
            return similarities(session, vector, found, some.tolist(), model=model, count=count)
    if many > EXACT:
        return _walked(session, vector, found, model=model, count=count, among=among)
    if among is None:
        return _numbered(OF_ALL.all(session.connection, q=literal(vector), model=model, count=count), found)
    return similarities(session, vector, found, np.flatnonzero(among).astype(np.int32), model=model, count=count)


def similarities(
    session: Session, vector: Vector, found: Found, numbers: Numbers | Sequence[int], *, model: str, count: int | None = None
) -> list[tuple[int, float]]:
    """Return the cosine of each of some numbers, the nearest first, of the nearest so many."""
    first = found.packed
    packed = [int(number) for number in numbers if number < first]
    ids = [found.tail[int(number) - first] for number in numbers if number >= first]
    given = {"numbers": search.array(packed), "ids": search.array(ids), "count": count or len(numbers)}
    return _numbered(OF_SOME.all(session.connection, q=literal(vector), model=model, **given), found)


def lists_due(session: Session) -> int | None:
    """Return into how many lists the vectors should be parted by now; None while those that there are will do."""
    state = session.connection.execute(STATE, {"name": INDEX}).one_or_none()
    if state is None or state.people < EXACT:
        return None
    wanted = min(LISTS_AT_MOST, round(state.people / OF_A_LIST))
    return wanted if wanted >= 2 * state.lists else None


def part(database: Database, lists: int) -> bool:
    """Part the vectors of all tenants into lists by where they lie, while they are searched; return whether nobody else is at it.

    Args:
        database: its owner may change the index.
        lists: how many.
    """
    memory = 64 + SAMPLED * lists * (4 * lists + 2_000) // 1_000_000
    with database.owner(autocommit=True) as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": INDEX}).scalar_one():
            return False
        connection.execute(text(f"SET maintenance_work_mem = '{memory}MB'"))
        connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}_ccnew"))  # of one that was broken off
        connection.execute(text(f"ALTER INDEX {INDEX} SET (lists = {lists})"))
        connection.execute(text(f"REINDEX INDEX CONCURRENTLY {INDEX}"))
    return True


def literal(vector: Vector) -> str:
    """Return a vector as pgvector reads it."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"


def _walked(
    session: Session, vector: Vector, found: Found, *, model: str, count: int, among: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    """Look through the nearest lists of a large pool until enough fit; those not packed yet are compared one by one."""
    first = found.packed
    tail = [number for number in range(first, found.postings.size) if among is None or among[number]]
    kept = similarities(session, vector, found, tail, model=model) if tail else []
    given = {"q": literal(vector), "model": model, "packed": first, "count": count}
    _set(session, WALKING)
    if among is None:
        rows = IN_LISTS.all(session.connection, **given)
    else:
        rows = IN_LISTS_OF.all(session.connection, among=np.packbits(among[:first], bitorder="little").tobytes(), **given)
    _set(session, AFTERWARDS)
    return sorted({*kept, *map(tuple, rows)}, key=lambda one: (-one[1], one[0]))[:count]


def _set(session: Session, settings: Mapping[str, str]) -> None:
    """Set parameters until the transaction ends."""
    SET.all(session.connection, names=list(settings), values=list(settings.values()))


SET = Prepared(
    lambda: text("SELECT set_config(name, value, true) FROM unnest(CAST(:names AS text[]), CAST(:values AS text[])) AS given (name, value)")
)


def _numbered(rows: Sequence[tuple[UUID, int | None, float]], found: Found) -> list[tuple[int, float]]:
    """Return rows by number; who is not packed yet has the number that `found` gave them, who came since then has none."""
    waiting = {id: found.packed + place for place, id in enumerate(found.tail)}
    numbered = ((number if number is not None else waiting.get(id), near) for id, number, near in rows)
    return [(number, near) for number, near in numbered if number is not None and number < found.postings.size]
