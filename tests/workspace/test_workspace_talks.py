"""What is said and written: letters with threads and attachments, interviews with calendars and cards, screening by private link."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy import text

from jiufang.decisions.scorecards import Rating
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
MEI, LI, TOM = "mei@example.com", "li@example.com", "tom@example.com"
MONDAY = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server, without models."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)


@pytest.fixture
def ada(ws, tmp_path):
    """Ada, who applied and was matched."""
    (tmp_path / "ada.txt").write_text(ADA, encoding="utf-8")
    job = ws.add_job(JOB)
    (added,) = ws.add([tmp_path / "ada.txt"], as_of="2026-11-01", job=job)
    ws.shortlist(job)
    return added.person


@pytest.fixture
def application(ws, ada):
    """Ada's application."""
    return ws.applicants.of(ada)[0].id


def test_a_letter_from_draft_to_answer(ws, ada, application):
    """Drafted, changed by its version, sent once; the answer joins its thread, and is kept once however often it arrives."""
    draft = ws.messages.write(ada, subject="Interview", text="Dear Ada, come on Monday.", by=MEI, application=application)
    with ws.session() as session:
        assert b"Monday" not in bytes(session.connection.execute(text("SELECT body FROM messages")).scalar_one())
    changed = ws.messages.change(draft.id, text="Dear Ada, come on Tuesday.", by=MEI, version=draft.version)
    with pytest.raises(Conflict):
        ws.messages.change(draft.id, text="never", by=LI, version=draft.version)
    sent = ws.messages.send(draft.id, by=MEI, version=changed.version)
    for _ in range(2):
        ws.messages.receive(ada, subject="Re: Interview", text="Gladly.\nAda Lindqvist", by="mailbox", external="<7@x>", answers=sent.id)

    assert (sent.status, sent.subject, sent.text) == ("sent", "Interview", "Dear Ada, come on Tuesday.")
    told = ws.messages.list(thread=sent.thread).rows
    assert [(one.direction, one.status) for one in told] == [("out", "sent"), ("in", "received")]
    assert "Lindqvist" not in told[1].text
    assert "Lindqvist" in ws.messages.list(person=ada, direction="in", blind=False).rows[0].text
    for change in (ws.messages.send, ws.messages.discard):
        with pytest.raises(Conflict):
            change(draft.id, by=MEI)
    with pytest.raises(BadInput):
        ws.messages.write(ada, subject="", text=" ", by=MEI)


def test_a_drafted_letter_keeps_its_facts(ws, ada):
    """What the program drafts in the background reads like a letter, and keeps the facts behind it when somebody changes words."""
    pytest.importorskip("procrastinate")
    from jiufang.queue import Timing
    from jiufang.workspace.background import worker

    match = ws.applicants.of(ada)[0].match.id
    message, _ = ws.messages.draft(match, "thanks", facts={"sender": "Mei Tan", "company": "Harbour Works"}, lang="en")
    assert (ws.messages.get(message).status, ws.messages.get(message).text) == ("requested", "")
    assert worker(ws, timing=Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)).run(until_empty=True)
    drafted = ws.messages.get(message, blind=False)
    changed = ws.messages.change(message, text="Thank you.", by=MEI, version=drafted.version)

    assert "Harbour Works" in drafted.text
    assert drafted.reply["grounding"]
    assert (changed.text, changed.reply) == ("Thank you.", drafted.reply)


def test_attachments_are_sealed(ws, ada):
    """They come back as they were; not where names are not to be seen; of a letter of somebody else's they are no part."""
    letter = ws.messages.write(ada, subject="Contract", text="Please sign.", by=MEI)
    kept = ws.attachments.add(ada, b"%PDF contract", name="Ada Lindqvist.pdf", media_type="application/pdf", by=MEI, message=letter.id)

    assert ws.attachments.open(kept.id, blind=False).content == b"%PDF contract"
    assert [(one.name, one.size) for one in ws.attachments.of_message(letter.id)] == [(None, 13)]
    assert [one.name for one in ws.attachments.of(ada, blind=False)] == ["Ada Lindqvist.pdf"]
    with pytest.raises(RefusedByPolicy):
        ws.attachments.open(kept.id)
    with pytest.raises(BadInput):
        ws.attachments.add(ada, b"", name="empty", by=MEI)
    ws.attachments.remove(kept.id, by=MEI, version=kept.version)
    assert ws.attachments.of(ada) == ()


def test_an_interview_is_planned_moved_and_called_off(ws, ada, application):
    """Listed by time and by who takes part; calendars get each change with a higher number and no name; called off, it stays so."""
    made = ws.interviews.plan(application, [LI, TOM], by=MEI, starts_at=MONDAY, place="Room 4")
    later = ws.interviews.move(made.id, by=MEI, version=made.version, starts_at=MONDAY + dt.timedelta(days=1), interviewers=[LI])
    with pytest.raises(Conflict):
        ws.interviews.move(made.id, by=LI, version=made.version, minutes=30)
    first = ws.interviews.calendar(made.id)

    assert [one.id for one in ws.interviews.list(interviewer=LI, since=MONDAY).rows] == [made.id]
    assert ws.interviews.list(interviewer=TOM).rows == ws.interviews.list(timed=False).rows == ()
    assert (later.place, later.waiting_for) == ("Room 4", (LI,))
    assert "DTSTART:20261201T090000Z" in first
    assert "LOCATION:Room 4" in first
    assert not any(word in first for word in ("Ada", "Lindqvist"))
    off = ws.interviews.cancel(made.id, by=MEI, version=later.version)
    called = ws.interviews.calendar(made.id)
    assert "METHOD:CANCEL" in called
    assert f"SEQUENCE:{off.version}" in called
    with pytest.raises(Conflict):
        ws.interviews.held(made.id, by=MEI)
    with pytest.raises(BadInput, match="time zone"):
        ws.interviews.plan(application, [LI], by=MEI, starts_at=MONDAY.replace(tzinfo=None))


def test_a_blind_kit_names_nobody(ws, ada, application):
    """The questions are the same; what tells who it is does not stand in them."""
    made = ws.interviews.plan(application, [LI], by=MEI)

    seen = ws.interviews.get(made.id)
    assert len(seen.kit.questions) == len(ws.interviews.get(made.id, blind=False).kit.questions) > 0
    assert "Lindqvist" not in seen.model_dump_json()


def test_a_scorecard_is_changed_by_its_version_only(ws, ada, application):
    """Of two windows the second is told; handed in it stays; who handed one in stays on the panel."""
    made = ws.interviews.plan(application, [LI, TOM], by=MEI, starts_at=MONDAY)
    row = made.rows[0].id
    first = ws.interviews.rate(made.id, [Rating(row=row, points=3)], by=LI, version=0)
    with pytest.raises(Conflict):
        ws.interviews.rate(made.id, [Rating(row=row, points=1)], by=LI, version=0)
    done = ws.interviews.rate(made.id, [Rating(row=row, points=4, words="clear")], by=LI, done=True, version=first.version)

    assert done.card.submitted_at
    assert ws.interviews.get(made.id).waiting_for == (TOM,)
    assert [card.by for card in ws.interviews.panel(made.id, viewer=TOM).cards] == []
    with pytest.raises(Conflict):
        ws.interviews.rate(made.id, [Rating(row=row, points=1)], by=LI)
    with pytest.raises(BadInput, match="handed"):
        ws.interviews.move(made.id, by=MEI, interviewers=[TOM])


def test_answers_become_evidence(ws, ada, application):
    """A candidate agrees, answers, and the application has a new score that quotes the answer; a shortlist made again keeps it."""
    before = ws.applicants.get(application).match
    talk = ws.screenings.talk(ws.screenings.invite(application, by=MEI).id)
    talk = ws.screenings.say(talk.id, "yes")
    while not talk.over:
        talk = ws.screenings.say(talk.id, "Yes, I ran Kafka clusters with 40 topics at Harbour Analytics from 2020 to 2023, Ada Lindqvist")
    told, after = ws.screenings.get(talk.id), ws.applicants.get(application).match

    assert ws.consents.holds(ada, "screening")
    assert any("40 topics" in answer.text for answer in told.answers)
    assert "Lindqvist" not in told.model_dump_json()
    assert [change.requirement for change in told.changes] == ["R2"]
    assert after.score > before.score
    assert after.verdicts["R2"] == "met"
    quotes = [e.quote for e in ws.applicants.match(application, blind=False).match["R2"].evidence]
    assert any("40 topics" in quote for quote in quotes)
    job = ws.applicants.get(application).job
    assert ws.shortlist(job)[0].score == after.score
    assert ws.applicants.get(application).match == after
    assert [row.phase for row in ws.screenings.list(job=job).rows] == ["done"]


def test_consent_taken_back_is_forgotten(ws, ada, application):
    """The words are gone, the match without them speaks again, and the consent is told as withdrawn."""
    before = ws.applicants.get(application).match
    talk = ws.screenings.talk(ws.screenings.invite(application, by=MEI).id)
    for message in ("yes", "Yes, I ran Kafka clusters with 40 topics at Harbour Analytics from 2020 to 2023"):
        talk = ws.screenings.say(talk.id, message)
    while not talk.over:
        talk = ws.screenings.say(talk.id, "yes")
    talk = ws.screenings.say(talk.id, "I withdraw my consent, please delete everything")

    assert talk.phase == "withdrawn"
    assert "topics" not in ws.screenings.get(talk.id, blind=False).model_dump_json()
    assert not ws.consents.holds(ada, "screening")
    assert ws.applicants.get(application).match == before


def test_a_candidate_sees_no_score(ws, ada, application):
    """What a candidate is shown holds messages and no figure; coming back, they are greeted with the last question."""
    talk = ws.screenings.talk(ws.screenings.invite(application, by=MEI).id)
    ws.screenings.say(talk.id, "yes")
    back = ws.screenings.come_back(talk.id)

    assert {"before", "after", "changes", "candidate"}.isdisjoint(back.model_dump())
    assert back.turns[-1].text in back.reply
    with pytest.raises(NotFound):
        ws.screenings.talk(UUID(int=7))
