"""`jiufang job`: what an advertisement asks for, and what in it may not be used."""

from __future__ import annotations

from jiufang.cli.options import Format, Formatted, JobFile
from jiufang.cli.printing import console, print_json


def command(job: JobFile, format: Formatted = Format.TABLE) -> None:
    """Read an advertisement and print its requirements; `--format json` gives a file to correct and use as JOB."""
    from rich.table import Table

    from jiufang.jobs.records import Job

    read = Job.read(job)
    if format is Format.JSON:
        print_json(read.to_dict())
        return
    table = Table(title=f"{read.title or job.name}{'  ·  ' + read.location if read.location else ''}", title_justify="left")
    for column in ("id", "must", "kind", "requirement"):
        table.add_column(column)
    for r in read.requirements:
        table.add_row(r.id, "must" if r.must else "nice", r.kind, r.text)
    out = console()
    out.print(table)
    for criterion in read.unlawful:
        out.print(f"[red]left out[/red]  “{criterion.quote}” ({criterion.ground}): {criterion.reason}")
    for warning in read.warnings:
        out.print(f"[yellow]note[/yellow]  {warning}")
