"""Tell near which of many middles each vector lies, so that of those who fit a condition only the promising ones are compared.

pgvector's lists do not tell whom they hold: whoever lies in them is looked up one by one to see whether they fit, and where few do, that
takes longer than everything else. Here it is an array beside the postings: of those who fit, the ones nearest to the question's middles
are taken until enough are found, however many or few fit, wherever they lie (an inverted file, Jégou, Douze & Schmid 2011, of which
the filter is read first). Who came since has no place yet and is always compared.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, text

from jiufang.index.postings import SEGMENT
from jiufang.store import search
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import search_postings as p

COMPARED, PLACES_AT_LEAST = 1_500, 30  # of those who fit; each takes some four microseconds wherever it lies
FROM = 200_000  # people; of fewer, twenty thousand are compared one by one as fast
OF_A_PLACE = 1_000
MOST = 1_000
SAMPLED, ROUNDS = 50, 8  # vectors of a place by which its middle is found, and how often they are parted anew
LATE = 5_000  # people without a place before they are given one
AT_ONCE = 8_192
SEED = 20261123

PLACE = np.dtype("<u2")
HALF = np.dtype("<f2")
NOWHERE = 0xFFFF
MIDDLES, PLACES = ":middles", search.PLACES  # the middles tell of how many people they are, and of which model

Vector = NDArray[np.float32]

STATE = Prepared(
    lambda: text(
        "SELECT (SELECT max(number) + 1 FROM search_entries WHERE number IS NOT NULL) AS size, "
        "(SELECT sum(length(numbers)) / 2 FROM search_postings WHERE term = :places) AS placed, "
        "(SELECT impacts FROM search_postings WHERE term = :middles) AS made"
    )
)
LENGTHS = Prepared(lambda: text("SELECT segment, length(numbers) / 2 AS placed FROM search_postings WHERE term = :places"))
VECTORS = Prepared(
    lambda: text(
        "SELECT number, halfvec_send(vector) AS sent FROM search_vectors WHERE model = :model AND number >= :first AND number < :past"
    ),
    binary=True,
)
SOME = Prepared(
    lambda: text(
        "SELECT number, halfvec_send(vector) AS sent FROM search_vectors "
        "WHERE model = :model AND number = ANY(CAST(:numbers AS int[])) ORDER BY number"
    ),
    binary=True,
)
KEPT = Prepared(
    lambda: text(
        "INSERT INTO search_postings (tenant_id, term, segment, numbers, impacts) "
        "VALUES (:tenant, :term, :segment, CAST(:numbers AS bytea), CAST(:impacts AS bytea)) "
        "ON CONFLICT (tenant_id, term, segment) DO UPDATE SET numbers = excluded.numbers, impacts = excluded.impacts"
    )
)


def due(session: Session, *, model: str) -> list[int]:
    """Return the segments whose people should be given places; finds the middles anew when there are twice as many people as they are of.

    Args:
        session: the tenant's transaction.
        model: the encoder.
    """
    state = STATE.all(session.connection, places=PLACES, middles=MIDDLES)[0]
    size = state.size or 0
    if size < FROM:
        return []
    made_for, by = _made(state.made)
    if by != model or size >= 2 * made_for:
        _keep_middles(session, size, model)
        return list(range(math.ceil(size / SEGMENT)))
    if size - (state.placed or 0) < LATE:
        return []
    placed = {row.segment: row.placed for row in LENGTHS.all(session.connection, places=PLACES)}
    return [n for n in range(math.ceil(size / SEGMENT)) if placed.get(n, 0) < min(SEGMENT, size - n * SEGMENT)]


def fill(session: Session, segment: int, *, model: str) -> None:
    """Give the people of a segment their places."""
    search.alone(session)
    middles = _middles(session, model)
    first = segment * SEGMENT
    rows = VECTORS.all(session.connection, model=model, first=first, past=first + SEGMENT)
    if middles is None or not rows:
        return
    numbers = np.array([row.number for row in rows]) - first
    places = np.full(numbers.max() + 1, NOWHERE, PLACE)
    places[numbers] = _nearest(_read(rows), middles)
    _keep(session, PLACES, segment, places.tobytes())


def promising(session: Session, vector: Vector, among: NDArray[np.bool_], *, model: str) -> NDArray[np.int64] | None:
    """Return those of some people who lie nearest to a vector; None where nobody was given a place yet.

    They are as many as `PLACES_AT_LEAST` hold of them, `COMPARED` at least, and those of the last place all.

    Args:
        session: the tenant's transaction.
        vector: of length 1.
        among: who may be found.
        model: the encoder that made it.
    """
    middles = _middles(session, model)
    if middles is None:
        return None
    places = np.full(len(among), NOWHERE, PLACE)
    for _, segment, numbers, _ in search.HOLDERS.all(session.connection, terms=[PLACES]):
        held, first = np.frombuffer(numbers, PLACE), segment * SEGMENT
        held = held[: max(0, len(among) - first)]
        places[first : first + len(held)] = held
    ranks = np.zeros(NOWHERE + 1, np.int32)  # who is nowhere comes first
    ranks[np.argsort(-(middles @ vector), kind="stable")] = np.arange(1, len(middles) + 1)
    fit = np.flatnonzero(among)
    theirs = ranks[places[fit]]
    wanted = max(COMPARED, PLACES_AT_LEAST * len(fit) // len(middles))
    enough = int(np.searchsorted(np.cumsum(np.bincount(theirs)), wanted))
    return fit[theirs <= enough]


def _keep_middles(session: Session, size: int, model: str) -> None:
    """Find the middles of as many places as there are thousands, and take everybody's place away."""
    search.alone(session)
    count = _count(size)
    chance = np.random.default_rng(SEED)
    sample = np.sort(chance.choice(size, min(size, SAMPLED * count), replace=False)).tolist()
    vectors = _read(SOME.all(session.connection, model=model, numbers=search.array(sample)))
    if len(vectors) < count:
        return
    session.connection.execute(delete(p).where(p.c.term == PLACES))
    _keep(session, MIDDLES, 0, parted(vectors, count, chance).astype(HALF).tobytes(), f"{size} {model}".encode())


def parted(vectors: Vector, count: int, chance: np.random.Generator) -> Vector:
    """Return the middles of so many places (spherical k-means, Dhillon & Modha 2001); a place that loses everybody begins anew somewhere."""
    middles = vectors[np.sort(chance.choice(len(vectors), count, replace=False))]
    for _ in range(ROUNDS):
        places = _nearest(vectors, middles)
        order = np.argsort(places, kind="stable")
        begins = np.searchsorted(places[order], np.arange(count))
        held = np.diff(np.r_[begins, len(vectors)]) > 0
        middles = vectors[chance.choice(len(vectors), count)]
        middles[held] = np.add.reduceat(vectors[order], begins[held], axis=0)
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-12)
    return middles


def _nearest(vectors: Vector, middles: Vector) -> NDArray[np.int64]:
    parts = [np.argmax(vectors[i : i + AT_ONCE] @ middles.T, axis=1) for i in range(0, len(vectors), AT_ONCE)]
    return np.concatenate(parts)


def _middles(session: Session, model: str) -> Vector | None:
    rows = search.HOLDERS.all(session.connection, terms=[MIDDLES])
    if not rows:
        return None
    size, by = _made(rows[0].impacts)
    return np.frombuffer(rows[0].numbers, HALF).astype(np.float32).reshape(_count(size), -1) if by == model else None


def _made(told: bytes | None) -> tuple[int, str]:
    """Return of how many people middles are, and of which model."""
    size, _, model = (told or b"0 ").decode().partition(" ")
    return int(size), model


def _count(size: int) -> int:
    return min(MOST, round(size / OF_A_PLACE))


def _read(rows: list[Any]) -> Vector:
    """Return vectors as pgvector sends them: two bytes of how many numbers, two of nothing, the numbers, big-endian."""
    sent = b"".join(row.sent for row in rows)
    return np.frombuffer(sent, ">f2").reshape(len(rows), -1)[:, 2:].astype(np.float32) if rows else np.zeros((0, 0), np.float32)


def _keep(session: Session, term: str, segment: int, numbers: bytes, impacts: bytes = b"") -> None:
    KEPT.run(session.connection, tenant=session.tenant, term=term, segment=segment, numbers=numbers, impacts=impacts)
