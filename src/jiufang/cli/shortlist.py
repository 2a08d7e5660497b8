"""`jiufang shortlist`: résumés in, an evidence-linked ranking out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, Format, Formatted, JobFile, Language, NoCache, ResumeFiles, expand, new_file
from jiufang.cli.printing import console, note, print_json, print_rows, progress_bar, verdict

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from jiufang.matching.records import Finding, Match
    from jiufang.shortlist.records import Shortlist
    from jiufang.workspace import Parsed, Workspace

NAME_WIDTH = 16  # columns of the terminal that a name should get before signs are packed together
LEGEND = "● met  ◐ partial  ○ not shown  ✕ contradicted   ! look at the warnings"


def command(
    job: JobFile,
    files: ResumeFiles,
    size: Annotated[int | None, typer.Option(min=1, help="keep the best so many (ties included)")] = None,
    html: Annotated[
        Path | None, typer.Option(dir_okay=False, callback=new_file, help="write the report here, one file that needs nothing else")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a workbook here")] = None,
    lang: Annotated[Language | None, typer.Option(help="language of the report; the job's by default")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="leave names, contacts, schools and pictures out of table and report")] = False,
    as_of: AsOf = None,
    format: Formatted = Format.TABLE,
    no_cache: NoCache = False,
) -> None:
    """Rank résumés for a job: which requirement each one proves, with the sentence, and what nothing says."""
    from jiufang.cli.wiring import open_workspace, warn_of

    workspace, paths = open_workspace(no_cache), expand(files)
    read = workspace.read_job(job)
    warn_of(workspace, read)
    with progress_bar("reading", paths) as done:
        parsed = list(workspace.parse(paths, as_of=as_of, done=done))
    profiles = [p.profile for p in parsed if p.profile is not None]
    failed = [p for p in parsed if p.profile is None]
    with progress_bar("matching", profiles) as done:
        ranked = workspace.rank(read, profiles, size=size, done=done)
    ranked = ranked.model_copy(update={"failed": tuple(_failure(p) for p in failed)})
    _write(ranked, workspace, html=html, xlsx=xlsx, lang=lang or read.lang, blind=blind)
    if format is Format.JSON:
        print_json(ranked.to_dict())
    else:
        show(ranked, blind=blind)
    raise typer.Exit(1 if failed else 0)


def _failure(parsed: Parsed) -> dict[str, str]:
    return {"file": parsed.file, **({"member": parsed.member} if parsed.member else {}), "reason": parsed.reason}


def _write(ranked: Shortlist, workspace: Workspace, *, html: Path | None, xlsx: Path | None, lang: str, blind: bool) -> None:
    if html:
        from jiufang.reports.html import write_html

        write_html(ranked, html, lang=lang, blind=blind, pictures=workspace.pictures)
        note(f"wrote {html}", style="dim")
    if xlsx:
        from jiufang.reports.xlsx import write_xlsx

        write_xlsx(ranked, xlsx, lang=lang, blind=blind)
        note(f"wrote {xlsx}", style="dim")


def show(ranked: Shortlist, *, blind: bool = False) -> None:
    """Print the ranking with one sign per requirement, the requirements, and what could not be read."""
    out = console()
    if len(ranked):
        out.print(_table(ranked, blind=blind, width=out.width))
        out.print(LEGEND, style="dim")
    rows = [(r.id, f"{'must' if r.must else 'nice'}  {r.text}") for r in ranked.job.requirements]
    print_rows(out, rows, width=max((len(label) for label, _ in rows), default=0))
    failed = [("not read", f"{f['file']}{' › ' + f['member'] if 'member' in f else ''}: {f['reason']}") for f in ranked.failed]
    print_rows(out, failed, style="red", width=8)


def _table(ranked: Shortlist, *, blind: bool, width: int) -> Table:
    from rich import box
    from rich.table import Table

    requirements = ranked.job.requirements
    heads = [r.id if r.must else f"({r.id})" for r in requirements]
    packed = sum(len(head) + 2 for head in heads) + NAME_WIDTH + 26 > width
    table = Table(title=ranked.job.title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column("candidate", overflow="fold", min_width=NAME_WIDTH)
    table.add_column("score", justify="left", no_wrap=True)
    for head in (_packed_heads(ranked) if packed else heads) if requirements else ():
        table.add_column(head, justify="left" if packed else "center", no_wrap=not packed)
    for number, (rank, found) in enumerate(zip(ranked.ranks, ranked, strict=True), start=1):
        table.add_row(str(rank), _name(found, number, blind=blind), _score(found), *_signs(found, packed=packed))
    return table


def _packed_heads(ranked: Shortlist) -> list[str]:
    must, nice = (sum(r.must is wanted for r in ranked.job.requirements) for wanted in (True, False))
    return [f"must ({must})", f"nice ({nice})"]


def _signs(found: Match, *, packed: bool) -> list[Text]:
    if not packed:
        return [verdict(f.verdict, words=False) for f in found.findings]
    return [_row_of_signs(f for f in found.findings if f.requirement.must is wanted) for wanted in (True, False)]


def _row_of_signs(findings: Iterable[Finding]) -> Text:
    from rich.text import Text

    row = Text()
    for number, finding in enumerate(findings):
        row.append(" " if number and number % 5 == 0 else "")
        row.append_text(verdict(finding.verdict, words=False))
    return row


def _name(found: Match, number: int, *, blind: bool) -> Text:
    from rich.text import Text

    name = f"candidate {number}" if blind else found.profile.contact.name or Path(found.member or found.file).name
    flagged = found.warnings or found.profile.document.hidden
    return Text.assemble(name, (" !", "bold yellow") if flagged else "")


def _score(found: Match) -> Text:
    from rich.text import Text

    low, high = found.interval
    return Text.assemble((f"{found.score:.2f} ", "bold"), (f"{low:.2f}–{high:.2f}", "dim"))
