"""Turn a run that has ended into the folder of a trained model: weights, configuration, figures, cards, and a graph for serving.

Needs torch and safetensors.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from jiufang.atomic import whole
from jiufang.learn.history.kept import write_whole
from jiufang.learn.tuning import cards
from jiufang.learn.tuning.cards import Trained, TrainedCard
from jiufang.learn.tuning.checkpoints import FOLDER, Standing
from jiufang.learn.tuning.exporting import export
from jiufang.learn.tuning.figures import FEWEST, measured
from jiufang.learn.tuning.toml import toml_of
from jiufang.models.wheels import sha256

if TYPE_CHECKING:
    from jiufang.learn.tuning.running import Run

LINE = "calibration"  # float64 [scale, shift] among the tensors


def finish(run: Run, folder: Path, standing: Standing) -> Trained:
    """Write the folder; the card comes last, so that a folder with a card is whole.

    Args:
        run: with the weights that are to be kept in place.
        folder: where.
        standing: of its training.
    """
    line = _line(run)
    figures = {} if run.chooses is None else measured(run.raw(run.chooses), run.chooses.pairs, line=line)
    if run.engine.workers.first:
        _weights(run, folder, line)
        write_whole(folder / cards.CONFIG, [toml_of(run.config.model_copy(update={"out": None}))])
        told = {"dev": figures, "steps": standing.step, "best_step": standing.best_step, "history": standing.history}
        write_whole(folder / cards.METRICS, [json.dumps(told, indent=1) + "\n"])
        write_whole(folder / cards.PERSONS, [json.dumps(sorted(run.dataset.teachers), indent=0, ensure_ascii=False) + "\n"])
        graph = export(run.engine.net, run.opened.reader, run.config, folder, embedded=run.opened.embedded, models_dir=run.models_dir)
        card = _card(run, folder, standing, figures=figures, line=line).model_copy(update={"onnx": graph})
        write_whole(folder / cards.MODEL_CARD, [cards.model_card(card)])
        write_whole(folder / cards.CARD, [card.model_dump_json(indent=1) + "\n"])
        _sweep(folder / FOLDER)
    run.engine.workers.wait()
    return cards.read_trained(folder)


def _line(run: Run) -> tuple[float, float]:
    """Return scale and shift, fitted where they must be to the dev part, if it suffices."""
    material = run.chooses if run.chooses is not None and len(run.chooses.pairs) >= FEWEST else run.learns
    return run.line(run.raw, material)


def _weights(run: Run, folder: Path, line: tuple[float, float]) -> None:
    from safetensors.torch import save_file

    tensors = {name: value.detach().cpu().contiguous() for name, value in run.tensors.items() if not name.startswith("objective.")}
    tensors[LINE] = torch.tensor(line, dtype=torch.float64)
    whole(folder / cards.WEIGHTS, lambda part: save_file(tensors, part))


def _card(run: Run, folder: Path, standing: Standing, *, figures: dict[str, float], line: tuple[float, float]) -> TrainedCard:
    config, workers = run.config, run.engine.workers
    seconds = round(standing.seconds, 3)
    return TrainedCard(
        name=config.name,
        kind=config.model.kind,
        loss=config.model.loss,
        method=config.method.kind,
        base=config.base.model,
        base_sha256=run.opened.sha256,
        embedded=run.opened.embedded,
        pooling=run.opened.pooling,
        weights_sha256=sha256(folder / cards.WEIGHTS),
        data=cards.counts_of(run.dataset),
        seed=config.seed,
        steps=standing.step,
        best_step=standing.best_step or standing.step,
        trainable_parameters=sum(value.numel() for value in run.tensors.values()),
        parameters=sum(p.numel() for p in run.engine.net.parameters()),
        figures=figures,
        calibration=line,
        seconds=seconds,
        energy_wh=cards.energy(config, seconds=seconds, device=str(workers.device), threads=torch.get_num_threads(), workers=workers.count),
        device=str(workers.device),
        workers=workers.count,
        versions=cards.versions(),
        run=run.identity,
    )


def _sweep(folder: Path) -> None:
    """Remove the checkpoints of a training that has ended."""
    shutil.rmtree(folder, ignore_errors=True)
