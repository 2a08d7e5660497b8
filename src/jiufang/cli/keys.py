"""`jiufang keys`: change the master key, which opens everything that is kept."""

from __future__ import annotations

from dataclasses import asdict

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

app = typer.Typer(help="Change the master key, which opens everything that a workspace keeps.", no_args_is_help=True)


@app.command()
def rotate(folder: Folder = None, format: Formatted = Format.TABLE) -> None:
    """Wrap all data keys with a new master key while others work; killed, it goes on with the next call."""
    from jiufang.cli.wiring import open_kept
    from jiufang.store.rotation import rotate as change_over

    with open_kept(folder) as opened:
        done = change_over(opened.store)
    told = {name: str(value) if name == "kept" and value else value for name, value in asdict(done).items()}
    if format is Format.JSON:
        print_json(told)
    else:
        rows = [("in use", done.current), ("retired", ", ".join(done.retired)), ("wrapped", f"{done.wrapped} keys")]
        print_rows(console(), rows)
    if done.kept:
        note(
            f"backups made before now open with the retired key alone: move {done.kept} to where they are, or delete it when they are gone"
        )
    else:
        note("now start all programs with the first key of JIUFANG_MASTER_KEY alone; keep the other with the backups made before now")


@app.command()
def new(format: Formatted = Format.TABLE) -> None:
    """Print a new key, for a JIUFANG_MASTER_KEY that comes from elsewhere than the folder."""
    from jiufang.store.master import MasterKey

    key = MasterKey.new()
    if format is Format.JSON:
        print_json({"id": key.id, "key": str(key)})
    else:
        typer.echo(str(key))
