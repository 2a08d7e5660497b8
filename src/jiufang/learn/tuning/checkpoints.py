"""Keep where training stands so that a kill at any moment costs a few steps and changes nothing: whole files, moved into place.

Needs torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from jiufang.atomic import whole
from jiufang.errors import BadInput

FOLDER = "checkpoints"
LAST = "last.pt"
BEST = "best-{step}.pt"


@dataclass(slots=True)
class Standing:
    """Where training stands after a step.

    Args:
        step: how many steps were taken; with the seed it also says which pairs come next, the learning rate, and all chance.
        best: the best figure so far.
        best_step: when it was reached; 0 if never.
        bad: looks since then.
        seconds: that training took, over all its runs.
        loss: running sum of the losses since they were last told, and their number.
        history: what was told.
        mined: hard negatives in use.
    """

    step: int = 0
    best: float | None = None
    best_step: int = 0
    bad: int = 0
    seconds: float = 0.0
    loss: tuple[float, int] = (0.0, 0)
    history: list[dict[str, float]] = field(default_factory=list)
    mined: dict[int, tuple[int, ...]] = field(default_factory=dict)


def save(folder: Path, *, run: str, standing: Standing, tensors: Mapping[str, Tensor], states: Mapping[str, Any]) -> None:
    """Keep a checkpoint in the place of the one before.

    Args:
        folder: of the trained model.
        run: what is trained from what; another run does not go on from here.
        standing: where training stands.
        tensors: what learns.
        states: of the optimiser, the loss and AdaLoRA.
    """
    told = {f: getattr(standing, f) for f in Standing.__dataclass_fields__}
    _write(folder / FOLDER / LAST, {"run": run, "standing": told, "tensors": dict(tensors), "states": dict(states), "rng": _chance()})
    for old in (folder / FOLDER).glob(BEST.format(step="*")):
        if old.name != BEST.format(step=standing.best_step):
            old.unlink()


def load(folder: Path, *, run: str) -> tuple[Standing, dict[str, Tensor], dict[str, Any]] | None:
    """Return the checkpoint of a folder; None if there is none.

    Raises:
        BadInput: it is of another run, or cannot be read.
    """
    path = folder / FOLDER / LAST
    if not path.is_file():
        return None
    try:
        told = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise BadInput("the checkpoint cannot be read", subject=str(path), hint="begin anew with --anew") from error
    if told["run"] != run:
        raise BadInput(
            "the folder holds the checkpoint of another run: its configuration, data or base differs",
            subject=str(folder),
            hint="give another folder with --out, or begin anew with --anew",
        )
    torch.set_rng_state(told["rng"]["cpu"])
    return Standing(**told["standing"]), told["tensors"], told["states"]


def save_best(folder: Path, step: int, tensors: Mapping[str, Tensor]) -> None:
    """Keep the best weights so far; those before stay until a checkpoint knows of these."""
    _write(folder / FOLDER / BEST.format(step=step), {name: value.detach().cpu() for name, value in tensors.items()})


def load_best(folder: Path, step: int) -> dict[str, Tensor]:
    """Return the best weights."""
    found: dict[str, Tensor] = torch.load(folder / FOLDER / BEST.format(step=step), map_location="cpu", weights_only=True)
    return found


def _chance() -> dict[str, Any]:
    # Each piece of each step draws from a seed of its own (engine.py), so nothing depends on this; it is kept for whoever adds what does.
    return {"cpu": torch.get_rng_state()}


def _write(path: Path, told: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole(path, lambda part: torch.save(told, part))
