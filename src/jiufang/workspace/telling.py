"""Tell other servers what happens here: kept in the transaction of what happened, sent by a worker until it arrives or is given up.

An event is put down for each receiver that wants it before the transaction commits, so none is lost and none is told that did not
happen. Sending is a task: killed between the receiver's answer and its being noted, it is sent once more, under the same id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.access.addresses import target
from jiufang.access.errors import NoReply
from jiufang.access.moments import Clock, now
from jiufang.access.outgoing import Outgoing, Reply
from jiufang.access.webhooks import NO_ANSWER, TYPES, Delivery, State, after, message, sign
from jiufang.errors import BadInput, Conflict, RefusedByPolicy
from jiufang.queue import Kind, Run, ask
from jiufang.store import audit, webhooks
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.webhooks import Receiver, Sent

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

BY = "outbox"
PING = "webhook.ping"  # the type of a test
REST = dt.timedelta(seconds=30)  # that a receiver is left alone after it let us wait in vain, so that it does not hold up the workers
CONTENT = {"Content-Type": "application/json", "User-Agent": "jiufang-webhooks"}


class Webhooks:
    """Who is told of what happens in a workspace.

    Args:
        ws: the workspace.
        outgoing: speaks to other servers; to public addresses and the hosts of the settings when None.
    """

    def __init__(self, ws: OpenWorkspace, *, outgoing: Outgoing | None = None) -> None:
        self._ws, self._outgoing = ws, outgoing or speaking(ws)

    def add(self, url: str, events: Sequence[str], *, by: str) -> tuple[UUID, str]:
        """Tell a server of some types of events from now on; return the receiver's id, and its secret, which is shown this once.

        Raises:
            BadInput: this is no plain URL, its name leads nowhere, or there are no such events.
            RefusedByPolicy: it leads into a private network, or goes without TLS.
        """
        self._judge(url)
        with self._ws.session() as session:
            return webhooks.add(session, url, events, by=by)

    def listed(self) -> list[Receiver]:
        """Return all receivers, the oldest first."""
        with self._ws.session() as session:
            return webhooks.listed(session)

    def find(self, id: UUID) -> Receiver:
        """Return a receiver.

        Raises:
            NotFound: there is none.
        """
        with self._ws.session() as session:
            return webhooks.load(session, id)

    def change(self, id: UUID, *, by: str, version: int | None = None, **values: Any) -> int:
        """Change `url`, `events` or `active` of a receiver; return its new version.

        Raises:
            NotFound: there is none.
            Conflict: it is at another version by now.
            BadInput, RefusedByPolicy: as with `add`.
        """
        if "url" in values:
            self._judge(values["url"])
        with self._ws.session() as session:
            return webhooks.change(session, id, by=by, version=version, **values)

    def renew_secret(self, id: UUID, *, by: str) -> str:
        """Return another secret; the one before signs beside it until the next is made.

        Raises:
            NotFound: there is no such receiver.
        """
        with self._ws.session() as session:
            return webhooks.renew_secret(session, id, by=by)

    def remove(self, id: UUID, *, by: str) -> None:
        """Tell a receiver nothing more.

        Raises:
            NotFound: there is none.
        """
        with self._ws.session() as session:
            webhooks.remove(session, id, by=by)

    def history(self, id: UUID, *, limit: int = 100) -> list[Sent]:
        """Return what was sent to a receiver, or is on its way, the newest first.

        Raises:
            NotFound: there is no such receiver.
        """
        with self._ws.session() as session:
            webhooks.load(session, id)
            return webhooks.history(session, id, limit=limit)

    def ping(self, id: UUID, *, by: str) -> None:
        """Send a receiver a test, whatever events it wants: ids only, of a type that nothing else has.

        Raises:
            NotFound: there is no such receiver.
            Conflict: it is switched off.
        """
        at = now()
        with self._ws.session() as session:
            if not webhooks.load(session, id).active:
                raise Conflict("it is switched off", subject=f"webhook {id}", hint="switch it on first")
            body, event = message(PING, id=id, at=at, details={}), f"evt_{new_id().hex}"
            delivery = webhooks.put(session, id, event=event, type=PING, body=body, at=at)
            _ask(session, delivery, Delivery(id, event, next_at=None))
            audit.log(session, actor=by, action="tested", subject="webhook", subject_id=id)

    def again(self, delivery: UUID, *, by: str) -> None:
        """Send what was given up once more, and as often as something new.

        Raises:
            NotFound: there is no such delivery.
            Conflict: it is not given up.
        """
        with self._ws.session() as session:
            begun = webhooks.again(session, delivery, at=now(), by=by)
            _ask(session, delivery, begun, salt=str(new_id()))

    def _judge(self, url: str) -> None:
        target(url, inside=self._outgoing.inside, resolve=self._outgoing.resolve)


def tell(session: Session) -> None:
    """Put down what happened in a transaction for whoever is to be told: the store's `outbox`."""
    for note in session.notes:
        receivers = webhooks.wanting(session, note.type) if note.type in TYPES else []
        if not receivers:
            continue
        at = now()
        body, event = message(note.type, id=note.id, at=at, details=note.details), f"evt_{new_id().hex}"
        for receiver in receivers:
            delivery = webhooks.put(session, receiver, event=event, type=note.type, body=body, at=at)
            _ask(session, delivery, Delivery(receiver, event, next_at=None))


def deliver(run: Run, outgoing: Outgoing, *, clock: Clock = now) -> None:
    """Send one event to one receiver, and keep what came of it."""
    id = run.task.ids["delivery"]
    with run.session() as session:
        sent = webhooks.delivery(session, id)
        receiver, secrets = webhooks.load(session, sent.delivery.webhook), webhooks.secrets(session, sent.delivery.webhook)
    if sent.delivery.state is not State.WAITING:
        return
    outcome = _outcome(sent, receiver, secrets, outgoing, at=clock())
    with run.settle() as session:
        webhooks.settle(session, id, outcome)
        if outcome.tries > sent.delivery.tries:
            webhooks.rest(session, receiver.id, clock() + REST if outcome.reason == NO_ANSWER else None)
        if outcome.gone:
            webhooks.switch_off(session, receiver.id)
        if outcome.state is State.WAITING:
            _ask(session, id, outcome, salt=str(run.task.id))


def speaking(ws: OpenWorkspace) -> Outgoing:
    """Return what speaks to receivers: to public addresses, and to the hosts of one's own network that the settings name."""
    return Outgoing(inside=frozenset(name.lower() for name in ws.engine.settings.webhook_hosts))


def _outcome(sent: Sent, receiver: Receiver, secrets: Sequence[str], outgoing: Outgoing, *, at: dt.datetime) -> Delivery:
    """Return a delivery after a try; of a receiver that rests, unchanged but for when it is sent."""
    if not receiver.active:
        return replace(sent.delivery, state=State.DEAD, next_at=None, reason="switched off")
    if receiver.rests_until is not None and receiver.rests_until > at:
        return replace(sent.delivery, next_at=receiver.rests_until)
    headers = {**CONTENT, **sign(secrets, id=sent.delivery.event, at=at, body=sent.body)}
    try:
        reply = outgoing.send("POST", receiver.url, headers=headers, body=sent.body)
    except (NoReply, BadInput, RefusedByPolicy) as error:
        failed = after(sent.delivery, at=at, status=None)
        return failed if isinstance(error, NoReply) else replace(failed, reason="no such place")
    return after(sent.delivery, at=at, status=reply.status, retry_after=_retry_after(reply))


def _retry_after(reply: Reply) -> float:
    told = reply.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0.0


def _ask(session: Session, id: UUID, delivery: Delivery, *, salt: str = "") -> None:
    """Ask for the next try; each is a task of its own."""
    ask(session, Kind.DELIVER, {"delivery": id}, by=BY, content=[str(delivery.tries), salt], not_before=delivery.next_at)
