"""`jiufang train CONFIG.toml`: fine-tune a model on labelled pairs as a file says; a stopped run goes on with the same command."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.learn.tuning.cards import Trained
    from jiufang.learn.tuning.config import Config

RUN = "run"
STOPPED = 130  # exit code of what Ctrl-C ended
Values = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="another value than the file's, as training.rate=1e-4")
]
ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG.toml", help="what to train, on what and how (docs/training.md)")]
Out = Annotated[Path | None, typer.Option("--out", help="folder of the model, instead of the file's")]


class FileOrCommand(TyperGroup):
    """A group whose default command takes a file: what is no command of it is one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before a file."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [RUN, *args]
        return super().parse_args(ctx, args)


def run(
    file: ConfigFile,
    out: Out = None,
    values: Values = None,
    anew: Annotated[bool, typer.Option("--anew", help="begin anew even if a run or a model is in the folder")] = False,
    workers: Annotated[int, typer.Option(min=1, help="processes of this machine that train together; one a GPU")] = 1,
    format: Formatted = Format.TABLE,
) -> None:
    """Fine-tune a model as a file says; the same command goes on where a stopped or killed run stood."""
    from jiufang.learn.optional import need_training
    from jiufang.learn.tuning.config import read_config

    config = with_values(read_config(file), values or ())
    need_training()
    trained = _train(config, out, anew=anew, workers=workers)
    _tell(trained, format)


def with_values(config: Config, values: Sequence[str]) -> Config:
    """Return a configuration with other values, each as `key=value` of TOML; what is no TOML value is a text.

    Raises:
        BadInput: there is no such key, or a value does not fit.
    """
    told = {}
    for value in values:
        key, _, text = value.partition("=")
        told[key.strip()] = _value(text.strip())
    return config.changed(told) if told else config


def _train(config: Config, out: Path | None, *, anew: bool, workers: int) -> Trained:
    from jiufang.cli.curves import Curves
    from jiufang.learn.tuning.determinism import Interrupted
    from jiufang.learn.tuning.launching import launch
    from jiufang.learn.tuning.running import train
    from jiufang.settings import Settings

    models = Settings().models_dir
    try:
        with Curves(config.name) as curves:
            if workers > 1:
                return launch(config, workers=workers, models_dir=models, out=out, anew=anew, watch=curves)
            return train(config, models_dir=models, out=out, anew=anew, watch=curves)
    except Interrupted as stopped:
        note(str(stopped))
        sys.exit(STOPPED)


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _tell(trained: Trained, format: Format) -> None:
    card = trained.card
    if format is Format.JSON:
        print_json({"folder": str(trained.folder), **card.model_dump(mode="json")})
        return
    rows = [
        ("model", card.version),
        ("folder", str(trained.folder)),
        ("learnt", f"{card.trainable_parameters:,} of {card.parameters:,} parameters, {card.steps} steps, best after {card.best_step}"),
        ("dev", ", ".join(f"{name} {value:.4f}" for name, value in card.figures.items()) or "no dev part"),
        ("cost", f"{card.seconds:.0f} s on {card.device}, about {card.energy_wh:g} Wh"),
    ]
    print_rows(console(), rows)
