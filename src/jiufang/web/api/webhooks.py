"""Say which servers are told of what happens here, and see what was sent to them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.access.webhooks import TYPES
from jiufang.documents.records import Record
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import whole
from jiufang.web.replying import nothing, told
from jiufang.web.shapes import IfMatch, Page

routes = router("webhooks")

Url = Annotated[str, Field(min_length=1, max_length=2000, examples=["https://hr.example.org/jiufang"])]
Events = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(
        min_length=1,
        max_length=len(TYPES),
        description=f"`*` for all, or some of {', '.join(f'`{one}`' for one in TYPES)}",
        examples=[["job.opened"]],
    ),
]


class Receiver(BaseModel):
    """A server that is told of events."""

    id: UUID
    url: str
    events: list[str]
    active: bool
    rests_until: dt.datetime | None = Field(description="it did not answer lately; until then nothing is sent")
    version: int
    created_at: dt.datetime


class NewReceiver(Receiver):
    """A receiver that was just made; `secret` is shown this once, and signs what it is sent (Standard Webhooks)."""

    secret: str = Field(examples=["whsec_…"])


class NewSecret(BaseModel):
    """Another secret, shown this once; the one before signs beside it until the next is made."""

    secret: str


class ReceiverWish(Record):
    """A server to tell of events."""

    url: Url
    events: Events


class ReceiverChange(Record):
    """What to change about a receiver; what is left out stays."""

    url: Url | None = None
    events: Events | None = None
    active: bool | None = Field(None, examples=[False])


class DeliveryShape(BaseModel):
    """An event on its way to a receiver, or there, or given up."""

    id: UUID
    event: str
    type: str
    state: str = Field(description="`waiting`, `delivered` or `dead`")
    tries: int
    next_at: dt.datetime | None
    reason: str = Field(description="what the last try came to")
    created_at: dt.datetime
    body: dict[str, Any] = Field(description="what is sent: ids, codes and counts")


@routes.get("/webhooks", response_model=Page[Receiver])
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def list_webhooks(asked: Asking) -> Response:
    """List who is told of events."""
    return whole(asked.ws.webhooks.listed())


@routes.post("/webhooks", status_code=201, response_model=NewReceiver)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def add_webhook(asked: Asking, given: ReceiverWish) -> Response:
    """Tell a server of events from now on.

    It has to have a public address and speak https. Messages follow Standard Webhooks: verify `webhook-signature` with the secret.
    """
    made = asked.ws.webhooks
    id, secret = made.add(given.url, given.events, by=asked.by)
    shown = made.find(id)
    return told({**vars(shown), "secret": secret}, status=201, version=shown.version, location=f"/api/v1/webhooks/{id}")


@routes.get("/webhooks/{webhook}", response_model=Receiver)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def read_webhook(asked: Asking, webhook: UUID) -> Response:
    """Read a receiver."""
    return _shown(asked, webhook)


@routes.patch("/webhooks/{webhook}", response_model=Receiver)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant, changes=True)
def change_webhook(asked: Asking, webhook: UUID, given: ReceiverChange, if_match: IfMatch = None) -> Response:
    """Change where a receiver is, what it is told of, or whether."""
    values = given.model_dump(exclude_none=True)
    asked.ws.webhooks.change(webhook, by=asked.by, version=expected(if_match), **values)
    return _shown(asked, webhook)


@routes.delete("/webhooks/{webhook}", status_code=204)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def remove_webhook(asked: Asking, webhook: UUID) -> Response:
    """Tell a receiver nothing more."""
    asked.ws.webhooks.remove(webhook, by=asked.by)
    return nothing()


@routes.post("/webhooks/{webhook}/secret", response_model=NewSecret)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def renew_secret(asked: Asking, webhook: UUID) -> Response:
    """Make another secret for a receiver."""
    return told({"secret": asked.ws.webhooks.renew_secret(webhook, by=asked.by)})


@routes.get("/webhooks/{webhook}/deliveries", response_model=Page[DeliveryShape])
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def list_deliveries(asked: Asking, webhook: UUID, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> Response:
    """List what was sent to a receiver, or is on its way, the newest first."""
    sent = asked.ws.webhooks.history(webhook, limit=limit)
    names = ("event", "state", "tries", "next_at", "reason")
    return whole(
        [
            {"id": one.id, "type": one.type, "created_at": one.created_at, "body": json.loads(one.body)}
            | {name: getattr(one.delivery, name) for name in names}
            for one in sent
        ]
    )


@routes.post("/deliveries/{delivery}/retry", status_code=204)
@needs(Permission.WEBHOOKS_MANAGE, of=things.tenant)
def retry_delivery(asked: Asking, delivery: UUID) -> Response:
    """Send what was given up once more."""
    asked.ws.webhooks.again(delivery, by=asked.by)
    return nothing()


def _shown(asked: Asked, webhook: UUID) -> Response:
    shown = asked.ws.webhooks.find(webhook)
    return told(shown, version=shown.version)
