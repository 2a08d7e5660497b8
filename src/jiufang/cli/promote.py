"""`jiufang promote`, `jiufang rollback`, `jiufang models trained`: let a trained model count, take it back, see what counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json
from jiufang.cli.wiring import open_kept

if TYPE_CHECKING:
    from jiufang.learn.promotion.shelf import Row

By = Annotated[str, typer.Option("--by", help="who decides; the user of this machine when left out")]
Why = Annotated[str, typer.Option("--why", help="the reason; it is kept")]
REFUSED = 1


def promote(
    model: Annotated[Path, typer.Argument(metavar="MODEL", exists=True, file_okay=False, help="folder of a trained model")],
    data: Annotated[Path, typer.Option("--data", exists=True, file_okay=False, help="folder of a data set whose test part decides")],
    why: Why,
    by: By = "",
    share: Annotated[float | None, typer.Option(help="of the score, at most 0.5; the dev part chooses it when left out")] = None,
    accept: Annotated[
        str, typer.Option("--accept-unmeasured", metavar="REASON", help="take on what could not be measured for want of data; it is kept")
    ] = "",
    seed: Annotated[int, typer.Option(help="of everything that is drawn")] = 0,
    folder: Folder = None,
    format: Formatted = Format.TABLE,
) -> None:
    """Try a trained model at the gates; only if it passes all of them does it count in scores from now on. Exit code 1 when it is refused."""
    from jiufang.learn.promotion.trial import told
    from jiufang.workspace import promoting

    with open_kept(folder) as ws:
        who = by or ws.by
        made = promoting.promote(
            ws,
            model,
            data,
            by=who,
            why=why,
            share=share,
            waived=accept,
            seed=seed,
            scored=lambda name: note(f"{name} has scored", style="dim"),
        )
    if format is Format.JSON:
        print_json({"entry": made.entry.to_dict(), **made.trial.to_dict(), "tasks": [str(task.id) for task in made.tasks]})
    else:
        out = console()
        for line in told(made.trial):
            out.print(line, soft_wrap=True)
        verdict = (
            f"promoted: {made.entry.version} counts for {made.entry.share:.0%} of the score"
            if made.promoted
            else "refused; nothing has changed"
        )
        out.print(verdict, style="green" if made.promoted else "red")
    if not made.promoted:
        raise typer.Exit(REFUSED)


def rollback(why: Why, by: By = "", folder: Folder = None, format: Formatted = Format.TABLE) -> None:
    """Go back one step: the model that counted before counts again, and with it the scores of before."""
    from jiufang.workspace import promoting

    with open_kept(folder) as ws:
        entry, tasks = promoting.roll_back(ws, by=by or ws.by, why=why)
    if format is Format.JSON:
        print_json({"entry": entry.to_dict(), "tasks": [str(task.id) for task in tasks]})
        return
    now = f"{entry.version} counts for {entry.share:.0%} of the score" if entry.version else "no trained model counts"
    console().print(f"rolled back: {now}")


def trained(folder: Folder = None, format: Formatted = Format.TABLE) -> None:
    """List the trained models that were promoted in a workspace, which of them counts, and what is wrong with them."""
    from jiufang.workspace import promoting

    with open_kept(folder) as ws:
        rows = promoting.rows(ws)
    if format is Format.JSON:
        print_json([_told(row) for row in rows])
        return
    from rich.table import Table

    table = Table("", "version", "share", "promoted", "by", "why", "state", box=None, header_style="bold")
    for row in rows:
        entry = row.promoted
        table.add_row("●" if row.current else "", row.version, f"{row.share:.0%}", entry.at[:10], entry.by, entry.why, _state(row))
    console().print(table if rows else "no model was promoted here")


def _state(row: Row) -> str:
    told = [row.wrong] if row.wrong else []
    told += [f"stale: {row.stale} on whom it was trained were erased"] if row.stale else []
    return "; ".join(told) or "as it was signed"


def _told(row: Row) -> dict[str, Any]:
    return {
        "version": row.version,
        "current": row.current,
        "share": row.share,
        "promoted": row.promoted.to_dict(),
        "stale": row.stale,
        "wrong": row.wrong,
    }
