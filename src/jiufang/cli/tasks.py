"""`jiufang tasks`: look at what is done in the background, stop it, and try again what failed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.queue import Kind, State, Task

app = typer.Typer(help="Look at what is done in the background, stop it, try it again.", no_args_is_help=True)

Ids = Annotated[list[UUID], typer.Argument(metavar="TASKS...", help="ids of tasks")]
By = Annotated[str, typer.Option("--by", help="who asks for it: a person")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="show so many, the newest first")]
Name = TypeVar("Name", bound=StrEnum)
WIDTHS = {"task": 36, "kind": 5, "state": 7, "done": 4, "tries": 5, "asked": 11, "why": 12}  # characters at least
STYLES = {"done": "green", "dead": "red", "running": "cyan", "cancelled": "dim"}


@app.command("list")
def list_(
    folder: Folder = None,
    state: Annotated[str, typer.Option("--state", help="only these: waiting, running, done, cancelled, dead")] = "",
    kind: Annotated[str, typer.Option("--kind", help="only these: parse, match, draft, deliver, index, train, sweep, retain")] = "",
    limit: Limit = 50,
    format: Formatted = Format.TABLE,
) -> None:
    """Show the latest tasks, how far they are, and why they did not work."""
    from jiufang.queue import Kind, State

    _listed(folder, _one_of(State, state, "state"), _one_of(Kind, kind, "kind"), limit, format)


@app.command()
def dead(folder: Folder = None, limit: Limit = 50, format: Formatted = Format.TABLE) -> None:
    """Show the tasks that were tried in vain and wait for somebody to look at them; exit code 1 when there are any."""
    from jiufang.queue import State

    if _listed(folder, State.DEAD, None, limit, format):
        raise typer.Exit(1)


@app.command()
def show(
    task: Annotated[UUID, typer.Argument(metavar="TASK", help="its id")], folder: Folder = None, format: Formatted = Format.TABLE
) -> None:
    """Show everything that is known of a task; it holds ids, and of an error no more than its class and place."""
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace import tasks

    with open_kept(folder) as ws:
        found = tasks.find(ws, task)
    if format is Format.JSON:
        print_json(_plain(found))
        return
    print_rows(console(), [(name, str(value)) for name, value in _plain(found).items() if value not in ("", None, {})])


@app.command()
def retry(
    by: By,
    tasks: Annotated[list[UUID] | None, typer.Argument(metavar="TASKS...", help="ids of dead or cancelled tasks")] = None,
    folder: Folder = None,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="every dead task")] = False,
    format: Formatted = Format.TABLE,
) -> None:
    """Try dead or cancelled tasks again, as if they were new."""
    from jiufang.cli.wiring import open_kept
    from jiufang.queue import State
    from jiufang.workspace import tasks as of

    if bool(tasks) == all_dead:
        raise typer.BadParameter("name tasks, or say --all-dead")
    with open_kept(folder) as ws:
        ids = tasks or [one.id for one in of.listed(ws, state=State.DEAD, limit=10_000)]
        _changed([of.again(ws, id, by=by) for id in ids], format)


@app.command()
def cancel(tasks: Ids, by: By, folder: Folder = None, format: Formatted = Format.TABLE) -> None:
    """Cancel tasks: those that wait at once, those that run at their next step; what they kept by then stays."""
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace import tasks as of

    with open_kept(folder) as ws:
        _changed([of.cancel(ws, id, by=by) for id in tasks], format)


def _listed(folder: Any, state: State | None, kind: Kind | None, limit: int, format: Format) -> list[Task]:
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace import tasks

    with open_kept(folder) as ws:
        found = tasks.listed(ws, state=state, kind=kind, limit=limit)
    if format is Format.JSON:
        print_json([_plain(task) for task in found])
    elif found:
        _table(found)
    else:
        note("there are none")
    return found


def _table(found: list[Task]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    reasons = any(task.reason for task in found)
    for column, width in WIDTHS.items():
        if reasons or column != "why":
            table.add_column(column, overflow="fold", min_width=width)  # an id is there to be copied
    for task in found:
        steps = f"{task.steps}/{task.of_steps}" if task.of_steps else ""
        state = Text(str(task.state), style=STYLES.get(str(task.state), ""))
        asked = f"{task.created_at:%m-%d %H:%M} {task.asked_by}"
        told = (str(task.id), str(task.kind), state, steps, str(task.attempt), asked)
        table.add_row(*told, *([task.reason] if reasons else []))
    console().print(table)


def _changed(tasks: list[Task], format: Format) -> None:
    if format is Format.JSON:
        print_json([_plain(task) for task in tasks])
        return
    print_rows(console(), [(str(task.state), f"{task.kind} {task.id}") for task in tasks])


def _plain(task: Task) -> dict[str, Any]:
    """Return a task as JSON-ready data."""
    moments = {name: value.isoformat() if value else None for name, value in vars(task).items() if name.endswith(("_at", "_before"))}
    ids = {name: str(id) for name, id in task.ids.items()}
    return {**vars(task), **moments, "id": str(task.id), "kind": str(task.kind), "state": str(task.state), "ids": ids}


def _one_of(names: type[Name], value: str, what: str) -> Name | None:
    if not value:
        return None
    if value not in set(names):
        raise typer.BadParameter(f"there is no {what} {value}; it is one of {', '.join(str(name) for name in names)}")
    return names(value)
