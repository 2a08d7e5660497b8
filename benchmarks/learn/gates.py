"""Fine-tune on a fictional company's biased history in four commands, blind and not: `python -m benchmarks.learn gates --keep FOLDER`.

The commands are those of docs/learning.md, run in a folder of their own: history, train, evaluate, promote. The naive model learns
from whole résumés, the blind one from what `jiufang history import` leaves of them; both then stand before the same gates.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.learn.company import rows, write
from benchmarks.learn.naive import main as unblind

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "learn" / "train.toml"
EXPORT, BLIND, NAIVE, STUDIO = "applications.csv", "data", "naive-data", "studio"
WHY = "does learning from our history rank better?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the example is given."""
    parser.add_argument("--keep", type=Path, required=True, help="folder for everything; what is there already is not made again")
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="another value than the configuration's")


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Run all commands for both models and return what the gates say."""
    folder = given.keep
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / EXPORT).exists():
        write(folder / EXPORT, rows(given.applications))
    shutil.copy(EXAMPLE, folder / EXAMPLE.name)
    seconds = {
        "history": 0.0 if (folder / BLIND).is_dir() else _command(folder, "history", "import", EXPORT, "--out", BLIND, "--groups")[1]
    }
    unblind([str(folder / BLIND), str(folder / EXPORT), str(folder / NAIVE)])
    models = {name: _model(folder, name, data, given.set) for name, data in (("blind", BLIND), ("naive", NAIVE))}
    return {"applications": given.applications, "seconds": seconds, "models": models}


def _model(folder: Path, name: str, data: str, values: Sequence[str]) -> dict[str, Any]:
    """Train, evaluate and try to promote a model."""
    own = folder / f"{name}.toml"
    own.write_text(EXAMPLE.read_text("utf-8").replace('folder = "data"', f'folder = "{data}"').replace('out = "model"', f'out = "{name}"'))
    _, trained = _command(folder, "train", own.name, *(word for value in values for word in ("--set", value)))
    told, evaluated = _command(folder, "evaluate", name, "--data", data, "--format", "json")
    verdict, promoted = _command(folder, "promote", name, "--data", data, "--why", WHY, "--folder", STUDIO, "--format", "json", fine=(0, 1))
    return {
        "seconds": {"train": trained, "evaluate": evaluated, "promote": promoted},
        "figures": told["slices"][0]["figures"],
        "impact": told["impact"],
        "impact_of_labels": told["impact_of_labels"],
        "passed": verdict["passed"],
        "share": verdict["share"],
        "gates": [{key: gate[key] for key in ("name", "passed", "reason")} for gate in verdict["gates"]],
    }


def _command(folder: Path, *words: str, fine: Sequence[int] = (0,)) -> tuple[Any, float]:
    """Run a command of the program; return the JSON that it prints, if any, and its seconds.

    Raises:
        SystemExit: it failed; its message is shown.
    """
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "jiufang", *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in fine:
        raise SystemExit(f"jiufang {' '.join(words)}: {done.stderr.strip()[-800:]}")
    told = json.loads(done.stdout) if "json" in words else None
    return told, round(time.monotonic() - began, 1)


def told(figures: dict[str, Any]) -> Sequence[str]:
    """Return the verdicts as lines of a table."""
    lines = ["| gate | blind | naive |", "|---|---|---|"]
    both = [figures["models"][name]["gates"] for name in ("blind", "naive")]
    for blind, naive in zip(*both, strict=True):
        lines.append(f"| {blind['name']} | {_cell(blind)} | {_cell(naive)} |")
    return lines


def _cell(gate: dict[str, Any]) -> str:
    return f"{'passed' if gate['passed'] else 'stopped'}: {gate['reason']}"
