"""Lists in pages: everybody once, in order, whatever comes in between; by an index, and with nothing opened that is not shown."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import insert, text
from tests.store.asking import listening

from jiufang.errors import BadInput
from jiufang.jobs.records import Job
from jiufang.profiles.records import Contact
from jiufang.store import audit, jobs, lots, people
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.lists import applications, entries, openings, persons
from jiufang.store.lists.applications import Order
from jiufang.store.vault import DataKey

JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
SCORES = (0.9, 0.7, 0.7, 0.7, 0.2, None)


@pytest.fixture
def session(store):
    """A transaction."""
    with store.session() as opened:
        yield opened


def crowd(session, count):
    """Keep so many persons with a name each."""
    made = [people.create(session) for _ in range(count)]
    for number, person in enumerate(made):
        people.keep_contact(session, person, Contact(name=f"Person {number}", email=f"p{number}@example.com"))
    return made


def opening(session, scores, *, stages=("new", "interview")):
    """Open a job with an applicant for each score."""
    job = jobs.create(session, JOB, by="mei")
    rows = [
        {"person_id": person, "score": score, "stage": stages[n % len(stages)], "lot": lots.draw(job, person)}
        for n, (person, score) in enumerate(zip(crowd(session, len(scores)), scores, strict=True))
    ]
    session.connection.execute(
        insert(t.applications), [{"tenant_id": session.tenant, "id": new_id(), "job_id": job, **row} for row in rows]
    )
    return job


def walk(page):
    """Return all rows of a list, page by page."""
    found, after = [], None
    while True:
        part = page(after)
        found += part.rows
        if part.next is None:
            return found
        after = part.next


@pytest.mark.parametrize("limit", [1, 2, 7, 50])
def test_everybody_once(session, limit):
    """However many a page has, all pages together are everybody, the newest first, nobody twice."""
    made = crowd(session, 15)

    found = walk(lambda after: persons.page(session, identity=False, after=after, limit=limit))
    assert [one.id for one in found] == sorted(made, reverse=True)


def test_what_comes_in_between_moves_nobody(session):
    """Between two pages somebody arrives and somebody leaves: the next page goes on where the last one ended."""
    made = sorted(crowd(session, 6), reverse=True)
    first = persons.page(session, identity=False, limit=3)
    crowd(session, 2)
    session.connection.execute(text("UPDATE persons SET erased_at = now() WHERE id = :id"), {"id": made[1]})
    second = persons.page(session, identity=False, after=first.next, limit=3)

    assert [one.id for one in (*first.rows, *second.rows)] == made


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_applicants_in_every_order(session, order, limit):
    """By score, lot or arrival all pages together are all applicants; who has no score comes last by score."""
    job = opening(session, SCORES)
    opening(session, SCORES)
    found = walk(lambda after: applications.page(session, job, order=order, after=after, limit=limit))
    whole = applications.page(session, job, order=order, limit=100)

    assert [one.id for one in found] == [one.id for one in whole.rows]
    assert len({one.id for one in found}) == len(SCORES)
    kept = {row.id: row.score for row in session.connection.execute(text("SELECT id, score FROM applications"))}
    if order is Order.SCORE:
        assert [kept[one.id] for one in found] == [*sorted((s for s in SCORES if s), reverse=True), None]


def test_equals_share_a_rank_wherever_the_page_begins(session):
    """Rank is by score among all applicants of the job, the same on a page of one stage as on a page of all."""
    job = opening(session, SCORES)
    match(session, job)
    ranks = {one.id: one.scored.rank for one in applications.page(session, job).rows if one.scored}
    alone = [one for one in walk(lambda after: applications.page(session, job, stages=["interview"], after=after, limit=1)) if one.scored]

    assert sorted(ranks.values()) == [1, 2, 2, 2, 5]
    assert {one.id: one.scored.rank for one in alone}.items() <= ranks.items()
    assert {one.stage for one in alone} == {"interview"}


def match(session, job):
    """Give each application with a score a match of this score."""
    version = jobs.version_of(session, job)
    for row in session.connection.execute(
        text("SELECT id, person_id, score FROM applications WHERE job_id = :job AND score IS NOT NULL"), {"job": job}
    ).all():
        document = session.insert(t.documents, person_id=row.person_id, sha256=row.id.bytes, size=1, status="ok", name=b"")
        profile = session.insert(
            t.profiles,
            person_id=row.person_id,
            document_id=document,
            as_of="2026-11-01",
            lang="en",
            reader="",
            fingerprint="",
            features={},
            profile=b"",
        )
        told = {"R1": {"verdict": "met", "strength": 1.0}, "R2": {"verdict": "not_shown", "strength": 0.0}}
        made = {"person_id": row.person_id, "profile_id": profile, "job_version_id": version, "scorer": "s", "score": row.score}
        id = session.insert(t.matches, **made, low=0, high=1, verdicts=told, match=b"")
        session.connection.execute(text("UPDATE applications SET match_id = :m WHERE id = :id"), {"m": id, "id": row.id})


def test_a_page_opens_what_it_shows_and_no_more(session, monkeypatch):
    """Blind, nothing is decrypted; with names, one contact a row; the keys come in one query."""
    job = opening(session, SCORES)
    match(session, job)
    session.keys._seen.clear()
    opened = []
    monkeypatch.setattr(
        DataKey, "open", lambda self, sealed, place, was=DataKey.open: opened.append(place.column) or was(self, sealed, place)
    )

    applications.page(session, job)
    persons.page(session, identity=False)
    assert opened == []
    persons.page(session, identity=True, limit=4)
    assert sorted(opened) == ["contact"] * 4 + ["wrapped"] * 4


def test_counts_a_stage(session):
    """Each job tells how many stand where; the newest job comes first; closed ones are asked for."""
    first, second = opening(session, SCORES), opening(session, SCORES[:1])
    jobs.change(session, first, by="mei", status="closed")

    assert [(one.id, dict(one.stages)) for one in openings.page(session, status=None).rows] == [
        (second, {"new": 1}),
        (first, {"new": 3, "interview": 3}),
    ]
    assert [one.id for one in openings.page(session).rows] == [second]
    assert openings.page(session, own=new_id(), status=None).rows == ()


def test_a_place_of_another_list_is_refused(session):
    """A place that no row of this order can have is told, not guessed at."""
    job = opening(session, SCORES)

    for place in ((), (0.5,), ("x", 1, "no id"), (0.5, 3, 7)):
        with pytest.raises(BadInput):
            applications.page(session, job, after=place)


def test_the_log_by_person(session):
    """Whoever was on a page that somebody saw is told so, whoever was not is not."""
    ada, bo, eve = crowd(session, 3)
    audit.saw(session, actor="li", persons=[ada, bo], what="list")
    audit.saw(session, actor="tom", persons=[bo], what="person")

    assert [one.actor for one in entries.about(session, [bo], limit=9).rows] == ["tom", "li"]
    assert [one.actor for one in entries.about(session, [ada]).rows] == ["li"]
    assert entries.about(session, [eve]).rows == ()
    assert audit.verify(session).intact


@pytest.mark.slow
def test_pages_are_index_walks(store, database):
    """Among thousands, a page of fifty reads no table from end to end and sorts nothing: so it stays quick with any number."""
    chance = random.Random(7)
    with store.session() as session:
        job = jobs.create(session, JOB, by="mei")
        rows = [{"tenant_id": session.tenant, "id": new_id()} for _ in range(5000)]
        session.connection.execute(insert(t.persons), rows)
        others = [jobs.create(session, JOB, by="mei") for _ in range(20)]
        made = [{"person_id": row["id"], "job_id": chance.choice([job, job, *others]), "score": chance.random()} for row in rows]
        session.connection.execute(
            insert(t.applications), [one | {"tenant_id": session.tenant, "id": new_id(), "lot": chance.randrange(2**50)} for one in made]
        )
    with database.owner(autocommit=True) as connection:
        connection.exec_driver_sql("ANALYZE")
    with store.session() as session:
        with listening() as asked:
            for order in Order:
                applications.page(session, job, order=order, after=applications.page(session, job, order=order).next)
            persons.page(session, identity=False, after=persons.page(session, identity=False).next)
        pages = [(statement, given) for statement, given in asked if "most" in (given or {})]
        driver = session.connection.connection.driver_connection
        plans = ["\n".join(line for (line,) in driver.execute(f"EXPLAIN {statement}", given)) for statement, given in pages]

    assert len(plans) == 2 * len(Order) + 2
    assert [plan for plan in plans if "Seq Scan on applications" in plan or "Seq Scan on persons" in plan or "Sort" in plan] == []
