"""Train the encoder on German and Spanish titles, and see what Chinese and English titles gain: `python -m benchmarks.learn titles --data DIR`.

DIR holds train-de.tsv and train-es.tsv (ISCO group, ESCO occupation, title, title) and a folder per language as
benchmarks.titles reads it. Only German and Spanish are labelled there; Chinese and English come from the project's own
tables, so what their queries gain is transfer from one language to another and from one table to another.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.folders import files_in
from benchmarks.titles import Ranker, Task, average_precisions, by_meaning, interval, read_task
from jiufang.learn.title_tables import Occupation, read_tables
from jiufang.matching.titles import plain_title
from jiufang.settings import Settings as Folders

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "training" / "titles"
# Of batches: the pairs tell what lies close in general, our own tables what it is called in Chinese and English.
SHARES = {"pairs": 5.0, "own": 4.0}
DRAWS = 2000  # of the bootstrap over queries
Values = NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--data", type=Path, required=True, help="folder with train-de.tsv, train-es.tsv and a folder per language")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder for the adapter; a temporary one when left out")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Train, measure raw and trained encoder on every language, and return all figures."""
    with tempfile.TemporaryDirectory() as folder:
        adapter = given.keep or Path(folder) / "titles"
        trained = train(given.data, adapter, steps=given.steps, seed=given.seed)
        return {**trained, "languages": measured(given.data, adapter)}


def train(data: Path, out: Path, *, steps: int, seed: int) -> dict[str, Any]:
    """Train an adapter and write it into a folder; return what it was trained on."""
    import torch

    from jiufang.learn.titles import Settings
    from jiufang.learn.titles import train as contrast
    from jiufang.models.adapters import save_adapter

    torch.set_num_threads(1)
    sources = {"own": read_tables(OWN), "pairs": list(occupations(data))}
    settings = Settings(steps=steps, seed=seed)
    adapter = contrast(sources, SHARES, Folders().models_dir / "encoder", settings=settings)
    save_adapter(adapter, out)
    return {"steps": steps, "seed": seed, "occupations": {name: len(found) for name, found in sources.items()}}


def occupations(data: Path) -> Iterator[Occupation]:
    """Yield the occupations of the training pairs by their ESCO address, German and Spanish titles together; the family is the ISCO group."""
    found: dict[str, tuple[str, dict[str, dict[str, None]]]] = {}
    for path in files_in(data, "train-*.tsv"):
        language = path.stem.removeprefix("train-")
        for line in path.read_text(encoding="utf-8").splitlines():
            group, esco, *titles = line.split("\t")
            _, told = found.setdefault(esco, (group.rpartition("/C")[2], {}))
            told.setdefault(language, {}).update(dict.fromkeys(filter(None, map(plain_title, titles))))
    for esco, (family, told) in sorted(found.items()):
        yield Occupation(esco, family, {language: tuple(titles) for language, titles in told.items()})


def measured(data: Path, adapter: Path) -> dict[str, Any]:
    """Return MAP of the raw and the trained encoder alone by language, and the difference over the same queries, with 95 % intervals."""
    from benchmarks.titles import _encoder
    from jiufang.models.loading import load_encoder

    rankers = {"raw": by_meaning(load_encoder(Folders().models_dir / "encoder")), "trained": by_meaning(_encoder(str(adapter)))}
    return {task.language: compared(task, rankers) for task in (read_task(found.parent) for found in files_in(data, "*/qrels.tsv"))}


def compared(task: Task, rankers: dict[str, Ranker]) -> dict[str, Any]:
    """Return the figures of one language."""
    found = {name: average_precisions(rank(task.queries, task.corpus), task.relevant) for name, rank in rankers.items()}
    gain = found["trained"] - found["raw"]
    return {
        "queries": len(gain),
        **{name: {"map": round(float(values.mean()), 4), "interval": interval(values)} for name, values in found.items()},
        "gain": {"map": round(float(gain.mean()), 4), "interval": interval(gain)},
    }


def told(figures: dict[str, Any]) -> Sequence[str]:
    """Return the figures as lines of a table."""
    lines = ["| language | queries | raw | trained | gain |", "|---|--:|--:|--:|--:|"]
    for language, one in figures["languages"].items():
        cells = (
            f"{one[name]['map']:.3f} [{one[name]['interval'][0]:.3f}, {one[name]['interval'][1]:.3f}]"
            for name in ("raw", "trained", "gain")
        )
        lines.append(f"| {language} | {one['queries']} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add_arguments(parser)
    print(json.dumps(run(parser.parse_args()), indent=1))
