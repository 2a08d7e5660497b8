"""`jiufang job`: what an advertisement asks for, and what in it may not be used."""

from __future__ import annotations

from jiufang.cli.options import Format, Formatted, JobFile
from jiufang.cli.printing import console, print_json, print_rows


def command(job: JobFile, format: Formatted = Format.TABLE) -> None:
    """Read an advertisement and print its requirements; `--format json` gives a file to correct and use as JOB."""
    from rich import box
    from rich.table import Table

    from jiufang.jobs.records import Job

    read = Job.read(job)
    if format is Format.JSON:
        print_json(read.to_dict())
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "", "kind", "requirement"):
        table.add_column(column, overflow="fold", no_wrap=column != "requirement")
    for r in read.requirements:
        table.add_row(r.id, "must" if r.must else "nice", r.kind, r.text)
    out = console()
    out.print(f"{read.title or job.name}{'  ·  ' + read.location if read.location else ''}", style="bold")
    out.print(table)
    print_rows(out, [("left out", f"“{c.quote}” ({c.ground}): {c.reason}") for c in read.unlawful], style="red", width=8)
    print_rows(out, [("note", warning) for warning in read.warnings], style="yellow", width=8)
