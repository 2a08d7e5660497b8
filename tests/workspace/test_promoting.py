"""A promoted model counts in the scores of a workspace, one step back brings the old scores back to the byte, erasures mark it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("sqlalchemy")

from jiufang.errors import RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.learn.history.kept import save
from jiufang.learn.history.naming import KEY, email_key, key_of, pseudonym
from jiufang.learn.measuring.records import Evaluation
from jiufang.learn.promotion.gates import Gate
from jiufang.learn.promotion.trial import Trial
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.settings import Settings
from jiufang.store import audit
from jiufang.workspace import promoting
from jiufang.workspace.checkup import examine
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
GIVEN = {"by": "mei@example.com", "why": "it orders better"}


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server with two candidates."""
    opened = OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "models", cache_dir=tmp_path / "kept", workers=1), by="mei")
    for name, text in (("ada", ADA), ("bo", BO)):
        (tmp_path / f"{name}.txt").write_text(text)
    opened.add([tmp_path / "ada.txt", tmp_path / "bo.txt"], as_of="2026-11-01")
    return opened


@pytest.fixture
def model(tmp_path):
    """The folder of a model that needs no weights."""
    folder = tmp_path / "overlap"
    folder.mkdir()
    (folder / "scorer.json").write_text(json.dumps({"method": "keywords", "name": "overlap"}))
    return folder


def put(ws, model, learnt=(), **given):
    """Promote a model as if it had passed."""
    evaluation = Evaluation("d", "test", ("with it",), {}, "dev", "jobs", 0, 0, 0, ())
    return promoting.shelf(ws).promote(model, Trial(0.3, evaluation, (Gate("quality", True, "it is"),)), learnt, **GIVEN, **given)


def told(ranked):
    """Return everything that a shortlist tells of its matches, as bytes."""
    return [match.model_dump_json() for match in ranked]


def test_it_counts_and_one_step_back_restores_every_byte(ws, model):
    """The score names the version and moves by its share; after a rollback scores, intervals and findings are as they were."""
    job = ws.add_job(JOB)
    before = ws.shortlist(job)
    entry = put(ws, model)
    during = ws.shortlist(job)
    ws_rows = promoting.rows(ws)
    promoting.roll_back(ws, **GIVEN)
    after = ws.shortlist(job)

    assert all(match.scorer.endswith(f"+{entry.version}") for match in during)
    assert [match.terms[-1].name for match in during] == [entry.version] * 2
    assert told(during) != told(before)
    assert told(after) == told(before)
    assert [(row.version, row.current) for row in ws_rows] == [(entry.version, True)]


def test_programs_that_run_notice(ws, store, model):
    """Another program on the same workspace sees the model with its next match, and the end of it too."""
    other = OpenWorkspace(store, settings=ws.engine.settings, by="li")
    plain = other.engine.scorer(thorough=True)
    entry = put(ws, model)

    assert other.engine.scorer(thorough=True) == f"{plain}+{entry.version}"
    assert other.engine.scorer(thorough=False) == plain
    promoting.roll_back(ws, **GIVEN)
    assert other.engine.scorer(thorough=True) == plain


def test_a_changed_model_stops_matching(ws, model):
    """A model that was tampered with is not passed over: no score is made until somebody has looked."""
    job, entry = ws.add_job(JOB), put(ws, model)
    (promoting.place(ws) / entry.version / "scorer.json").write_text('{"method": "keywords", "name": "evil"}')

    with pytest.raises(RefusedByPolicy, match="was changed"):
        ws.shortlist(job)


def test_another_workspace_has_its_own(ws, store, model):
    """The model of one tenant counts for nobody else."""
    from uuid import uuid4

    other = uuid4()
    store.add_tenant(other, "other")
    put(ws, model)
    theirs = OpenWorkspace(store, settings=ws.engine.settings, tenant=other, by="eve")

    assert "overlap" not in theirs.engine.scorer(thorough=True)
    assert promoting.rows(theirs) == []


def test_erasing_somebody_marks_what_learnt_from_them(ws, model):
    """P08: a model that learnt from an erased person is marked as stale, found by their address; who is no part of it marks nothing."""
    data_key = b"d" * 32
    learnt = [pseudonym(data_key, "person", email_key("ada@example.com"))]
    entry = put(ws, model, learnt, data_key=data_key)
    job = ws.add_job(JOB)
    people = {match.profile.contact.email: ws.person(match) for match in ws.shortlist(job, blind=False)}

    assert ws.erase(people["bo@example.com"], by="mei").models == ()
    assert ws.erase(people["ada@example.com"], by="mei").models == (entry.version,)
    (row,) = promoting.rows(ws)
    assert (row.stale, row.wrong) == (1, "")
    (check,) = (check for check in examine(ws.engine.settings, None) if check.name == "trained")
    assert not check.ok
    assert "1 on whom it was trained were erased" in check.found


def test_doctor_names_what_counts(ws, model):
    """Without a promotion the doctor says nothing of it; with one, which model counts for how much."""
    assert not [check for check in examine(ws.engine.settings, None) if check.name == "trained"]
    entry = put(ws, model)
    (check,) = (check for check in examine(ws.engine.settings, None) if check.name == "trained")

    assert (check.ok, check.found) == (True, f"{entry.version} counts for 30% of the score")


def test_a_refusal_goes_through_the_whole_way(ws, model, tmp_path):
    """A model is tried on a data set, refused for want of data with every reason kept, and logged with who and why."""
    pairs = tuple(Pair(f"a{n}", f"p{n}", f"j{n}", f"Built Python pipelines, {n}", "Python engineer", float(n % 2)) for n in range(6))
    save(Dataset("small", pairs, dict.fromkeys((p.id for p in pairs), Part.TEST)), tmp_path / "set")
    key_of(tmp_path / "set" / KEY)
    made = promoting.promote(ws, model, tmp_path / "set", **GIVEN)

    assert not made.promoted
    assert {gate.name for gate in made.trial.stopped} >= {"held out", "enough", "quality"}
    assert promoting.shelf(ws).current() is None
    with ws.session() as session:
        (line,) = (line for line in audit.entries(session) if line.subject == "model")
    assert (line.actor, line.action) == ("mei@example.com", "did not promote")
