"""Turn a question into the people who fit it, best first: conditions by the postings, words by BM25, meaning by vectors, both fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from jiufang.index.entries import EVERYBODY
from jiufang.index.highlight import holds, phrases
from jiufang.index.postings import best, open_ended
from jiufang.index.query import relaxed
from jiufang.index.ranking import fused, weights
from jiufang.index.records import Note, Query, conditions, terms_of
from jiufang.store import people, refusals, search, vectors
from jiufang.store.prepared import Prepared
from jiufang.store.search import Found
from jiufang.store.session import Session

DEEP = 200  # the best by words and the best by meaning that are fused
REACHED = 1_000  # who can be turned to, page by page, where more fit
COUNTED = 400  # whose facets are counted
VERIFIED = 300  # whose words are looked at for a phrase, which the postings know only as words

STATEMENTS = Prepared(
    lambda: text(
        "SELECT id, jsonb_path_query_array(features, '$.statements[*].text') AS told FROM profiles WHERE id = ANY(CAST(:ids AS uuid[]))"
    )
)

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """What a ranking goes by: conditions, weighted terms, and a vector with the name of the encoder that made it."""

    query: Query
    weights: Mapping[str, float]
    vector: Vector | None = None
    model: str = ""


@dataclass(frozen=True)
class Ranked:
    """People in order: profile, person, and score (None for who refuses to be scored by software).

    Attributes:
        order: the best first, each person once.
        total: how many fit.
        query: the question, relaxed if nobody fitted it.
        notes: what the searcher should know.
    """

    order: tuple[tuple[UUID, UUID, float | None], ...]
    total: int
    query: Query
    notes: tuple[Note, ...] = ()


def asked(query: Query, vector: Vector | None, model: str) -> Asked:
    """Return what a question ranks by."""
    counted = weights(query.words)
    return Asked(query, counted, vector if counted else None, model)


def rank(session: Session, wanted: Asked) -> Ranked:
    """Find and order people.

    Args:
        session: the tenant's transaction.
        wanted: what they are ranked by.
    """
    query, notes = wanted.query, list[Note]()
    needed = {*terms_of(query.must), *wanted.weights, *([EVERYBODY] if open_ended(query.must) else [])}
    found = search.find(session, needed)
    fitting = None if query.must is None else found.postings.fitting(query.must)
    if fitting is not None and not fitting.any() and any(one.read for one in conditions(query.must)):
        query = relaxed(query)
        notes.append(Note(code="relaxed"))
        wanted = replace(wanted, query=query, weights={**weights(query.words), **wanted.weights})
        fitting = None if query.must is None else found.postings.fitting(query.must)
    total = found.postings.everybody if fitting is None else int(fitting.sum())
    order = _ordered(session, wanted, found, fitting)
    people_ = _named(session, found, order)
    if asked_for := phrases(query):
        texts = blind_texts(session, [profile for profile, _, _ in people_[:VERIFIED]])
        people_ = [one for one in people_[:VERIFIED] if all(holds(texts.get(one[0], []), phrase) for phrase in asked_for)]
        total = len(people_)
    return Ranked(tuple(people_), total, query, tuple(notes))


def blind_texts(session: Session, profiles: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the blind statements of some profiles."""
    rows = STATEMENTS.all(session.connection, ids=search.array(profiles)) if profiles else ()
    return {row.id: row.told or [] for row in rows}


def _ordered(session: Session, wanted: Asked, found: Found, fitting: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
    """Return numbers with their scores; after those that are ranked, whoever else fits, the newest first."""
    lexical = found.postings.scores(wanted.weights)
    said = best(lexical, DEEP, among=fitting)
    near: dict[int, float] = {}
    if wanted.vector is not None:
        near = dict(vectors.nearest(session, wanted.vector, found, model=wanted.model, count=DEEP, among=fitting))
        missing = [int(number) for number in said if int(number) not in near]
        near |= dict(vectors.similarities(session, wanted.vector, found, missing, model=wanted.model)) if missing else {}
    order = fused({int(number): float(lexical[number]) for number in {*said.tolist(), *near}}, near)
    if fitting is None:
        return order
    ranked = {number for number, _ in order}
    rest = np.flatnonzero(fitting)[::-1][:REACHED].tolist()
    return (order + [(number, 0.0) for number in rest if number not in ranked])[:REACHED]


def _named(session: Session, found: Found, order: Sequence[tuple[int, float]]) -> list[tuple[UUID, UUID, float | None]]:
    """Return profiles and persons in order, each person once; who refuses to be scored stands first, and has no score."""
    whose = search.ids_of(session, found, [number for number, _ in order])
    persons = list({person for _, person in whose.values()})
    same = people.roots(session, persons)
    refused = refusals.roots(session, list({same.get(person, person) for person in persons}))
    seen: dict[UUID, tuple[UUID, UUID, float | None]] = {}
    for number, score in order:
        if number in whose:
            profile, person = whose[number]
            root = same.get(person, person)
            seen.setdefault(root, (profile, root, None if root in refused else round(score, 6)))
    return sorted(seen.values(), key=lambda one: one[2] is not None) if refused else list(seen.values())
