"""Oversee a workspace: its settings, its health, its backups."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiufang.errors import MissingCapability
from jiufang.settings import Secret
from jiufang.store import audit, backup
from jiufang.store.backup import Backup
from jiufang.workspace import health
from jiufang.workspace.health import Health

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

BACKUPS = "backups"
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")  # in the address of a server


@dataclass(frozen=True)
class Kept:
    """A backup that is there: the name of its folder, when it was whole, its bytes."""

    name: str
    at: dt.datetime
    size: int


def settings(ws: OpenWorkspace) -> list[dict[str, str]]:
    """Return all settings with their values, their defaults, and where each value is from; of secrets, whether they are set."""
    return [_setting(one, getattr(ws.engine.settings, one.name)) for one in fields(ws.engine.settings)]


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


def backups(ws: OpenWorkspace) -> list[Kept]:
    """Return the backups of a workspace that lie where they were written to, the latest first."""
    places = backup.known(ws.store.folder) if ws.store.folder is not None else []
    found = [
        Kept(place.name, dt.datetime.fromtimestamp((place / backup.MANIFEST).stat().st_mtime, dt.UTC), _size(place)) for place in places
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _setting(one: Field[Any], value: object) -> dict[str, str]:
    meta = one.metadata
    source = "environment" if os.environ.get(meta["variable"], "").strip() else "default" if value == meta["default"] else "option"
    shown = meta["shown"] or ("" if isinstance(value, Secret) else _told(meta["default"]))
    return {
        "name": meta["variable"],
        "group": meta["group"],
        "value": _told(value),
        "means": meta["doc"],
        "default": shown,
        "source": "default" if isinstance(value, Secret) and not value else source,
    }


def _told(value: object) -> str:
    if isinstance(value, Secret):
        return "set" if value.reveal() else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else CREDENTIALS.sub("", str(value))
