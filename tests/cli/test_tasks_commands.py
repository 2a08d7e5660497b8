"""`jiufang tasks` on a workspace with tasks in every state."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

pytest.importorskip("procrastinate")

from jiufang.cli import app, wiring
from jiufang.errors import BadInput
from jiufang.queue import Kind, Timing, Worker, ask
from jiufang.settings import Settings
from jiufang.store.ids import new_id
from jiufang.workspace.opened import OpenWorkspace

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=0.5, reconnect=0.05)


@pytest.fixture
def ws(store, tmp_path, monkeypatch):
    """A workspace, which the commands open."""
    opened = OpenWorkspace(store, settings=Settings(models_dir=tmp_path, cache_dir=tmp_path, workers=1))
    monkeypatch.setattr(wiring, "open_kept", lambda folder: nullcontext(opened))
    return opened


@pytest.fixture
def tasks(ws):
    """The ids of a task that is done, one that is dead and one that waits."""

    def fails(run):
        raise BadInput("Ada Lindqvist wrote this")

    ids = []
    for kind, handler in ((Kind.PARSE, lambda run: run.step(2, 3)), (Kind.MATCH, fails), (Kind.DRAFT, None)):
        with ws.session() as session:
            ids.append(str(ask(session, kind, {"about": new_id()}, by="mei").id))
        if handler:
            Worker(ws.store, {kind: handler}, timing=QUICK).run(until_empty=True)
    return ids


def run(*arguments):
    """Run a command; return its exit code and what it printed."""
    found = CliRunner().invoke(app, ["tasks", *arguments])
    return found.exit_code, found.stdout


def test_list_and_show(tasks, monkeypatch):
    """All, those of a state or a kind, and one; as a table and as JSON; no word of a candidate anywhere."""
    monkeypatch.setenv("COLUMNS", "200")
    done, dead, waits = tasks
    code, told = run("list", "--format", "json")
    rows = {row["id"]: row for row in json.loads(told)}
    table = run("list")[1]

    assert code == 0
    assert {id: (row["state"], row["steps"], row["reason"]) for id, row in rows.items()} == {
        done: ("done", 2, ""),
        dead: ("dead", 0, "BadInput"),
        waits: ("waiting", 0, ""),
    }
    assert all(id in table for id in tasks)
    assert "2/3" in table
    assert [row["id"] for row in json.loads(run("list", "--state", "dead", "--kind", "match", "--format", "json")[1])] == [dead]
    assert json.loads(run("show", done, "--format", "json")[1]) == rows[done]
    assert "mei" in run("show", waits)[1]
    assert "Ada" not in told + table + run("show", dead)[1]


def test_the_dead_are_tried_again(tasks):
    """`dead` exits with 1 as long as there are any; retried, they wait; what is not dead cannot be."""
    done, dead, _ = tasks
    assert (run("dead")[0], run("retry", "--all-dead", "--by", "mei")[0], run("dead")[0]) == (1, 0, 0)
    assert json.loads(run("show", dead, "--format", "json")[1])["state"] == "waiting"
    assert run("retry", done, "--by", "mei")[0] == 1


def test_cancel(tasks):
    """What waits is cancelled, what is done is not."""
    done, _, waits = tasks
    code, told = run("cancel", waits, "--by", "mei", "--format", "json")

    assert (code, json.loads(told)[0]["state"]) == (0, "cancelled")
    assert run("cancel", done, "--by", "mei")[0] == 1


@pytest.mark.parametrize("arguments", [("list", "--state", "lost"), ("list", "--kind", "cook"), ("retry", "--by", "mei"), ("show", "ada")])
def test_called_wrongly(ws, arguments):
    """Exit code 2."""
    assert run(*arguments)[0] == 2
