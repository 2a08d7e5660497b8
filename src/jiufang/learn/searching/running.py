"""Try settings within a budget, end hopeless trials early, and go on after a kill with what is known.

Needs torch, transformers, accelerate and optuna.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.trial import TrialState

from jiufang.errors import BadInput
from jiufang.learn.history.kept import load as load_dataset
from jiufang.learn.records import Dataset, Part
from jiufang.learn.searching.drawing import check_ranges, drawn, name_of
from jiufang.learn.searching.results import BEST, Tried, ranked, write_results
from jiufang.learn.tuning.cards import Trained
from jiufang.learn.tuning.config import Config
from jiufang.learn.tuning.figures import SMALLER_IS_BETTER, better, watched
from jiufang.learn.tuning.running import train
from jiufang.learn.tuning.toml import toml_of

JOURNAL = "trials.journal"
TRIALS = "trials"
STUDY = "search"
MINUTE = 60.0
STATES = {TrialState.COMPLETE: "complete", TrialState.PRUNED: "pruned", TrialState.FAIL: "failed"}

After = Callable[[list[Tried]], None]
"""Told all trials so far after each, the best first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Args:
        folder: of the search: table, best configuration, model of the best trial.
        figure: on the dev part, by which it chose.
        tried: every trial, the best first.
        config: the best settings; None if every trial failed.
        model: folder of the model that they gave.
    """

    folder: Path
    figure: str
    tried: tuple[Tried, ...]
    config: Config | None
    model: Path | None


class Pruned(Exception):
    """A trial is hopeless."""


class _Looking:
    """A `Watch` that reports to a trial and ends it when it is hopeless."""

    def __init__(self, trial: Any, figure: str) -> None:
        self._trial = trial
        self._figure = figure
        self.best: float | None = None
        self.learns = 0

    def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
        """Note how much learns."""
        self.learns = learns

    def step(self, number: int, loss: float) -> None:
        """Do nothing."""

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Report; a trial that goes on after a kill has told some of it before."""
        value = figures[self._figure]
        if self.best is None or better(self._figure, value, self.best):
            self.best = value
        self._trial.report(value, number)
        if self._trial.should_prune():
            raise Pruned


def search(config: Config, *, models_dir: Path, out: Path, dataset: Dataset | None = None, after: After | None = None) -> Found:
    """Try settings until the budget is spent; what was tried before in the folder counts.

    Args:
        config: what to train, with ranges.
        models_dir: the folder of the model folders.
        out: folder of the search.
        dataset: what to learn from; the configuration's folder is read when None.
        after: told the trials after each.

    Raises:
        BadInput: there is nothing to search, or no dev part to choose by.
        Interrupted: somebody stopped it; the same call goes on.
    """
    check_ranges(config)
    pairs = dataset or load_dataset(config.data.folder)
    if not pairs.part(Part.DEV):
        raise BadInput("there is no dev part to choose by", subject=str(config.data.folder), hint="part the data set anew")
    figure = _figure(config, pairs)
    study = _study(config, out, figure)
    ends = time.monotonic() + (config.search.minutes or float("inf")) * MINUTE
    _take_up(study)
    while len(_settled(study)) < config.search.trials and time.monotonic() < ends:
        # A sampler of its own for each trial: what is drawn depends on what was tried, not on how often the search was broken off.
        study.sampler = _sampler(config, len(_settled(study)))
        _try(study, config, pairs, figure, models_dir=models_dir, out=out)
        write_results(out, tried := _tried(study, figure), figure)
        if after is not None:
            after(tried)
    return _found(study, config, out, figure)


def _try(study: Any, config: Config, pairs: Dataset, figure: str, *, models_dir: Path, out: Path) -> None:
    trial = study.ask()
    values = drawn(trial, config)
    trial.set_user_attr("values", values)
    folder, watch, began = out / TRIALS / name_of(values), _Looking(trial, figure), time.monotonic()
    try:
        done: Trained | None = train(config.changed(values), models_dir=models_dir, out=folder, dataset=pairs, watch=watch)
        value, state, reason = _value(done, watch, figure), TrialState.COMPLETE, ""
    except Pruned:
        value, state, reason = watch.best, TrialState.PRUNED, ""
    except BadInput as error:
        value, state, reason = None, TrialState.FAIL, str(error)
    for name, told in (("seconds", time.monotonic() - began), ("learns", watch.learns), ("reason", reason), ("best", value)):
        trial.set_user_attr(name, told)
    study.tell(trial, value if state is TrialState.COMPLETE else None, state=state)
    _keep_the_best(study, out)


def _value(done: Trained | None, watch: _Looking, figure: str) -> float | None:
    # A model that an earlier try had finished before it was told is not trained again.
    return watch.best if watch.best is not None or done is None else done.card.figures[figure]


def _study(config: Config, out: Path, figure: str) -> Any:
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    identity = name_of(
        config.model_dump(mode="json", exclude={"out": True, "name": True, "tracking": True, "search": {"trials", "minutes"}})
    )
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(out / JOURNAL))),
        study_name=STUDY,
        direction="minimize" if figure in SMALLER_IS_BETTER else "maximize",
        pruner=_pruner(config),
        load_if_exists=True,
    )
    if study.user_attrs.get("identity", identity) != identity:
        raise BadInput("the folder holds another search", subject=str(out), hint="give another folder with --out")
    study.set_user_attr("identity", identity)
    return study


def _take_up(study: Any) -> None:
    """Try again what was running when the search was killed: its training goes on where it stood."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
        if trial.params:
            study.enqueue_trial(trial.params)


def _pruner(config: Config) -> Any:
    if config.search.pruner == "median":
        return optuna.pruners.MedianPruner(n_startup_trials=config.search.patience)
    return optuna.pruners.HyperbandPruner() if config.search.pruner == "hyperband" else optuna.pruners.NopPruner()


def _sampler(config: Config, number: int) -> Any:
    seed = config.seed * 10_000 + number
    return optuna.samplers.TPESampler(seed=seed) if config.search.sampler == "tpe" else optuna.samplers.RandomSampler(seed=seed)


def _settled(study: Any) -> list[Any]:
    """Return the trials that were told how they ended, not those that a kill left behind."""
    return [t for t in study.get_trials(deepcopy=False) if t.state in STATES and "reason" in t.user_attrs]


def _tried(study: Any, figure: str) -> list[Tried]:
    rows = [
        Tried(
            number=number,
            state=STATES[t.state],
            value=t.user_attrs["best"],
            values=dict(t.user_attrs["values"]),
            seconds=t.user_attrs["seconds"],
            learns=t.user_attrs["learns"],
            reason=t.user_attrs["reason"],
        )
        for number, t in enumerate(_settled(study))
    ]
    return ranked(rows, smaller=figure in SMALLER_IS_BETTER)


def _keep_the_best(study: Any, out: Path) -> None:
    """Remove the models of all trials but the best: a search of a hundred would fill a disk."""
    complete = [t for t in study.get_trials(deepcopy=False) if t.state is TrialState.COMPLETE]
    best = name_of(study.best_trial.user_attrs["values"]) if complete else ""
    for folder in (out / TRIALS).glob("*"):
        if folder.name != best:
            shutil.rmtree(folder, ignore_errors=True)


def _found(study: Any, config: Config, out: Path, figure: str) -> Found:
    tried = _tried(study, figure)
    if not tried or tried[0].state != "complete":
        return Found(out, figure, tuple(tried), None, None)
    best = config.changed(tried[0].values)
    (out / BEST).write_text(toml_of(best.model_copy(update={"out": None})), encoding="utf-8")
    return Found(out, figure, tuple(tried), best, out / TRIALS / name_of(tried[0].values))


def _figure(config: Config, pairs: Dataset) -> str:
    """Return the figure that decides, one that the dev part can have."""
    shown = pairs.part(Part.DEV)
    jobs: dict[str, set[float]] = {}
    for pair in shown:
        jobs.setdefault(pair.job, set()).add(pair.label)
    there = {"mse": 0.0}
    if len({pair.label >= 0.5 for pair in shown}) > 1:
        there["auc"] = 0.0
    if any(len(labels) > 1 for labels in jobs.values()):
        there["pairwise"] = 0.0
    return watched(config, there)
