"""A workspace's applications become rows to learn from: of those alone who agree, with what people decided and no more."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("datasketch")

from jiufang.jobs.records import Job
from jiufang.learn.history.making import make
from jiufang.learn.history.records import Why
from jiufang.learn.history.stages import ladder, outcome
from jiufang.settings import Settings
from jiufang.store import people
from jiufang.workspace.history import LEARNING, past_applications
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.refusing import ASSESSMENT

MEI = "mei@example.com"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")
NAMES = {"ada": "Ada Lindqvist", "bo": "Bo Okafor", "cleo": "Cleo Novak", "dov": "Dov Berg"}
TEXT = "{name}\n{short}@example.com\n\nEXPERIENCE\nData Engineer, Harbour {short} Ltd. March 2019 - present\n- Built pipelines in Python for {short} depots.\n- Ran Kafka.\n"


@pytest.fixture
def ws(store, tmp_path):
    """A workspace with four candidates."""
    opened = OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)
    paths = [tmp_path / f"{short}.txt" for short in NAMES]
    for path, (short, name) in zip(paths, NAMES.items(), strict=True):
        path.write_text(TEXT.format(name=name, short=short), encoding="utf-8")
    opened.add(paths, as_of="2026-11-01")
    return opened


def person(ws: OpenWorkspace, short: str) -> UUID:
    """Return a candidate by their address."""
    with ws.session() as session:
        return people.find(session, email=f"{short}@example.com")[0]


def agree(ws: OpenWorkspace, short: str, purpose: str = LEARNING, *, given: bool = True) -> None:
    """Let a candidate agree to something, or refuse it."""
    ws.consents.record(person(ws, short), purpose=purpose, given=given, text="words", version="1", by=MEI)


def test_only_those_who_agree_are_learnt_from(ws):
    """Ada agrees; Bo never said; Cleo took it back; Dov agrees and refuses to be assessed by software."""
    job = ws.add_job(JOB).id
    for short in NAMES:
        ws.decide(person(ws, short), "interview", by=MEI, job=job)
        ws.decide(person(ws, short), "reject", by=MEI, job=job, because="others")
    for short in ("ada", "cleo", "dov"):
        agree(ws, short)
    agree(ws, "cleo", given=False)
    agree(ws, "dov", ASSESSMENT, given=False)
    told = list(past_applications(ws))
    made = make(told, name="x", key=bytes(32))

    assert [(p.label, p.stage) for p in made.dataset.pairs] == [(0.5, "interview")]
    assert made.report["left_out"] == {str(Why.NO_CONSENT): 3}
    assert sum(bool(one.resume or one.names) for one in told) == 1
    assert "pipelines in Python" in made.dataset.pairs[0].resume
    assert "Lindqvist" not in str(made.dataset)
    assert "Kafka" in made.dataset.pairs[0].ad


@pytest.mark.parametrize(
    ("moves", "label", "why"),
    [
        ([("offer", ""), ("hired", "")], 1.0, None),
        ([("interview", ""), ("reject", "filled")], None, Why.FILLED),
        ([("reject", "others"), ("interview", "")], None, Why.OPEN),
        ([("interview", ""), ("withdraw", "elsewhere")], None, Why.WITHDRAWN),
        ([("review", ""), ("reject", "others")], 0.2, None),
    ],
)
def test_decisions_are_worth_what_the_ladder_says(ws, moves, label, why):
    """Hired, turned down for nothing of theirs, reopened, withdrawn, turned down by the hiring team."""
    agree(ws, "ada")
    job = ws.add_job(JOB).id
    for action, because in moves:
        ws.decide(person(ws, "ada"), action, by=MEI, job=job, because=because, reason="looked again")
    (one,) = past_applications(ws)
    said = outcome(one.stages, ladder=ladder())

    assert (said.label, said.why) == (label, why)
