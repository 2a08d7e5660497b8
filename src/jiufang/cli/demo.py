"""`jiufang demo`: made-up candidates for four jobs, a ranked shortlist, and the pages to look round in."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
import time
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.printing import note, progress_bar

if TYPE_CHECKING:
    from jiufang.web.demo import Entry
    from jiufang.web.running import Server
    from jiufang.workspace.opened import OpenWorkspace

Folder = Annotated[Path, typer.Option("--folder", help="where it is kept; made when there is none, shown again when there is")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="the port; JIUFANG_PORT, else 8300, else a free one")]
Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="show the pages, or end when everything is read and matched")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="open the pages in a browser, if there is one")]


def command(folder: Folder = Path("jiufang-demo"), port: Port = None, serve: Serve = True, browser: Browser = True) -> None:
    """Look round: made-up candidates for four jobs, ranked and shown on pages that this machine alone reaches."""
    from jiufang import workspace
    from jiufang.workspace.starting import ahead

    began = time.monotonic()
    with ahead(folder.absolute()), workspace.open(folder) as ws:
        password = _let_in(ws)
        note(f"the first shortlist is there after {time.monotonic() - began:.0f} seconds", style="green")
        if serve:
            _serve(ws, password, port=port, browser=browser)
        else:
            _finish(ws)


def _let_in(ws: OpenWorkspace) -> str:
    """Fill the workspace unless it is; return a new password of its owner's, empty where so many were chosen that the old one stays."""
    from jiufang.access.errors import TooMany
    from jiufang.workspace import demo
    from jiufang.workspace.entering import Entrances

    entrance, password = Entrances(ws)(ws.tenant), secrets.token_urlsafe(15)
    if not ws.jobs:
        _fill(ws, password)
        return password
    if entrance.users.by_email(demo.OWNER) is None:
        raise typer.BadParameter(f"{ws.store.folder} is a workspace of its own, and no demo")
    note(f"shown as it was left; remove {ws.store.folder} to begin anew")
    try:
        found = entrance.forgotten(demo.OWNER, address="")
    except TooMany:
        return ""
    return password if found and entrance.reset(found[1], password) else ""


def _fill(ws: OpenWorkspace, password: str) -> None:
    from jiufang.cli.shortlist import show
    from jiufang.workspace import demo
    from jiufang.workspace.entering import Entrances

    if ws.engine.encoder is None:
        note("the encoder is not here, so words alone are compared; `jiufang models fetch encoder` brings it (95 MB)")
    with progress_bar("reading", demo.exhibits()[0].now) as done:
        entrance, now = Entrances(ws)(ws.tenant), dt.datetime.now().astimezone()
        ranked = demo.fill(ws, entrance, now=now, password=password, step=lambda what: note(what, style="dim"), done=done)
    show(ranked)


def _finish(ws: OpenWorkspace) -> None:
    """Do what was left to the background, and end."""
    from jiufang.workspace.background import worker

    note("reading the files for the other jobs", style="dim")
    worker(ws).run(until_empty=True)


def _serve(ws: OpenWorkspace, password: str, *, port: int | None, browser: bool) -> None:
    from jiufang.web.demo import Entry
    from jiufang.workspace import demo

    entry = Entry(demo.OWNER)
    server = _prepared(ws, entry, port)
    if not server.run(lambda: _greet(server, entry, password, browser=browser)):
        note("what did not end in time goes to the next worker")
        os._exit(0)  # threads that do not end would be waited for


def _prepared(ws: OpenWorkspace, entry: Entry, port: int | None) -> Server:
    """Return the server at the port, or at a free one where none was named and the usual one is taken."""
    from jiufang.errors import BadInput
    from jiufang.settings import Settings
    from jiufang.web import running

    settings = replace(Settings(), host="127.0.0.1", origin="", hosts=())
    wanted = settings.port if port is None else port
    try:
        return running.prepare(ws, replace(settings, port=wanted), works=True, allow_network=False, also=(entry.pages(),))
    except BadInput:
        if port is not None:
            raise
        return running.prepare(ws, replace(settings, port=0), works=True, allow_network=False, also=(entry.pages(),))


def _greet(server: Server, entry: Entry, password: str, *, browser: bool) -> None:
    link = f"{server.url}{entry.path}"
    sys.stdout.write(f"\nOpen this, once, on this machine; it signs you in as {entry.email}:\n{link}\n")
    sys.stdout.write(f"Later: {server.url}, password {password}\n" if password else "")
    sys.stdout.write("The files for the other jobs are read meanwhile. Ctrl-C ends it.\n")
    sys.stdout.flush()
    if browser:
        webbrowser.open(link)
