"""Train a model as a configuration says: open data and base, take steps, look, stop early, keep checkpoints, go on after a kill.

Needs torch, transformers, accelerate and tensorboard.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from jiufang.errors import BadInput
from jiufang.learn.history.kept import load as load_dataset
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.learn.tuning import checkpoints
from jiufang.learn.tuning.bases import Opened, open_base
from jiufang.learn.tuning.cards import CARD, FILES, FOLDERS, Trained, data_sha256, read_trained
from jiufang.learn.tuning.checkpoints import Standing
from jiufang.learn.tuning.config import Config
from jiufang.learn.tuning.determinism import Interrupted, deterministic, told_to_stop
from jiufang.learn.tuning.engine import Engine, Workers
from jiufang.learn.tuning.figures import Numbers, better, fit_line, measured, watched
from jiufang.learn.tuning.finishing import finish
from jiufang.learn.tuning.losses import Objective
from jiufang.learn.tuning.material import Material, Step
from jiufang.learn.tuning.methods import Budget, apply_method, learnt
from jiufang.learn.tuning.mining import mine
from jiufang.learn.tuning.nets import Net
from jiufang.learn.tuning.tracking import Log
from jiufang.learn.tuning.watching import Nobody, Watch

# Keys that change where a run is kept and how it is shown, not what is learnt.
BESIDE_THE_POINT = {"out", "tracking", "export", "search", "name"}


@dataclass(slots=True)
class Run:
    """Everything that a training holds.

    Args:
        config: as it was asked for.
        dataset: what is learnt from.
        opened: the base.
        engine: reads and leads back.
        learns: the pairs of the train part.
        chooses: those of the dev part; None if it is empty.
        optimiser: AdamW.
        steps: of the whole training.
        identity: what is trained from what.
        models_dir: where the embedded encoder lies.
    """

    config: Config
    dataset: Dataset
    opened: Opened
    engine: Engine
    learns: Material
    chooses: Material | None
    optimiser: Any
    steps: int
    identity: str
    models_dir: Path

    @property
    def tensors(self) -> dict[str, Tensor]:
        """What learns, by name."""
        return learnt(self.engine.net) | {f"objective.{name}": value for name, value in learnt(self.engine.objective).items()}

    def take(self, tensors: dict[str, Tensor]) -> None:
        """Put weights in the place of what learns."""
        with torch.no_grad():
            for name, value in self.tensors.items():
                value.copy_(tensors[name])

    def raw(self, material: Material) -> Numbers:
        """Return the cosine or the logit of every pair, float64."""
        rows, first, second = material.texts()
        found = self.engine.read(rows).double().numpy()
        if material.kind == "cross-encoder":
            return np.asarray(found[:, 0], np.float64)
        return np.asarray((found[first] * found[second]).sum(1), np.float64)

    def line(self, raw: Callable[[Material], Numbers], material: Material) -> tuple[float, float]:
        """Return scale and shift that make raw numbers logits: those that were learnt, or fitted to these pairs."""
        objective = self.engine.objective
        if objective.calibrated:
            return float(objective.calibration.scale.detach()), float(objective.calibration.shift.detach())
        if objective.pointwise:
            return 1.0, 0.0
        labels, weights = (np.array([getattr(p, name) for p in material.pairs]) for name in ("label", "weight"))
        return fit_line(raw(material), labels, weights)


def train(
    config: Config,
    *,
    models_dir: Path,
    out: Path | None = None,
    dataset: Dataset | None = None,
    watch: Watch | None = None,
    anew: bool = False,
) -> Trained:
    """Train a model, or go on where a killed run stood; a finished one is returned as it is.

    Args:
        config: what to train.
        models_dir: the folder of the model folders, for the embedded encoder.
        out: folder of the trained model; the configuration's when None.
        dataset: what to learn from; the configuration's folder is read when None.
        watch: is told how it goes.
        anew: begin anew even if something is there.

    Returns:
        The trained model.

    Raises:
        BadInput: there is nothing to learn from, or the folder holds another run.
        Interrupted: somebody stopped it; what was learnt is kept.
    """
    folder = out or config.out
    if folder is None:
        raise BadInput("nobody said where the model goes", subject="out", hint="give a folder with --out")
    with deterministic(config.training, config.seed):
        workers = Workers(config.training)
        if anew and workers.first:
            _clear(folder)
        workers.wait()
        run = prepare(config, dataset or load_dataset(config.data.folder), models_dir=models_dir, workers=workers)
        done = _finished(folder, run)
        if done is None:
            standing = _learn(run, folder, watch or Nobody())
            if standing.best_step:
                run.take(checkpoints.load_best(folder, standing.best_step))
            done = finish(run, folder, standing)
        return done


def prepare(config: Config, dataset: Dataset, *, models_dir: Path, workers: Workers) -> Run:
    """Open the base and put everything together, as it is before the first step.

    Raises:
        BadInput: there is nothing to learn from.
    """
    train_pairs, dev_pairs = dataset.part(Part.TRAIN), dataset.part(Part.DEV)
    _check(train_pairs, config)
    opened = open_base(config, models_dir)
    kind, positive = config.model.kind, config.model.positive_from
    material = Material(train_pairs, opened.reader, kind=kind, positive_from=positive)
    steps = _steps(material, config)
    hidden = opened.model.config.hidden_size
    base = apply_method(opened.model, config, steps=steps)
    net = Net(base, kind=kind, pooling=opened.pooling, hidden=hidden, dropout=config.model.dropout).to(workers.device)
    objective = Objective(config).to(workers.device)
    engine = Engine(
        net, objective, Budget(base, config.method), workers, manner=opened.reader.manner, piece=config.training.piece, seed=config.seed
    )
    return Run(
        config=config,
        dataset=dataset,
        opened=opened,
        engine=engine,
        learns=material,
        chooses=Material(dev_pairs, opened.reader, kind=kind, positive_from=positive) if dev_pairs else None,
        optimiser=_optimiser(engine, config),
        steps=steps,
        identity=_identity(config, dataset, opened),
        models_dir=models_dir,
    )


def _learn(run: Run, folder: Path, watch: Watch) -> Standing:
    standing = _go_on(run, folder)
    first = run.engine.workers.first
    log = Log(folder, run.config, at=standing.step) if first else None
    tensors = run.tensors
    watch.begin(
        at=standing.step,
        of=run.steps,
        learns=sum(t.numel() for t in tensors.values()),
        every=sum(p.numel() for p in run.engine.net.parameters()),
    )
    began, before = time.monotonic(), standing.seconds
    try:
        with told_to_stop(run.engine.workers) as stop:
            while standing.step < run.steps and not _tired(run, standing):
                _one_step(run, standing, folder, log, watch)
                standing.seconds = before + time.monotonic() - began
                asked = stop()
                if asked or standing.step % run.config.training.checkpoint_every == 0:
                    _keep(run, folder, standing)
                if asked and standing.step < run.steps:
                    raise Interrupted(folder, standing.step, run.steps)
        _keep(run, folder, standing)
        run.engine.workers.wait()  # what the first has written, others now read
    finally:
        if log is not None:
            log.close()
    return standing


def _one_step(run: Run, standing: Standing, folder: Path, log: Log | None, watch: Watch) -> None:
    number = standing.step + 1
    rate = run.config.rate * _slope(standing.step, run.steps, run.config.training.warm_up)
    for group in run.optimiser.param_groups:
        group["lr"] = rate
    loss = run.engine.backward(_next(run, standing), number=number)
    _check_number(loss, number)
    torch.nn.utils.clip_grad_norm_([p for g in run.optimiser.param_groups for p in g["params"]], run.config.training.clip)
    run.optimiser.step()
    run.engine.budget.after_step(number)
    run.optimiser.zero_grad(set_to_none=True)
    standing.step = number
    standing.loss = (standing.loss[0] + loss, standing.loss[1] + 1)
    if log is not None:
        log.step(number, loss=loss, rate=rate)
    watch.step(number, loss)
    if _is_look(run, number):
        _look(run, standing, folder, log, watch)


def _next(run: Run, standing: Standing) -> Step:
    """Return what the next step reads; a function of seed, step and the hard negatives that were mined."""
    config, model = run.config, run.config.model
    epoch, at = divmod(standing.step, _steps_an_epoch(run.learns, config))
    batches = run.learns.batches(loss=model.loss, size=config.training.batch, seed=config.seed, epoch=epoch)
    numbers = batches[at]
    if model.loss != "contrastive":
        return run.learns.step(numbers)
    if model.mined and at == 0 and epoch % model.mine_every == 0:
        standing.mined = dict(mine(run.learns, run.engine, model))
    beside = [n for p in numbers for n in run.learns.turned_down(p, count=model.rejected, seed=config.seed, epoch=epoch)]
    beside += [n for p in numbers for n in standing.mined.get(p, ())]
    return run.learns.step(numbers, beside=beside, known=True)


def _look(run: Run, standing: Standing, folder: Path, log: Log | None, watch: Watch) -> None:
    mean = standing.loss[0] / max(1, standing.loss[1])
    figures: dict[str, float] = {}
    if run.chooses is not None:
        raw = run.raw(run.chooses)
        figures = measured(raw, run.chooses.pairs, line=run.line(lambda _: raw, run.chooses))
        name = watched(run.config, figures)
        standing.bad += 1
        if standing.best is None or better(name, figures[name], standing.best):
            standing.best, standing.best_step, standing.bad = figures[name], standing.step, 0
            if run.engine.workers.first:
                checkpoints.save_best(folder, standing.step, run.tensors)
    standing.history.append({"step": standing.step, "loss": mean, **figures})
    standing.loss = (0.0, 0)
    if log is not None:
        log.look(standing.step, figures)
    watch.look(standing.step, figures)


def _go_on(run: Run, folder: Path) -> Standing:
    found = checkpoints.load(folder, run=run.identity)
    if found is None:
        return Standing()
    standing, tensors, states = found
    run.take(tensors)
    run.optimiser.load_state_dict(states["optimiser"])
    run.engine.budget.load(states["budget"])
    return standing


def _keep(run: Run, folder: Path, standing: Standing) -> None:
    if run.engine.workers.first:
        states = {"optimiser": run.optimiser.state_dict(), "budget": run.engine.budget.state()}
        tensors = {name: value.detach() for name, value in run.tensors.items()}
        checkpoints.save(folder, run=run.identity, standing=standing, tensors=tensors, states=states)


def _clear(folder: Path) -> None:
    """Remove a trained model or what is there of one, and nothing else that lies beside it."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def _finished(folder: Path, run: Run) -> Trained | None:
    if not (folder / CARD).is_file():
        return None
    found = read_trained(folder)
    if found.card.run != run.identity:
        raise BadInput(
            "the folder holds another trained model", subject=str(folder), hint="give another folder with --out, or begin anew with --anew"
        )
    return found


def _optimiser(engine: Engine, config: Config) -> Any:
    every = [*engine.parameters, *(p for _, p in sorted(engine.objective.named_parameters()))]
    # Biases, norms and the two numbers of a calibration are not drawn towards nothing.
    groups = [
        {"params": [p for p in every if p.ndim > 1], "weight_decay": config.training.weight_decay},
        {"params": [p for p in every if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([g for g in groups if g["params"]], lr=config.rate, foreach=False)


def _check(pairs: tuple[Pair, ...], config: Config) -> None:
    hint = "jiufang history import makes a data set and parts it"
    if not pairs:
        raise BadInput("there is nothing to learn from: the train part is empty", subject=str(config.data.folder), hint=hint)
    if config.model.loss == "contrastive" and not any(p.label >= config.model.positive_from for p in pairs):
        raise BadInput("no pair of the train part is a match", subject=str(config.data.folder), hint="lower model.positive_from")
    if config.model.loss != "contrastive" and len({p.label for p in pairs}) == 1:
        raise BadInput("all labels of the train part are the same", subject=str(config.data.folder), hint="a model needs both outcomes")


def _steps_an_epoch(material: Material, config: Config) -> int:
    count = len(material.positives) if config.model.loss == "contrastive" else len(material.pairs)
    return -(-count // config.training.batch)


def _steps(material: Material, config: Config) -> int:
    steps = config.training.epochs * _steps_an_epoch(material, config)
    return min(steps, config.training.steps or steps)


def _is_look(run: Run, step: int) -> bool:
    every = run.config.training.evaluate_every or _steps_an_epoch(run.learns, run.config)
    return step % every == 0 or step == run.steps


def _tired(run: Run, standing: Standing) -> bool:
    return bool(run.config.training.patience) and standing.bad >= run.config.training.patience


def _slope(step: int, steps: int, warm_up: float) -> float:
    warm = max(1.0, warm_up * steps)
    return (step + 1) / warm if step + 1 < warm else max(0.0, (steps - step) / max(1.0, steps - warm + 1))


def _check_number(loss: float, step: int) -> None:
    if not np.isfinite(loss):
        raise BadInput(f"the loss is no longer a number at step {step}", subject="training.rate", hint="lower the learning rate")


def _identity(config: Config, dataset: Dataset, opened: Opened) -> str:
    """Hash what decides which weights come out."""
    told = config.model_dump(mode="json", exclude=BESIDE_THE_POINT)
    told["data"] = data_sha256(dataset)
    told["training"] = {k: v for k, v in told["training"].items() if k != "checkpoint_every"}
    told["base"]["model"] = opened.sha256
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
