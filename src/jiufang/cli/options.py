"""Options and arguments that several commands share, and how files are named on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a command prints."""

    TABLE = "table"
    JSON = "json"


class Language(StrEnum):
    """The languages of reports."""

    ZH = "zh"
    EN = "en"


def iso_day(value: str | None) -> str | None:
    """Accept YYYY-MM-DD.

    Raises:
        typer.BadParameter: it is not a day.
    """
    if value is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value):
        raise typer.BadParameter("a day is written YYYY-MM-DD")
    return value


def new_file(value: Path | None) -> Path | None:
    """Accept a file in a folder that exists, before the long work that it is to hold.

    Raises:
        typer.BadParameter: there is no such folder.
    """
    if value is not None and not value.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {value.absolute().parent}")
    return value


JobFile = Annotated[Path, typer.Argument(metavar="JOB", exists=True, dir_okay=False, help="the advertisement, or a job as JSON")]
ResumeFile = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="a résumé")]
ResumeFiles = Annotated[list[Path], typer.Argument(metavar="FILES...", exists=True, help="résumés, archives or folders of them")]
Formatted = Annotated[Format, typer.Option("--format", help="how to print")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", callback=iso_day, help="the day on which “present” ends (YYYY-MM-DD); today by default"),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="read and score again what was read before")]


def expand(paths: Iterable[Path]) -> list[Path]:
    """Replace folders by the files in them, hidden ones left out, in a stable order; a file named twice counts once.

    Raises:
        typer.BadParameter: no file is left.
    """
    files: list[Path] = []
    for path in paths:
        files += _inside(path) if path.is_dir() else [path]
    once = {path.resolve(): path for path in reversed(files)}
    if not once:
        raise typer.BadParameter("there are no files in it", param_hint="FILES")
    return list(reversed(once.values()))


def _inside(folder: Path) -> list[Path]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in files if not any(part.startswith((".", "~$")) for part in p.relative_to(folder).parts))


Folder = Annotated[Path | None, typer.Option("--folder", metavar="DIR", help="the workspace; that of DATABASE_URL when left out")]
