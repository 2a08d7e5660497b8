"""`jiufang evaluate`: how good is a model of pairs, beside simple methods and the program as it ships, for whom, and where is it wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, note, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from jiufang.learn.measuring.running import Told
    from jiufang.learn.measuring.shipped import Shipped
    from jiufang.learn.records import Dataset

Model = Annotated[str, typer.Argument(metavar="MODEL", help="folder of a trained model, or one of shipped, constant, keywords, bm25")]
Data = Annotated[Path, typer.Option("--data", exists=True, file_okay=False, help="folder of a data set (jiufang history import)")]
BESIDE = ("constant", "keywords", "bm25", "shipped")


def command(
    model: Model,
    data: Data,
    part: Annotated[str, typer.Option(help="what is measured on: test, dev or train")] = "test",
    beside: Annotated[
        str, typer.Option(help="what it stands beside, parted by commas; shipped reads every pair, a tenth of a second each")
    ] = ",".join(BESIDE),
    words: Annotated[bool, typer.Option("--words", help="let the shipped program compare words alone, without its models: faster")] = False,
    out: Annotated[Path | None, typer.Option(file_okay=False, help="write tables and pages of mistakes into this folder")] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="how far down figures of an order look")] = 10,
    resamples: Annotated[int, typer.Option(min=1, help="of the bootstrap")] = 1000,
    seed: Annotated[int, typer.Option(help="of bootstrap and shuffles")] = 0,
    format: Formatted = Format.TABLE,
) -> None:
    """Measure a model of pairs: figures with intervals, differences, fairness, reasons to doubt, mistakes."""
    from jiufang.errors import BadInput
    from jiufang.learn.history.kept import load
    from jiufang.learn.measuring.opening import open_scorer
    from jiufang.learn.measuring.running import tell, write
    from jiufang.learn.records import Part

    if part not in set(Part):
        raise BadInput("there is no such part", subject=part, hint=f"one of {', '.join(Part)}")
    pairs = load(data)
    own = shipped_on(pairs, words=words)
    names = [model, *(name for name in beside.split(",") if name.strip() and name.strip() != model)]
    scorers = [open_scorer(name.strip(), pairs, own) for name in names]
    told = tell(
        pairs, scorers, part=Part(part), k=k, resamples=resamples, seed=seed, scored=lambda name: note(f"{name} has scored", style="dim")
    )
    if out is not None:
        for path in write(told, out):
            note(str(path), style="dim")
    if format is Format.JSON:
        print_json(told.to_dict())
    else:
        show(console(), told)


def shipped_on(pairs: Dataset, *, words: bool) -> Shipped:
    """Return the program's own scorer for a data set: “present” ends on the last day of it."""
    from jiufang.learn.measuring.shipped import Shipped, day_of
    from jiufang.workspace import Workspace

    ours = Workspace()
    if words:
        return Shipped(day_of(pairs), cache=ours.cache)
    return Shipped(day_of(pairs), ours.encoder, ours.verifier, ours.cache)


def show(out: Console, told: Told) -> None:
    """Print every table."""
    from rich import box
    from rich.table import Table

    from jiufang.learn.measuring.tables import sections

    for title, words, rows in sections(told.evaluation, told.audits, told.swaps):
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, caption=words or None, caption_justify="left")
        for place, head in enumerate(rows[0]):
            table.add_column(head, overflow="fold", justify="left" if place == 0 else "right")
        for row in rows[1:]:
            table.add_row(*row)
        out.print(table)
