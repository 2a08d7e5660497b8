"""Turn a freshly trained verifier into an artefact on disk and figures on held-out pairs, measured as it will run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.examples import Example
from jiufang.learn.metrics import calibration_error, macro_f1
from jiufang.matching.verifier import CLASSES
from jiufang.models.adapters import Adapter, save_adapter
from jiufang.models.adapting import adapted_model
from jiufang.models.verifier import OnnxVerifier
from jiufang.text.chances import softmax

Chances = NDArray[np.float64]
TEMPERATURES = np.geomspace(0.5, 4.0, 61)


def keep_and_measure(adapter: Adapter, out: Path, held_out: Sequence[Example], models_dir: Path) -> dict[str, float]:
    """Calibrate an adapter on held-out pairs, save it, and return its figures there.

    Args:
        adapter: as it was trained.
        out: folder for the artefact.
        held_out: pairs it has not learnt; without any, nothing is calibrated or measured.
        models_dir: where the encoder lies.

    Returns:
        `macro_f1` over the four verdicts, `accuracy`, and `ece`, the expected calibration error over ten bins (arXiv 1706.04599).
    """
    if not held_out:
        save_adapter(adapter, out)
        return {}
    chances = read(adapter, held_out, models_dir)
    truth = np.array([e.verdict for e in held_out])
    temperature = best_temperature(chances, truth)
    save_adapter(Adapter(adapter.name, adapter.arrays, {**adapter.settings, "temperature": round(temperature, 3)}), out)
    sharpened = tempered(chances, temperature)
    said = sharpened.argmax(1)
    return {
        "macro_f1": macro_f1([(CLASSES[t], CLASSES[s]) for t, s in zip(truth, said, strict=True)]),
        "accuracy": float((truth == said).mean()),
        "ece": calibration_error(sharpened.max(1).tolist(), (truth == said).tolist()),
        "temperature": temperature,
    }


def read(adapter: Adapter, examples: Sequence[Example], models_dir: Path) -> Chances:
    """Return the chances of each verdict, [n, 4], from the int8 graph, as matching will get them."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "encoder").symlink_to(models_dir / "encoder", target_is_directory=True)
        verifier = OnnxVerifier(adapted_model(folder, "verifier", adapter), adapter, name=adapter.name)
        readings = verifier.read([e.requirement for e in examples], [e.passage for e in examples])
    return np.array([[r.chances[name] for name in CLASSES] for r in readings])


def best_temperature(chances: Chances, truth: NDArray[np.int64]) -> float:
    """Return the temperature under which the true verdicts are likeliest."""

    def cost(temperature: float) -> float:
        return float(-np.log(np.maximum(tempered(chances, temperature)[np.arange(len(truth)), truth], 1e-6)).mean())

    return float(min(TEMPERATURES, key=cost))


def tempered(chances: Chances, temperature: float) -> Chances:
    """Return chances flattened (above 1) or sharpened (below) by a temperature."""
    return softmax(np.log(np.maximum(chances, 1e-6)) / temperature)
