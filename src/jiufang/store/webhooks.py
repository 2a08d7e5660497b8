"""Keep who is told of events, with the secrets that sign them, and each event on its way to each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, any_, cast, delete, func, literal, or_, select
from sqlalchemy import update as change_rows

from jiufang.access.webhooks import TYPES, Delivery, State, new_secret
from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.store import audit
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import deliveries, webhooks

EVERYTHING = "*"
SECRETS = 2  # the new one and the one before: a receiver changes over when it likes


@dataclass(frozen=True)
class Receiver:
    """Who is told of events.

    Args:
        url: where they are sent.
        events: which types; `*` for all.
        active: whether anything is sent.
        rests_until: it did not answer lately; until then nothing is sent.
        version: which a change must name.
    """

    id: UUID
    url: str
    events: tuple[str, ...]
    active: bool
    rests_until: dt.datetime | None
    version: int
    created_at: dt.datetime


@dataclass(frozen=True)
class Sent:
    """A delivery as it is kept: its id, what it is of, and its very bytes."""

    id: UUID
    delivery: Delivery
    type: str
    body: bytes
    created_at: dt.datetime


def add(session: Session, url: str, events: Sequence[str], *, by: str) -> tuple[UUID, str]:
    """Keep a receiver; return its id and its secret, which is shown this once.

    Raises:
        BadInput: there is no such type of events, or none is named.
    """
    id, secret = new_id(), new_secret()
    sealed = session.seal([secret], person=None, at=(webhooks, id, "secret"))
    session.insert(webhooks, id, url=url, events=_types(events), secret=sealed)
    audit.log(session, actor=by, action="added", subject="webhook", subject_id=id)
    return id, secret


def change(session: Session, id: UUID, *, by: str, version: int | None = None, **values: Any) -> int:
    """Change `url`, `events` or `active` of a receiver; return its new version.

    Raises:
        NotFound: there is none.
        Conflict: it is at another version by now.
        BadInput: there is no such type of events, or none is named.
    """
    given = {**values, **({"events": _types(values["events"])} if "events" in values else {}), "rests_until": None}
    now = session.update(webhooks, id, version=version, **given)
    audit.log(session, actor=by, action="changed", subject="webhook", subject_id=id, changed=sorted(values))
    return now


def renew_secret(session: Session, id: UUID, *, by: str) -> str:
    """Make another secret and return it, as it is shown this once; the one before signs beside it until the next is made.

    Raises:
        NotFound: there is no such receiver.
    """
    secret = new_secret()
    both = [secret, *secrets(session, id)][:SECRETS]
    session.update(webhooks, id, secret=session.seal(both, person=None, at=(webhooks, id, "secret")))
    audit.log(session, actor=by, action="renewed", subject="webhook", subject_id=id)
    return secret


def remove(session: Session, id: UUID, *, by: str) -> None:
    """Forget a receiver, and what was on its way to it.

    Raises:
        NotFound: there is none.
    """
    load(session, id)
    session.connection.execute(delete(webhooks).where(webhooks.c.id == id))
    audit.log(session, actor=by, action="removed", subject="webhook", subject_id=id)


def load(session: Session, id: UUID) -> Receiver:
    """Return a receiver.

    Raises:
        NotFound: there is none.
    """
    return _receiver(session.get(webhooks, id))


def listed(session: Session) -> list[Receiver]:
    """Return all receivers, the oldest first."""
    return [_receiver(row) for row in session.connection.execute(select(webhooks).order_by(webhooks.c.id))]


def secrets(session: Session, id: UUID) -> list[str]:
    """Return the secrets that sign what a receiver gets, the newest first."""
    row = session.get(webhooks, id)
    return list(session.unseal(row.secret, person=None, at=(webhooks, id, "secret")))


def wanting(session: Session, type: str) -> list[UUID]:
    """Return who is to be told of a type of events."""
    wanted = webhooks.c.active & or_(*(literal(name) == any_(webhooks.c.events) for name in (type, EVERYTHING)))
    return list(session.connection.execute(select(webhooks.c.id).where(wanted).order_by(webhooks.c.id)).scalars())


def put(session: Session, webhook: UUID, *, event: str, type: str, body: bytes, at: dt.datetime) -> UUID:
    """Keep an event on its way to a receiver; return the delivery's id."""
    verbatim = cast(literal(body.decode("ascii"), Text), deliveries.c.body.type)
    return session.insert(deliveries, webhook_id=webhook, event=event, type=type, body=verbatim, next_at=at)


def delivery(session: Session, id: UUID) -> Sent:
    """Return a delivery.

    Raises:
        NotFound: there is none: its receiver was removed.
    """
    row = session.connection.execute(_all().where(deliveries.c.id == id)).one_or_none()
    if row is None:
        raise NotFound("there is no such delivery", subject=f"delivery {id}")
    return _sent(row)


def history(session: Session, webhook: UUID, *, limit: int = 100) -> list[Sent]:
    """Return what was sent to a receiver, or is on its way, the newest first."""
    query = _all().where(deliveries.c.webhook_id == webhook).order_by(deliveries.c.id.desc()).limit(limit)
    return [_sent(row) for row in session.connection.execute(query)]


def settle(session: Session, id: UUID, after: Delivery) -> None:
    """Keep how far a delivery got."""
    session.update(deliveries, id, state=str(after.state), tries=after.tries, next_at=after.next_at, reason=after.reason)


def rest(session: Session, webhook: UUID, until: dt.datetime | None) -> None:
    """Leave a receiver alone until a moment; None sends at once again."""
    there = (webhooks.c.id == webhook) & webhooks.c.rests_until.is_distinct_from(until)
    session.connection.execute(change_rows(webhooks).where(there).values(rests_until=until))


def switch_off(session: Session, webhook: UUID) -> None:
    """Send nothing more to a receiver, which said that it wants no more."""
    session.update(webhooks, webhook, active=False)
    audit.log(session, actor="worker", action="switched off", subject="webhook", subject_id=webhook)


def again(session: Session, id: UUID, *, at: dt.datetime, by: str) -> Delivery:
    """Let a dead delivery begin anew.

    Raises:
        NotFound: there is none.
        Conflict: it is not dead.
    """
    found = delivery(session, id)
    if found.delivery.state is not State.DEAD:
        raise Conflict(f"it is {found.delivery.state}", subject=f"delivery {id}", hint="only what was given up can be sent again")
    session.update(deliveries, id, state=str(State.WAITING), tries=0, next_at=at, reason="")
    audit.log(session, actor=by, action="tried again", subject="delivery", subject_id=id)
    return delivery(session, id).delivery


def forget(session: Session, *, days: int) -> int:
    """Remove deliveries that ended so many days ago; return how many there were."""
    old = deliveries.c.updated_at < func.now() - func.make_interval(0, 0, 0, days)
    return session.connection.execute(delete(deliveries).where(deliveries.c.state != str(State.WAITING), old)).rowcount


def _types(events: Sequence[str]) -> list[str]:
    unknown = set(events) - {*TYPES, EVERYTHING}
    if unknown or not events:
        raise BadInput("there are no such events", subject=", ".join(sorted(unknown)), hint=f"name some of {', '.join(TYPES)}, or *")
    return sorted(set(events))


def _all() -> Any:
    return select(deliveries, cast(deliveries.c.body, Text).label("text"))


def _receiver(row: Row[Any]) -> Receiver:
    return Receiver(row.id, row.url, tuple(row.events), row.active, row.rests_until, row.version, row.created_at)


def _sent(row: Row[Any]) -> Sent:
    told = Delivery(row.webhook_id, row.event, State(row.state), row.tries, row.next_at, row.reason)
    return Sent(row.id, told, row.type, row.text.encode("ascii"), row.created_at)
