"""Turn estimates and labels into the few figures by which training watches itself, and raw numbers into calibrated estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.metrics import pairwise
from jiufang.learn.records import Pair
from jiufang.learn.tuning.config import Config

Numbers = NDArray[np.float64]
SMALLER_IS_BETTER = ("mse", "loss")
NEWTON_STEPS = 50
RIDGE = 1e-3  # keeps the slope finite where a few pairs are parted without error
FEWEST = 20  # pairs from which a calibration is fitted
LEAST_SPREAD = 1e-4  # what lies closer is rounding, and is not blown up
LEAST_SLOPE = 1e-3  # a model that ranks upside down is not turned round in secret


def sigmoid(x: Numbers) -> Numbers:
    """Return 1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))), np.float64)


def measured(raw: Numbers, pairs: Sequence[Pair], *, line: tuple[float, float]) -> dict[str, float]:
    """Return mse, auc and pairwise of raw numbers (logits or cosines); auc and pairwise only where labels differ.

    Args:
        raw: one for each pair.
        pairs: with their labels.
        line: scale and shift that make them logits.
    """
    labels = np.array([p.label for p in pairs])
    weights = np.array([p.weight for p in pairs])
    found = {"mse": float(np.average((sigmoid(line[0] * raw + line[1]) - labels) ** 2, weights=weights))}
    matches = labels >= 0.5
    if matches.any() and not matches.all():
        right, count = pairwise(raw, matches.astype(np.float64))
        found["auc"] = right / count
    jobs = np.array([p.job for p in pairs])
    parts = [pairwise(raw[jobs == job], labels[jobs == job]) for job in dict.fromkeys(jobs.tolist())]
    if count := sum(n for _, n in parts):
        found["pairwise"] = sum(r for r, _ in parts) / count
    return found


def fit_line(raw: Numbers, labels: Numbers, weights: Numbers) -> tuple[float, float]:
    """Return scale and shift under which sigmoid(scale · raw + shift) is likeliest (Platt 1999), for labels in [0, 1].

    Args:
        raw: cosines or logits.
        labels: what became of the pairs.
        weights: of the pairs.

    Returns:
        A scale above 0, and a shift.
    """
    middle, spread = float(raw.mean()), max(float(raw.std()), LEAST_SPREAD)
    x = np.stack([(raw - middle) / spread, np.ones_like(raw)], 1)
    theta = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        chance = sigmoid(x @ theta)
        slope = x.T @ (weights * (chance - labels)) + RIDGE * theta
        curve = (x.T * (weights * chance * (1 - chance))) @ x + RIDGE * np.eye(2)
        step = np.linalg.solve(curve, slope)
        theta = theta - step / max(1.0, float(np.abs(step).max()))
    scale = max(LEAST_SLOPE, float(theta[0])) / spread
    return scale, float(theta[1]) - scale * middle


def watched(config: Config, figures: Mapping[str, float]) -> str:
    """Return the figure that decides when to stop.

    Args:
        config: the configuration, which may name one.
        figures: what there is.
    """
    wanted = config.training.stop_on
    if wanted == "auto":
        wanted = "mse" if config.model.loss in ("squared", "binary") else "pairwise"
    return next(name for name in (wanted, "auc", "mse") if name in figures)


def better(name: str, value: float, than: float) -> bool:
    """Tell whether a figure has become better."""
    return value < than if name in SMALLER_IS_BETTER else value > than
