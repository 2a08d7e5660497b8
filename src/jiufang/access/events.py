"""Write down who did and who saw what: ids, codes and counts, never a candidate's words (ASVS 16.2.5, 16.4.1; GDPR art. 5(2)).

The store chains these rows by hash (A15). Here is what may be in one, and its one line in the log.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from jiufang.access.policy import Actor
from jiufang.errors import InternalError

CODE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
Detail = str | int | float | bool | None | tuple[str, ...]
ANONYMOUS, SYSTEM = "anonymous", "system"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did, tried or saw.

    Args:
        at: when.
        tenant: where.
        actor: `str(Actor)`, `system`, or `anonymous`.
        action: a code, such as `candidate.seen` or `session.begun`.
        subject: what kind of thing.
        subject_id: which one.
        ok: whether it was let through.
        details: ids, codes and counts. A text that is neither has no place here, and is refused.
    """

    at: dt.datetime
    tenant: UUID
    actor: str
    action: str
    subject: str
    subject_id: UUID | None = None
    ok: bool = True
    details: Mapping[str, Detail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code in (self.action, self.subject, *self.details):
            _demand(code, CODE.fullmatch(code) is not None)
        for value in self.details.values():
            for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
                _demand(text, CODE.fullmatch(text) is not None or is_id(text))

    def line(self) -> str:
        """Return the event as one line of JSON, in ASCII: no break, no colour code, no direction mark gets through (A16)."""
        told = {
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
            "tenant": str(self.tenant),
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "subject_id": str(self.subject_id) if self.subject_id else None,
            "ok": self.ok,
            "details": dict(self.details),
        }
        return json.dumps(told, separators=(",", ":"))


class EventLog(Protocol):
    """Where events are kept, in their order, for good."""

    def append(self, event: Event) -> None:
        """Keep an event, in the same transaction as what it tells of."""
        ...


def seen(actor: Actor, person: UUID, *, at: dt.datetime, shown: Iterable[str], job: UUID | None = None, blind: bool = False) -> Event:
    """Tell that somebody saw a candidate.

    Args:
        actor: who.
        person: whom.
        at: when.
        shown: which parts: `profile`, `document`, `identity`, `messages`, …
        job: as an applicant for which job.
        blind: without name, picture, contact, school and dates.
    """
    details: dict[str, Detail] = {"shown": tuple(sorted(set(shown))), "blind": blind, "job": str(job) if job else None}
    return Event(at, actor.tenant, str(actor), "candidate.seen", "person", person, details=details)


def refused(actor: Actor | None, action: str, error: Exception, *, tenant: UUID, at: dt.datetime, subject: str = "request") -> Event:
    """Tell that something was tried and not let through (ASVS 16.3.2), by the error's class; its words may quote what was sent."""
    reason = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
    return Event(at, tenant, str(actor or ANONYMOUS), action, subject, ok=False, details={"reason": reason})


def is_id(text: str) -> bool:
    """Tell whether a text is an id as we write them."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _demand(text: str, good: bool) -> None:
    if not good:
        raise InternalError("an event holds ids, codes and counts alone", subject=f"{len(text)} characters", hint="do not log texts")
