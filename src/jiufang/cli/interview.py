"""`jiufang interview`: the questions that settle what one résumé leaves open for one job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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
    html: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a page here")] = None,
    docx: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a Word document here")] = None,
    pdf: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a PDF here")] = None,
    ics: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write a calendar entry here; needs --at")] = None,
    at: Annotated[
        dt.datetime | None, typer.Option(help="when the interview begins, for --ics", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    ] = None,
    llm: Annotated[bool, typer.Option("--llm", help="let the language model of the settings (JIUFANG_LLM) word the questions")] = False,
    as_of: AsOf = None,
    no_cache: NoCache = False,
) -> None:
    """Prepare an interview: eight to twelve questions with evidence, what good answers hold, follow-ups and a scorecard."""
    if (ics is None) != (at is None):
        raise typer.BadParameter("--ics and --at go together", param_hint="--ics")
    from jiufang.cli.wiring import open_workspace, warn_of

    workspace = open_workspace(no_cache)
    read = workspace.read_job(job)
    warn_of(workspace, read)
    parsed = list(workspace.parse([file], as_of=as_of))
    matches = [workspace.match(p.profile, read) for p in parsed if p.profile is not None]
    kits = [workspace.interview_kit(m, lang=lang, reword=llm) for m in matches]
    for kit in kits if llm else ():
        _say_who_worded(kit)
    if kits:
        _write(kits, _exports(html=html, docx=docx, pdf=pdf, ics=ics, at=at))
        _print(kits, format)
    for failed in (p for p in parsed if p.profile is None):
        note(f"{failed.file}{' › ' + failed.member if failed.member else ''}: {failed.reason}", style="red")
    raise typer.Exit(1 if any(p.profile is None for p in parsed) else 0)


def _say_who_worded(kit: Kit) -> None:
    from jiufang.interview.records import BANK

    by_model = sum(q.worded_by != BANK for q in kit.questions)
    note(f"the model worded {by_model} of {len(kit.questions)} questions, the bank the others", style="dim")
    if kit.problem:
        note(f"the model stopped answering: {kit.problem}")


def _exports(
    *, html: Path | None, docx: Path | None, pdf: Path | None, ics: Path | None, at: dt.datetime | None
) -> list[tuple[Path, Callable[[Kit], bytes]]]:
    """Return what is to be written where."""
    from jiufang.interview.calendar import to_ics
    from jiufang.interview.page import to_html
    from jiufang.interview.pdf import to_pdf
    from jiufang.interview.word import to_docx

    wanted: list[tuple[Path | None, Callable[[Kit], bytes]]] = [
        (html, lambda kit: to_html(kit).encode()),
        (docx, to_docx),
        (pdf, to_pdf),
        (ics if at else None, lambda kit: to_ics(kit, start=at or dt.datetime.min).encode()),
    ]
    return [(path, export) for path, export in wanted if path]


def _write(kits: list[Kit], exports: list[tuple[Path, Callable[[Kit], bytes]]]) -> None:
    if len(kits) > 1 and exports:
        note("the file holds several résumés; the first one is written")
    for path, export in exports:
        path.write_bytes(export(kits[0]))
        note(f"wrote {path}", style="dim")


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
    rows += [(told["quote"], e.quote) for e in question.evidence]
    rows += [(told["good_short"], question.good_answer), *((told["follow"], f) for f in question.follow_ups)]
    return rows + [(f"{a.points}", a.text) for a in question.scorecard.anchors]
