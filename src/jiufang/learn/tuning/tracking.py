"""Keep what happens while a model is trained: TensorBoard events, and a Weights & Biases run if asked for.

Needs tensorboard.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jiufang.errors import MissingCapability
from jiufang.learn.tuning.config import Config

LOG = "log"


class Log:
    """Writes what `Watch` is told into `log/`; steps that are taken again after a kill replace those told before.

    Args:
        folder: of the trained model.
        config: of the run.
        at: the step from which it goes on.
    """

    def __init__(self, folder: Path, config: Config, *, at: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from torch.utils.tensorboard import SummaryWriter
        self._board = SummaryWriter(str(folder / LOG), purge_step=at + 1 if at else None)
        self._run = _wandb(folder, config) if config.tracking.wandb else None

    def step(self, number: int, *, loss: float, rate: float) -> None:
        """Keep the loss and the learning rate of a step."""
        self._keep(number, {"train/loss": loss, "train/rate": rate})

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Keep the figures of the dev part."""
        self._keep(number, {f"dev/{name}": value for name, value in figures.items()})

    def close(self) -> None:
        """Write what is still held."""
        self._board.close()
        if self._run is not None:
            self._run.finish()

    def _keep(self, number: int, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            self._board.add_scalar(name, value, number)
        if self._run is not None:
            self._run.log(dict(values), step=number)


def _wandb(folder: Path, config: Config) -> Any:
    if find_spec("wandb") is None:
        raise MissingCapability("the package wandb is not installed", subject="tracking.wandb", hint="pip install wandb, or leave it out")
    import wandb  # type: ignore[import-not-found, unused-ignore]

    settings = config.model_dump(mode="json", exclude={"out", "data", "search"})
    return wandb.init(project=config.tracking.project, name=config.name, dir=str(folder / LOG), mode="offline", config=settings)
