"""A model is trained in the background as a stored configuration says: shown, stopped, and whole or not there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("procrastinate")

from jiufang.errors import BadInput
from jiufang.queue import Kind, State, Timing, Worker, cancel
from jiufang.settings import Settings
from jiufang.workspace import tasks, training
from jiufang.workspace.opened import OpenWorkspace

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
LESSON = """
import json, pathlib, sys, time
asked = json.loads(sys.stdin.readline())
if asked["config"].get("fail"):
    print(json.dumps({"failed": "KeyError", "hopeless": True}), flush=True)
    sys.exit(1)
print("a library says hello", flush=True)
kept = pathlib.Path(asked["out"]) / "checkpoint"
if asked["config"].get("breaks") and not kept.exists():
    kept.write_text("half")
    sys.exit(9)
for step in range(1, 4):
    print(json.dumps({"step": step, "of": 3}), flush=True)
    while asked["config"].get("wait") and step == 2:
        time.sleep(0.1)
(pathlib.Path(asked["out"]) / "weights").write_text("good")
print(json.dumps({"done": {"f1": 0.9}}), flush=True)
"""


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "models", cache_dir=tmp_path / "kept", workers=1), by="mei")


@pytest.fixture
def worker(ws, monkeypatch):
    """Return a worker that trains with a small program."""
    monkeypatch.setattr(training, "LOOK", 0.1)
    lesson = (sys.executable, "-c", LESSON)
    return Worker(ws.store, {Kind.TRAIN: lambda run: training.train(ws, run, lesson=lesson)}, timing=QUICK)


def test_it_is_trained_as_the_row_says(ws, worker):
    """Steps are counted, figures kept, and the folder is there once all of it is."""
    id, task = ws.trainings.begin("tone", {"data": "sentences"}, by="mei")
    assert worker.run(until_empty=True)
    done, found = tasks.find(ws, task.id), ws.trainings.find(id)

    assert (done.state, done.steps, done.of_steps) == (State.DONE, 3, 3)
    assert (found.what, found.config, found.figures, found.asked_by) == ("tone", {"data": "sentences"}, {"f1": 0.9}, "mei")
    assert (ws.engine.settings.models_dir / "trained" / found.artefact / "weights").read_text() == "good"
    assert ws.trainings.listed() == [found]


def test_it_is_cancelled_while_it_runs(ws, worker):
    """Its process ends, and nothing is left."""
    id, task = ws.trainings.begin("tone", {"wait": True}, by="mei")
    with worker:
        deadline = time.monotonic() + 20
        while tasks.find(ws, task.id).steps < 2 and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        with ws.session() as session:
            cancel(session, task.id, by="li")
        while not tasks.find(ws, task.id).ended and time.monotonic() < deadline:
            threading.Event().wait(0.05)

    assert tasks.find(ws, task.id).state is State.CANCELLED
    assert ws.trainings.find(id).artefact == ""
    assert list((ws.engine.settings.models_dir / "trained").iterdir()) == []


def test_it_goes_on_where_it_was_cut_short(ws, worker):
    """What a broken attempt has kept is found by the next, and is in the whole."""
    id, task = ws.trainings.begin("tone", {"breaks": True}, by="mei")
    deadline = time.monotonic() + 20
    while not tasks.find(ws, task.id).ended and time.monotonic() < deadline:
        assert worker.run(until_empty=True)
    done, made = tasks.find(ws, task.id), ws.engine.settings.models_dir / "trained" / ws.trainings.find(id).artefact

    assert (done.state, done.failures) == (State.DONE, 1)
    assert sorted(one.name for one in made.iterdir()) == ["checkpoint", "weights"]


def test_what_cannot_be_trained_is_dead_at_once(ws, worker):
    """The same configuration gives the same answer."""
    _, task = ws.trainings.begin("tone", {"fail": True}, by="mei")
    assert worker.run(until_empty=True)

    assert (tasks.find(ws, task.id).state, tasks.find(ws, task.id).reason.split()[0]) == (State.DEAD, "BadInput")
    with pytest.raises(BadInput, match="no such lesson"):
        ws.trainings.begin("cooking", {}, by="mei")


def test_the_real_program_says_what_is_wrong():
    """Told of a folder that is not there, it answers with one line; when who asked goes away, it ends."""
    asked = json.dumps({"what": "tone", "config": {"data": "/nowhere"}, "out": "/nowhere"})
    done = subprocess.run(training.LESSON, input=f"{asked}\n", capture_output=True, text=True, timeout=60, check=False)
    assert "failed" in json.loads(done.stdout or '{"failed": "ended with its input"}')
