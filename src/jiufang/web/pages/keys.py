"""Pages of API keys: what programs there are, a new key that is shown once, and how to let one open nothing any more."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.api_keys import LONGEST, ApiKey
from jiufang.access.policy import grantable
from jiufang.access.roles import TABLE, Permission
from jiufang.errors import BadInput, JiufangError
from jiufang.web import things
from jiufang.web.api import keys as api
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages import permissions
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, Unrendered, onward, shown_again, voice_of

pages = Pages()
LASTS = (30, 90, 180, 365)  # days
USUAL = 90


class KeyRow(Sheet):
    """A program's key, without what opens."""

    id: UUID
    name: str
    hint: str
    whose: str
    scopes: tuple[str, ...]
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    state: str


class Scope(Sheet):
    """What a key can be made for."""

    permission: Permission
    group: str
    means: str


class Keys(Sheet):
    """The keys that one may revoke, and the form for another; `made` is shown this once."""

    keys: tuple[KeyRow, ...]
    scopes: tuple[Scope, ...]
    lasts: tuple[tuple[int, str], ...]
    address: str
    name: str = ""
    days: int = USUAL
    chosen: tuple[str, ...] = ()
    made: str = ""
    wrong: str = ""


@pages.page("/keys", "keys.html")
@needs(Permission.KEYS_MANAGE, of=things.own)
def keys(asked: Asking, request: Request) -> Sheet:
    """Show the keys that one may revoke."""
    return _keys(asked, request)


@pages.form("/keys")
@needs(Permission.KEYS_MANAGE, of=things.own)
def make(
    asked: Asking,
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    days: Annotated[int, Form(ge=1, le=LONGEST.days)] = USUAL,
    scopes: Annotated[list[str] | None, Form(max_length=len(Permission))] = None,
) -> Response:
    """Make a key for a program, and show it."""
    wanted = tuple(scopes or ())
    try:
        text = _made(asked, name.strip(), wanted, days)
    except JiufangError as refused:
        told = {"name": name, "days": days, "chosen": wanted, "wrong": in_one(voice_of(request), refused)}
        return shown_again(_keys(asked, request).model_copy(update=told), "keys.html")
    return Unrendered(_keys(asked, request).model_copy(update={"made": text, "name": ""}), "keys.html")


@pages.form("/keys/{key}/revoke")
@needs(Permission.KEYS_MANAGE, of=api.own_key)
def revoke(asked: Asking, request: Request, key: UUID) -> Response:
    """Let a key open nothing any more."""
    asked.entrance.revoke_key(key, by=asked.by)
    return onward("/keys", voice_of(request).say("Revoked. It opens nothing from the next request on."))


def _made(asked: Asked, name: str, scopes: tuple[str, ...], days: int) -> str:
    if not name or not scopes:
        raise BadInput("a key needs a name and at least one thing that it may do")
    if strange := set(scopes) - set(Permission):
        raise BadInput("there is no such scope", subject=", ".join(sorted(strange)))
    assert asked.user is not None
    wanted = [Permission(one) for one in scopes]
    return asked.entrance.make_key(asked.user, name=name, scopes=wanted, by=asked.by, lasts=dt.timedelta(days=days))[0]


def _keys(asked: Asked, request: Request) -> Keys:
    voice, whose = voice_of(request), {one.id: one.name or one.email for one in asked.entrance.users.listed()}
    can = grantable(asked.user.role) if asked.user else frozenset()
    found = asked.entrance.key_shelf.listed(asked.only(Permission.KEYS_MANAGE))
    rows = [_row(one, whose.get(one.user, ""), asked.at) for one in reversed(found)]
    return Keys(
        keys=tuple(sorted(rows, key=lambda row: row.state != "active")),
        scopes=tuple(
            Scope(permission=one, group=voice.say(permissions.GROUPS[one.partition(".")[0]]), means=voice.say(TABLE[one].means))
            for one in Permission
            if one in can
        ),
        lasts=tuple((days, voice.say_many("%(n)s day", "%(n)s days", days)) for days in LASTS),
        address=f"{asked.site.serving.origin}/api/v1",
    )


def _row(key: ApiKey, whose: str, at: dt.datetime) -> KeyRow:
    state = "revoked" if key.revoked_at else "expired" if key.expires_at <= at else "active"
    told = {name: getattr(key, name) for name in ("id", "name", "hint", "expires_at", "last_used_at")}
    return KeyRow(**told, whose=whose, scopes=tuple(sorted(key.scopes)), state=state)
