"""Decisions and the log are as they were written, or it is noticed: altered, added, removed, moved, cut off."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text

from jiufang.errors import BadInput, RefusedByPolicy, Sealed
from jiufang.jobs.records import Job
from jiufang.matching import match as match_one
from jiufang.profiles.records import Profile
from jiufang.store import audit, decisions, documents, erasure, jobs, ledger, matches, profiles
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import audit_log, chain_heads

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
ROWS_A_SECOND = 50_000  # trust.md A15, on an idle machine
PATIENCE = 3


@pytest.fixture
def open_session(database, tenant, vault):
    """Open transactions of the tenant's."""
    from contextlib import contextmanager

    @contextmanager
    def opened():
        with database.transaction(tenant) as connection:
            session = Session(connection, tenant, vault)
            yield session
            audit.settle(session)

    return opened


@pytest.fixture
def session(open_session):
    """A transaction of the tenant's."""
    with open_session() as opened:
        yield opened


@pytest.fixture
def kept(session):
    """A person, a job and their match, kept."""
    received = documents.receive(session, ADA.encode(), name="a.txt")
    profile = Profile.from_text(ADA, as_of="2026-11-01")
    profile_id = profiles.keep(session, received.id, profile, reader="test")
    job = jobs.load(session, jobs.create(session, JOB, by="mei"))
    found = match_one(profile, job.job, encoder=None)
    return received.person, job, profile_id, matches.keep(session, found, profile=profile_id, job_version=job.version_id), found


def write(session, count):
    """Write lines to the audit log."""
    for number in range(count):
        audit.log(session, actor="mei", action="opened", subject="person", number=number, said="九方皋 “it”", share=0.1)


def test_an_untouched_log_holds(session):
    """All rows are counted, and the head is the last of them."""
    assert audit.verify(session) == ledger.Verdict(0)
    write(session, 5)

    assert audit.verify(session) == ledger.Verdict(5)
    assert audit.verify(session, known=ledger.head(session, audit_log)).intact
    assert [entry.details["number"] for entry in audit.entries(session, limit=2)] == [4, 3]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE audit_log SET actor = 'li' WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET details = '{}' WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET details = (' ' || details::text)::json WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET subject_id = gen_random_uuid() WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET id = gen_random_uuid() WHERE number = 3", "row 3 was altered"),
        ("UPDATE audit_log SET hash = sha256(hash) WHERE number = 3", "row 3 was altered"),
        ("DELETE FROM audit_log WHERE number = 1", "row 1 is missing"),
        ("DELETE FROM audit_log WHERE number = 3", "row 3 is missing"),
        ("DELETE FROM audit_log WHERE number = 5", "it ends at row 4, and once went on to row 5"),
        ("DELETE FROM audit_log", "it ends at row 0, and once went on to row 5"),
        ("DELETE FROM audit_log; DELETE FROM chain_heads", "it ends at row 0, and once went on to row 5"),
        ("DELETE FROM chain_heads", "its head is missing"),
        ("UPDATE chain_heads SET signature = sha256(signature)", "its head is not signed by us"),
        ("UPDATE audit_log SET number = CASE number WHEN 2 THEN -3 ELSE -2 END WHERE number IN (2, 3); UPDATE audit_log SET number = -number WHERE number < 0", "row 2 was altered"),
        ("INSERT INTO audit_log SELECT tenant_id, gen_random_uuid(), now(), 6, at, actor, action, subject, subject_id, details, hash, sha256(hash) FROM audit_log WHERE number = 5", "row 6 was altered"),
        ("DELETE FROM audit_log WHERE number = 5; UPDATE chain_heads SET number = 4, hash = (SELECT hash FROM audit_log WHERE number = 4)", "not signed|once went on"),
    ],
)  # fmt: skip
def test_every_kind_of_damage_is_noticed(database, open_session, damage, told):
    """Somebody with every right on the database, though not the master key, changes something: it is told where."""
    with open_session() as session:
        write(session, 5)
        known = ledger.head(session, audit_log)
    with database.owner() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        connection.exec_driver_sql(damage)

    with open_session() as session:
        assert re.search(told, audit.verify(session, known=known).problem)


def test_an_end_cut_off_is_noticed_without_help(database, open_session):
    """The signed head alone misses rows at the end."""
    with open_session() as session:
        write(session, 5)
    with database.owner() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE number = 5"))

    with open_session() as session:
        assert audit.verify(session).problem == "it ends at row 4, its head at row 5"


def test_a_head_that_was_set_back_is_noticed(database, open_session):
    """An older signed head, put back together with the rows of its time, is found out by the head that was kept elsewhere."""
    with open_session() as session:
        write(session, 3)
        old = session.connection.execute(select(t.chain_heads)).one()
        write(session, 2)
        known = ledger.head(session, audit_log)
    with database.owner() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE number > 3"))
        connection.execute(t.chain_heads.update().values(number=old.number, hash=old.hash, signature=old.signature))

    with open_session() as session:
        assert audit.verify(session).intact
        assert audit.verify(session, known=known).problem == "it ends at row 3, and once went on to row 5"


def test_writers_at_once_make_one_chain(open_session):
    """Twenty transactions that write at the same time follow one another; one that fails leaves no gap."""

    def send(number):
        with open_session() as session:
            write(session, 1)
            if number % 5 == 0:
                session.connection.rollback()

    def try_to(number):
        try:
            send(number)
        except Exception as error:
            return error
        return None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(try_to, range(40)))
    with open_session() as session:
        assert audit.verify(session) == ledger.Verdict(32)


def test_verifying_is_quick(open_session):
    """Fifty thousand rows a second of processor time, at leisure where others want the processor too."""
    rows = 20_000
    with open_session() as session:
        write(session, 1)
        _write_many(session, rows - 1)
        began = time.process_time()
        verdict = audit.verify(session)
        took = time.process_time() - began

    assert verdict == ledger.Verdict(rows)
    assert rows / took > ROWS_A_SECOND / PATIENCE


def _write_many(session, count):
    """Write rows as `append` does, a thousand at once."""
    head, made = ledger.head(session, audit_log), []
    for number in range(head.number + 1, head.number + 1 + count):
        id, at = ledger.new_id(), ledger.dt.datetime.now(ledger.dt.UTC)
        told = {
            "number": number,
            "at": at,
            "actor": "mei",
            "action": "opened",
            "subject": "person",
            "subject_id": None,
            "details": {"n": number},
        }
        hash = ledger._hash(head.hash, session.tenant, id, [ledger._plain(v, isinstance(v, dict)) for v in told.values()])
        made.append({**told, "details": {"n": number}, "tenant_id": session.tenant, "id": id, "previous": head.hash, "hash": hash})
        head = ledger.Head(number, hash)
    for row in made:
        row["details"] = ledger._json(row["details"])
    statement = insert(audit_log).values({"details": text("CAST(:told AS json)")})
    for start in range(0, len(made), 1000):
        session.connection.execute(
            statement, [{**{k: v for k, v in row.items() if k != "details"}, "told": row["details"]} for row in made[start : start + 1000]]
        )
    told = {"number": head.number, "hash": head.hash, "signature": ledger._signature(session, audit_log, head)}
    session.connection.execute(chain_heads.update().where(chain_heads.c.chain == "audit_log").values(told))


def test_an_entry_needs_somebody(session):
    """Nothing happens by itself."""
    with pytest.raises(BadInput):
        audit.log(session, actor="", action="opened", subject="person")


def test_a_decision_keeps_what_was_said(session, kept):
    """Who, what, why, and what the software said at that moment; the application moves with it, and the log has a line."""
    person, job, _, match_id, found = kept
    decisions.decide(
        session, person=person, job=job.id, action="interview", by="mei@example.com", reason="writes Python daily", match=match_id, rank=1
    )
    (decision,) = decisions.of_person(session, person)

    assert (decision.action, decision.made_by, decision.reason) == ("interview", "mei@example.com", "writes Python daily")
    assert decision.facts == {"score": found.score, "low": found.interval[0], "high": found.interval[1], "scorer": found.scorer, "rank": 1}
    assert decisions.of_job(session, job.id) == [decision]
    assert session.connection.execute(select(t.applications.c.stage)).scalar_one() == "interview"
    assert audit.entries(session, subject_id=person)[0].action == "decided"
    assert decisions.verify(session) == ledger.Verdict(1)


@pytest.mark.parametrize(("by", "action", "reason"), [("", "interview", "good"), ("mei", "reject", " "), ("  ", "reject", "no Kafka")])
def test_nobody_is_rejected_by_software(session, kept, by, action, reason):
    """A decision has a human being behind it, and a rejection a reason; otherwise nothing is written at all."""
    person, job, *_ = kept
    with pytest.raises(RefusedByPolicy):
        decisions.decide(session, person=person, job=job.id, action=action, by=by, reason=reason)

    assert decisions.of_person(session, person) == []
    assert session.connection.execute(select(t.applications.c.id)).all() == []


def test_erasing_breaks_no_chain(session, kept):
    """After an erasure it still holds that somebody decided; why is sealed for good."""
    person, job, *_ = kept
    decisions.decide(session, person=person, job=job.id, action="reject", by="mei", reason="Ada has no Kafka")
    erasure.erase(session, person, by="ada")

    assert decisions.verify(session) == ledger.Verdict(1)
    assert [decision.reason for decision in decisions.of_person(session, person)] == [None]
    with pytest.raises(Sealed):
        decisions.decide(session, person=person, job=job.id, action="interview", by="mei")


def test_a_match_comes_back_and_is_kept_once(session, kept):
    """Findings with their quotes are what was computed; computed again, it is the same match."""
    _, job, profile, match_id, found = kept

    assert matches.load(session, match_id) == found
    assert matches.keep(session, found, profile=profile, job_version=job.version_id) == match_id
    assert matches.find(session, job_version=job.version_id, scorer=found.scorer)[profile].score == found.score


def test_a_job_keeps_all_its_versions(session, kept):
    """What was asked before is still there, for the scores that were given against it."""
    _, job, *_ = kept
    changed = JOB.model_copy(update={"requirements": JOB.requirements[:1]})
    assert jobs.revise(session, job.id, changed, by="li", reason="Kafka can be learnt", version=job.version) == 2

    here = {"id": str(job.id), "document": None}
    assert jobs.load(session, job.id).job == changed.model_copy(update=here)
    assert jobs.load(session, job.id, number=1).job == JOB.model_copy(update=here)
    assert [found.number for found in jobs.listed(session)] == [2]
    with pytest.raises(BadInput, match="changed since"):
        jobs.revise(session, job.id, JOB, by="mei", reason="back", version=job.version)


def test_a_look_keeps_the_log_from_nobody(open_session):
    """While the rest of a page is made after somebody was seen on it, others write to the log; its own lines follow theirs, in one go."""
    someone, other = new_id(), new_id()
    with open_session() as looking:
        audit.saw(looking, actor="mei", persons=[someone], what="profile")
        audit.saw(looking, actor="mei", persons=[someone, other], what="list")
        with open_session() as beside:
            beside.connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            audit.log(beside, actor="li", action="opened", subject="job")
    with open_session() as session:
        lines = audit.entries(session)
        seen = session.connection.execute(select(t.sightings.c.person_id).order_by(t.sightings.c.person_id)).scalars().all()
        assert [(one.actor, one.action, one.details.get("what")) for one in lines] == [
            ("mei", "saw", "list"), ("mei", "saw", "profile"), ("li", "opened", None),
        ]  # fmt: skip
        assert sorted(seen) == sorted([someone, other])
        assert audit.verify(session) == ledger.Verdict(3)


def test_lines_of_a_transaction_keep_their_order(open_session):
    """Who was seen before something was changed stands before it in the log; so do those whom the log is asked about at once."""
    someone = new_id()
    with open_session() as session:
        audit.saw(session, actor="mei", persons=[someone], what="profile")
        audit.log(session, actor="mei", action="tagged", subject="person", subject_id=someone)
        audit.saw(session, actor="mei", persons=[someone], what="notes")
        assert [one.action for one in audit.entries(session)] == ["saw", "tagged", "saw"]
