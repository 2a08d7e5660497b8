"""The shapes of answers that are no records of the library: for the document of the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Header
from pydantic import BaseModel, Field

from jiufang.access.policy import Via
from jiufang.access.roles import Role

Row = TypeVar("Row")
IfMatch = Annotated[str | None, Header(max_length=4096, description="the `ETag` of the version that is changed", examples=['"3"'])]


class Page(BaseModel, Generic[Row]):
    """Some rows of a list."""

    items: list[Row]
    next: str | None = Field(description="goes into `cursor` for the rows after these; null at the end")


class UserShape(BaseModel):
    """Somebody who works here."""

    id: UUID
    email: str = Field(examples=["mei@example.org"])
    name: str = Field(examples=["Mei"])
    role: Role
    disabled: bool = Field(False, description="they may not come in any more")


class Me(BaseModel):
    """Who asks, and what they may do."""

    user: UserShape
    via: Via
    csrf: str | None = Field(description="goes into `X-CSRF-Token` with changes; null for programs, which need none")
    proved_at: dt.datetime | None = Field(description="when the password or the provider was last asked")
    permissions: dict[str, str] = Field(description="how far each permission reaches: `all`, or `own`", examples=[{"jobs.read": "all"}])


class TaskShape(BaseModel):
    """Something that is done in the background, and how far it is."""

    id: UUID
    kind: str = Field(examples=["parse"])
    ids: dict[str, UUID] = Field(description="what it is about")
    state: str = Field(description="`waiting`, `running`, `done`, `cancelled` or `dead`", examples=["running"])
    asked_by: str
    attempt: int
    failures: int
    kills: int
    steps: int
    of_steps: int
    reason: str = Field(description="why it failed last, was cancelled or is dead: a code")
    not_before: dt.datetime | None
    created_at: dt.datetime
    ended_at: dt.datetime | None
