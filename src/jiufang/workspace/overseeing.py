"""Oversee a workspace: its settings, its health, its backups."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING

from jiufang.errors import MissingCapability
from jiufang.settings import Secret
from jiufang.store import audit
from jiufang.store.backup import Backup
from jiufang.workspace import health
from jiufang.workspace.health import Health

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

BACKUPS = "backups"


def settings(ws: OpenWorkspace) -> list[dict[str, str]]:
    """Return all settings with their values; of secrets, whether they are set."""
    chosen = ws.engine.settings
    return [
        {
            "name": one.metadata["variable"],
            "group": one.metadata["group"],
            "value": _told(getattr(chosen, one.name)),
            "means": one.metadata["doc"],
        }
        for one in fields(chosen)
    ]


def look(ws: OpenWorkspace) -> Health:
    """Return how the workspace is."""
    return health.look(ws, own_worker=False)


def back_up(ws: OpenWorkspace, *, at: dt.datetime, by: str) -> Backup:
    """Copy everything to a new folder in the workspace's `backups`, and write down who asked for it.

    Raises:
        MissingCapability: the workspace has no folder; whoever runs its database backs it up.
    """
    if ws.store.folder is None:
        raise MissingCapability("this workspace has no folder for backups", subject="backup", hint="back its database up where it runs")
    folder = ws.store.folder.absolute() / BACKUPS / at.strftime("%Y%m%dT%H%M%S%fZ")
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    made = ws.backup(folder)
    with ws.session() as session:
        audit.log(session, actor=by, action="backed up", subject="workspace", tables=len(made.tables))
    return made


def _told(value: object) -> str:
    if isinstance(value, Secret):
        return "set" if value.reveal() else ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
