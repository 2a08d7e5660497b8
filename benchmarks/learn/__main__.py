"""Run a worked example: `python -m benchmarks.learn mission|titles|gold|methods|company … [--json]`.

Without --json the figures are filed under benchmarks/results/learn_*.json; with it they are printed alone.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "results"
EXAMPLES = ("mission", "titles", "gold", "methods", "gates")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run an example, print its table, file its figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="example", required=True)
    for name in EXAMPLES:
        module = importlib.import_module(f"benchmarks.learn.{name}")
        command = commands.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        command.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
        module.add_arguments(command)
    given = parser.parse_args(arguments)
    module = importlib.import_module(f"benchmarks.learn.{given.example}")
    figures = module.run(given)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    (RESULTS / f"learn_{given.example}.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(module.told(figures)))


if __name__ == "__main__":
    main()
