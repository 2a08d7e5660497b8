"""`jiufang shortlist`: résumés in, an evidence-linked ranking out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, Format, Formatted, JobFile, NoCache, ResumeFiles, expand
from jiufang.cli.printing import console, print_json, progress_bar, verdict

if TYPE_CHECKING:
    from jiufang.shortlist.records import Shortlist
    from jiufang.workspace import Parsed, Workspace


def command(
    job: JobFile,
    files: ResumeFiles,
    size: Annotated[int | None, typer.Option(min=1, help="keep the best so many (ties included)")] = None,
    html: Annotated[Path | None, typer.Option(dir_okay=False, help="write the report here, one file that needs nothing else")] = None,
    xlsx: Annotated[Path | None, typer.Option(dir_okay=False, help="write a workbook here")] = None,
    lang: Annotated[str | None, typer.Option(help="language of the report: zh or en; the job's by default")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="leave names, contacts and page pictures out of the report")] = False,
    as_of: AsOf = None,
    format: Formatted = Format.TABLE,
    no_cache: NoCache = False,
) -> None:
    """Rank résumés for a job: which requirement each one proves, with the sentence, and what nothing says."""
    from jiufang.cli.wiring import open_workspace
    from jiufang.jobs.records import Job

    workspace, read, paths = open_workspace(no_cache), Job.read(job), expand(files)
    with progress_bar("reading", paths) as done:
        parsed = list(workspace.parse(paths, as_of=as_of, done=done))
    profiles = [p.profile for p in parsed if p.profile is not None]
    failed = [p for p in parsed if p.profile is None]
    with progress_bar("matching", profiles) as done:
        ranked = workspace.rank(read, profiles, size=size, done=done)
    ranked = ranked.model_copy(update={"failed": tuple({"file": p.file, "reason": p.reason} for p in failed)})
    _write(ranked, workspace, html=html, xlsx=xlsx, lang=lang or read.lang, blind=blind)
    if format is Format.JSON:
        print_json(ranked.to_dict())
    else:
        show(ranked, failed, blind=blind)
    raise typer.Exit(1 if failed else 0)


def _write(ranked: Shortlist, workspace: Workspace, *, html: Path | None, xlsx: Path | None, lang: str, blind: bool) -> None:
    if html:
        from jiufang.reports.html import write_html

        write_html(ranked, html, lang=lang, blind=blind, pictures=workspace.pictures)
    if xlsx:
        from jiufang.reports.xlsx import write_xlsx

        write_xlsx(ranked, xlsx, lang=lang, blind=blind)


def show(ranked: Shortlist, failed: list[Parsed], *, blind: bool = False) -> None:
    """Print the ranking as a table with one column of signs per requirement, and what could not be read."""
    from rich.table import Table

    table = Table(
        title=ranked.job.title or None,
        title_justify="left",
        caption="● met  ◐ partial  ○ not shown  ✕ contradicted",
        caption_justify="left",
    )
    table.add_column("#", justify="right")
    table.add_column("candidate", overflow="fold")
    table.add_column("score", justify="right")
    for r in ranked.job.requirements:
        table.add_column(r.id if r.must else f"({r.id})", justify="center")
    for rank, found in zip(ranked.ranks, ranked, strict=True):
        name = Path(found.member or found.file).name if blind else found.profile.contact.name or Path(found.member or found.file).name
        flag = " [yellow]![/yellow]" if found.warnings or found.profile.document.hidden else ""
        signs = [verdict(f.verdict, words=False) for f in found.findings]
        table.add_row(str(rank), f"{name}{flag}", f"{found.score:.2f}", *signs)
    out = console()
    out.print(table)
    for r in ranked.job.requirements:
        out.print(f"[dim]{r.id:>4}[/dim] {'must' if r.must else 'nice'}  {r.text}")
    for outcome in failed:
        out.print(f"[red]not read[/red]  {outcome.file}: {outcome.reason}")
