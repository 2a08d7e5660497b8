"""People decide in a workspace: along the stages, with a reason, one by one or many when asked again; and it can be told afterwards."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from jiufang.access.errors import Stale
from jiufang.decisions.deciding import AT_ONCE
from jiufang.decisions.explanation import text as in_words
from jiufang.decisions.scorecards import POINTS, Rating, rows_of
from jiufang.decisions.stages import Template
from jiufang.decisions.stages import template as template_of
from jiufang.errors import BadInput, Conflict, JiufangError, NotConfirmed, NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import audit, decisions, scorecards, stages
from jiufang.store.ids import new_id
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
MEI = "mei@example.com"


class Frozen:
    """The module `datetime` with the clock standing still."""

    UTC = dt.UTC

    def __init__(self, now) -> None:
        self.datetime = type("datetime", (dt.datetime,), {"now": staticmethod(lambda zone: now)})


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server, without models, with Ada and Bo in it."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    opened = OpenWorkspace(store, settings=settings, by=MEI)
    for name, content in (("ada.txt", ADA), ("bo.txt", BO)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    opened.add([tmp_path / "ada.txt", tmp_path / "bo.txt"], as_of="2026-11-01")
    return opened


@pytest.fixture
def job(ws):
    """An opening."""
    return ws.add_job(JOB)


@pytest.fixture
def ranked(ws, job):
    """Ada and Bo, blind."""
    return ws.shortlist(job)


def crowd(ws, count):
    """Return so many persons of whom nothing else is known."""
    from jiufang.store import people

    with ws.session() as session:
        return [people.create(session) for _ in range(count)]


def test_along_the_stages(ws, ranked):
    """From one to the next, with what was passed over, the rank and score of that moment; the chain holds."""
    ada = ranked[0]
    made = [ws.decide(ada, action, by=MEI) for action in ("advance", "interview", "offer", "hired")]

    assert [d.action for d in made] == ["screen", "interview", "offer", "hired"]
    assert [(d.facts["before"], d.facts["skipped"]) for d in made[:2]] == [("new", []), ("screen", ["review"])]
    assert (made[0].facts["rank"], made[0].facts["score"]) == (1, ada.score)
    assert ws.standing(ranked.job) == {ws.person(ada): "hired"}
    with ws.session() as session:
        assert decisions.verify(session).intact


def test_nothing_is_written_when_it_is_refused(ws, ranked):
    """No stage passed over that is needed, none twice, no rejection without a reason or by a program; the ledger stays empty."""
    refused = [
        ("hired", {"by": MEI}),
        ("new", {"by": MEI}),
        ("reject", {"by": MEI}),
        ("reject", {"by": "system", "because": "filled"}),
        ("reject", {"by": MEI, "because": "vibes"}),
        ("reject", {"by": MEI, "reason": "too old for the team"}),
        ("nowhere", {"by": MEI}),
    ]
    for action, told in refused:
        with pytest.raises((RefusedByPolicy, BadInput)):
            ws.decide(ranked[0], action, **told)

    assert ws.decisions(ranked.job) == []
    assert ws.standing(ranked.job) == {}


def test_a_rejection_says_why(ws, ranked):
    """By a requirement that is not shown, in the clear by its code, in words that are sealed; not by one that is met."""
    bo = ranked[1]
    made = ws.decide(bo, "reject", by=MEI, because=bo.findings[1].requirement.id, reason="no streaming at all")

    assert (made.facts["because"], made.facts["requirement"], made.reason) == (
        "requirement",
        bo.findings[1].requirement.id,
        "no streaming at all",
    )
    assert ws.decide(bo, "interview", by=MEI, reason="a phone call changed our mind").facts["way"] == "reopen"
    met = next((f.requirement.id for f in ranked[0].findings if f.verdict == "met"), None)
    if met:
        with pytest.raises(BadInput, match="shows this"):
            ws.decide(ranked[0], "reject", by=MEI, because=met)


def test_words_of_a_reason_are_not_in_the_clear(ws, ranked):
    """The free words are sealed; the database holds the code alone."""
    ws.decide(ranked[1], "reject", by=MEI, because="interview", reason="could not explain the grill")
    with ws.session() as session:
        told = session.connection.execute(text("SELECT facts::text || encode(coalesce(reason, ''), 'escape') FROM decisions")).scalar_one()

    assert "interview" in told
    assert "grill" not in told


def test_many_are_asked_about_again(ws, job):
    """More than twenty need the token of this very decision; all are moved or none."""
    people = crowd(ws, AT_ONCE + 1)
    told = {"by": MEI, "because": "filled", "job": ws.jobs[0].id}
    with pytest.raises(RefusedByPolicy, match="21 people"):
        ws.decide_all(people, "reject", **told)
    token = ws.confirmation(people, "reject", **told)
    with pytest.raises(RefusedByPolicy, match="confirmed"):
        ws.decide_all(people, "withdraw", confirmed=token, by=MEI, because="elsewhere", job=ws.jobs[0].id)
    assert ws.decisions(job) == []

    made = ws.decide_all(people, "reject", confirmed=token, **told)
    assert {d.facts["at_once"] for d in made} == {21}
    assert [d.person for d in made] == people
    with pytest.raises(BadInput, match="already"):
        ws.decide_all(people, "reject", confirmed=token, **told)
    with pytest.raises(BadInput, match="already"):
        ws.decide_all([*crowd(ws, 1), people[0]], "reject", **told)
    assert len(ws.decisions(job)) == 21


@pytest.mark.parametrize("size", [1, 3, 19])
def test_a_rejection_cut_into_small_ones_is_noticed(ws, job, size):
    """After twenty, in whatever portions, somebody is asked again, and that is logged; another hand and another stage are not held up."""
    people, told = crowd(ws, 46), {"by": MEI, "because": "filled", "job": ws.jobs[0].id}
    done = AT_ONCE - AT_ONCE % size
    for start in range(0, done, size):
        ws.decide_all(people[start : start + size], "reject", **told)
    with pytest.raises(NotConfirmed, match="moment ago"):
        ws.decide_all(people[done : done + size], "reject", **told)
    ws.decide(people[-1], "interview", by=MEI, job=told["job"])
    ws.decide(people[-1], "reject", **{**told, "by": "li@example.com"})

    few = people[done : done + size]
    token = ws.confirmation(few, "reject", **told)
    assert {d.facts["confirmed"] for d in ws.decide_all(few, "reject", confirmed=token, **told)} == {True}
    assert "confirmed" not in ws.decide(people[-3], "reject", **told).facts  # what came before was answered for
    with ws.session() as session:
        asked = [entry.details for entry in audit.entries(session) if entry.action == "asked again"]
    assert asked == [{"decision": "reject", "people": size, "lately": done}]


def test_who_reads_one_after_the_other_is_not_asked(ws, job, monkeypatch):
    """Thirty single rejections, one every four seconds."""
    clock = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    with ws.session() as session:
        for person in crowd(ws, 30):
            monkeypatch.setattr("jiufang.store.ledger.dt", Frozen(clock := clock + dt.timedelta(seconds=4)))
            stages.decide(session, stages.Candidate(person), job=ws.jobs[0].id, action="reject", by=MEI, because="filled")
            assert stages.lately(session, ws.jobs[0].id, by=MEI, now=clock) <= AT_ONCE


def test_bulk_decisions_that_cross_do_not_wait_for_each_other(ws, job):
    """The same people in two orders at the same time: both end, each person is moved once."""
    people, ended = crowd(ws, 12), []

    def move(order, by) -> None:
        try:
            ws.decide_all(order, "interview", by=by, job=ws.jobs[0].id)
            ended.append("moved")
        except BadInput:
            ended.append("there already")

    threads = [threading.Thread(target=move, args=args) for args in ((people, MEI), (people[::-1], "li@example.com"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(ended) == ["moved", "there already"]
    assert len(ws.decisions(job)) == 12


def test_two_at_once_do_not_overtake_each_other(ws, ranked):
    """Of two who send the same candidate to the same stage one is told that they stand there already."""
    results = []

    def send() -> None:
        try:
            results.append(ws.decide(ranked[0], "interview", by=MEI).action)
        except JiufangError as error:
            results.append(type(error).__name__)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["BadInput", "BadInput", "BadInput", "interview"]
    assert len(ws.decisions(ranked.job)) == 1


def test_a_funnel(ws, ranked, tmp_path):
    """Who applied, was decided about, and why; how far decisions follow the ranking; erased persons stay counted."""
    ws.add([tmp_path / "ada.txt", tmp_path / "bo.txt"], job=ranked.job)
    ws.decide(ranked[0], "interview", by=MEI)
    ws.decide(ranked[1], "reject", by=MEI, because="requirement")
    ws.erase(ws.person(ranked[1]), by=MEI)
    found = ws.funnel(ranked.job, k=1)
    by = {stage.stage: stage for stage in found.stages}

    assert (found.candidates, by["new"].entered, by["interview"].here, by["new"].rejected) == (2, 2, 1, 1)
    assert [(r.code, r.count) for r in found.reasons] == [("requirement", 1)]
    assert (found.agreement.decisions, found.agreement.followed.share, found.agreement.kappa) == (2, 1.0, 1.0)
    assert ws.funnel(ranked.job, now=dt.datetime(2030, 1, 1, tzinfo=dt.UTC)).stages[3].longest_waiting > 365


def test_an_explanation(ws, ranked):
    """It computes again to the same score, today's program too, in both languages; that it was told is logged."""
    made = ws.decide(ranked[1], "reject", by=MEI, because="requirement")
    told = ws.explain(made, by="ruth@example.com")

    assert told.holds
    assert told.today is not None
    assert told.today.same
    assert told.score == made.facts["score"]
    assert [e.requirement for e in told.elements] == [r.id for r in JOB.requirements]
    assert MEI in in_words(told, lang="zh")
    with ws.session() as session:
        assert ("ruth@example.com", "explained") in {(e.actor, e.action) for e in audit.entries(session)}


def test_an_explanation_notices_what_was_altered(ws, ranked, store):
    """The chain says what the score was: a match that somebody changed afterwards does not pass for it."""
    made = ws.decide(ranked[0], "interview", by=MEI)
    from jiufang.store import matches
    from jiufang.store import tables as t

    with ws.session() as session:
        other = matches.load(session, made.match).model_copy(update={"score": 0.9876})
        sealed = session.seal(other.to_dict(), person=made.person, at=(t.matches, made.match, "match"))
        session.update(t.matches, made.match, match=sealed)
    told = ws.explain(made)

    assert not told.holds
    assert any("0.9876" in difference for difference in told.sum.differences)


def test_an_explanation_of_somebody_erased(ws, ranked):
    """Who decided what stays; about whom, and on what words, does not."""
    made = ws.decide(ranked[1], "reject", by=MEI, because="interview", reason="could not explain the grill")
    ws.erase(made.person, by=MEI)
    told = ws.explain(made.id)

    assert (told.erased, told.elements) == (True, ())
    assert "grill" not in told.model_dump_json()
    with pytest.raises(NotFound):
        ws.explain(new_id())


def test_scorecards_are_hidden_until_one_s_own_is_in(ws, ranked):
    """Tom sees nothing of Li's before his is in; handed in, they stay, whoever asks; notes are sealed."""
    id = ws.plan_interview(ranked[0], ["li", "tom"])
    with ws.session() as session:
        rows = rows_of(scorecards.load(session, id).kit)
    first = [Rating(row=rows[0].id, points=4, words="built the Harbour pipelines")]
    ws.rate(id, first, by="li", done=True)
    ws.rate(id, [Rating(row=rows[0].id, points=POINTS[0])], by="tom")

    assert [c.by for c in ws.scorecards(id, viewer="tom").cards] == ["tom"]
    assert [c.by for c in ws.scorecards(id, viewer="mei").cards] == ["li"]
    ws.rate(id, [Rating(row=rows[0].id, points=2)], by="tom", done=True)
    seen = ws.scorecards(id, viewer="tom")
    assert [(c.by, c.ratings[0].points) for c in seen.cards] == [("li", 4), ("tom", 2)]
    assert seen.cards[0].ratings[0].words == "built the Harbour pipelines"
    assert seen.rows[0].apart
    with pytest.raises(Conflict):
        ws.rate(id, first, by="tom")
    with pytest.raises(BadInput, match="panel"):
        ws.rate(id, first, by="mallory")


@pytest.mark.parametrize("statement", ["UPDATE scorecards SET ratings = '{}'", "UPDATE scorecards SET submitted_at = NULL"])
def test_not_even_the_owner_changes_what_was_handed_in(ws, ranked, store, statement):
    """The trigger refuses; a draft may change."""
    id = ws.plan_interview(ranked[0], ["li"])
    with ws.session() as session:
        row = rows_of(scorecards.load(session, id).kit)[0].id
    ws.rate(id, [Rating(row=row, points=3)], by="li")
    ws.rate(id, [Rating(row=row, points=2)], by="li", done=True)

    with pytest.raises(DBAPIError, match="stays as it is"), store.database.owner() as connection:
        connection.execute(text(statement))


def test_a_company_s_own_stages(ws):
    """Kept by name, taken by jobs, changed for all of them at once; a name that there is not is told."""
    own = Template.model_validate({**template_of("社招").to_dict(), "id": "factory", "zh": "工厂", "en": "Factory"})
    ws.keep_template(own, by=MEI)
    ws.keep_template(own.model_copy(update={"en": "Plant"}), by=MEI)

    assert ws.stages(ws.add_job(JOB, template="factory")).en == "Plant"
    assert ws.stages(ws.add_job(JOB, template="campus")).id == "校招"
    assert [one.id for one in ws.templates()] == ["factory", "社招", "校招", "agency"]
    with pytest.raises(BadInput, match="factory"):
        ws.add_job(JOB, template="unheard-of")


def test_no_stage_is_taken_away_under_somebody(ws, ranked):
    """A shipped template may be changed; a stage at which candidates stand stays until they are moved."""
    ws.decide(ranked[0], "review", by=MEI)
    told = template_of("社招").to_dict()
    shorter = Template.model_validate({**told, "stages": [stage for stage in told["stages"] if stage["id"] != "review"]})
    with pytest.raises(Conflict, match="1 at “review”"):
        ws.keep_template(shorter, by=MEI)
    ws.decide(ranked[0], "interview", by=MEI)
    ws.keep_template(shorter, by=MEI)

    assert "review" not in [stage.id for stage in ws.stages(ranked.job).stages]
    assert len(ws.funnel(ranked.job).stages) == len(shorter.stages)


def test_nobody_is_decided_about_who_was_moved_since(ws, ranked):
    """Whoever looked at an older version is told; nothing is written about the others either."""
    ada, bo = (ws.person(match) for match in ranked)
    job = UUID(ranked.job.id)
    rows = [ws.applicants.get(ws.applicants.apply(person, job)) for person in (ada, bo)]
    seen = {ada: rows[0].version, bo: rows[1].version}
    ws.decide(ada, "interview", by=MEI, job=job)
    with pytest.raises(Stale, match=str(ada)):
        ws.decide_all([ada, bo], "reject", by="li@example.com", because="others", job=job, seen=seen)
    ws.decide_all([bo], "reject", by="li@example.com", because="others", job=job, seen=seen)

    assert [(d.person, d.action) for d in ws.decisions(job)] == [(ada, "interview"), (bo, "reject")]
