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
from jiufang.store import people
from jiufang.workspace.opened import OpenWorkspace

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
