"""The first page: what waits for whoever looks, and, as long as there is nothing, how one begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from jiufang.access.policy import reach
from jiufang.access.roles import Permission, Reach
from jiufang.web import sight
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import signed_in
from jiufang.web.sheets import Pages, Sheet
from jiufang.workspace import privacy
from jiufang.workspace import tasks as work
from jiufang.workspace.interviews import PLANNED, InterviewRow
from jiufang.workspace.records import OpeningRow
from jiufang.workspace.room import Slice
from jiufang.workspace.sight import called
from jiufang.workspace.tasks import Kind

pages = Pages()
JOBS, INTERVIEWS, DRAFTS, PAIRS = 50, 30, 5, 50
WEEK = dt.timedelta(days=7)
SHOWN_WORK = (Kind.PARSE, Kind.MATCH, Kind.DRAFT, Kind.TRAIN)


class Fresh(Sheet):
    """A job with applicants at whom nobody has looked."""

    job: UUID
    title: str
    blind: bool
    fresh: int
    applicants: int


class Draft(Sheet):
    """A letter that is written and not sent."""

    id: UUID
    kind: str
    subject: str
    at: dt.datetime


class Alert(Sheet):
    """A saved search with people who came since it was looked at."""

    search: UUID
    name: str
    new: int


class Erasure(Sheet):
    """Somebody who asked to be erased, by their code, and until when they have to be answered; `late` when that is over."""

    person: UUID
    label: str
    at: dt.datetime
    until: dt.datetime
    late: bool


class Work(Sheet):
    """What is done in the background: how many tasks of each kind are under way, how many were given up."""

    under_way: dict[str, int]
    dead: int


class Today(Sheet):
    """What waits for whoever looks; a part is None where their role has nothing to do with it.

    Attributes:
        begun: which of the first steps are done: a job is open, somebody applied, somebody was decided about.
        interviews: those of the next seven days; `today` are the ids of those of today, by the server's clock.
        cards: interviews that were, whose scorecard waits for whoever looks.
        duplicates: pairs that may be the same person, up to so many as are counted.
        erasures: who asked to be erased, the longest waiting first.
        audits: whether they are here to audit.
    """

    name: str
    day: dt.date
    begun: tuple[bool, bool, bool]
    fresh: tuple[Fresh, ...] | None
    interviews: tuple[InterviewRow, ...] | None
    today: tuple[UUID, ...]
    cards: tuple[InterviewRow, ...]
    drafts: tuple[Draft, ...] | None
    duplicates: int | None
    alerts: tuple[Alert, ...] | None
    erasures: tuple[Erasure, ...]
    work: Work | None
    audits: bool


@pages.page("/", "today.html")
@signed_in("everybody has a day; each part shows what their role lets them see")
def today(asked: Asking) -> Sheet:
    """Show what waits."""
    with asked.ws.together():
        return _waiting(asked)


def _waiting(asked: Asked) -> Today:
    jobs = _jobs(asked)
    soon = _interviews(asked)
    day = dt.datetime.now().astimezone().date()
    writes = _may(asked, Permission.CANDIDATES_WRITE)
    return Today(
        name=(asked.user.name or asked.user.email) if asked.user else "",
        day=day,
        begun=_begun(jobs),
        fresh=None if not _may(asked, Permission.DECISIONS_MAKE) else tuple(_fresh(one) for one in jobs if one.stages.get("new")),
        interviews=soon,
        today=tuple(one.id for one in soon or () if one.starts_at and one.starts_at.astimezone().date() == day),
        cards=_cards(asked),
        drafts=_drafts(asked),
        duplicates=len(asked.ws.duplicates.list(limit=PAIRS).rows) if writes else None,
        alerts=_alerts(asked),
        erasures=_erasures(asked),
        work=_work(asked) if writes else None,
        audits=not writes and _may(asked, Permission.AUDIT_LOG),
    )


def _may(asked: Asked, permission: Permission) -> bool:
    return reach(asked.actor, permission) is not Reach.NO


def _jobs(asked: Asked) -> tuple[OpeningRow, ...]:
    if not _may(asked, Permission.JOBS_READ):
        return ()
    return asked.ws.openings.list(own=asked.only(Permission.JOBS_READ), limit=JOBS).rows


def _begun(jobs: tuple[OpeningRow, ...]) -> tuple[bool, bool, bool]:
    applied = any(one.applicants for one in jobs)
    return bool(jobs), applied, any(one.applicants > one.stages.get("new", 0) for one in jobs)


def _fresh(one: OpeningRow) -> Fresh:
    return Fresh(job=one.id, title=one.title, blind=one.blind, fresh=one.stages.get("new", 0), applicants=one.applicants)


def _interviews(asked: Asked) -> tuple[InterviewRow, ...] | None:
    if not _may(asked, Permission.INTERVIEWS_READ):
        return None
    mine = asked.by if asked.only(Permission.INTERVIEWS_READ) else ""
    begin = asked.at - dt.timedelta(hours=1)  # one that runs is not over
    planned = {"since": begin, "until": asked.at + WEEK, "status": PLANNED}
    return _named(asked, asked.ws.interviews.list(**planned, interviewer=mine, by=asked.by, limit=INTERVIEWS).rows)  # type: ignore[arg-type]


def _cards(asked: Asked) -> tuple[InterviewRow, ...]:
    if not _may(asked, Permission.SCORECARDS_WRITE):
        return ()
    over = asked.ws.interviews.list(until=asked.at, since=asked.at - 4 * WEEK, interviewer=asked.by, by=asked.by, limit=INTERVIEWS).rows
    return _named(asked, [one for one in over if one.status != "cancelled" and asked.by in one.waiting_for])


def _named(asked: Asked, rows: Sequence[InterviewRow]) -> tuple[InterviewRow, ...]:
    """Return interviews with the names of those candidates who may be named."""
    people = sight.people(asked, Slice(tuple(one.candidate for one in rows), None), what="today").rows
    return tuple(one.model_copy(update={"candidate": who}) for one, who in zip(rows, people, strict=True))


def _drafts(asked: Asked) -> tuple[Draft, ...] | None:
    if not _may(asked, Permission.MESSAGES_SEND):
        return None
    found = asked.ws.messages.list(status="draft", direction="out", by=asked.by, limit=DRAFTS).rows
    return tuple(Draft(id=one.id, kind=one.kind, subject=one.subject, at=one.created_at) for one in found)


def _alerts(asked: Asked) -> tuple[Alert, ...] | None:
    if not _may(asked, Permission.POOL_SEARCH):
        return None
    kept = [one for one in asked.ws.searches.of(asked.actor.id) if one.alert]
    counted = [(one, len(asked.ws.pool.alerts(one.id, unseen=True))) for one in kept]
    return tuple(Alert(search=one.id, name=one.name, new=new) for one, new in counted if new)


def _erasures(asked: Asked) -> tuple[Erasure, ...]:
    """Return who asked to be erased, for those who may do it; by code, since they want to be forgotten and not looked at."""
    if not _may(asked, Permission.CANDIDATES_ERASE):
        return ()
    waiting = privacy.asked(asked.ws)
    found = called(asked.ws, [one.person for one in waiting], by=asked.by, blind=True, what="privacy") if waiting else {}
    return tuple(
        Erasure(person=found[one.person].id, label=found[one.person].label, at=one.at, until=one.until, late=one.until < asked.at)
        for one in waiting
        if one.person in found
    )


def _work(asked: Asked) -> Work:
    found = work.under_way(asked.ws)
    return Work(under_way={str(kind): one.tasks for kind, one in found.items() if kind in SHOWN_WORK}, dead=work.dead(asked.ws))
