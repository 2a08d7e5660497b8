"""`jiufang decide` and `jiufang funnel` on a workspace with people in it."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

pytest.importorskip("sqlalchemy")

from jiufang.cli import app, wiring
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import audit, people
from jiufang.workspace.opened import OpenWorkspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n")


@pytest.fixture
def ws(store, tmp_path, monkeypatch):
    """A workspace with an opening, which the commands open."""
    opened = OpenWorkspace(store, settings=Settings(models_dir=tmp_path, cache_dir=tmp_path, workers=1))
    opened.add_job(JOB)
    monkeypatch.setattr(wiring, "open_kept", lambda folder: nullcontext(opened))
    return opened


def run(*arguments):
    """Run a command; return its exit code and what it printed."""
    found = CliRunner().invoke(app, list(arguments))
    return found.exit_code, found.stdout, found.stderr


def test_decide_and_count(ws):
    """One is moved, twenty-one are asked about again, and the funnel counts them all."""
    with ws.session() as session:
        persons = [str(people.create(session)) for _ in range(22)]
    why = ("--job", "Engineer", "--by", "mei", "--because", "filled")
    one = run("decide", "interview", persons[0], "--job", "Engineer", "--by", "mei", "--format", "json")
    asked = run("decide", "reject", *persons[1:], *why)
    done = run("decide", "reject", *persons[1:], *why, "--confirmed", asked[2].split()[-1])
    counted = json.loads(run("funnel", "Engineer", "--format", "json")[1])

    assert (one[0], json.loads(one[1])[0]["facts"]["way"]) == (0, "advance")
    assert (asked[0], asked[1]) == (1, "")
    assert done[0] == 0
    assert (counted["candidates"], counted["reasons"]) == (22, [{"code": "filled", "side": "employer", "count": 21}])
    assert "面试" in run("funnel", "Engineer", "--lang", "zh")[1]


@pytest.mark.parametrize("arguments", [("decide", "offer", "ada", "--job", "Engineer", "--by", "mei"), ("funnel", "Chef")])
def test_what_is_unknown_is_told(ws, arguments):
    """Called wrongly: exit code 2."""
    assert run(*arguments)[0] == 2


def test_explain(ws, tmp_path):
    """One decision or all of a job, in both languages; the export alone gives the score again, and is found out when altered."""
    (tmp_path / "ada.txt").write_text(ADA, encoding="utf-8")
    ws.add([tmp_path / "ada.txt"], as_of="2026-11-01")
    made = ws.decide(ws.shortlist(ws.jobs[0].id)[0], "interview", by="mei")
    told = run("explain", str(made.id))
    exported = run("explain", "--job", "Engineer", "--format", "json", "--by", "ruth")
    (tmp_path / "export.json").write_text(exported[1], encoding="utf-8")
    (tmp_path / "altered.json").write_text(
        exported[1].replace('"verdict": "met"', '"verdict": "partial"').replace('"value": 1.0', '"value": 0.25')
    )

    assert (told[0], "mei decided: Interview" in told[1]) == (0, True)
    assert "mei 作出决定：面试" in run("explain", str(made.id), "--lang", "zh", "--kept")[1]
    assert [one["holds"] for one in json.loads(exported[1])] == [True]
    assert run("explain", "--check", str(tmp_path / "export.json"))[:2] == (0, "1 scores come out the same, 0 do not\n")
    assert run("explain", "--check", str(tmp_path / "altered.json"))[0] == 1
    with ws.session() as session:
        assert "ruth" in {entry.actor for entry in audit.entries(session) if entry.action == "explained"}


@pytest.mark.parametrize("arguments", [(), ("not-an-id",), ("--job", "Chef"), ("--check", __file__)])
def test_explain_called_wrongly(ws, arguments):
    """Neither decisions nor a job, an id that is none, no such job, no export: exit code 2."""
    assert run("explain", *arguments)[0] == 2
