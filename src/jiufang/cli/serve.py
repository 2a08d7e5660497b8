"""`jiufang serve`: answer browsers and programs, and work in the background, for the workspace of a folder or a database."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Folder
from jiufang.cli.printing import note

if TYPE_CHECKING:
    from jiufang.settings import Settings
    from jiufang.web.running import Server
    from jiufang.web.several import Several
    from jiufang.workspace.opened import OpenWorkspace

Host = Annotated[str | None, typer.Option("--host", help="the address to listen on; JIUFANG_HOST, else this machine alone")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="the port; JIUFANG_PORT, else 8300; 0 takes a free one")]
Processes = Annotated[
    int | None,
    typer.Option("--processes", min=0, help="how many answer requests; JIUFANG_PROCESSES, else 2, or 1 on a single core or with llamacpp"),
]
NoWorker = Annotated[bool, typer.Option("--no-worker", help="leave the work in the background to `jiufang worker` elsewhere")]
Network = Annotated[bool, typer.Option("--allow-network", help="other machines may reach it: a proxy with https has to stand before it")]

USUAL = 2  # one goes on while the other is busy, or begun anew; more than that are for more load, and cost memory


def command(
    folder: Folder = None,
    host: Host = None,
    port: Port = None,
    processes: Processes = None,
    no_worker: NoWorker = False,
    allow_network: Network = False,
) -> None:
    """Serve until Ctrl-C or SIGTERM, which lets requests and tasks end; a second one ends it at once."""
    from jiufang.cli.wiring import open_kept
    from jiufang.settings import Settings
    from jiufang.web import forking, journal

    settings = Settings()
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    journal.install()
    if (processes := processes or settings.processes or _usual(settings)) > 1:
        forking.begin()  # it loads while the database starts
    with open_kept(folder) as opened:
        server = _prepared(opened, settings, processes, works=not no_worker, allow_network=allow_network)
        if not server.origin.startswith("https://") and allow_network:
            note("browsers would send passwords in the clear; set JIUFANG_ORIGIN to the https address of your proxy")
        in_order = server.run(lambda: _greet(server))
    if not in_order:
        note("what did not end in time goes to the next worker")
        os._exit(0)  # threads that do not end would be waited for


def _usual(settings: Settings) -> int:
    """Return how many processes answer where nobody said; a language model is not lent, each would load its own."""
    return 1 if settings.llm == "llamacpp" else min(USUAL, os.cpu_count() or 1)


def _prepared(opened: OpenWorkspace, settings: Settings, processes: int, *, works: bool, allow_network: bool) -> Server | Several:
    """Return the server, in this process or in several."""
    if processes == 1:
        from jiufang.web import running

        return running.prepare(opened, settings, works=works, allow_network=allow_network)
    from jiufang.web import several

    return several.prepare(opened, settings, processes=processes, works=works, allow_network=allow_network)


def _greet(server: Server | Several) -> None:
    """Say where it is; to a fresh installation also how its first owner comes in, on standard output, which the log is not."""
    note(f"serving {server.url}; Ctrl-C ends it", style="green")
    if link := server.first_owner():
        sys.stdout.write(f"Nobody owns this installation yet. Its first owner is made here, within a day:\n{link}\n")
        sys.stdout.flush()
