"""`jiufang worker`: do in the background what the workspace of a folder was asked for."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Annotated

import typer

from jiufang.cli.options import Folder
from jiufang.cli.printing import note

Concurrency = Annotated[int, typer.Option("--concurrency", min=0, help="tasks at once; as many as JIUFANG_WORKERS when 0")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="do these only: parse, match, draft, deliver, index, train, sweep, retain; all by default"),
]
Once = Annotated[bool, typer.Option("--once", help="end when nothing is left that can be done now")]


def command(folder: Folder = None, concurrency: Concurrency = 0, kind: Kinds = None, once: Once = False) -> None:
    """Read, match and draft what was asked for, until Ctrl-C or SIGTERM; a second one ends it at once."""
    from jiufang.cli.wiring import open_kept
    from jiufang.queue import Kind
    from jiufang.workspace.background import worker

    unknown = set(kind or ()) - set(Kind)
    if unknown:
        raise typer.BadParameter(f"there is no kind {min(unknown)}")
    with open_kept(folder) as opened:
        working = worker(opened, concurrency=concurrency or None, kinds={Kind(one) for one in kind} if kind else None)
        _stop_on_signals(working.stop)
        note("working; Ctrl-C ends it" if not once else "working until nothing is left")
        in_order = working.run(until_empty=once)
    if not in_order:
        note("what did not end in time goes to the next worker")
        os._exit(0)  # threads that do not end would be waited for


def _stop_on_signals(stop: Callable[[], object]) -> None:
    """Close in good order at the first signal, at once at the second."""
    asked = threading.Event()

    def on_signal(number: int, _: object) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
