"""`jiufang reply`: a letter about one candidate and one job, to be read, changed and sent by a person."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, JobFile, Language, NoCache, ResumeFile, new_file
from jiufang.cli.printing import note

if TYPE_CHECKING:
    from jiufang.generate.replies import Reply
    from jiufang.jobs.records import Job
    from jiufang.matching.records import Match
    from jiufang.workspace import Workspace


class Letter(StrEnum):
    """What a letter is for."""

    INVITATION = "invitation"
    INFORMATION = "information"
    ANSWER = "answer"
    REJECTION = "rejection"
    OFFER_CALL = "offer_call"
    OUTREACH = "outreach"
    BRIEF = "brief"
    THANKS = "thanks"
    AUTO = "auto"


class Tone(StrEnum):
    """How a letter speaks."""

    FORMAL = "formal"
    WARM = "warm"
    BRIEF = "brief"


class LetterFormat(StrEnum):
    """How a letter prints."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    DOCX = "docx"


def command(
    kind: Annotated[Letter, typer.Argument(metavar="KIND", help=f"{', '.join(Letter)}: what --message calls for")],
    job: JobFile,
    file: ResumeFile,
    lang: Annotated[Language | None, typer.Option(help="language of the letter; the job's by default")] = None,
    tone: Annotated[Tone, typer.Option(help="how it speaks")] = Tone.FORMAL,
    fact: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="fills a field: sender, company, time, place, …")] = None,
    facts: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="what the company says of itself, a line each; KEY=VALUE fills a field")
    ] = None,
    message: Annotated[str, typer.Option("--message", "--question", help="what the candidate wrote; - reads standard input")] = "",
    reason: Annotated[str, typer.Option(help="of a rejection: `requirement`, the id of one, a code, or words")] = "",
    template: Annotated[Path | None, typer.Option(exists=True, file_okay=False, metavar="DIR", help="the company's own templates")] = None,
    llm: Annotated[
        bool, typer.Option("--llm", help="let the language model of JIUFANG_LLM put it into other words; shows the difference")
    ] = False,
    format: Annotated[LetterFormat, typer.Option("--format", help="how to print")] = LetterFormat.TEXT,
    out: Annotated[Path | None, typer.Option(dir_okay=False, callback=new_file, help="write the letter here; docx needs it")] = None,
    as_of: AsOf = None,
    no_cache: NoCache = False,
) -> None:
    """Write a letter in which every factual sentence rests on the ad, the résumé or a fact that you give; you send it."""
    if format is LetterFormat.DOCX and out is None:
        raise typer.BadParameter("a Word document needs --out FILE", param_hint="--format docx")
    given, company = _given(fact or (), facts)
    from jiufang.cli.wiring import open_workspace, warn_of

    workspace = open_workspace(no_cache)
    read = workspace.read_job(job)
    warn_of(workspace, read)
    told = sys.stdin.buffer.read().decode("utf-8", "replace") if message == "-" else message
    chosen, why = (_suggested(told, workspace, reason)) if kind is Letter.AUTO else (str(kind), reason)
    match = _match(workspace, file, read, as_of)
    made = workspace.reply(
        chosen,
        match,
        lang=lang,
        tone=tone,
        facts=given,
        company=company,
        message=told,
        reason=why,
        templates=template,
        reword=llm,
    )
    _show(made, format, out)


def _given(pairs: tuple[str, ...] | list[str], path: Path | None) -> tuple[dict[str, str], list[str]]:
    """Return the fields and the sentences that were given; an option goes before the file.

    Raises:
        typer.BadParameter: an option is no pair.
    """
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path else []
    wrong = next((pair for pair in pairs if not _is_pair(pair)), None)
    if wrong is not None:
        raise typer.BadParameter(f"{wrong} is not KEY=VALUE", param_hint="--fact")
    filled = dict(line.split("=", 1) for line in (*(line for line in lines if _is_pair(line)), *pairs))
    return {key.strip(): value.strip() for key, value in filled.items()}, [line for line in lines if not _is_pair(line)]


def _is_pair(text: str) -> bool:
    key, mark, _ = text.partition("=")
    return bool(mark) and key.strip().isidentifier()


def _suggested(message: str, workspace: Workspace, reason: str) -> tuple[str, str]:
    """Return the kind and reason that a message calls for, and say why."""
    from jiufang.generate.suggest import suggest

    if not message.strip():
        raise typer.BadParameter("it needs what the candidate wrote, --message", param_hint="KIND auto")
    best, *others = suggest(message, workspace.read_tone(message) if workspace.encoder is not None else None)
    also = f"; also possible: {', '.join(s.kind for s in others)}" if others else ""
    note(f"{best.kind}{f' ({best.reason})' if best.reason else ''}: “{best.quote}”{also}", style="dim")
    return str(best.kind), reason or best.reason


def _match(workspace: Workspace, file: Path, job: Job, as_of: str | None) -> Match:
    parsed = list(workspace.parse([file], as_of=as_of))
    profiles = [p.profile for p in parsed if p.profile is not None]
    if not profiles:
        note(f"{file}: {parsed[0].reason if parsed else 'nothing to read'}", style="red")
        raise typer.Exit(1)
    if len(profiles) > 1:
        note("the file holds several résumés; the letter is about the first")
    return workspace.match(profiles[0], job)


def _show(made: Reply, format: LetterFormat, out: Path | None) -> None:
    from jiufang.generate.exports import to_docx

    if made.problem:
        note(made.problem)
    if made.diff:
        note(f"what {made.worded_by} changed:\n{made.diff}", style="dim")
    if out is not None:
        out.write_bytes(to_docx(made) if format is LetterFormat.DOCX else _text(made, format).encode())
        note(f"wrote {out}", style="dim")
    else:
        print(_text(made, format), end="")  # noqa: T201


def _text(made: Reply, format: LetterFormat) -> str:
    from jiufang.generate.exports import to_markdown

    if format is LetterFormat.JSON:
        return json.dumps(made.to_dict(), ensure_ascii=False, indent=2) + "\n"
    return to_markdown(made) if format is LetterFormat.MARKDOWN else f"{made.subject}\n\n{made.text}\n"
