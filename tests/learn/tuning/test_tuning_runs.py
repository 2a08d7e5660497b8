"""Rules of training: every method and loss learns, the same seed gives the same bytes, a kill changes nothing."""

from __future__ import annotations

import json
import os
import signal
import traceback
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.learn.tuning.tiny import config, dataset

from jiufang.errors import BadInput, MissingCapability, RefusedByPolicy
from jiufang.learn.history.kept import save
from jiufang.learn.records import Dataset, Part
from jiufang.learn.tuning.config import LOSSES
from jiufang.learn.tuning.determinism import Interrupted
from jiufang.learn.tuning.watching import Nobody

STOPPED = 130
METHODS = ("full", "lora", "adalora", "prefix", "adapter")


def trained(told, folder: Path, models: Path, pairs: Dataset, **more):
    from jiufang.learn.tuning.running import train

    return train(told, models_dir=models, out=folder, dataset=pairs, **more)


def scores(folder: Path, models: Path, pairs: Dataset, **more):
    from jiufang.learn.tuning.loading import load

    shown = pairs.part(Part.DEV)
    return load(folder, models_dir=models, **more).score([p.resume for p in shown], [p.ad for p in shown])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("kind", "loss"), [("bi-encoder", "contrastive"), ("cross-encoder", "squared")])
def test_every_method_learns_its_own_weights_and_opens_again(tmp_path, models_dir, pairs, method, kind, loss):
    """What is written opens as a scorer of [0, 1] whose figures are those that were told; only full training learns the base."""
    told = config(model={"kind": kind, "loss": loss}, method={"kind": method})
    found = trained(told, tmp_path / "out", models_dir, pairs)
    given = scores(found.folder, models_dir, pairs)

    labels = np.array([p.label for p in pairs.part(Part.DEV)])
    assert ((given >= 0) & (given <= 1)).all()
    assert np.mean((given - labels) ** 2) == pytest.approx(found.card.figures["mse"], abs=1e-5)
    assert 0 < found.card.trainable_parameters < found.card.parameters
    files = {"card.json", "MODEL_CARD.md", "config.toml", "metrics.json", "persons.json", "model.safetensors", "log"}
    assert files <= {path.name for path in found.folder.iterdir()}
    assert any((found.folder / "log").iterdir())


@pytest.mark.parametrize(("kind", "loss"), [(kind, loss) for kind, losses in LOSSES.items() for loss in losses])
def test_every_loss_falls_on_what_it_learns(tmp_path, models_dir, pairs, kind, loss):
    """A model that may learn everything by heart comes closer to its own train part with every loss."""
    told = config(
        model={"kind": kind, "loss": loss, "dropout": 0.0, "mined": int(loss == "contrastive")},
        method={"kind": "full", "words": True},
        training={"epochs": 8, "piece": 16, "rate": 5e-3, "evaluate_every": 8, "patience": 0},
    )
    history = json.loads((trained(told, tmp_path / "out", models_dir, pairs).folder / "metrics.json").read_text())["history"]

    assert history[-1]["loss"] < 0.8 * history[0]["loss"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("bert", "cross-encoder"), ("xlm-r", "bi-encoder"), ("gpt2", "cross-encoder"), ("qwen2", "cross-encoder"), ("qwen2", "bi-encoder")],
)
def test_any_architecture_trains_from_the_same_file(tmp_path, models_dir, pairs, base, name, kind):
    """BERT, XLM-R, GPT-2 and Qwen come from a folder; causal ones are read at their last token."""
    told = config(base={"model": str(base(name))}, model={"kind": kind, "loss": LOSSES[kind][0]}, training={"epochs": 1})
    found = trained(told, tmp_path / "out", models_dir, pairs)

    assert found.card.pooling == ("last" if name in ("gpt2", "qwen2") else "mean")
    assert len(set(scores(found.folder, models_dir, pairs).round(6))) > 1


@pytest.mark.parametrize("runtime", ["torch", "onnx"])
@pytest.mark.parametrize(("kind", "loss"), [("bi-encoder", "squared"), ("cross-encoder", "squared")])
def test_a_pair_has_one_number_in_any_company(tmp_path, models_dir, pairs, runtime, kind, loss):
    """Alone, among others, in another order: the same to the bit."""
    told = config(model={"kind": kind, "loss": loss}, training={"epochs": 1}, export={"onnx": "yes", "recipe": "float32"})
    folder = trained(told, tmp_path / "out", models_dir, pairs).folder
    from jiufang.learn.tuning.loading import load

    scorer = load(folder, models_dir=models_dir, runtime=runtime)
    shown = pairs.part(Part.DEV)
    together = scorer.score([p.resume for p in shown], [p.ad for p in shown])
    backwards = scorer.score([p.resume for p in shown[::-1]], [p.ad for p in shown[::-1]])[::-1]
    alone = [scorer.score([p.resume], [p.ad])[0] for p in shown]

    assert together.tolist() == backwards.tolist() == alone


@pytest.mark.parametrize("method", ["full", "lora", "adalora"])
@pytest.mark.parametrize(("kind", "loss"), [("bi-encoder", "squared"), ("cross-encoder", "squared")])
def test_the_exported_graph_says_what_torch_says(tmp_path, models_dir, pairs, method, kind, loss):
    """The graph of merged weights differs by rounding alone, and opens without the base."""
    told = config(model={"kind": kind, "loss": loss}, method={"kind": method}, export={"onnx": "auto", "recipe": "float32"})
    folder = trained(told, tmp_path / "out", models_dir, pairs).folder

    served = scores(folder, tmp_path / "nowhere", pairs)
    assert served == pytest.approx(scores(folder, models_dir, pairs, runtime="torch"), abs=1e-4)


def test_weights_that_were_changed_are_refused(tmp_path, models_dir, pairs):
    """A model opens only if its weights are those that its card names."""
    folder = trained(config(), tmp_path / "out", models_dir, pairs).folder
    file = folder / "model.safetensors"
    told = bytearray(file.read_bytes())
    told[-1] ^= 1
    file.write_bytes(told)

    with pytest.raises(RefusedByPolicy):
        scores(folder, models_dir, pairs)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path, models_dir, pairs):
    """Weights are a function of configuration, data and seed; the size of a piece only rounds."""
    weights = {}
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        folder = trained(config(seed=seed), tmp_path / name, models_dir, pairs).folder
        weights[name] = (folder / "model.safetensors").read_bytes()

    assert weights["one"] == weights["again"] != weights["other"]


@pytest.mark.parametrize(
    ("kind", "loss"), [("bi-encoder", "contrastive"), ("bi-encoder", "cosent"), ("cross-encoder", "squared"), ("cross-encoder", "ranknet")]
)
def test_smaller_pieces_learn_the_same(tmp_path, models_dir, pairs, kind, loss):
    """Accumulating over pieces gives the gradient of the whole batch, also where a loss compares everything in it."""
    given = []
    for piece in (3, 64):
        told = config(model={"kind": kind, "loss": loss, "dropout": 0.0}, training={"piece": piece, "rate": 1e-3})
        given.append(scores(trained(told, tmp_path / str(piece), models_dir, pairs).folder, models_dir, pairs))

    assert given[0] == pytest.approx(given[1], abs=1e-5)


def test_it_stops_when_the_dev_part_gets_no_better_and_keeps_the_best(tmp_path, models_dir, pairs):
    """Patience counts looks; the weights are those of the best look."""
    told = config(training={"epochs": 30, "rate": 1e-9, "patience": 2})
    card = trained(told, tmp_path / "out", models_dir, pairs).card

    assert card.best_step == 3
    assert card.steps == 9


def test_a_folder_of_another_run_is_left_alone(tmp_path, models_dir, pairs):
    """A finished model is returned as it is; another configuration needs another folder, or to be told."""
    first = trained(config(), tmp_path / "out", models_dir, pairs)
    stamp = (first.folder / "card.json").stat().st_mtime_ns

    assert trained(config(), tmp_path / "out", models_dir, pairs) == first
    assert (first.folder / "card.json").stat().st_mtime_ns == stamp
    with pytest.raises(BadInput):
        trained(config(seed=9), tmp_path / "out", models_dir, pairs)
    (first.folder / "mine.txt").write_text("kept")
    assert trained(config(seed=9), tmp_path / "out", models_dir, pairs, anew=True).card.seed == 9
    assert (first.folder / "mine.txt").is_file()


def test_nothing_to_learn_is_refused_with_the_reason(tmp_path, models_dir):
    """An empty train part, no match, or labels that are all the same teach nothing."""
    every = dataset()
    dev_only = Dataset("dev", every.pairs, dict.fromkeys((p.id for p in every.pairs), Part.DEV))
    unmatched = Dataset("low", tuple(p for p in every.pairs if p.label == 0), every.parts)

    for pairs, told in (
        (dev_only, config()),
        (unmatched, config()),
        (unmatched, config(model={"kind": "cross-encoder", "loss": "squared"})),
    ):
        with pytest.raises(BadInput):
            trained(told, tmp_path / "out", models_dir, pairs)


@pytest.mark.skipif(find_spec("wandb") is not None, reason="wandb is installed")
def test_what_is_asked_for_and_not_installed_is_said(tmp_path, models_dir, pairs):
    """A W&B run that nobody could keep is not left out in silence."""
    with pytest.raises(MissingCapability, match="wandb"):
        trained(config(tracking={"wandb": True}), tmp_path / "out", models_dir, pairs)


@pytest.mark.parametrize(("kind", "loss", "method"), [("bi-encoder", "contrastive", "lora"), ("cross-encoder", "squared", "adalora")])
def test_a_killed_run_ends_in_the_same_bytes(tmp_path, models_dir, kind, loss, method):
    """`kill -9` at four moments, then the same call again: final weights and figures are those of an unbroken run."""
    told = config(
        model={"kind": kind, "loss": loss, "mined": int(loss == "contrastive")},
        method={"kind": method},
        training={"epochs": 8, "checkpoint_every": 2, "evaluate_every": 3, "patience": 0},
    )
    whole = trained(told, tmp_path / "whole", models_dir, dataset()).folder
    for step in (1, 6, 7, 13):
        with started(told, tmp_path / "broken", models_dir) as process:
            process.until(step)
            os.kill(process.id, signal.SIGKILL)
            assert process.ends_with() == -signal.SIGKILL
    assert not (tmp_path / "broken" / "card.json").exists()
    trained(told, tmp_path / "broken", models_dir, dataset())

    assert (tmp_path / "broken" / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    at_the_end = [json.loads((folder / "metrics.json").read_text()) for folder in (whole, tmp_path / "broken")]
    assert at_the_end[0] == at_the_end[1]


def test_a_run_that_is_asked_to_end_keeps_its_last_step(tmp_path, models_dir):
    """Ctrl-C ends it after the step, with a checkpoint; the same call goes on from there."""
    told = config(training={"epochs": 400, "checkpoint_every": 100_000, "patience": 0})
    with started(told, tmp_path / "out", models_dir) as process:
        process.until(2)
        os.kill(process.id, signal.SIGINT)
        assert process.ends_with() == STOPPED

    import torch

    assert torch.load(tmp_path / "out" / "checkpoints" / "last.pt", weights_only=True)["standing"]["step"] >= 2


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "loss"), [("bi-encoder", "contrastive"), ("cross-encoder", "squared")])
def test_two_workers_learn_what_one_would_have(tmp_path, models_dir, kind, loss):
    """Two processes that share each batch (gloo) end within 1e-5 of one that reads all of it."""
    from jiufang.learn.tuning.launching import launch

    save(dataset(), tmp_path / "data")
    told = config(
        data={"folder": str(tmp_path / "data")},
        model={"kind": kind, "loss": loss, "dropout": 0.0},
        training={"batch": 8, "epochs": 1, "rate": 1e-3},
    )
    alone = trained(told, tmp_path / "one", models_dir, dataset())
    both = launch(told, workers=2, models_dir=models_dir, out=tmp_path / "two")

    assert both.card.workers == 2
    assert scores(both.folder, models_dir, dataset()) == pytest.approx(scores(alone.folder, models_dir, dataset()), abs=1e-5)


class Started:
    """A training in a process of its own, forked so that torch need not be loaded again."""

    def __init__(self, told, folder: Path, models: Path) -> None:
        reading, writing = os.pipe()
        self.id = os.fork()
        if not self.id:
            try:
                trained(told, folder, models, dataset(), watch=Teller(writing))
                os._exit(0)
            except Interrupted:
                os._exit(STOPPED)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        os.close(writing)
        self.told = os.fdopen(reading)

    def until(self, step: int) -> None:
        """Wait until it has told of a step."""
        for line in self.told:
            if int(line) >= step:
                return
        raise AssertionError(f"it ended before step {step}")

    def ends_with(self) -> int:
        """Wait for its end; return its exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])


class Teller(Nobody):
    """Writes the number of each step into a pipe."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def step(self, number: int, loss: float) -> None:
        """Tell."""
        os.write(self.pipe, f"{number}\n".encode())


@contextmanager
def started(told, folder: Path, models: Path):
    process = Started(told, folder, models)
    with process.told:
        yield process
