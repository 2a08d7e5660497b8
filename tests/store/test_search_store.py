"""What is searched is kept per tenant, packed without a trace of who waited, and cut out without a trace of who goes."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import func, insert, select, text

from jiufang.index.entries import EVERYBODY
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile
from jiufang.store import erasure, people, places, search, vectors
from jiufang.store import tables as t
from jiufang.store.ids import new_id

MODEL = "fake@1"


@pytest.fixture
def add(store):
    """Keep somebody who did something, return person and profile."""

    def kept(session, text):
        person, document, profile = people.create(session), new_id(), new_id()
        blank = {"kind": "resume", "sha256": document.bytes, "size": 0, "status": "ok", "name": b""}
        session.connection.execute(insert(t.documents).values(tenant_id=session.tenant, id=document, person_id=person, **blank))
        said = features(Profile.from_text(f"Ada\n\nEXPERIENCE\nWelder, Yard. 2018 - present\n- {text}\n", as_of="2026-11-01"))
        row = {"as_of": "2026-11-01", "lang": "en", "reader": "", "fingerprint": "", "features": {}, "profile": b"", "made_by": ""}
        session.insert(t.profiles, profile, person_id=person, document_id=document, **row)
        search.keep(session, profile, person, said)
        return person, profile

    return kept


def holders(session, *terms):
    """Return the profiles that hold any of some terms."""
    found = search.find(session, terms)
    numbers = np.flatnonzero(found.postings.holders(terms)).tolist()
    return {profile for profile, _ in search.ids_of(session, found, numbers).values()}


def test_packing_and_cutting_out(store, add):
    """Packed in two goes and cut out again, everybody else is found as before; the last one leaves no row."""
    with store.session() as session:
        kept = [add(session, text) for text in ("Welded hulls.", "Welded pipes in Kafka.", "Painted hulls.")]
        before = {term: holders(session, term) for term in ("hull", "kafka", "paint", EVERYBODY)}
        assert search.pack_waiting(session, least=4) == 0
        assert search.pack_waiting(session, least=1) == 3
        kept.append(add(session, "Sailed."))
        assert {term: holders(session, term) - {kept[3][1]} for term in before} == before
        search.pack_waiting(session, least=1)
        search.forget(session, [kept[1][0]])
        assert holders(session, "kafka") == set()
        assert holders(session, "hull") == {kept[0][1], kept[2][1]}
        search.remove(session, [profile for _, profile in kept])
        left = session.connection.execute(select(t.search_postings.c.term)).scalars().all()

    assert "hull" not in left
    assert set(left) <= {EVERYBODY, *left}
    assert "sail" not in left


def test_the_nearest_are_found_packed_or_not(store, add):
    """Vectors are compared one by one whether their people wait or not; those of another model are not compared."""
    with store.session() as session:
        kept = [add(session, "Welded.")[1] for _ in range(3)]
        search.pack_waiting(session, least=1)
        kept.append(add(session, "Sailed.")[1])
        for place, profile in enumerate(kept):
            vector = np.zeros(384, np.float32)
            vector[[0, place + 1]] = 1.0, place
            assert vectors.keep(session, profile, vector / np.linalg.norm(vector), model=MODEL)
        question = np.eye(1, 384, dtype=np.float32)[0]
        found = search.find(session, [])
        near = vectors.nearest(session, question, found, model=MODEL, count=10)
        order = [search.ids_of(session, found, [number])[number][0] for number, _ in near]

        assert order == kept
        assert near[0][1] == pytest.approx(1.0, abs=1e-3)
        assert vectors.nearest(session, question, found, model="other", count=10) == []
        assert not vectors.behind(session, model=MODEL)
        assert vectors.behind(session, model="other")


def test_a_walk_finds_what_one_by_one_finds(store, add, monkeypatch):
    """Through the lists of the index or one by one, with a filter or without: of a small pool, the same people in the same order."""
    chance = np.random.default_rng(7)
    with store.session() as session:
        for _ in range(30):
            vector = chance.normal(size=384).astype(np.float32)
            vectors.keep(session, add(session, "Welded.")[1], vector / np.linalg.norm(vector), model=MODEL)
        search.pack_waiting(session, least=1)
        question = chance.normal(size=384).astype(np.float32)
        question /= np.linalg.norm(question)
        found = search.find(session, [])
        among = np.arange(found.postings.size) % 2 == 0
        exact = [[n for n, _ in vectors.nearest(session, question, found, model=MODEL, count=5, among=m)] for m in (None, among)]
        monkeypatch.setattr(vectors, "EXACT", 0)
        walked = [[n for n, _ in vectors.nearest(session, question, found, model=MODEL, count=5, among=m)] for m in (None, among)]

    assert walked == exact


def test_many_are_parted_into_lists(store, add, monkeypatch):
    """As soon as there are many, their vectors lie in as many lists as they are thousands; looking through all of them misses nobody."""
    chance = np.random.default_rng(7)
    with store.session() as session:
        for _ in range(40):
            vector = chance.normal(size=384).astype(np.float32)
            vectors.keep(session, add(session, "Welded.")[1], vector / np.linalg.norm(vector), model=MODEL)
        search.pack_waiting(session, least=1)
        assert vectors.lists_due(session) is None
    monkeypatch.setattr(vectors, "EXACT", 30)
    monkeypatch.setattr(vectors, "OF_A_LIST", 10)
    with store.database.owner(autocommit=True) as connection:
        connection.execute(text("ANALYZE search_vectors"))
    with store.session() as session:
        assert vectors.lists_due(session) == 4
    assert vectors.part(store.database, 4)
    with store.session() as session:
        assert vectors.lists_due(session) is None
        found, question = search.find(session, []), vector / np.linalg.norm(vector)
        walked = [n for n, _ in vectors.nearest(session, question, found, model=MODEL, count=40)]
        monkeypatch.setattr(vectors, "EXACT", 10**6)

        assert walked == [n for n, _ in vectors.nearest(session, question, found, model=MODEL, count=40)]


def test_another_tenant_has_nothing(store, add, make_tenant):
    """Postings, entries and vectors of Mei's are none of Mallory's."""
    with store.session() as session:
        vectors.keep(session, add(session, "Welded hulls.")[1], np.eye(1, 384, dtype=np.float32)[0], model=MODEL)
        search.pack_waiting(session, least=1)
    with store.session(make_tenant("Mallory")) as session:
        found = search.find(session, ["hull", EVERYBODY])
        seen = [
            session.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (t.search_entries, t.search_postings, t.search_vectors)
        ]

        assert (found.postings.everybody, found.postings.size) == (0, 0)
        assert seen == [0, 0, 0]
        assert vectors.nearest(session, np.eye(1, 384, dtype=np.float32)[0], found, model=MODEL, count=3) == []


def test_of_few_who_fit_the_promising_are_compared(store, add, monkeypatch):
    """Of those who fit, the ones near the question are found wherever they lie; who came since is compared too, and who went has no place."""
    chance = np.random.default_rng(7)
    for name, value in {"FROM": 30, "OF_A_PLACE": 10, "COMPARED": 12, "PLACES_AT_LEAST": 1, "LATE": 1}.items():
        monkeypatch.setattr(places, name, value)
    monkeypatch.setattr(vectors, "FEW", 1.0)
    with store.session() as session:
        kept = [add(session, "Welded.") for _ in range(60)]
        for _, profile in kept:
            vector = chance.normal(size=384).astype(np.float32)
            vectors.keep(session, profile, vector / np.linalg.norm(vector), model=MODEL)
        search.pack_waiting(session, least=1)
        found = search.find(session, [])
        among = np.arange(found.postings.size) % 3 > 0
        assert places.promising(session, vector, among, model=MODEL) is None
        assert places.due(session, model=MODEL) == [0]
        places.fill(session, 0, model=MODEL)
        assert places.due(session, model=MODEL) == []

        question = vector / np.linalg.norm(vector)
        near = places.promising(session, question, among, model=MODEL)
        assert near is not None
        assert set(near.tolist()) < set(np.flatnonzero(among).tolist())
        assert len(near) >= 12
        nearest = vectors.nearest(session, question, found, model=MODEL, count=5, among=among)
        assert {n for n, _ in nearest} <= set(near.tolist())
        assert nearest[0] == vectors.similarities(session, question, found, np.flatnonzero(among).tolist(), model=MODEL)[0]
        assert places.promising(session, question, among, model="other") is None

        gone = nearest[0][0]
        whose = {profile: person for person, profile in kept}
        search.forget(session, [whose[search.ids_of(session, found, [gone])[gone][0]]])
        row = session.connection.execute(select(t.search_postings.c.numbers).where(t.search_postings.c.term == places.PLACES)).scalar_one()
        assert np.frombuffer(row, places.PLACE)[gone] == places.NOWHERE
        assert (np.frombuffer(row, places.PLACE) == places.NOWHERE).sum() == 1
        assert gone in places.promising(session, question, among, model=MODEL)  # who has no place is compared, whoever bears the number


@pytest.mark.parametrize("packed", [False, True])
def test_who_was_erased_is_near_nothing(store, add, monkeypatch, packed):
    """From the moment of the erasure, before any upkeep: one by one, through the lists, under a filter, or asked for by their number."""
    chance = np.random.default_rng(7)
    with store.session() as session:
        kept = [add(session, "Welded hulls.") for _ in range(6)]
        for _, profile in kept:
            vector = chance.normal(size=384).astype(np.float32)
            vectors.keep(session, profile, vector / np.linalg.norm(vector), model=MODEL)
        if packed:
            search.pack_waiting(session, least=1)
        before = search.find(session, ["hull"])
    question, gone = vector / np.linalg.norm(vector), kept[-1]
    with store.session() as session:
        assert gone[1] in {profile for profile, _ in search.ids_of(session, before, range(before.postings.size)).values()}
        erasure.erase(session, gone[0], by="mei@example.com")
    with store.session() as session:
        found = search.find(session, ["hull"])
        for exact in (vectors.EXACT, 0):
            monkeypatch.setattr(vectors, "EXACT", exact)
            for among in (None, np.ones(found.postings.size, np.bool_)):
                near = vectors.nearest(session, question, found, model=MODEL, count=10, among=among)
                assert {profile for profile, _ in search.ids_of(session, found, [n for n, _ in near]).values()} == {p for _, p in kept[:-1]}
        asked = vectors.similarities(session, question, before, range(before.postings.size), model=MODEL)  # by what was read before
        assert len(asked) == 5
        assert gone not in search.ids_of(session, before, range(before.postings.size)).values()
        assert found.postings.everybody == found.postings.holders(["hull"]).sum() == 5
