"""Pages of the installation: its settings and where each is from, its models and who else is asked, and how it is."""

from __future__ import annotations

import datetime as dt

from fastapi import Request, Response

from jiufang.access.roles import Permission
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs
from jiufang.web.pages import setting_words
from jiufang.web.sheets import Pages, Sheet, onward, voice_of
from jiufang.workspace import overseeing, tasks
from jiufang.workspace.providers import ModelRow, Provider, models, providers

pages = Pages()
LISTED = 10


class SettingRow(Sheet):
    """A setting as it is; `source` is `default`, `environment` or `option`."""

    name: str
    value: str
    default: str
    source: str
    means: str


class Group(Sheet):
    """Settings of one kind."""

    name: str
    rows: tuple[SettingRow, ...]


class Settings(Sheet):
    """The settings, the models, and who else is asked."""

    groups: tuple[Group, ...]
    models: tuple[ModelRow, ...]
    providers: tuple[Provider, ...]


class PartRow(Sheet):
    """One thing that the installation needs."""

    name: str
    ok: bool
    needed: bool
    hint: str


class BackupRow(Sheet):
    """A backup that is there."""

    name: str
    at: dt.datetime
    bytes: int


class Health(Sheet):
    """How the installation is, and what to do."""

    status: str
    ready: bool
    parts: tuple[PartRow, ...]
    dead: int
    open: int
    folder: bool
    backups: tuple[BackupRow, ...]


@pages.page("/settings", "settings.html")
@needs(Permission.SETTINGS_READ, of=things.tenant)
def settings(asked: Asking, request: Request) -> Sheet:
    """Show the settings that the server runs with."""
    voice = voice_of(request)
    groups: dict[str, list[SettingRow]] = {}
    for one in overseeing.settings(asked.ws):
        told, means, default = {name: one[name] for name in ("name", "value", "source")}, one["means"], one["default"]
        default = voice.say(default) if default in setting_words.DEFAULTS else default
        groups.setdefault(one["group"], []).append(SettingRow(**told, default=default, means=voice.say(means)))
    shown = tuple(Group(name=voice.say(setting_words.GROUPS[name]), rows=tuple(rows)) for name, rows in groups.items())
    return Settings(groups=shown, models=models(asked.ws), providers=providers(asked.ws))


@pages.page("/health", "health.html")
@needs(Permission.SYSTEM_OPERATE, of=things.tenant)
def health(asked: Asking) -> Sheet:
    """Show how the installation is."""
    seen = overseeing.look(asked.ws)
    backups = overseeing.backups(asked.ws)[:LISTED]
    return Health(
        status=seen.status,
        ready=seen.ready,
        parts=tuple(PartRow(name=one.name, ok=one.ok, needed=one.needed, hint=one.hint) for one in seen.parts),
        dead=tasks.dead(asked.ws),
        open=sum(one.tasks for one in tasks.under_way(asked.ws).values()),
        folder=asked.ws.store.folder is not None,
        backups=tuple(BackupRow(name=one.name, at=one.at, bytes=one.size) for one in backups),
    )


@pages.form("/health/backup")
@needs(Permission.SYSTEM_OPERATE, of=things.tenant)
def back_up(asked: Asking, request: Request) -> Response:
    """Copy everything, while others go on working."""
    made = overseeing.back_up(asked.ws, at=asked.at, by=asked.by)
    rows = sum(rows for rows, _ in made.tables.values())
    return onward("/health", voice_of(request).say_many("Backed up: %(n)s row.", "Backed up: %(n)s rows.", rows))
