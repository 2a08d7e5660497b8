"""Start the processes of a training that several share, on this machine, and relay what the first of them tells.

The processes are started by torch's own launcher, so `torchrun … -m jiufang.learn.tuning.working` does the same over many machines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput, InternalError
from jiufang.learn.tuning.cards import Trained, read_trained
from jiufang.learn.tuning.config import Config
from jiufang.learn.tuning.toml import toml_of
from jiufang.learn.tuning.watching import Nobody, Watch

WORKER = "jiufang.learn.tuning.working"
ERRORS = "workers.txt"  # what the processes say on standard error
SOURCES = Path(__file__).parents[3]


def launch(
    config: Config, *, workers: int, models_dir: Path, out: Path | None = None, anew: bool = False, watch: Watch | None = None
) -> Trained:
    """Train with several processes of this machine; what is learnt is what one would have learnt.

    Args:
        config: what to train.
        workers: how many.
        models_dir: the folder of the model folders.
        out: folder of the trained model; the configuration's when None.
        anew: begin anew even if something is there.
        watch: is told how it goes.

    Raises:
        BadInput: it cannot be trained like this.
        InternalError: a process broke down.
    """
    folder = out or config.out
    if folder is None:
        raise BadInput("nobody said where the model goes", subject="out", hint="give a folder with --out")
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "config.toml"
        file.write_text(toml_of(config.model_copy(update={"out": folder.resolve()})), encoding="utf-8")
        program = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={workers}", "-m", WORKER]
        program += [str(file), "--models", str(models_dir), *(["--anew"] if anew else [])]
        _follow(program, watch or Nobody(), folder / "log" / ERRORS)
    return read_trained(folder)


def _follow(program: list[str], watch: Watch, errors: Path) -> None:
    errors.parent.mkdir(parents=True, exist_ok=True)
    failed = ""
    with errors.open("w") as kept, subprocess.Popen(program, stdout=subprocess.PIPE, stderr=kept, text=True, env=_environment()) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                failed = _relay(json.loads(line), watch) or failed
    if failed:
        raise BadInput(failed)
    if process.returncode:
        raise InternalError("a process of the training broke down", subject=WORKER, hint=f"see {errors}")


def _relay(told: dict[str, Any], watch: Watch) -> str:
    if "begin" in told:
        watch.begin(**told["begin"])
    elif "look" in told:
        watch.look(told["step"], told["look"])
    elif "loss" in told:
        watch.step(told["step"], told["loss"])
    return str(told.get("failed", ""))


def _environment() -> dict[str, str]:
    """Return the environment, so that the processes find this very package, and share the cores."""
    paths = os.pathsep.join(filter(None, (str(SOURCES), os.environ.get("PYTHONPATH", ""))))
    return {"OMP_NUM_THREADS": "1", **os.environ, "PYTHONPATH": paths}
