"""`jiufang doctor`: is everything here that the commands need, and what to do about what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, print_json

if TYPE_CHECKING:
    from rich.text import Text

    from jiufang.workspace.checkup import Check

Thorough = Annotated[bool, typer.Option("--thorough", help="compare every byte of the models with their hashes, too")]


def command(folder: Folder = None, thorough: Thorough = False, format: Formatted = Format.TABLE) -> None:
    """Check the installation, and a workspace if one is named; exit code 1 when something is missing that work stands still without."""
    from jiufang.settings import Settings
    from jiufang.workspace.checkup import examine

    settings, out = Settings(), console()
    found: list[Check] = []
    for check in examine(settings, folder or settings.folder, thorough=thorough):
        found.append(check)
        if format is Format.TABLE:
            out.print(_line(check), soft_wrap=True)
    if format is Format.JSON:
        print_json([check.to_dict() for check in found])
    raise typer.Exit(1 if any(check.needed and not check.ok for check in found) else 0)


def _line(check: Check) -> Text:
    from rich.text import Text

    sign, style = ("✓", "green") if check.ok else (("✕", "red") if check.needed else ("–", "yellow"))
    hint = f"  →  {check.hint}" if check.hint and not check.ok else ""
    return Text.assemble((sign, style), f" {check.name:<12} {check.found}{hint}")
