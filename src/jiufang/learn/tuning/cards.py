"""Turn a finished run into its card: what was learnt from what, how, how well, at what cost, and the hash of the weights."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from jiufang.errors import NotFound
from jiufang.learn.records import Dataset, Part
from jiufang.learn.tuning.config import Config

CARD, MODEL_CARD, CONFIG = "card.json", "MODEL_CARD.md", "config.toml"
METRICS, PERSONS, WEIGHTS = "metrics.json", "persons.json", "model.safetensors"
FILES = (CARD, MODEL_CARD, CONFIG, METRICS, PERSONS, WEIGHTS)
FOLDERS = ("checkpoints", "log", "onnx")
SCHEMA_VERSION = "1"
PACKAGES = ("jiufang", "torch", "transformers", "peft", "accelerate", "tokenizers", "numpy")
THREAD_WATTS, GPU_WATTS = 15.0, 350.0  # of a busy server core and of a busy accelerator: estimates, not readings
SECONDS_PER_HOUR = 3600


class TrainedCard(BaseModel):
    """What is to be known of a trained model."""

    model_config = ConfigDict(frozen=True)

    schema_version: str = SCHEMA_VERSION
    name: str
    kind: str
    loss: str
    method: str
    base: str
    base_sha256: str
    embedded: bool
    pooling: str
    weights_sha256: str
    data: dict[str, Any]
    seed: int
    steps: int
    best_step: int
    trainable_parameters: int
    parameters: int
    figures: dict[str, float]
    calibration: tuple[float, float]
    seconds: float
    energy_wh: float
    device: str
    workers: int
    versions: dict[str, str]
    run: str = ""
    onnx: str = ""

    @property
    def version(self) -> str:
        """Return a name that changes whenever the weights or the base do; part of every cache key."""
        both = hashlib.sha256(f"{self.base_sha256}{self.weights_sha256}{self.onnx}".encode()).hexdigest()
        return f"{self.name}@{both[:12]}"


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model on disk.

    Args:
        folder: where.
        card: what is known of it.
    """

    folder: Path
    card: TrainedCard


def read_trained(folder: Path) -> Trained:
    """Return the trained model of a folder.

    Raises:
        NotFound: there is none, or its training has not ended.
    """
    try:
        return Trained(folder, TrainedCard.model_validate_json((folder / CARD).read_bytes()))
    except (OSError, ValidationError) as error:
        raise NotFound("there is no trained model", subject=str(folder), hint="jiufang train CONFIG.toml makes one") from error


def data_sha256(dataset: Dataset) -> str:
    """Hash the pairs that are in a part, with their parts; groups are no part of what is learnt."""
    found = hashlib.sha256()
    for pair in dataset.pairs:
        if (part := dataset.parts.get(pair.id)) is not None:
            told = {**asdict(pair), "at": str(pair.at), "part": str(part)}
            found.update(json.dumps(told, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def counts_of(dataset: Dataset) -> dict[str, Any]:
    """Return how much there is to learn from, by part, language and family."""
    used = [pair for pair in dataset.pairs if pair.id in dataset.parts]
    learnt = dataset.part(Part.TRAIN)
    return {
        "name": dataset.name,
        "sha256": data_sha256(dataset),
        "pairs": {str(part): len(dataset.part(part)) for part in Part},
        "persons": len({p.person for p in used}),
        "jobs": len({p.job for p in used}),
        "mean_label": sum(p.label for p in learnt) / max(1, len(learnt)),
        "languages": dict(sorted(Counter(p.lang or "?" for p in learnt).items())),
        "families": dict(sorted(Counter(p.family or "?" for p in learnt).items())),
    }


def energy(config: Config, *, seconds: float, device: str, threads: int, workers: int) -> float:
    """Return an estimate of the energy drawn, in watt hours: power as told or assumed, times seconds."""
    watts = config.tracking.watts or (GPU_WATTS if device.startswith("cuda") else THREAD_WATTS * threads) * workers
    return round(watts * seconds / SECONDS_PER_HOUR, 3)


def versions() -> dict[str, str]:
    """Return the versions that made the model."""
    return {"python": platform.python_version(), **{name: found for name in PACKAGES if (found := _version(name))}}


def model_card(card: TrainedCard, measured: Mapping[str, float] | None = None) -> str:
    """Return the card in words, Markdown.

    Args:
        card: of a trained model.
        measured: figures of an evaluation on the test part, if there was one.
    """
    pairs = card.data["pairs"]
    rows = [
        f"| {part}: {name} | {value:.4f} |"
        for part, found in (("dev", card.figures), ("test", measured or {}))
        for name, value in found.items()
    ]
    lines = [
        f"# {card.name}",
        "",
        f"Estimates how well a résumé fits an ad, f(r, p) in [0, 1]. A {card.kind} on the base `{card.base}`, trained with {card.method} and the loss"
        f" `{card.loss}`: {card.trainable_parameters:,} of {card.parameters:,} parameters learnt.",
        "",
        "## Learnt from",
        "",
        f"Data set `{card.data['name']}` ({card.data['sha256'][:12]}): {pairs['train']} pairs learnt, {pairs['dev']} to choose by, {pairs['test']} kept aside;"
        f" {card.data['persons']} persons, {card.data['jobs']} jobs; mean label {card.data['mean_label']:.2f}.",
        f"Languages: {_told(card.data['languages'])}. Families: {_told(card.data['families'])}.",
        "",
        "## Figures",
        "",
        *(["| figure | value |", "|---|---|", *rows] if rows else ["None: there was no dev part."]),
        "",
        "The dev part chose when to stop, so its figures flatter; `jiufang evaluate` measures the test part, with intervals and beside other scorers.",
        "",
        "## Limits",
        "",
        "It repeats what was decided before, with whatever was wrong in it. It has read only the languages and families above. It knows nothing that blind texts"
        " do not say. It is a signal beside evidence, never a decision, and counts only after the gates of `jiufang promote`.",
        "",
        "## Cost",
        "",
        f"{card.steps} steps (best after {card.best_step}), {card.seconds:.0f} s on {card.device} with {card.workers} worker(s),"
        f" about {card.energy_wh:g} Wh (an estimate from assumed power). Seed {card.seed}.",
        "",
        "## Weights",
        "",
        f"SHA-256 `{card.weights_sha256}` over base `{card.base_sha256[:12]}`. "
        + ", ".join(f"{n} {v}" for n, v in card.versions.items())
        + ".",
        "",
    ]
    return "\n".join(lines)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
