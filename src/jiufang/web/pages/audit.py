"""The page of the audit log: who did and saw what, found by who, what, about whom and when; and whether the chains hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Request

from jiufang.access.roles import Permission
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.pages import audit_words
from jiufang.web.pages.audit_lines import Line, line, names_of
from jiufang.web.sheets import Pages, Sheet, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace.logbook import Chain
from jiufang.workspace.records import Seen

pages = Pages()
LINES = 60
ABOUT = {"person": "/candidates/{}", "job": "/jobs/{}", "user": "/users/{}", "webhook": "/webhooks/{}", "interview": "/interviews/{}"}
OPENS = {
    "person": Permission.CANDIDATES_READ,
    "job": Permission.JOBS_READ,
    "user": Permission.USERS_MANAGE,
    "webhook": Permission.WEBHOOKS_MANAGE,
    "interview": Permission.INTERVIEWS_READ,
}


class Log(Sheet):
    """Some lines, the latest first, and what they were found by."""

    lines: tuple[Line, ...]
    next: str | None
    actor: str
    action: str
    subject: str
    subject_id: str
    day: str
    actors: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[str, str], ...]
    may_check: bool
    chains: tuple[Chain, ...] = ()


@pages.page("/audit", "audit.html")
@needs(Permission.AUDIT_LOG, of=things.tenant)
def audit(
    asked: Asking,
    request: Request,
    actor: str = "",
    action: str = "",
    subject: str = "",
    subject_id: str = "",
    day: str = "",
    check: bool = False,
    cursor: Cursor = None,
) -> Sheet:
    """Show who saw and did what."""
    voice, may_check = voice_of(request), asked.may(Permission.AUDIT_READ, things.tenant(asked, {}))
    about, since = _id(subject_id), _day(day)
    asks: dict[str, Any] = {"actor": actor, "action": action, "subject": subject, "subject_id": about}
    paging = Paging(asked, "pages/audit", cursor, **asks, day=str(since or ""))
    until = since + dt.timedelta(days=1) if since else None
    found = asked.ws.log.list(**asks, since=since, until=until, after=paging.after, limit=LINES)
    names = names_of(asked)
    return Log(
        lines=tuple(line(voice, names, one, href=_href(asked, one)) for one in found.rows),
        next=paging.next(found),
        actor=actor,
        action=action,
        subject=subject,
        subject_id=str(about or ""),
        day=since.date().isoformat() if since else "",
        actors=tuple(names.items()),
        actions=_choices(voice, audit_words.ACTIONS),
        subjects=_choices(voice, audit_words.SUBJECTS),
        may_check=may_check,
        chains=asked.ws.log.verify() if check and may_check else (),
    )


def _href(asked: Asked, one: Seen) -> str:
    if one.subject_id is None or one.subject not in ABOUT or not asked.may(OPENS[one.subject], things.tenant(asked, {})):
        return ""
    return ABOUT[one.subject].format(one.subject_id)


def _choices(voice: Voice, words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    said: Sequence[tuple[str, str]] = [(key, voice.say(word)) for key, word in words.items()]
    return tuple(sorted(said, key=lambda one: one[1].casefold()))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _day(text: str) -> dt.datetime | None:
    """Return when a day begins where the server stands; None when there is none."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time()).astimezone()
    except (ValueError, OverflowError):
        return None
