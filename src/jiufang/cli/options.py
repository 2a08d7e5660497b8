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


def iso_day(value: str | None) -> str | None:
    """Accept YYYY-MM-DD.

    Raises:
        typer.BadParameter: it is not a day.
    """
    if value is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value):
        raise typer.BadParameter("a day is written YYYY-MM-DD")
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
    """Replace folders by the files in them, hidden ones left out, in a stable order."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file())
            files += sorted(p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
        else:
            files.append(path)
    return files
