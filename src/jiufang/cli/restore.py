"""`jiufang restore`: bring a backup back, or see whether it could be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, print_json, print_rows

From = Annotated[Path, typer.Argument(metavar="BACKUP", exists=True, file_okay=False, help="the folder of a backup")]
Check = Annotated[bool, typer.Option("--check", help="change nothing: see whether it is whole and opens with the master key that is here")]
Erased = Annotated[
    Path | None,
    typer.Option(
        "--erased", exists=True, dir_okay=False, help="ids of people who were erased since, one a line, where the workspace does not know"
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask again")]


def command(
    backup: From, folder: Folder = None, check: Check = False, erased: Erased = None, yes: Yes = False, format: Formatted = Format.TABLE
) -> None:
    """Put a backup in the place of everything that is here, all of it or nothing; whoever was erased since stays erased."""
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace import backing

    gone = _ids(erased)
    if not (check or yes):
        _ask()
    with open_kept(folder) as ws:
        found = backing.verify(ws, backup.absolute())
        if not check:
            found = backing.restore(ws, backup.absolute(), erased=gone)
    rows = sum(rows for rows, _ in found.tables.values())
    if format is Format.JSON:
        print_json({"folder": str(found.folder), "revision": found.revision, "rows": rows, "restored": not check})
    else:
        done = "is whole and opens" if check else "is restored, each table compared with what it was"
        print_rows(console(), [("backup", f"{found.folder} {done}"), ("rows", str(rows))])


def _ask() -> None:
    """Make sure that it is meant.

    Raises:
        typer.BadParameter: nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise typer.BadParameter("it replaces everything that is here; say --yes, or --check to change nothing")
    typer.confirm("It replaces everything that is here. Is that meant?", abort=True, err=True)


def _ids(path: Path | None) -> list[UUID]:
    try:
        return [UUID(line.strip()) for line in path.read_text("utf-8").splitlines() if line.strip()] if path else []
    except ValueError:
        raise typer.BadParameter(f"{path} does not hold ids, one a line") from None
