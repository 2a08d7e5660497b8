"""Make, list and revoke the keys of programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from jiufang.access.api_keys import LONGEST, ApiKey
from jiufang.access.policy import Thing
from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.replying import nothing, told
from jiufang.web.shapes import Page

routes = router("keys")


class KeyShape(BaseModel):
    """A program's key, without what opens."""

    id: UUID
    user: UUID = Field(description="on whose behalf it acts")
    name: str = Field(examples=["careers page"])
    hint: str = Field(description="by which to know it again", examples=["jfk_…4fQz9K"])
    scopes: list[Permission]
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class NewKey(KeyShape):
    """A key that was just made; `key` is shown this once."""

    key: str = Field(examples=["jfk_…"])


class KeyWish(Record):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["careers page"])]
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission), examples=[[Permission.CANDIDATES_WRITE]])]
    days: Annotated[int, Field(ge=1, le=LONGEST.days, examples=[90])] = LONGEST.days


def own_key(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return a key, which is its user's own."""
    id = things.id_in(ids, "key")
    found = next((key for key in asked.entrance.key_shelf.listed() if key.id == id), None)
    if found is None:
        raise NotFound("there is no such key", subject=f"key {id}")
    return Thing(asked.actor.tenant, frozenset({found.user}), f"key {id}")


@routes.get("/keys", response_model=Page[KeyShape])
@needs(Permission.KEYS_MANAGE, of=things.own)
def list_keys(asked: Asking) -> Response:
    """List the keys that one may revoke: one's own, an owner everybody's."""
    keys = asked.entrance.key_shelf.listed(asked.only(Permission.KEYS_MANAGE))
    return told({"items": [_shape(key) for key in keys], "next": None})


@routes.post("/keys", status_code=201, response_model=NewKey)
@needs(Permission.KEYS_MANAGE, of=things.own)
def make_key(asked: Asking, given: KeyWish) -> Response:
    """Make a key for a program that acts for oneself, within its scopes.

    It is shown this once. What needs somebody to be there, such as a decision about a candidate, no key can do.
    """
    assert asked.user is not None
    lasts = dt.timedelta(days=given.days)
    text, key = asked.entrance.make_key(asked.user, name=given.name, scopes=given.scopes, by=asked.by, lasts=lasts)
    return told(_shape(key) | {"key": text}, status=201)


@routes.delete("/keys/{key}", status_code=204)
@needs(Permission.KEYS_MANAGE, of=own_key)
def revoke_key(asked: Asking, key: UUID) -> Response:
    """Let a key open nothing any more, from the next request on."""
    asked.entrance.revoke_key(key, by=asked.by)
    return nothing()


def _shape(key: ApiKey) -> dict[str, Any]:
    names = ("id", "user", "name", "hint", "expires_at", "revoked_at", "last_used_at")
    return {name: getattr(key, name) for name in names} | {"scopes": sorted(key.scopes)}
