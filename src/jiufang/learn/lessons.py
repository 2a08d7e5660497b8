"""Train a model in a process of its own: `python -m jiufang.learn.lessons`, told what on its input, telling how far on its output.

In comes one line of JSON, {"what", "config", "out"}; out come lines {"step", "of"} and at last {"done": figures} or {"failed": class}.
When the input ends, whoever asked is gone, and the process ends with them.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jiufang.errors import BadInput, JiufangError

if TYPE_CHECKING:
    from jiufang.models.adapters import Adapter


class Report(Protocol):
    """Called after each step."""

    def __call__(self, step: int, of: int) -> None:
        """Tell how far it is."""
        ...


Lesson = Callable[[Mapping[str, Any], Path, Report], dict[str, Any]]
"""Trains as the configuration says, writes the artefact into a folder, returns how good it is."""


def verifier(config: Mapping[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Train the evidence verifier on folders of labelled pairs (`data`); a fifth is held out and measured."""
    from jiufang.learn.evaluation import keep_and_measure
    from jiufang.learn.examples import part, read_examples
    from jiufang.learn.optional import need_torch

    need_torch()
    from jiufang.learn.verifier import Settings, train
    from jiufang.settings import Settings as Folders

    learnt, held_out = part(e for folder in config["data"] for e in read_examples(Path(folder)))
    settings = Settings(epochs=int(config.get("epochs", 5)), seed=int(config.get("seed", 0)))
    figures: dict[str, Any] = {"learnt": len(learnt), "held_out": len(held_out)}

    def after_epoch(number: int, loss: float, adapter: Adapter) -> None:
        figures.update(loss=loss, **keep_and_measure(adapter, out, held_out, Folders().models_dir))
        report(number, settings.epochs)

    train(learnt, Folders().models_dir / "encoder", wordings={}, teachers=[], settings=settings, after_epoch=after_epoch)
    return figures


def tone(config: Mapping[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Train the head that reads tone on a folder of labelled sentences (`data`); what is held out is not learnt."""
    from jiufang.models import default_encoder
    from jiufang.settings import Settings
    from jiufang.tone.training import examples, train

    learnt = [e for e in examples(Path(config["data"])) if not e.held_out]
    out.mkdir(parents=True, exist_ok=True)
    train(learnt, default_encoder(Settings().models_dir, threads=1)).save(out / "tone.npz")
    report(1, 1)
    return {"learnt": len(learnt)}


def pairs(config: Mapping[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Fine-tune a model on labelled pairs as a configuration says (docs/training.md), going on where an attempt before was ended."""
    from jiufang.learn.optional import need_torch

    need_torch()
    from jiufang.learn.tuning.config import checked
    from jiufang.learn.tuning.running import train
    from jiufang.learn.tuning.watching import Nobody
    from jiufang.settings import Settings

    class Teller(Nobody):
        def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
            self.of = of
            report(at, of)

        def step(self, number: int, loss: float) -> None:
            report(number, self.of)

    done = train(checked(config, subject="configuration"), models_dir=Settings().models_dir, out=out, watch=Teller())
    return dict(done.card.figures)


LESSONS: Mapping[str, Lesson] = {"pairs": pairs, "verifier": verifier, "tone": tone}


def main() -> None:
    """Do what the input says."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        if asked["what"] not in LESSONS:
            raise BadInput("there is no such lesson", subject=asked["what"], hint=f"it is one of {', '.join(LESSONS)}")
        out = Path(asked["out"])
        with _alone(out):
            figures = LESSONS[asked["what"]](asked["config"], out, lambda step, of: _tell({"step": step, "of": of}))
    except Exception as error:
        hopeless = isinstance(error, JiufangError | KeyError | TypeError | ValueError)
        _tell({"failed": type(error).__name__, "hopeless": hopeless})
        sys.exit(1)
    _tell({"done": figures})


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until a process of an attempt before, which does not know yet that it was overtaken, has left the folder."""
    import fcntl

    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _tell(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
