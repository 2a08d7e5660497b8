"""`jiufang train linear`: learn what matching's findings weigh from past decisions; what works best with a few hundred of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiufang.cli.evaluate import Data
from jiufang.cli.printing import note


def command(
    data: Data,
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="folder for the model")],
    words: Annotated[
        bool, typer.Option("--words", help="learn from what words alone find, without the models: faster, and only for such use")
    ] = False,
) -> None:
    """Fit a logistic regression on the score, verdicts and signals of matching; dev chooses how strongly it is held back."""
    from jiufang.cli.evaluate import shipped_on
    from jiufang.learn.history.kept import load
    from jiufang.learn.measuring.fitting import fit

    pairs = load(data)
    weights = fit(pairs, shipped_on(pairs, words=words), out)
    largest = sorted(weights.weights.items(), key=lambda one: -abs(one[1]))[:6]
    note(f"{weights.name} in {out}: " + ", ".join(f"{name} {value:+.2f}" for name, value in largest))
