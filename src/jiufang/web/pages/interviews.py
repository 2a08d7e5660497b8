"""Pages of interviews: who is met when, planning and moving one, its questions with the scorecard, and its files for calendar and print."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission, Role
from jiufang.decisions.scorecards import Panel, Scorecard
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.refusals import in_one
from jiufang.web.replying import attached
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.interviews import PLANNED, InterviewRow, InterviewShown
from jiufang.workspace.records import ApplicationRow, OpeningShown
from jiufang.workspace.room import Slice

pages = Pages()
ROWS = 50
MINUTES = ("30", "45", "60", "90", "120")
PANEL = frozenset({Role.OWNER, Role.RECRUITER, Role.HIRING_MANAGER, Role.INTERVIEWER})
Field = Annotated[str, Form(max_length=1000)]
When = Literal["upcoming", "open", "past"]


class Interviews(Sheet):
    """Some interviews: those to come, those without a time, or those that were."""

    when: When
    mine: bool
    may_see_all: bool
    interviews: tuple[InterviewRow, ...]
    names: dict[str, str]
    me: str
    next: str | None = None


class Plan(Sheet):
    """The form to plan an interview, or to move one; `panel` are the addresses that were ticked."""

    opening: OpeningShown
    row: ApplicationRow
    colleagues: tuple[tuple[str, str], ...]
    planned: tuple[InterviewRow, ...] = ()
    moved: InterviewRow | None = None
    minutes_known: tuple[str, ...] = MINUTES
    zone: str = ""
    starts_at: str = ""
    minutes: str = "60"
    place: str = ""
    panel: tuple[str, ...] = ()
    others: str = ""
    wrong: str = ""


class Interview(Sheet):
    """One interview; `card` is one's own, None for who is not on the panel, `panel` what may be seen of all of them."""

    interview: InterviewShown
    names: dict[str, str]
    me: str
    version: int = 0
    card: Scorecard | None = None
    panel: Panel | None = None
    wrong: str = ""

    @property
    def to_rate(self) -> bool:
        """Tell whether one's own scorecard is still to be filled in."""
        return self.card is not None and self.card.submitted_at is None and self.interview.status != "cancelled"


@pages.page("/interviews", "interviews.html")
@needs(Permission.INTERVIEWS_READ, of=things.own)
def interviews(asked: Asking, when: When = "upcoming", mine: bool = False, cursor: Cursor = None) -> Sheet:
    """Show who is met when."""
    own = asked.only(Permission.INTERVIEWS_READ) is not None
    only = asked.by if mine or own else ""
    paging = Paging(asked, "pages/interviews", cursor, when=when, interviewer=only)
    today = asked.at.replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = (today if when == "upcoming" else None), (today if when == "past" else None)
    found = asked.ws.interviews.list(
        timed=when != "open", latest=when == "past", since=since, until=until, interviewer=only, by=asked.by,
        after=paging.after, limit=ROWS, status=PLANNED if when == "open" else "",
    )  # fmt: skip
    rows = _named(asked, found.rows)
    return Interviews(
        when=when, mine=mine or own, may_see_all=not own, interviews=rows, names=_names(asked), me=asked.by, next=paging.next(found)
    )


@pages.page("/jobs/{job}/applications/{application}/interview", "interview_plan.html")
@needs(Permission.INTERVIEWS_PLAN, of=things.application)
def plan_form(asked: Asking, job: UUID, application: UUID) -> Sheet:
    """Show the form to plan an interview."""
    return _plan(asked, job, application)


@pages.form("/jobs/{job}/applications/{application}/interview")
@needs(Permission.INTERVIEWS_PLAN, of=things.application)
def plan(
    asked: Asking,
    request: Request,
    job: UUID,
    application: UUID,
    starts_at: Field = "",
    minutes: Field = "",
    place: Field = "",
    panel: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    others: Field = "",
) -> Response:
    """Plan an interview; its questions are those that the match calls for."""
    form = _plan(asked, job, application)
    try:
        made = asked.ws.interviews.plan(
            application, (*panel, *_addresses(others)), by=asked.by, starts_at=_moment(starts_at), minutes=_minutes(minutes), place=place.strip()
        )  # fmt: skip
    except (BadInput, NotFound, RefusedByPolicy) as refused:
        written = {"starts_at": starts_at, "minutes": minutes, "place": place, "panel": tuple(panel), "others": others}
        return shown_again(form.model_copy(update={**written, "wrong": in_one(voice_of(request), refused)}), "interview_plan.html")
    return onward(f"/interviews/{made.id}", voice_of(request).say("Planned. Everybody on the panel finds it under Interviews."))


@pages.page("/interviews/{interview}", "interview.html")
@needs(Permission.INTERVIEWS_READ, of=things.interview)
def interview(asked: Asking, interview: UUID) -> Sheet:
    """Show an interview with its questions."""
    return shown(asked, interview)


@pages.page("/interviews/{interview}/move", "interview_plan.html")
@needs(Permission.INTERVIEWS_PLAN, of=things.interview)
def move_form(asked: Asking, interview: UUID) -> Sheet:
    """Show the form to move an interview."""
    return _moved(asked, interview)


@pages.form("/interviews/{interview}/move")
@needs(Permission.INTERVIEWS_PLAN, of=things.interview)
def move(
    asked: Asking,
    request: Request,
    interview: UUID,
    version: Annotated[int, Form()],
    starts_at: Field = "",
    minutes: Field = "",
    place: Field = "",
    panel: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    others: Field = "",
) -> Response:
    """Give an interview another time, length, place or panel."""
    form = _moved(asked, interview)
    try:
        asked.ws.interviews.move(
            interview, by=asked.by, version=version, starts_at=_moment(starts_at), minutes=_minutes(minutes), place=place.strip(),
            interviewers=[*panel, *_addresses(others)],
        )  # fmt: skip
    except (BadInput, Conflict, RefusedByPolicy) as refused:
        written = {"starts_at": starts_at, "minutes": minutes, "place": place, "panel": tuple(panel), "others": others}
        return shown_again(form.model_copy(update={**written, "wrong": in_one(voice_of(request), refused)}), "interview_plan.html")
    return onward(f"/interviews/{interview}", voice_of(request).say("Changed. Send the calendar file again to whoever has the old one."))


@pages.form("/interviews/{interview}/end")
@needs(Permission.INTERVIEWS_PLAN, of=things.interview)
def end(
    asked: Asking, request: Request, interview: UUID, version: Annotated[int, Form()], how: Annotated[Literal["held", "cancelled"], Form()]
) -> Response:
    """Say that an interview took place, or that it does not."""
    try:
        (asked.ws.interviews.held if how == "held" else asked.ws.interviews.cancel)(interview, by=asked.by, version=version)
    except Conflict as refused:
        return shown_again(shown(asked, interview).model_copy(update={"wrong": in_one(voice_of(request), refused)}), "interview.html")
    say = voice_of(request).say
    return onward(f"/interviews/{interview}", say("It took place.") if how == "held" else say("Called off."))


@pages.get("/interviews/{interview}/calendar.ics")
@needs(Permission.INTERVIEWS_READ, of=things.interview)
def calendar(asked: Asking, interview: UUID) -> Response:
    """Return an interview for a calendar; the candidate is a code in it, since invitations travel."""
    return attached(asked.ws.interviews.calendar(interview).encode(), "interview.ics", media_type="text/calendar; charset=utf-8")


@pages.get("/interviews/{interview}/kit.docx")
@needs(Permission.INTERVIEWS_READ, of=things.interview)
def document(asked: Asking, interview: UUID) -> Response:
    """Return the questions as a Word document."""
    blind = sight.of_application(asked, asked.ws.interviews.get(interview).application)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return attached(asked.ws.interviews.document(interview, by=asked.by, blind=blind), "interview.docx", media_type=kind)


def shown(asked: Asked, interview: UUID) -> Interview:
    """Return an interview as somebody may see it: with their own scorecard, and with others' once theirs is in."""
    held = asked.ws.interviews.get(interview)
    if not sight.of_application(asked, held.application):
        held = asked.ws.interviews.get(interview, by=asked.by, blind=False)
    own = asked.ws.interviews.card(interview, by=asked.by) if asked.by in held.interviewers else None
    may = asked.may(Permission.SCORECARDS_READ, things.interview(asked, {"interview": str(interview)}))
    return Interview(
        interview=held,
        names=_names(asked),
        me=asked.by,
        version=own.version if own else 0,
        card=own.card if own else None,
        panel=asked.ws.interviews.panel(interview, viewer=asked.by) if may else None,
    )


def _named(asked: Asked, rows: tuple[InterviewRow, ...]) -> tuple[InterviewRow, ...]:
    """Return interviews with the names of those candidates who may be named."""
    called = sight.people(asked, Slice(tuple({row.candidate.id: row.candidate for row in rows}.values())), what="interviews")
    known = {one.id: one for one in called.rows}
    return tuple(row.model_copy(update={"candidate": known[row.candidate.id]}) for row in rows)


def _names(asked: Asked) -> dict[str, str]:
    """Return what colleagues are called, by their addresses."""
    return {user.email: user.name or user.email for user in asked.entrance.users.listed()}


def _plan(asked: Asked, job: UUID, application: UUID) -> Plan:
    row = asked.ws.applicants.get(application, by=asked.by, blind=sight.of_application(asked, application))
    if row.job != job:
        raise NotFound("there is no such application here", subject=f"application {application}")
    colleagues = tuple(
        (user.email, user.name or user.email) for user in asked.entrance.users.listed() if user.active and user.role in PANEL
    )
    return Plan(
        opening=asked.ws.openings.get(job),
        row=row,
        colleagues=colleagues,
        planned=asked.ws.interviews.list(application=application).rows,
        zone=_zone(asked.at),
    )


def _moved(asked: Asked, interview: UUID) -> Plan:
    held = asked.ws.interviews.get(interview)
    form = _plan(asked, held.job, held.application)
    known = {address for address, _ in form.colleagues}
    written = {
        "moved": InterviewRow(**held.model_dump(exclude={"kit", "rows"})),
        "planned": (),
        "starts_at": f"{held.starts_at.astimezone():%Y-%m-%dT%H:%M}" if held.starts_at else "",
        "minutes": str(held.minutes or ""),
        "minutes_known": tuple(dict.fromkeys([*MINUTES, *([str(held.minutes)] if held.minutes else [])])),
        "place": held.place or "",
        "panel": tuple(name for name in held.interviewers if name in known),
        "others": ", ".join(name for name in held.interviewers if name not in known),
    }
    return form.model_copy(update=written)


def _zone(at: dt.datetime) -> str:
    """Return in which time zone times are written here, such as UTC+08:00."""
    told = f"{at.astimezone():%z}"
    return f"UTC{told[:3]}:{told[3:5]}"


def _moment(written: str) -> dt.datetime | None:
    """Return a time as forms write it, in the server's time zone; None while it is open."""
    if not written.strip():
        return None
    try:
        return dt.datetime.fromisoformat(written).astimezone()
    except ValueError:
        raise BadInput("there is no such time", subject=written, hint="such as 2026-12-01T09:30") from None


def _minutes(written: str) -> int | None:
    if not written.strip():
        return None
    try:
        return int(written)
    except ValueError:
        raise BadInput("this is no number of minutes", subject=written, hint="such as 60") from None


def _addresses(written: str) -> list[str]:
    return [part for part in written.replace(",", " ").replace("，", " ").replace(";", " ").split() if part]
