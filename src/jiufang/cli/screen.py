"""`jiufang screen`: the conversation that settles what one résumé leaves open, in the terminal or from a file of answers."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import AsOf, JobFile, Language, NoCache, ResumeFile, new_file
from jiufang.cli.printing import print_json
from jiufang.errors import BadInput

if TYPE_CHECKING:
    from jiufang.generate.records import Fact
    from jiufang.matching.records import Match
    from jiufang.profiles.records import Profile
    from jiufang.protocols import LanguageModel
    from jiufang.screening.records import Session
    from jiufang.workspace import Workspace


class Kind(StrEnum):
    """A short screening, or a first interview; `jiufang.screening.Mode`, which takes long to import."""

    SCREENING = "screening"
    INTERVIEW = "interview"


class TalkFormat(StrEnum):
    """How a conversation prints."""

    TEXT = "text"
    JSON = "json"


def command(
    job: JobFile,
    file: ResumeFile,
    lang: Annotated[Language | None, typer.Option(help="language to begin in; the job's by default")] = None,
    mode: Annotated[Kind, typer.Option(help="a screening of at most eight questions, or a first interview")] = Kind.SCREENING,
    state: Annotated[
        Path | None,
        typer.Option(dir_okay=False, callback=new_file, help="keep the conversation here, and go on with the one that is there"),
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="what may be said about the job beside the ad, a line each")
    ] = None,
    script: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="take the candidate's messages from here, a line each")
    ] = None,
    llm: Annotated[bool, typer.Option("--llm", help="let the language model of the settings phrase questions; checked")] = False,
    format: Annotated[TalkFormat, typer.Option("--format", help="how to print")] = TalkFormat.TEXT,
    as_of: AsOf = None,
    no_cache: NoCache = False,
) -> None:
    """Talk with a candidate about what the résumé leaves open, then match again with the answers; resumes from --state."""
    from jiufang.cli.wiring import open_workspace, warn_of
    from jiufang.generate.facts import facts_of
    from jiufang.screening import Mode, begin, resume, store

    workspace = open_workspace(no_cache)
    read = workspace.read_job(job)
    warn_of(workspace, read)
    profile = _only(workspace, file, as_of)
    match = workspace.match(profile, read)
    session = store.load(state) if state else None
    if session is None:
        session, reply = begin(match, lang=lang, mode=Mode(mode.value), now=_now())
    else:
        _same(session, match)
        reply = resume(session)
    if state:
        store.save(session, state)
    told = facts_of(job=read, company=_lines(facts) if facts else ())
    model = _model(workspace, profile) if llm else None
    session = _talk(session, reply, _messages(script), match, told, model, state, quiet=format is TalkFormat.JSON)
    if format is TalkFormat.JSON:
        _report(session, match, workspace)


def _only(workspace: Workspace, file: Path, as_of: str | None) -> Profile:
    found = list(workspace.parse([file], as_of=as_of))
    profile = found[0].profile if len(found) == 1 else None
    if profile is None:
        raise BadInput(found[0].reason if len(found) == 1 else "a conversation needs one résumé", subject=str(file))
    return profile


def _same(session: Session, match: Match) -> None:
    if session.job != match.job.id or session.file != match.file:
        raise BadInput("the stored conversation is about another job or résumé", subject=session.file, hint="name another --state file")


def _model(workspace: Workspace, profile: Profile) -> LanguageModel | None:
    if workspace.language_model is None:
        raise BadInput("no language model is set", subject="--llm", hint="set JIUFANG_LLM")
    name = profile.contact.name
    return workspace.language_model.about(profile.document.sha256, names=[name] if name else [])


def _messages(script: Path | None) -> Iterator[str]:
    """Yield what the candidate writes: the lines of a file, or what is typed until the input ends."""
    if script is not None:
        yield from _lines(script)
        return
    while True:
        if sys.stdin.isatty():
            print("> ", end="", flush=True)  # noqa: T201
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")


def _talk(
    session: Session,
    reply: str,
    messages: Iterator[str],
    match: Match,
    facts: tuple[Fact, ...],
    model: LanguageModel | None,
    state: Path | None,
    *,
    quiet: bool,
) -> Session:
    from jiufang.screening import step, store

    _show(reply, quiet)
    while not session.phase.over and (message := next(messages, None)) is not None:
        session, reply = step(session, message, match=match, facts=facts, model=model, now=_now())
        if state:
            store.save(session, state)
        _show(reply, quiet)
    return session


def _show(reply: str, quiet: bool) -> None:
    if not quiet:
        print(f"{reply}\n")  # noqa: T201


def _report(session: Session, match: Match, workspace: Workspace) -> None:
    """Print the whole for the recruiter; the text form is what the candidate sees, and shows no verdict."""
    from jiufang.screening import rematch, transcript

    said: dict[str, Any] = {"session": session.to_dict(), "transcript": None, "rematch": None}
    if session.consented and not session.erase:
        again = rematch(match, session, encoder=workspace.encoder, verifier=workspace.verifier)
        said |= {"transcript": transcript(session, match).to_dict(), "rematch": again.to_dict()}
    print_json(said)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
