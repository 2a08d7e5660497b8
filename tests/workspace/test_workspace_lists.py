"""A workspace tells of candidates, applicants and jobs in pages, blind or not; changes go through by their version only."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from benchmarks import company

from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store.ids import new_id
from jiufang.workspace.applicants import Order
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n\nEDUCATION\nBSc Statistics, University of Leeds, 2014\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
MEI = "mei@example.com"


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server, without models."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)


@pytest.fixture
def job(ws):
    """The id of an opening."""
    return UUID(ws.add_job(JOB).id)


@pytest.fixture
def both(ws, job, tmp_path):
    """Ada and Bo, who applied and were matched."""
    for name, told in (("ada.txt", ADA), ("bo.txt", BO)):
        (tmp_path / name).write_text(told, encoding="utf-8")
    added = ws.add([tmp_path / "ada.txt", tmp_path / "bo.txt"], as_of="2026-11-01", job=ws.jobs[0].job)
    ws.shortlist(job)
    return [one.person for one in added]


def test_a_page_says_what_the_shortlist_says(ws, job, both):
    """Score, rank and verdicts on the page are those of the shortlist; so are those of the list of everybody matched."""
    ranked = ws.shortlist(job)
    page, everybody = ws.applicants.list(job).rows, ws.applicants.shortlist(job).rows

    for rows in ([row.match for row in page], everybody):
        assert [row.score for row in rows] == [match.score for match in ranked]
        assert [row.rank for row in rows] == list(ranked.ranks)
        assert [row.verdicts for row in rows] == [{f.requirement.id: f.verdict for f in match.findings} for match in ranked]
    assert [row.application for row in everybody] == [row.id for row in page]
    assert ws.openings.list().rows[0].stages == {"new": 2}


def test_blind_pages_name_nobody(ws, job, both):
    """Neither name, address, school nor file stands in any page of a blind job; with names, who saw them is told."""
    application = ws.applicants.list(job).rows[0]
    ada = application.candidate.id
    told = [
        ws.applicants.list(job).rows, ws.applicants.shortlist(job).rows, ws.people.list().rows, [ws.people.get(ada)], ws.files.of(ada),
        [ws.applicants.match(application.id)], [ws.people.profile(ada)], [ws.files.text(ws.files.of(ada)[0].id)], ws.people.profiles(ada),
    ]  # fmt: skip
    words = "".join(row.model_dump_json() for rows in told for row in rows)

    assert [word for word in ("Lindqvist", "ada@", "University of Leeds", "ada.txt", "Okafor") if word in words] == []
    assert "Built Python pipelines" in words
    with pytest.raises(RefusedByPolicy):
        ws.files.original(ws.files.of(ada)[0].id)
    assert ws.people.seen(ada).rows == ()
    assert ws.applicants.list(job, by="li", blind=False).rows[0].candidate.name == "Ada Lindqvist"
    assert [(one.actor, one.details["what"]) for one in ws.people.seen(ada).rows] == [("li", "applicants")]
    assert ws.files.original(ws.files.of(ada)[0].id, blind=False).content == ADA.encode()


def test_a_change_after_results_needs_a_reason_and_matches_again(ws, job, both):
    """Weights are fixed before results: a later change is a version with its reason, and everybody is matched again."""
    pytest.importorskip("procrastinate")
    from jiufang.queue import Timing
    from jiufang.workspace.background import worker

    held = ws.openings.get(job)
    with pytest.raises(BadInput, match="reason"):
        ws.openings.weigh(job, {"R2": 3.0}, by=MEI)
    made = ws.openings.weigh(job, {"R2": 3.0}, by=MEI, reason="the stream is what we lack", version=held.version)
    with pytest.raises(Conflict):
        ws.openings.weigh(job, {"R2": 1.0}, by="li", reason="no", version=held.version)

    assert made.task is not None
    assert [row.match for row in ws.applicants.list(job).rows] == [None, None]
    assert worker(ws, timing=Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)).run(until_empty=True)
    assert all(row.match for row in ws.applicants.list(job).rows)
    assert [(one.number, one.reason, one.matches) for one in ws.openings.versions(job)] == [
        (2, "the stream is what we lack", 2),
        (1, "", 2),
    ]
    assert ws.openings.at(job, 1).weights == {"R1": None, "R2": None}
    assert ws.openings.at(job, 2).weights == {"R1": None, "R2": 3.0}
    with pytest.raises(BadInput):
        ws.openings.weigh(job, {"R9": 1.0}, by=MEI, reason="no such requirement")


def test_before_results_a_change_is_just_a_version(ws, job):
    """Nothing is matched again where nothing was; requirements may come as plain data."""
    made = ws.openings.revise(job, {"requirements": [{"id": "R1", "text": "Experience with Go", "must": True}]}, by=MEI)

    assert (made.task, made.opening.number, made.opening.job.id) == (None, 2, str(job))
    assert [one.text for one in made.opening.job.requirements] == ["Experience with Go"]


def test_a_job_is_changed_and_assigned_by_its_version(ws, job):
    """Status, stages and blindness change without a new version of what is asked; an older view does not overwrite a newer one."""
    held = ws.openings.get(job)
    changed = ws.openings.change(job, by=MEI, version=held.version, status="closed", template="campus", blind=False)

    assert (changed.status, changed.template, changed.blind, changed.number) == ("closed", "校招", False, 1)
    assert ws.openings.list().rows == ()
    with pytest.raises(Conflict):
        ws.openings.change(job, by="li", version=held.version, blind=True)
    with pytest.raises(BadInput):
        ws.openings.change(job, by=MEI, status="lost")
    with pytest.raises(NotFound):
        ws.openings.assign(job, [new_id()], by=MEI)


def test_a_corrected_profile_stays_corrected(ws, job, both, tmp_path):
    """A correction is a version of its own, by somebody; a program that reads the file again does not undo it."""
    from jiufang.store import profiles

    ada = next(row.candidate.id for row in ws.applicants.list(job).rows if row.candidate.title == "Data Engineer")
    read = ws.people.profile(ada, blind=False)
    made = ws.people.correct(ada, {"location": "Leeds"}, by="link:ada", reason="I moved", at=read.id)
    with ws.session() as session:
        again = profiles.keep(session, read.document, read.profile, reader="a newer program")

    assert again == made.id
    assert ws.people.list().rows[-1].location == "Leeds"
    assert [(one.current, one.made_by, one.reason) for one in ws.people.profiles(ada, blind=False)] == [
        (True, "link:ada", "I moved"),
        (False, "", None),
    ]
    with pytest.raises(Conflict):
        ws.people.correct(ada, {"location": "York"}, by=MEI, at=read.id)
    with pytest.raises(BadInput):
        ws.people.correct(ada, {"total_months": "many"}, by=MEI)


def test_somebody_applies_once(ws, job, both):
    """Applying again is the same application; a stranger or a job that is not there is not found."""
    ada = both[0]
    assert ws.applicants.apply(ada, job) == ws.applicants.find(ada, job)
    other = UUID(ws.add_job(JOB).id)
    made = ws.applicants.apply(ada, other, source="referral")

    assert [(row.job, row.source) for row in ws.applicants.of(ada)] == [(job, ""), (other, "referral")]
    assert ws.applicants.get(made).match is None
    assert [row.id for row in ws.people.list(source="referral").rows] == [ada]
    with pytest.raises(NotFound):
        ws.applicants.apply(new_id(), job)


@pytest.mark.slow
def test_a_company_is_founded_and_listed(ws):
    """Candidates, jobs, matches and decisions are there as if they had come one by one: pages, evidence and chains hold."""
    made = company.found(ws, candidates=40, jobs=3, real=2, decided=0.2)
    crowded = made.jobs[0]
    rows, after = [], None
    while True:
        page = ws.applicants.list(crowded, order=Order.SCORE, after=after, limit=7)
        rows += page.rows
        if (after := page.next) is None:
            break

    assert len(made.persons) == made.applications == len(ws.people.list(limit=100).rows) == 40
    assert len({row.id for row in rows}) == len(rows) == ws.openings.get(crowded).applicants >= 20
    assert [row.match.rank for row in rows] == sorted(row.match.rank for row in rows)
    shown = ws.applicants.match(rows[0].id, blind=False).match
    for finding in shown.findings:
        for evidence in finding.evidence:
            assert shown.profile.document.text[evidence.start : evidence.end] == evidence.quote
    assert ws.people.get(made.persons[0], blind=False).name in ws.files.text(ws.files.of(made.persons[0])[0].id, blind=False).text
    assert all(chain.intact for chain in ws.log.verify())
