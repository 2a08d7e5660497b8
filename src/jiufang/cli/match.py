"""`jiufang match`: one résumé against one job, requirement by requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, Format, Formatted, JobFile, NoCache, ResumeFile
from jiufang.cli.printing import console, note, print_json, print_rows, verdict

if TYPE_CHECKING:
    from rich.text import Text

    from jiufang.matching.records import Finding, Match


def command(
    job: JobFile,
    file: ResumeFile,
    as_of: AsOf = None,
    explain: Annotated[bool, typer.Option("--explain", help="print the score's sum term by term")] = False,
    format: Formatted = Format.TABLE,
    no_cache: NoCache = False,
) -> None:
    """Match a résumé with a job: a verdict per requirement, and the words behind it."""
    from jiufang.cli.wiring import open_workspace, warn_of

    workspace = open_workspace(no_cache)
    read = workspace.read_job(job)
    warn_of(workspace, read)
    parsed = list(workspace.parse([file], as_of=as_of))
    matches = [workspace.match(p.profile, read) for p in parsed if p.profile is not None]
    if format is Format.JSON:
        print_json(matches[0].to_dict() if len(matches) == 1 else [m.to_dict() for m in matches])
    for found in matches if format is Format.TABLE else ():
        show(found, explain=explain)
    for failed in (p for p in parsed if p.profile is None):
        note(f"{failed.file}{' › ' + failed.member if failed.member else ''}: {failed.reason}", style="red")
    raise typer.Exit(1 if any(p.profile is None for p in parsed) else 0)


def show(found: Match, *, explain: bool) -> None:
    """Print one match as a table of findings."""
    from rich import box
    from rich.table import Table

    out = console()
    out.print(
        f"{found.profile.contact.name or found.file}   {found.score:.2f} ({found.interval[0]:.2f}–{found.interval[1]:.2f})", style="bold"
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    table.add_column("")
    table.add_column("requirement", overflow="fold", ratio=2)
    table.add_column("verdict", no_wrap=True)
    table.add_column("evidence", overflow="fold", ratio=3)
    for f in found.findings:
        table.add_row("must" if f.requirement.must else "nice", f.requirement.text, verdict(f.verdict), _said(f))
    out.print(table)
    print_rows(out, [("warning", w.message) for w in found.warnings], style="yellow")
    if explain:
        from jiufang.matching import explain as term_by_term

        out.print(term_by_term(found), soft_wrap=True)


def _said(finding: Finding) -> Text:
    from rich.text import Text

    if not finding.evidence:
        return Text(finding.why or "—", style="dim")
    return Text("\n".join(f"“{e.quote}”" for e in finding.evidence))
