"""`jiufang backup`: copy a workspace while it is used."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

To = Annotated[Path, typer.Argument(metavar="DIR", help="a new folder for the backup; with --dated, the folder that holds them all")]
Dated = Annotated[bool, typer.Option("--dated", help="name it after the moment, in DIR beside earlier ones")]
Keep = Annotated[int, typer.Option("--keep", min=0, help="with --dated: remove all but the latest so many; none when 0")]


def command(to: To, folder: Folder = None, dated: Dated = False, keep: Keep = 0, format: Formatted = Format.TABLE) -> None:
    """Copy everything but the master key, as it is at one moment, while others go on working; what was written is checked by hash and sum."""
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace import backing

    if keep and not dated:
        raise typer.BadParameter("--keep goes with --dated")
    began = time.monotonic()
    with open_kept(folder) as ws:
        made = backing.back_up_into(ws, to.absolute(), keep=keep) if dated else backing.back_up(ws, to.absolute())
    size, seconds = sum(path.stat().st_size for path in made.folder.iterdir()), time.monotonic() - began
    rows = sum(rows for rows, _ in made.tables.values())
    if format is Format.JSON:
        print_json({"folder": str(made.folder), "revision": made.revision, "rows": rows, "bytes": size, "seconds": round(seconds, 2)})
    else:
        print_rows(console(), [("backup", str(made.folder)), ("holds", f"{rows} rows, {size / 1e6:.1f} MB, in {seconds:.1f} s")])
    note("the master key is not in it: keep a copy of it somewhere else", style="dim")
