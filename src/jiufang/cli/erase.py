"""`jiufang erase`: forget people, from tables, disk and backups, and say so in a certificate."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.store.erasure import Certificate

Persons = Annotated[list[str], typer.Argument(metavar="CANDIDATES...", help="ids of candidates, or an e-mail address of theirs")]
By = Annotated[str, typer.Option("--by", help="who asked for it")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask again")]


def command(candidates: Persons, by: By, folder: Folder = None, yes: Yes = False, format: Formatted = Format.TABLE) -> None:
    """Erase candidates for good: their key first, so that what lies anywhere opens no more, then their rows."""
    from jiufang.cli.wiring import named_people, open_kept
    from jiufang.workspace.erasing import erase_all

    with open_kept(folder) as ws:
        persons = [one for name in candidates for one in named_people(ws, name)]
        _ask(len(persons), yes=yes)
        certificates = erase_all(ws, persons, by=by)
    if format is Format.JSON:
        print_json([_told(one) for one in certificates])
    else:
        for one in certificates:
            print_rows(console(), _rows(one))
    if not all(one.scrubbed for one in certificates):
        note("somebody still reads as of before; the disk is cleared when the workspace is opened next")


def _ask(many: int, *, yes: bool) -> None:
    """Make sure that it is meant.

    Raises:
        typer.BadParameter: nobody is there to be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise typer.BadParameter("this cannot be undone; say --yes")
    typer.confirm(f"{many} will be erased for good. Is that meant?", abort=True, err=True)


def _told(one: Certificate) -> dict[str, Any]:
    return {
        "persons": list(map(str, one.persons)),
        "at": one.at.isoformat(),
        "removed": one.removed,
        "backups": list(one.backups),
        "backups_not_reached": list(one.backups_not_reached),
        "scrubbed": one.scrubbed,
        "models": list(one.models),
    }


def _rows(one: Certificate) -> list[tuple[str, str]]:
    removed = ", ".join(f"{name} {rows}" for name, rows in sorted(one.removed.items()) if rows)
    rows = [("erased", ", ".join(map(str, one.persons))), ("at", one.at.isoformat(timespec="seconds")), ("rows", removed)]
    rows += [("backup", place) for place in one.backups]
    rows += [("learnt from", f"{model}: marked as stale; train it again without them") for model in one.models]
    return rows + [("not reached", f"{place}: restored later, they are erased again") for place in one.backups_not_reached]
