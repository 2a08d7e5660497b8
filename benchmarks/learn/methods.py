"""Compare five ways to train, at equal data and steps: `python -m benchmarks.learn methods [--data training/jobs]`.

All weights, low-rank differences (LoRA), such with a rank budget (AdaLoRA), learnt positions before each layer (prefix), and
bottlenecks (adapter) train the same encoder on the same pairs in the same order; what differs is which weights learn.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from benchmarks.learn.labelled import by_job, pairs_of
from jiufang.learn.measuring.evaluating import evaluate
from jiufang.learn.records import Dataset, Part
from jiufang.learn.tuning.cards import WEIGHTS
from jiufang.learn.tuning.config import Config, MethodKind, checked
from jiufang.settings import Settings as Folders

ROOT = Path(__file__).resolve().parents[2]
METHODS: tuple[MethodKind, ...] = get_args(MethodKind)
DEV_JOBS = 6
MB = 1_000_000
FIGURES = ("pairwise", "auc", "mse")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--data", type=Path, default=ROOT / "training" / "jobs", help="folder of labelled jobs")
    parser.add_argument("--keep", type=Path, required=True, help="folder for the models; what is there already is not trained again")
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--layers", type=int, default=6, help="of the encoder, from below")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Train once by each method and return all figures."""
    data, models = by_job(pairs_of(given.data), dev=DEV_JOBS), Folders().models_dir
    told = {kind: one(config(kind, steps=given.steps, layers=given.layers), data, given.keep / kind, models) for kind in METHODS}
    return {"steps": given.steps, "layers": given.layers, "pairs": {str(p): len(data.part(p)) for p in Part}, "methods": told}


def one(config: Config, data: Dataset, out: Path, models: Path) -> dict[str, Any]:
    """Train by one method; return its quality on jobs that it has not seen, and what it cost.

    Args:
        config: how.
        data: on what.
        out: folder of the model.
        models: the folder of the model folders.
    """
    from jiufang.learn.tuning.loading import load
    from jiufang.learn.tuning.running import train

    trained = train(config, models_dir=models, out=out, dataset=data)
    found = evaluate(data, [load(trained.folder, models_dir=models)], part=Part.TEST)
    figures = next(iter(found.overall.values()))
    quality = {name: {"value": figures[name].value, "interval": [figures[name].low, figures[name].high]} for name in FIGURES}
    return {
        **quality,
        "trainable_parameters": trained.card.trainable_parameters,
        "steps": trained.card.steps,
        "seconds": round(trained.card.seconds, 1),
        "mb": round((trained.folder / WEIGHTS).stat().st_size / MB, 2),
    }


def config(kind: MethodKind, *, steps: int, layers: int) -> Config:
    """Return the configuration that all methods share, with the rate that is usual for this one."""
    return checked(
        {
            "name": kind,
            "data": {"folder": "none"},
            "base": {"layers": layers, "max_tokens": 128},
            "model": {"kind": "bi-encoder", "loss": "cosent"},
            "method": {"kind": kind},
            "training": {"epochs": 100, "steps": steps, "batch": 16, "patience": 0, "threads": 1, "device": "cpu"},
            "export": {"onnx": "no"},
        },
        subject=kind,
    )


def told(figures: dict[str, Any]) -> Sequence[str]:
    """Return the figures as lines of a table."""
    lines = ["| method | pairwise accuracy | AUC | parameters that learn | seconds | MB |", "|---|--:|--:|--:|--:|--:|"]
    for kind, one in figures["methods"].items():
        cells = " | ".join(_cell(one[name]) for name in ("pairwise", "auc"))
        lines.append(f"| {kind} | {cells} | {one['trainable_parameters']:,} | {one['seconds']:.0f} | {one['mb']:.1f} |")
    return lines


def _cell(one: dict[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['value']:.3f} [{low:.3f}, {high:.3f}]"
