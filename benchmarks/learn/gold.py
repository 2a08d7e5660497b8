"""Learn from the grades of five jobs and rank the candidates of the sixth: `python -m benchmarks.learn gold --data DIR`.

Each job is left out once. Two learners see the other jobs' pairs with grade/3 as y, as a company's history would tell it: the
encoder, tuned by low-rank differences, and a logistic regression on what matching finds. They stand beside the encoder as it was.
Steps and rates were set before; nothing is chosen by the job that is left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.gold import trained_verifier
from benchmarks.learn.labelled import AS_OF, leaving_out, pairs_of
from jiufang.learn.measuring.linear import Linear
from jiufang.learn.measuring.linear import train as fit_linear
from jiufang.learn.measuring.ranked import pairwise
from jiufang.learn.measuring.shipped import Shipped
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.learn.tuning.config import Config, checked
from jiufang.models import default_encoder
from jiufang.models.loading import load_encoder
from jiufang.protocols import Encoder
from jiufang.settings import Settings as Folders

DRAWS = 2000
EPOCHS, BATCH, TOKENS = 6, 12, 256
Numbers = NDArray[np.float64]
Asked = Callable[[Sequence[Pair]], Numbers]
Learner = Callable[[Dataset], Asked]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--data", type=Path, required=True, help="folder of job files as in bench/gold")
    parser.add_argument("--keep", type=Path, required=True, help="folder for the models")
    parser.add_argument("--only", default="", help="one learner alone: tuned or linear")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Leave each job out once and return all figures."""
    models = Folders().models_dir
    raw, centred = load_encoder(models / "encoder"), default_encoder(models)
    shipped = Shipped(AS_OF, encoder=centred, verifier=trained_verifier())
    learners: dict[str, Learner] = {
        "untrained": lambda _: by_cosine(raw),
        "untrained, centred": lambda _: by_cosine(centred),
        "tuned": lambda data: tuned(data, given.keep, models),
        "linear": lambda data: linear(data, shipped),
    }
    chosen = {name: one for name, one in learners.items() if not given.only or name.startswith("untrained") or name == given.only}
    return compared(pairs_of(given.data), chosen)


def compared(pairs: Sequence[Pair], learners: dict[str, Learner]) -> dict[str, Any]:
    """Return each learner's pairwise accuracy on jobs it has not seen, and what it is beyond the first one, with 95 % intervals.

    Args:
        pairs: of all jobs.
        learners: by name, the untrained one first.
    """
    jobs = sorted({pair.job for pair in pairs})
    scores = {
        name: [learn(leaving_out(pairs, job))([p for p in pairs if p.job == job]) for job in jobs] for name, learn in learners.items()
    }
    labels = [np.array([p.label for p in pairs if p.job == job]) for job in jobs]
    first = next(iter(scores))
    return {
        "jobs": jobs,
        "pairs": len(pairs),
        "scorers": {name: {"by_job": _by_job(told, labels), **_told(sampled(told, labels))} for name, told in scores.items()},
        "gain": {name: _told(sampled(told, labels) - sampled(scores[first], labels)) for name, told in scores.items() if name != first},
    }


def sampled(scores: Sequence[Numbers], labels: Sequence[Numbers]) -> Numbers:
    """Return the mean pairwise accuracy over jobs, first as it is, then of each bootstrap draw of every job's candidates."""
    chance = np.random.default_rng(0)
    draws = [np.vstack([np.arange(len(one)), chance.integers(len(one), size=(DRAWS, len(one)))]) for one in labels]
    values = [[pairwise(s[drawn], y[drawn]) for drawn in some] for s, y, some in zip(scores, labels, draws, strict=True)]
    return np.asarray(np.nanmean(np.array(values, np.float64), axis=0))


def by_cosine(encoder: Encoder) -> Asked:
    """Return what ranks by the cosine of the vectors of ad and résumé."""

    def asked(pairs: Sequence[Pair]) -> Numbers:
        ads = encoder.encode([p.ad for p in pairs], side="query")
        resumes = encoder.encode([p.resume for p in pairs], side="passage")
        return np.asarray((ads * resumes).sum(1), np.float64)

    return asked


def tuned(data: Dataset, folder: Path, models: Path) -> Asked:
    """Return the encoder tuned on the train part."""
    from jiufang.learn.tuning.loading import load
    from jiufang.learn.tuning.running import train

    scorer = load(train(config(), models_dir=models, out=folder / data.name, dataset=data).folder, models_dir=models)
    return lambda pairs: scorer.score([p.resume for p in pairs], [p.ad for p in pairs])


def config() -> Config:
    """Return how the encoder is tuned: résumés that were graded higher lie closer to their ad than those graded lower (CoSENT)."""
    return checked(
        {
            "name": "gold",
            "data": {"folder": "none"},
            "base": {"max_tokens": TOKENS},
            "model": {"kind": "bi-encoder", "loss": "cosent"},
            "method": {"kind": "lora", "rank": 8},
            "training": {"epochs": EPOCHS, "batch": BATCH, "threads": 1, "device": "cpu", "precision": "bfloat16"},
            "export": {"onnx": "no"},
        },
        subject="gold",
    )


def linear(data: Dataset, shipped: Shipped) -> Asked:
    """Return a logistic regression on what matching finds, fitted on the train part."""
    scorer = Linear(fit_linear(data.part(Part.TRAIN), (), shipped), shipped)
    return lambda pairs: scorer.score([p.resume for p in pairs], [p.ad for p in pairs])


def _by_job(scores: Sequence[Numbers], labels: Sequence[Numbers]) -> list[float]:
    return [round(pairwise(s, y), 3) for s, y in zip(scores, labels, strict=True)]


def _told(values: Numbers) -> dict[str, Any]:
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return {"pairwise": round(float(values[0]), 4), "interval": [round(float(low), 3), round(float(high), 3)]}


def told(figures: dict[str, Any]) -> Sequence[str]:
    """Return the figures as lines of a table."""
    lines = ["| scorer | pairwise accuracy on jobs it has not seen | beyond the untrained encoder |", "|---|--:|--:|"]
    for name, one in figures["scorers"].items():
        gain = figures["gain"].get(name)
        lines.append(f"| {name} | {_cell(one)} | {_cell(gain) if gain else ''} |")
    return lines


def _cell(one: dict[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['pairwise']:.3f} [{low:.3f}, {high:.3f}]"
