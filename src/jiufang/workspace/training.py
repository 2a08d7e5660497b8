"""Train models in the background: as a stored configuration says, in a process of its own, shown how far it is, and stoppable."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.errors import BadInput
from jiufang.queue import Kind, Run, Task, ask
from jiufang.queue.running import CancelAsked
from jiufang.store import trainings
from jiufang.store.trainings import Training

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

LESSON = (sys.executable, "-m", "jiufang.learn.lessons")
TRAINED = "trained"  # the folder of what was trained here, among the models
LOOK = 1.0  # seconds between two looks whether it is to be stopped
END = 5.0  # seconds that a process has to end


class TrainingFailed(Exception):
    """The process that trained broke down."""


class Trainings:
    """The models that are trained on this installation."""

    def __init__(self, ws: OpenWorkspace) -> None:
        self._ws = ws

    def begin(self, what: str, config: Mapping[str, Any], *, by: str) -> tuple[UUID, Task]:
        """Ask for a training; return its id, and the task, which tells how far it is and can be cancelled.

        Args:
            what: which model, one of `jiufang.learn.lessons.LESSONS`.
            config: how: the folder of examples (`data`), rounds, seed.
            by: who asks.

        Raises:
            BadInput: there is no such lesson.
        """
        from jiufang.learn.lessons import LESSONS

        if what not in LESSONS:
            raise BadInput("there is no such lesson", subject=what, hint=f"it is one of {', '.join(LESSONS)}")
        with self._ws.session() as session:
            id = trainings.ask(session, what, config, by=by)
            return id, ask(session, Kind.TRAIN, {"training": id}, by=by)

    def find(self, id: UUID) -> Training:
        """Return a training.

        Raises:
            NotFound: there is none.
        """
        with self._ws.session() as session:
            return trainings.load(session, id)

    def listed(self) -> list[Training]:
        """Return all trainings, the newest first."""
        with self._ws.session() as session:
            return trainings.listed(session)


def train(ws: OpenWorkspace, run: Run, *, lesson: Sequence[str] = LESSON) -> None:
    """Train as a task says; the folder of what was trained appears when all of it is there, and half of it never.

    What an attempt has kept is there for the next: one that the worker's end, a kill or a breakdown cut short goes on from its last
    checkpoint, where the lesson keeps any. What is cancelled, or cannot be trained, leaves nothing.

    Args:
        ws: the workspace of the task's tenant.
        run: the attempt.
        lesson: the program that trains.
    """
    training = run.task.ids["training"]
    with run.session() as session:
        asked = trainings.load(session, training)
    out = ws.engine.settings.models_dir / TRAINED / str(training)
    making = out.with_suffix(".part")
    making.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with Learning(lesson, {"what": asked.what, "config": asked.config, "out": str(making)}) as learning:
            figures = learning.follow(run)
        with run.settle() as session:
            trainings.settle(session, training, figures=figures, artefact=out.name)
            shutil.rmtree(out, ignore_errors=True)
            making.rename(out)
    except (BadInput, CancelAsked):
        shutil.rmtree(making, ignore_errors=True)
        raise


class Learning:
    """A process that trains; it ends when this is left, and by itself should this process be killed.

    Args:
        program: what to run.
        asked: what it is told.
    """

    def __init__(self, program: Sequence[str], asked: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_environment()
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        self._told: Queue[dict[str, Any] | None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Learning:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def follow(self, run: Run) -> dict[str, Any]:
        """Keep how far it is until it is done; return its figures.

        Raises:
            CancelAsked, Overtaken, Closing: it is to end here.
            BadInput: it cannot be trained like this.
            TrainingFailed: the process broke down.
        """
        step, of = 0, 0
        while True:
            try:
                told = self._told.get(timeout=LOOK)
            except Empty:
                run.step(step, of)
                continue
            if told is None:
                raise TrainingFailed
            if "done" in told:
                return dict(told["done"])
            if "failed" in told:
                raise BadInput("it cannot be trained like this", subject=told["failed"]) if told.get("hopeless") else TrainingFailed
            step, of = int(told["step"]), int(told["of"])
            run.step(step, of)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):  # libraries may print what they like
                self._told.put(json.loads(line))
        self._told.put(None)


def _environment() -> dict[str, str]:
    """Return the environment, so that the process finds this very package."""
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))}
