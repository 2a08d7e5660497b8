"""Work through the three-row example of the recruiting assistant's source document, with its errors put right: `python -m benchmarks.learn mission`.

The source scores pairs by shared keywords and by a model fine-tuned to make Σ(f − y)² small. Here both are computed as the
source writes them and as they have to be; docs/learning.md says what was wrong.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jiufang.learn.history.kept import save
from jiufang.learn.records import Dataset, Pair, PairScorer, Part
from jiufang.learn.texts import blind_text
from jiufang.settings import Settings as Folders
from jiufang.text.tokens import keywords

if TYPE_CHECKING:
    from jiufang.learn.tuning.config import Config

TABLE = Path(__file__).resolve().parents[2] / "examples" / "learn" / "mission.csv"
AS_OF = "2026-11-01"
# The source's own example of its formula: one keyword shared by a résumé of three and a job of two.
RESUME_WORDS, JOB_WORDS = frozenset({"计算机科学", "硕士", "Java"}), frozenset({"Java", "Python"})
CLAIMED = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, in its own words."""

    number: int
    resume: str
    job: str
    y: float
    part: Part


def overlap_of_source(resume: AbstractSet[str], job: AbstractSet[str]) -> float:
    """Return |S_r ∩ S_p| / (|S_r| + |S_p|), as the source has it: ½ at most, for equal sets.

    >>> overlap_of_source({"计算机科学", "硕士", "Java"}, {"Java", "Python"})
    0.2
    >>> overlap_of_source({"Java"}, {"Java"})
    0.5
    """
    size = len(resume) + len(job)
    return len(resume & job) / size if size else 0.0


def overlap(resume: AbstractSet[str], job: AbstractSet[str]) -> float:
    """Return the same doubled (Dice), so that equal sets have 1.

    >>> overlap({"计算机科学", "硕士", "Java"}, {"Java", "Python"})
    0.4
    """
    return 2 * overlap_of_source(resume, job)


def overlap_of_vectors(resume: Sequence[int], job: Sequence[int]) -> float:
    """Return the source's form for 0/1 vectors over one vocabulary, r·p / (Σr + Σp): the same number as for the sets.

    >>> overlap_of_vectors([1, 1, 1, 0], [0, 0, 1, 1])
    0.2
    """
    size = sum(resume) + sum(job)
    return sum(r * p for r, p in zip(resume, job, strict=True)) / size if size else 0.0


def squared_error(estimates: Sequence[float], labels: Sequence[float]) -> float:
    """Return Σ(f − y)², what training makes small.

    >>> squared_error([0.5, 0.5, 0.5], [1, 1, 0])
    0.75
    """
    return float(sum((f - y) ** 2 for f, y in zip(estimates, labels, strict=True)))


def read_rows(table: Path = TABLE) -> tuple[Row, ...]:
    """Read the table: the source's rows are `train`, rows of the same make that it does not have are `dev` and `test`."""
    with table.open(encoding="utf-8", newline="") as file:
        return tuple(Row(int(r["no"]), r["resume"], r["job"], float(r["y"]), Part(r["part"])) for r in csv.DictReader(file))


def dataset(rows: Sequence[Row]) -> Dataset:
    """Return the table as labelled pairs, blind: the source's model could learn that 张三 is turned down."""
    pairs = tuple(
        Pair(f"row-{r.number}", f"person-{r.number}", f"job-{r.job}", blind_text(r.resume, as_of=AS_OF), r.job, r.y, stage="told")
        for r in rows
    )
    return Dataset("mission", pairs, {pair.id: row.part for pair, row in zip(pairs, rows, strict=True)})


def by_keywords(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what both forms of the formula say of rows, and the squared error of each."""
    words = [(keywords(r.resume), keywords(r.job)) for r in rows]
    said: Mapping[str, list[float]] = {
        "as_in_source": [overlap_of_source(a, b) for a, b in words],
        "normalised": [overlap(a, b) for a, b in words],
    }
    return {name: _error(scores, rows) for name, scores in said.items()}


def example() -> dict[str, float]:
    """Return the source's example of its formula: what it claims, what the formula gives, and what it should give."""
    return {
        "claimed": CLAIMED,
        "as_in_source": overlap_of_source(RESUME_WORDS, JOB_WORDS),
        "normalised": overlap(RESUME_WORDS, JOB_WORDS),
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--config", type=Path, default=TABLE.with_suffix(".toml"), help="how to train")
    parser.add_argument("--keep", type=Path, help="folder for data and model; a temporary one when left out")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Train on the three rows, and return all figures of the example."""
    from jiufang.learn.tuning.config import read_config

    with tempfile.TemporaryDirectory() as folder:
        return worked(read_config(given.config), given.keep or Path(folder), models_dir=Folders().models_dir)


def worked(config: Config, folder: Path, *, models_dir: Path) -> dict[str, Any]:
    """Train on the three rows, and return the squared error of every scorer on them and on rows that it has not learnt.

    Args:
        config: how to train.
        folder: where data set and model go.
        models_dir: the folder of the model folders.
    """
    from jiufang.learn.tuning.loading import load
    from jiufang.learn.tuning.running import train

    rows, data = read_rows(), dataset(read_rows())
    save(data, folder / "data")
    trained = train(config, models_dir=models_dir, out=folder / "model", dataset=data)
    model = load(trained.folder, models_dir=models_dir)
    parts = {part: [r for r in rows if r.part is part] for part in (Part.TRAIN, Part.TEST)}
    prior = float(np.mean([r.y for r in parts[Part.TRAIN]]))
    return {
        "example": example(),
        "trainable_parameters": trained.card.trainable_parameters,
        "steps": trained.card.steps,
        **{
            str(part): {
                "rows": len(some),
                **by_keywords(some),
                "prior": _error([prior] * len(some), some),
                "model": _asked(model, data.part(part), some),
            }
            for part, some in parts.items()
        },
    }


def _asked(model: PairScorer, pairs: Sequence[Pair], rows: Sequence[Row]) -> dict[str, Any]:
    return _error(model.score([p.resume for p in pairs], [p.ad for p in pairs]).tolist(), rows)


def _error(scores: Sequence[float], rows: Sequence[Row]) -> dict[str, Any]:
    return {"scores": [round(f, 4) for f in scores], "squared_error": round(squared_error(scores, [r.y for r in rows]), 4)}


def told(figures: dict[str, Any]) -> Sequence[str]:
    """Return the figures as lines of a table."""
    parts = {"train": "the three rows", "test": "rows it has not learnt"}
    lines = ["| Σ(f − y)² | keywords as in the source | normalised | mean of the labels | fine-tuned |", "|---|--:|--:|--:|--:|"]
    for part, name in parts.items():
        errors = (figures[part][scorer]["squared_error"] for scorer in ("as_in_source", "normalised", "prior", "model"))
        lines.append(f"| {name} ({figures[part]['rows']}) | {' | '.join(f'{e:.3f}' for e in errors)} |")
    return lines
