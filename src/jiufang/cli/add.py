"""`jiufang add`: keep and read résumés in a workspace."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from jiufang.cli.options import AsOf, Folder, Format, Formatted, ResumeFiles, expand
from jiufang.cli.printing import console, note, print_json, print_rows, progress_bar

OfJob = Annotated[str, typer.Option("--job", help="they apply for this job: its id, or its title where no other has it")]


def command(files: ResumeFiles, folder: Folder = None, job: OfJob = "", as_of: AsOf = None, format: Formatted = Format.TABLE) -> None:
    """Keep and read files; what is kept already is not read again. Exit code 1 if one could not be read."""
    from jiufang.cli.deciding import named_job
    from jiufang.cli.wiring import open_kept

    paths = expand(files)
    with open_kept(folder) as ws:
        wanted = named_job(ws, job) if job else None
        opening = next((kept.job for kept in ws.jobs if kept.id == wanted), None)
        with progress_bar("adding", paths) as step:
            added = ws.add(paths, as_of=as_of, job=opening, done=step)
    if format is Format.JSON:
        print_json([one.to_dict() for one in added])
    else:
        print_rows(console(), [(str(one.status), f"{one.file} {one.member or ''} {one.person or one.reason}".strip()) for one in added])
    counted = Counter(str(one.status) for one in added)
    note(f"{sum(one.new for one in added)} new of {len(added)}; {counted['failed']} could not be read", style="green")
    raise typer.Exit(1 if counted["failed"] else 0)
