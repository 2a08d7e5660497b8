"""`jiufang match`: one résumé against one job, requirement by requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, Format, Formatted, JobFile, NoCache, ResumeFile
from jiufang.cli.printing import console, print_json, verdict

if TYPE_CHECKING:
    from jiufang.matching.records import Match


def command(
    job: JobFile,
    file: ResumeFile,
    as_of: AsOf = None,
    explain: Annotated[bool, typer.Option("--explain", help="print the score's sum term by term")] = False,
    format: Formatted = Format.TABLE,
    no_cache: NoCache = False,
) -> None:
    """Match a résumé with a job: a verdict per requirement, and the words behind it."""
    from jiufang.cli.wiring import open_workspace
    from jiufang.jobs.records import Job

    workspace, read = open_workspace(no_cache), Job.read(job)
    parsed = list(workspace.parse([file], as_of=as_of))
    matches = [workspace.match(p.profile, read) for p in parsed if p.profile is not None]
    if format is Format.JSON:
        print_json(matches[0].to_dict() if len(matches) == 1 else [m.to_dict() for m in matches])
    for found in matches if format is Format.TABLE else ():
        show(found, explain=explain)
    for failed in (p for p in parsed if p.profile is None):
        typer.secho(f"{failed.file}: {failed.reason}", err=True, fg="red")
    raise typer.Exit(1 if any(p.profile is None for p in parsed) else 0)


def show(found: Match, *, explain: bool) -> None:
    """Print one match as a table of findings."""
    from rich.table import Table

    table = Table(title=f"{found.profile.contact.name or found.file}   {found.score:.2f} ({found.interval[0]:.2f}–{found.interval[1]:.2f})")
    for column in ("", "requirement", "verdict", "evidence"):
        table.add_column(column, overflow="fold")
    for f in found.findings:
        quotes = "\n".join(f"“{e.quote}”" for e in f.evidence) or f"[dim]{f.why}[/dim]"
        table.add_row("must" if f.requirement.must else "nice", f.requirement.text, verdict(f.verdict), quotes)
    out = console()
    out.print(table)
    for warning in found.warnings:
        out.print(f"[yellow]warning[/yellow]  {warning.message}")
    if explain:
        from jiufang.matching import explain as term_by_term

        out.print(term_by_term(found), markup=False)
