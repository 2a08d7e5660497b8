"""Train the encoder on German and Spanish titles, and see what Chinese and English titles gain: `python -m benchmarks.learn titles --data DIR`.

DIR holds train-de.tsv and train-es.tsv (ISCO group, ESCO occupation, title, title) and a folder per language as
benchmarks.titles reads it. Only German and Spanish are labelled there; Chinese and English come from the project's own
tables, so what their queries gain is transfer from one language to another and from one table to another.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.folders import files_in
from benchmarks.titles import Ranker, Task, average_precisions, by_meaning, interval, read_task
from jiufang.learn.title_tables import Occupation, read_tables
from jiufang.matching.titles import plain_title
from jiufang.models import title_encoder
from jiufang.models.adapters import DOWN, UP, Adapter, load_adapter, save_adapter
from jiufang.models.loading import load_encoder
from jiufang.settings import Settings as Folders

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "training" / "titles"
# Of batches: the pairs tell what lies close in general, our own tables what it is called in Chinese and English.
PAIRS_SHARE = 5.0
CHOOSING, HELD_OUT = ("zh", "en", "de", "es"), 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--data", type=Path, required=True, help="folder with train-de.tsv, train-es.tsv and a folder per language")
    parser.add_argument("--steps", type=int, default=90)
    parser.add_argument("--batch", type=int, default=144, help="titles a step")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--family", type=float, default=0.2, help="weight of a title of the same ISCO group")
    parser.add_argument("--own", type=float, default=4.0, help="share of batches from our own tables, beside 5 from the pairs")
    parser.add_argument("--seeds", type=int, default=1, help="adapters that are trained and averaged")
    parser.add_argument("--choose", action="store_true", help="hold every fifth ISCO group out and measure on it, not on the queries")
    parser.add_argument("--keep", type=Path, help="folder for the adapter; a temporary one when left out")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Train, measure raw and trained encoder on every language, and return all figures."""
    sources = {"own": read_tables(OWN), "pairs": list(occupations(given.data))}
    if given.choose:
        tasks = [task for language in CHOOSING for task in held_out(sources, language)]
        sources = {name: [o for o in found if not is_held_out(o)] for name, found in sources.items()}
    else:
        tasks = [read_task(found.parent) for found in files_in(given.data, "*/qrels.tsv")]
    with tempfile.TemporaryDirectory() as folder:
        out = given.keep or Path(folder) / "titles"
        save_adapter(train(sources, given), out)
        return {**_settings(given), "occupations": {n: len(found) for n, found in sources.items()}, "languages": measured(tasks, out)}


def _settings(given: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("steps", "batch", "rank", "family", "own", "seeds", "choose")}


def train(sources: Mapping[str, Sequence[Occupation]], given: argparse.Namespace) -> Adapter:
    """Return the adapter of the settings; of several seeds the mean of their differences."""
    import torch

    from jiufang.learn.titles import Settings
    from jiufang.learn.titles import train as contrast

    torch.set_num_threads(1)
    shares, base = {"pairs": PAIRS_SHARE, "own": given.own}, Folders().models_dir / "encoder"
    settings = Settings(steps=given.steps, batch=given.batch, rank=given.rank, family=given.family)
    return averaged([contrast(sources, shares, base, settings=replace(settings, seed=seed)) for seed in range(given.seeds)])


def averaged(adapters: Sequence[Adapter]) -> Adapter:
    """Return the mean of differences (arXiv 2203.05482): factors stand side by side, so that their product is the mean of the products."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for name in adapters[0].arrays:
        own = [adapter.arrays[name] for adapter in adapters]
        if name.endswith(DOWN):
            arrays[name] = np.concatenate(own, axis=0)
        elif name.endswith(UP):
            arrays[name] = np.concatenate(own, axis=1) / np.float32(len(own))
        else:
            arrays[name] = np.mean(own, axis=0, dtype=np.float32)
    return replace(adapters[0], arrays=arrays)


def is_held_out(occupation: Occupation) -> bool:
    """Tell whether an occupation is held out while settings are chosen: all of every fifth ISCO group, by a hash of its number."""
    return int(hashlib.sha256(occupation.family.encode()).hexdigest()[:8], 16) % HELD_OUT == 0


def held_out(sources: Mapping[str, Sequence[Occupation]], language: str) -> Iterator[Task]:
    """Yield a task of occupations that were held out, if they have titles of that language: a title finds the others of its occupation."""
    told = [o.titles[language] for found in sources.values() for o in found if is_held_out(o) and len(o.titles.get(language, ())) > 1]
    if told:
        queries, corpus = [titles[0] for titles in told], [title for titles in told for title in titles[1:]]
        owners = np.array([n for n, titles in enumerate(told) for _ in titles[1:]])
        yield Task(f"{language}, held out", tuple(queries), tuple(corpus), np.arange(len(told))[:, None] == owners[None, :])


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


def measured(tasks: Sequence[Task], adapter: Path) -> dict[str, Any]:
    """Return MAP of the raw and the trained encoder alone by language, and the difference over the same queries, with 95 % intervals."""
    models = Folders().models_dir
    trained = title_encoder(models, adapter=load_adapter(adapter))
    rankers = {"raw": by_meaning(load_encoder(models / "encoder")), "trained": by_meaning(trained)}
    return {task.language: compared(task, rankers) for task in tasks}


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
