"""The rooms of a workspace beside its lists: notes, tags, consents, duplicates, decisions, the log, searches."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy import text

from jiufang.access.roles import Role
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
AGAIN = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Ran Kafka.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
MEI = "mei@example.com"


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server, without models."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)


@pytest.fixture
def add(ws, tmp_path):
    """Add résumés for a job, return their persons."""

    def added(*texts, job=None):
        paths = [tmp_path / f"{number}-{len(one)}.txt" for number, one in enumerate(texts)]
        for path, one in zip(paths, texts, strict=True):
            path.write_text(one, encoding="utf-8")
        return [one.person for one in ws.add(paths, as_of="2026-11-01", job=job)]

    return added


@pytest.fixture
def user(ws):
    """The id of somebody who works here."""
    with ws.session() as session:
        return session.insert(t.users, new_id(), email="li@example.com", name="Li", role=str(Role.RECRUITER))


def test_notes_are_sealed_and_covered(ws, add):
    """A note is not in the clear, names nobody where that is not to be seen, and is changed by its version only."""
    (ada,) = add(ADA)
    note = ws.notes.add(ada, "Ada Lindqvist called back, ada@example.com is right", by=MEI)
    with ws.session() as session:
        kept = session.connection.execute(text("SELECT body FROM notes")).scalar_one()

    assert b"called" not in bytes(kept)
    assert "called back" in ws.notes.of(ada)[0].body
    assert not {"Ada", "Lindqvist", "ada@example.com"} & set(ws.notes.of(ada)[0].body.replace(",", " ").split())
    assert ws.notes.of(ada, blind=False)[0].body == note.body
    changed = ws.notes.change(note.id, "she is in", by=MEI, version=note.version)
    with pytest.raises(Conflict):
        ws.notes.change(note.id, "she is out", by="li", version=note.version)
    with pytest.raises(BadInput):
        ws.notes.add(ada, "  ", by=MEI)
    ws.notes.remove(note.id, by=MEI, version=changed.version)
    with pytest.raises(NotFound):
        ws.notes.get(note.id)


def test_tags_are_counted_once_a_person(ws, add):
    """A tag is borne once, by merged persons together once; people are listed by it; two of one name there are not."""
    ada, again, bo = add(ADA, AGAIN, BO)
    tag = ws.tags.make("call  back", by=MEI)
    for one in (ada, again, bo, bo):
        ws.tags.put(one, tag.id, by=MEI)
    ws.duplicates.merge(ws.duplicates.list().rows[0].id, by=MEI)

    assert [(one.name, one.persons) for one in ws.tags.list()] == [("call back", 2)]
    assert {row.id for row in ws.people.list(tag=tag.id).rows} == {ada, bo}
    with pytest.raises(Conflict):
        ws.tags.make("call back", by=MEI)
    ws.tags.take(again, tag.id, by=MEI)
    assert [row.id for row in ws.people.list(tag=tag.id).rows] == [bo]
    ws.tags.remove(tag.id, by=MEI)
    assert ws.people.get(bo).tags == ()


def test_consent_is_told_with_its_words(ws, add):
    """The latest word counts; the history tells each, with version and hash of what was shown."""
    (ada,) = add(ADA)
    ws.consents.record(ada, purpose="talent_pool", given=True, text="May we keep you?", version="3", by="link")
    told = ws.consents.record(ada, purpose="talent_pool", given=False, text="May we keep you?", version="3", by="link")

    assert [(one.given, one.text_version) for one in told] == [(True, "3"), (False, "3")]
    assert not ws.consents.holds(ada, "talent_pool")


def test_merged_persons_are_one_and_can_be_two_again(ws, add):
    """Merged, two are one in lists, with one application for a job; undone, everything is as it was."""
    job = ws.add_job(JOB)
    ada, again, bo = add(ADA, AGAIN, BO, job=job)
    id = UUID(job.id)
    (pair,) = ws.duplicates.list(blind=False).rows
    assert {row.name for row in pair.persons} == {"Ada Lindqvist"}
    assert {"email", "name_employer"} <= set(pair.reasons)
    merged = ws.duplicates.merge(pair.id, by=MEI, version=pair.version)

    assert {row.id for row in ws.people.list().rows} == {ada, bo}
    assert ws.people.get(again).same == (again,)
    assert {row.candidate.id for row in ws.applicants.list(id).rows} == {ada, bo}
    assert ws.openings.get(id).stages == {"new": 2}
    with pytest.raises(Conflict):
        ws.duplicates.merge(pair.id, by="li", version=pair.version)
    ws.duplicates.undo(pair.id, by=MEI, version=merged.version)
    assert {row.id for row in ws.people.list().rows} == {ada, again, bo}
    assert ws.openings.get(id).stages == {"new": 3}


def test_decisions_are_listed_with_their_reasons_covered(ws, add):
    """The latest first; where names are not shown, the words of a reason name nobody; erased, they are gone."""
    job = ws.add_job(JOB)
    ada, bo = add(ADA, BO, job=job)
    for one in (ada, bo):
        ws.decide(one, "reject", by=MEI, because="interview", reason="Ada Lindqvist could not say", job=UUID(job.id))
    ws.erase(bo, by=MEI)
    last, first = ws.decided.list(job=UUID(job.id)).rows

    assert (last.person, last.reason) == (bo, None)
    assert (first.person, first.facts["because"]) == (ada, "interview")
    assert "Lindqvist" not in (first.reason or "")
    assert "could not say" in (first.reason or "")
    assert ws.decided.get(first.id, blind=False).reason == "Ada Lindqvist could not say"
    assert [one.id for one in ws.decided.list(person=ada).rows] == [first.id]
    page = ws.decided.list(limit=1)
    assert [one.id for one in ws.decided.list(limit=1, after=page.next).rows] == [first.id]


def test_the_log_tells_who_saw_whom(ws, add):
    """Each name that was shown is told of its person, be it alone or on a page; the chain holds."""
    ada, bo = add(ADA, BO)
    ws.people.list(by="li", blind=False)
    ws.people.get(bo, by="tom", blind=False)
    ws.people.get(ada, by="tom")

    assert [(one.actor, one.action) for one in ws.people.seen(ada).rows] == [("li", "saw")]
    assert [one.actor for one in ws.people.seen(bo).rows] == ["tom", "li"]
    assert ws.people.seen(ada).rows[0].details["persons"] == 2
    assert [one.actor for one in ws.log.list(action="saw", limit=1).rows] == ["tom"]
    assert ws.log.list(actor="nobody").rows == ()
    assert all(chain.intact for chain in ws.log.verify())


def test_searches_are_their_owner_s(ws, user):
    """Each has their own; somebody else's are not found; an older version does not overwrite a newer."""
    kept = ws.searches.save(user, "Kafka in Leeds", {"text": "kafka", "city": "Leeds"}, by="li", alert=True)
    changed = ws.searches.change(kept.id, user=user, by="li", version=kept.version, alert=False)

    assert [(one.name, one.alert) for one in ws.searches.of(user)] == [("Kafka in Leeds", False)]
    with pytest.raises(Conflict):
        ws.searches.change(kept.id, user=user, by="li", version=kept.version, name="other")
    with pytest.raises(NotFound):
        ws.searches.get(kept.id, user=new_id())
    ws.searches.remove(kept.id, user=user, by="li", version=changed.version)
    assert ws.searches.of(user) == ()


def test_names_of_a_blind_job_are_uncovered_for_a_reason(ws, add):
    """Without a reason not at all; with one, for that person alone, and it is in the log."""
    job = ws.add_job(JOB)
    (ada,) = add(ADA, job=job)
    application = ws.applicants.find(ada, UUID(job.id))
    with pytest.raises(RefusedByPolicy):
        ws.applicants.unblind(application, by=MEI, reason=" ")
    ws.applicants.unblind(application, by=MEI, reason="Ada called")

    assert ws.applicants.unblinded(application, by=MEI)
    assert not ws.applicants.unblinded(application, by="li")
    assert "unblinded" in {one.action for one in ws.people.seen(ada).rows}
    assert ws.notes.of(ada)[0].body == "▇▇ called"
