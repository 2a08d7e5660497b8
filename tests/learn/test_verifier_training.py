"""Training lowers the loss, ships only a small difference, and the torch-free graph says what torch says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jiufang.learn.examples import Example
from jiufang.models.adapters import Adapter, load_adapter, save_adapter
from jiufang.models.adapting import adapted_model
from jiufang.models.e5s1 import read_weights
from jiufang.models.verifier import OnnxVerifier

torch = pytest.importorskip("torch", reason="training needs torch: make test installs it")

from jiufang.learn.evaluation import keep_and_measure  # noqa: E402
from jiufang.learn.verifier import Net, Settings, Tokens, net_of, tokenise, train  # noqa: E402

PAIRS = [
    Example(f"w{10 + i}", f"w{20 + i} w{10 + i if met else 30 + i} w{7 + i}", 0 if met else 2, ((4, 7),) if met else (), f"b{i}")
    for i in range(8)
    for met in (True, False)
]
QUICK = Settings(rank=4, layers=None, epochs=40, batch=8, rate=5e-3, dropout=0.0, smoothing=0.0, word_dropout=0.0, averaging=0.5)


def test_training_learns_and_repeats_itself(models_dir: Path) -> None:
    """The loss falls by more than half, and the same seed gives the same arrays."""
    losses: list[float] = []
    first = train(PAIRS, models_dir / "encoder", settings=QUICK, after_epoch=lambda _, loss, __: losses.append(loss))
    again = train(PAIRS, models_dir / "encoder", settings=QUICK)
    assert losses[-1] < 0.5 * losses[0]
    assert all((first.arrays[name] == again.arrays[name]).all() for name in first.arrays)


def test_the_graph_says_what_torch_says(models_dir: Path, tmp_path: Path) -> None:
    """Saved in half precision and run in 8 bits without torch, the probabilities stay within a few hundredths."""
    adapter = train(PAIRS, models_dir / "encoder", settings=QUICK)
    save_adapter(adapter, tmp_path / "artefact")
    kept = load_adapter(tmp_path / "artefact")
    verifier = OnnxVerifier(adapted_model(models_dir, "verifier", kept), kept, name=kept.name, threads=1)
    told = [r.chances["met"] for r in verifier.read([e.requirement for e in PAIRS], [e.passage for e in PAIRS])]
    assert np.abs(np.array(told) - _torch_says(models_dir / "encoder", kept)).max() < 0.05


def _torch_says(base: Path, adapter: Adapter) -> np.ndarray:
    net = net_of(adapter, read_weights(base / "weights.bin"))
    return np.array([_alone(net, r) for r in tokenise(PAIRS, base)])


def _alone(net: Net, row: Tokens) -> float:
    ids, side = torch.tensor([row.ids]), torch.tensor([row.side])
    with torch.no_grad():
        logits, _ = net(ids, torch.ones_like(side), side)
    return float(torch.softmax(logits, -1)[0, 0])


def test_a_verifier_learns_from_another(models_dir: Path) -> None:
    """Taught by one that knows, a net learns what the labels alone tell wrongly."""
    teacher = train(PAIRS, models_dir / "encoder", settings=QUICK)
    wrong = [replace(e, verdict=3) for e in PAIRS]
    pupil = train(wrong, models_dir / "encoder", teachers=[teacher], settings=replace(QUICK, taught=0.9))
    weights = read_weights(models_dir / "encoder" / "weights.bin")
    told = [_alone(net_of(pupil, weights), r) for r in tokenise(PAIRS, models_dir / "encoder")]
    assert min(t for t, e in zip(told, PAIRS, strict=True) if e.verdict == 0) > max(
        t for t, e in zip(told, PAIRS, strict=True) if e.verdict
    )


def test_an_artefact_is_calibrated_and_measured(models_dir: Path, tmp_path: Path) -> None:
    """What is written carries the temperature found on held-out pairs, and says how good it is there."""
    adapter = train(PAIRS, models_dir / "encoder", settings=QUICK)
    figures = keep_and_measure(adapter, tmp_path / "artefact", PAIRS, models_dir)
    assert figures["accuracy"] > 0.8
    assert load_adapter(tmp_path / "artefact").settings["temperature"] == round(figures["temperature"], 3)
