"""`jiufang worker`: do in the background what the workspace of a folder was asked for."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from jiufang.cli.printing import note

Folder = Annotated[Path | None, typer.Option("--folder", metavar="DIR", help="the workspace; that of DATABASE_URL when left out")]
Concurrency = Annotated[int, typer.Option("--concurrency", min=0, help="tasks at once; as many as JIUFANG_WORKERS when 0")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="do these only: parse, match, draft; all by default")]
Once = Annotated[bool, typer.Option("--once", help="end when nothing is left that can be done now")]


def command(folder: Folder = None, concurrency: Concurrency = 0, kind: Kinds = None, once: Once = False) -> None:
    """Read, match and draft what was asked for, until Ctrl-C or SIGTERM; a second one ends it at once."""
    from jiufang import workspace
    from jiufang.queue import Kind
    from jiufang.settings import Settings
    from jiufang.workspace.background import worker

    url = Settings().database_url.reveal()
    unknown = set(kind or ()) - set(Kind)
    if unknown or not (folder or url):
        raise typer.BadParameter(f"there is no kind {min(unknown)}" if unknown else "name a folder with --folder, or set DATABASE_URL")
    with workspace.open(folder or url) as opened:
        working = worker(opened, concurrency=concurrency or None, kinds={Kind(one) for one in kind} if kind else None)
        _stop_on_signals(working.stop)
        note("working; Ctrl-C ends it" if not once else "working until nothing is left")
        in_order = working.run(until_empty=once)
    if not in_order:
        note("what did not end in time goes to the next worker")
        os._exit(0)  # threads that do not end would be waited for


def _stop_on_signals(stop: object) -> None:
    """Close in good order at the first signal, at once at the second."""
    assert callable(stop)
    asked = threading.Event()

    def on_signal(number: int, _: object) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
