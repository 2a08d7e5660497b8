"""`jiufang models`: list, fetch and verify the models that run on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, print_json

if TYPE_CHECKING:
    from jiufang.models.sources import Source
    from jiufang.models.wheels import Progress

MEGABYTE = 1_000_000
STATE_STYLE = {"ready": "green", "verified": "green", "fetched": "green", "damaged": "red", "absent": "yellow"}

app = typer.Typer(help="List, fetch and verify the models that run on this machine.", no_args_is_help=True)
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="a model of `jiufang models list`; the needed ones when left out")]


@app.command("list")
def list_models(format: Formatted = Format.TABLE) -> None:
    """List the models, their licence, and whether they are here."""
    _print([_row(source, _state(source)) for source in _chosen(None)], format)


@app.command()
def fetch(name: Name = None, format: Formatted = Format.TABLE) -> None:
    """Download a model, check it against its pinned hashes and put it together; nothing is done twice."""
    from jiufang.models.fetching import fetch as fetch_model

    rows = []
    for source in _chosen(name):
        if source.optional and name is None:
            continue
        with _progress_bar() as progress:
            fetch_model(source, _models_dir(), progress=progress)
        rows.append(_row(source, "ready"))
    _print(rows, format)


@app.command()
def verify(name: Name = None, format: Formatted = Format.TABLE) -> None:
    """Hash every file of a model again; exit with 1 when one is missing or has changed."""
    from jiufang.models.folders import problems

    rows = []
    for source in _chosen(name):
        if source.optional and name is None and _state(source) == "absent":
            continue
        found = problems(_models_dir() / source.name) if _state(source) != "absent" else ["not fetched yet"]
        state = "verified" if not found else ("absent" if _state(source) == "absent" else "damaged")
        rows.append(_row(source, state, found))
    _print(rows, format)
    if any(row["problems"] for row in rows):
        if format is Format.TABLE:
            typer.secho("jiufang: run `jiufang models fetch` to mend this", err=True)
        raise typer.Exit(1)


def _models_dir() -> Path:
    from jiufang.settings import Settings

    return Settings().models_dir


def _chosen(name: str | None) -> tuple[Source, ...]:
    from jiufang.errors import BadInput
    from jiufang.models.sources import source, sources

    try:
        return sources() if name is None else (source(name),)
    except BadInput as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error


def _state(source: Source) -> str:
    from jiufang.models.fetching import is_current

    if is_current(source, _models_dir()):
        return "ready"
    return "damaged" if (_models_dir() / source.name).exists() else "absent"


def _row(source: Source, state: str, problems: list[str] | None = None) -> dict[str, Any]:
    folder = _models_dir() / source.name
    return {
        "name": source.name,
        "model": source.model,
        "about": source.about,
        "state": state,
        "folder": str(folder),
        "disk_mb": round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / MEGABYTE, 1) if folder.exists() else 0.0,
        "download_mb": round(source.download_size / MEGABYTE, 1),
        "licence": source.licence,
        "attribution": source.attribution,
        "problems": problems or [],
    }


def _print(rows: list[dict[str, Any]], format: Format) -> None:
    if format is Format.JSON:
        print_json(rows)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("name", "model", "state", "disk", "download", "licence", box=None, header_style="bold")
    for row in rows:
        state = Text(row["state"], style=STATE_STYLE[row["state"]])
        table.add_row(row["name"], row["model"], state, f"{row['disk_mb']:.0f} MB", f"{row['download_mb']:.0f} MB", row["licence"])
    out = console()
    out.print(table)
    for row in rows:
        for problem in row["problems"]:
            out.print(f"✕ {row['name']}: {problem}", style="red")
        out.print(row["folder"], style="dim", soft_wrap=True)


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Show downloads on standard error; silent when nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield show
