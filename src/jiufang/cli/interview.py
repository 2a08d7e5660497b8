"""`jiufang interview`: the questions that settle what one résumé leaves open for one job."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, JobFile, Language, NoCache, ResumeFile, new_file
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.interview.records import Kit, Question


class KitFormat(StrEnum):
    """How a kit prints."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def command(
    job: JobFile,
    file: ResumeFile,
    lang: Annotated[Language | None, typer.Option(help="language of the interview; the job's by default")] = None,
    format: Annotated[KitFormat, typer.Option("--format", help="how to print")] = KitFormat.TABLE,
    html: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a page to print or save as PDF here")] = None,
    ics: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a calendar entry here; needs --at")] = None,
    at: Annotated[
        dt.datetime | None, typer.Option(help="when the interview begins, for --ics", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    ] = None,
    as_of: AsOf = None,
    no_cache: NoCache = False,
) -> None:
    """Prepare an interview: eight to twelve questions with evidence, what good answers hold, follow-ups and a scorecard."""
    if (ics is None) != (at is None):
        raise typer.BadParameter("--ics and --at go together", param_hint="--ics")
    from jiufang.cli.wiring import open_workspace, warn_of
    from jiufang.interview import interview_kit
    from jiufang.jobs.records import Job

    workspace, read = open_workspace(no_cache), Job.read(job)
    warn_of(workspace, read)
    parsed = list(workspace.parse([file], as_of=as_of))
    kits = [interview_kit(workspace.match(p.profile, read), lang=lang) for p in parsed if p.profile is not None]
    if kits:
        _write(kits, html=html, ics=ics, at=at)
        _print(kits, format)
    for failed in (p for p in parsed if p.profile is None):
        note(f"{failed.file}{' › ' + failed.member if failed.member else ''}: {failed.reason}", style="red")
    raise typer.Exit(1 if any(p.profile is None for p in parsed) else 0)


def _write(kits: list[Kit], *, html: Path | None, ics: Path | None, at: dt.datetime | None) -> None:
    if len(kits) > 1 and (html or ics):
        note("the file holds several résumés; the first one is written")
    if html:
        from jiufang.interview.page import to_html

        html.write_text(to_html(kits[0]), encoding="utf-8")
        note(f"wrote {html}", style="dim")
    if ics and at:
        from jiufang.interview.calendar import to_ics

        ics.write_bytes(to_ics(kits[0], start=at).encode())
        note(f"wrote {ics}", style="dim")


def _print(kits: list[Kit], format: KitFormat) -> None:
    if format is KitFormat.JSON:
        print_json(kits[0].to_dict() if len(kits) == 1 else [k.to_dict() for k in kits])
    for kit in kits if format is not KitFormat.JSON else ():
        if format is KitFormat.TABLE:
            show(kit)
        else:
            from jiufang.interview.markdown import to_markdown

            print(to_markdown(kit), end="")  # noqa: T201


def show(kit: Kit) -> None:
    """Print a kit: each question with what it probes, the evidence, a good answer, follow-ups and the scale."""
    from jiufang.interview.bank import words

    out, told = console(), words(kit.lang)
    out.print(" · ".join(part for part in (kit.title, kit.candidate) if part), style="bold")
    out.print(f"{told['total'].format(count=len(kit.questions), n=kit.minutes)}\n{kit.opening}", style="dim")
    for question in kit.questions:
        out.print(f"\n{question.id}  {question.question}", style="bold")
        print_rows(out, _rows(question, kit.lang))
    out.print(f"\n{kit.closing}", style="dim")


def _rows(question: Question, lang: str) -> list[tuple[str, str]]:
    from jiufang.interview.bank import words

    told = words(lang)
    rows = [(told[question.probes.kind], f"{question.probes.text}   ({told['minutes'].format(n=question.minutes)})")]
    rows += [("“”", e.quote) for e in question.evidence]
    rows += [(told["good_short"], question.good_answer), *((told["follow"], f) for f in question.follow_ups)]
    return rows + [(f"{a.points}", a.text) for a in question.scorecard.anchors]
