"""Pages of the installation: its settings and where each is from, its models and who else is asked, and how it is."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import BadInput
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages import setting_words
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace import company, overseeing, tasks
from jiufang.workspace.company import Company
from jiufang.workspace.providers import ModelRow, Provider, models, providers

pages = Pages()
LISTED = 10
Named = Annotated[str, Form(max_length=5000)]


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

    company: Company
    wrong: str
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
    """Show the settings that the server runs with, and the company's own."""
    return _settings(asked, request, company.of(asked.ws))


@pages.form("/settings/company")
@needs(Permission.SETTINGS_WRITE, of=things.tenant)
def change_company(asked: Asking, request: Request, version: Annotated[int, Form()], name: Named = "", signature: Named = "") -> Response:
    """Say what the company is called, and what its letters end with."""
    try:
        company.change(asked.ws, name=name, signature=signature, by=asked.by, version=version)
    except BadInput as refused:
        written = Company(version=company.of(asked.ws).version, name=name, signature=signature)
        return shown_again(_settings(asked, request, written, wrong=in_one(voice_of(request), refused)), "settings.html")
    return onward("/settings", voice_of(request).say("Saved. Conversations and letters say it from now on."))


def _settings(asked: Asked, request: Request, shown: Company, *, wrong: str = "") -> Settings:
    voice = voice_of(request)
    groups: dict[str, list[SettingRow]] = {}
    for one in overseeing.settings(asked.ws):
        row, means, default = {name: one[name] for name in ("name", "value", "source")}, one["means"], one["default"]
        default = voice.say(default) if default in setting_words.DEFAULTS else default
        groups.setdefault(one["group"], []).append(SettingRow(**row, default=default, means=voice.say(means)))
    told = tuple(Group(name=voice.say(setting_words.GROUPS[name]), rows=tuple(rows)) for name, rows in groups.items())
    return Settings(company=shown, wrong=wrong, groups=told, models=models(asked.ws), providers=providers(asked.ws))


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
