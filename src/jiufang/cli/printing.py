"""Print records as JSON or as tables; progress goes to standard error so that output can be piped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

VERDICT_STYLE = {"met": "green", "partial": "yellow", "not_shown": "dim", "contradicted": "red"}
VERDICT_SIGN = {"met": "●", "partial": "◐", "not_shown": "○", "contradicted": "✕"}
LABEL_WIDTH = 12


class Progress(Protocol):
    """Called after each step with what was just done."""

    def __call__(self, done: str) -> None:
        """Take one step."""
        ...


def print_json(value: Any) -> None:
    """Print JSON: two blanks of indent, characters as they are, keys in the record's order."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def console() -> Console:
    """Return a console on standard output that takes no text for markup: résumés may hold anything."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


def note(message: str, *, style: str = "yellow") -> None:
    """Print a line on standard error."""
    Console(stderr=True, highlight=False, markup=False, emoji=False).print(f"jiufang: {message}", style=style, soft_wrap=True)


def print_rows(out: Console, rows: Sequence[tuple[str, str]], *, style: str = "dim", width: int = LABEL_WIDTH) -> None:
    """Print (label, text) lines; a text that wraps goes on below itself, not below its label."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", width=width, style=style, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(label, Text(text))
    if rows:
        out.print(grid)


def verdict(value: str, *, words: bool = True) -> Text:
    """Return a verdict as a coloured sign, with its word."""
    sign = VERDICT_SIGN[value]
    return Text(f"{sign} {value.replace('_', ' ')}" if words else sign, style=VERDICT_STYLE[value])


@contextmanager
def progress_bar(label: str, steps: Sequence[Any]) -> Iterator[Progress]:
    """Show a bar on standard error while something long runs; silent when nobody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    err = Console(stderr=True)
    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(label, total=len(steps))
        yield lambda done: bar.update(task, advance=1, description=f"{label} {done[:40]}")
