"""`jiufang tune CONFIG.toml`: try settings within the ranges of a file, and show what they gave."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, note, print_json
from jiufang.cli.training import STOPPED, ConfigFile, Out, Values, with_values

if TYPE_CHECKING:
    from jiufang.learn.searching.results import Tried
    from jiufang.learn.searching.running import Found

SHOWN = 20  # rows; results.csv has all


def command(file: ConfigFile, out: Out = None, values: Values = None, format: Formatted = Format.TABLE) -> None:
    """Search the ranges that a file names for the best settings; the same command goes on, also with a larger budget."""
    from jiufang.learn.optional import need_training
    from jiufang.learn.tuning.config import read_config

    config = with_values(read_config(file), values or ())
    need_training()
    from jiufang.learn.searching.running import search
    from jiufang.learn.tuning.determinism import Interrupted
    from jiufang.settings import Settings

    assert config.out is not None
    folder = out or config.out.with_name(f"{config.out.name}-search")
    try:
        found = search(config, models_dir=Settings().models_dir, out=folder, after=lambda tried: _after(tried, config.search.trials))
    except Interrupted:
        note(f"stopped; the same command goes on from there: {folder}")
        sys.exit(STOPPED)
    _tell(found, format)


def _after(tried: Sequence[Tried], of: int) -> None:
    last = max(tried, key=lambda t: t.number)
    value, best = ("–" if t.value is None else f"{t.value:.4f}" for t in (last, tried[0]))
    note(f"trial {len(tried)} of {of}: {last.state} {value}; best {best} {last.reason}", style="dim")


def _tell(found: Found, format: Format) -> None:
    if format is Format.JSON:
        told = {"folder": str(found.folder), "figure": found.figure, "model": str(found.model) if found.model else None}
        print_json({**told, "tried": [asdict(t) for t in found.tried]})
        return
    from rich.table import Table

    from jiufang.learn.searching.results import BEST, rows_of

    heads, rows = rows_of(found.tried[:SHOWN], found.figure)
    table = Table(*heads, box=None, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console().print(table)
    if found.model is not None:
        console().print(f"best settings: {found.folder / BEST}\nits model: {found.model}")
