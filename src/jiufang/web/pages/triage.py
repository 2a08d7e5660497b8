"""Triage: one applicant at a time, the résumé large, the requirements beside it, a decision by one or two keys."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.decisions.moves import followers
from jiufang.decisions.stages import ENDS, NEW, Kind
from jiufang.errors import JiufangError, NotFound
from jiufang.matching.records import Match
from jiufang.shortlist import open_costs
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.shortlist import employers
from jiufang.web.refusals import sentence
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.applicants import Order
from jiufang.workspace.desk import PageShown, Piece, Standing
from jiufang.workspace.records import ApplicationRow, MatchShown, OpeningShown

pages = Pages()
Text = Annotated[str, Form(max_length=4000)]
CHANGES = 6  # lines of what would change the verdicts


class Change(Sheet):
    """A requirement that is open, and the score were it shown."""

    requirement: str
    score: float


class Triage(Sheet):
    """One applicant, laid out; `suffix` keeps order and stage of the list in addresses."""

    opening: OpeningShown
    row: ApplicationRow
    match: MatchShown | None
    pictures: tuple[PageShown, ...]
    document: UUID | None
    marks: tuple[Piece, ...]
    text_lang: str
    standing: Standing
    stage_names: dict[str, str]
    onward: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    can_advance: bool
    would_change: tuple[Change, ...]
    suffix: str
    wrong: str = ""


@pages.page("/jobs/{job}/triage", "triage.html")
@needs(Permission.CANDIDATES_READ, of=things.job)
def first(asked: Asking, job: UUID, order: Order = Order.SCORE, stage: str = NEW) -> Response:
    """Go to the first applicant whom nobody has looked at."""
    found = asked.ws.applicants.list(job, stages=(stage,) if stage else (), order=order, limit=1)
    if not found.rows:
        return onward(f"/jobs/{job}")
    return onward(f"/jobs/{job}/triage/{found.rows[0].id}{_suffix(order, stage)}")


@pages.page("/jobs/{job}/triage/{application}", "triage.html")
@needs(Permission.CANDIDATES_READ, of=things.application)
def triage(asked: Asking, request: Request, job: UUID, application: UUID, order: Order = Order.SCORE, stage: str = "") -> Sheet:
    """Show one applicant."""
    return _shown(asked, request, job, application, order, stage)


@pages.form("/jobs/{job}/triage/{application}")
@needs(Permission.DECISIONS_MAKE, of=things.application)
def decide(
    asked: Asking,
    request: Request,
    job: UUID,
    application: UUID,
    action: Text,
    order: Order = Order.SCORE,
    stage: str = "",
    because: Text = "",
    words: Text = "",
    to: Text = "",
    then: Text = "",
) -> Response:
    """Decide about one applicant, and go on to the next."""
    row = _theirs(asked, job, application)
    try:
        asked.ws.decide(row.candidate.id, to if action == "stage" else action, by=asked.by, because=because, reason=words, job=job)
    except JiufangError as refused:
        told = sentence(refused)
        return shown_again(_shown(asked, request, job, application, order, stage).model_copy(update={"wrong": told}), "triage.html")
    name = asked.ws.stages(job).stage(asked.ws.applicants.get(application).stage).name(voice_of(request).lang)
    said = voice_of(request).say("%(who)s: %(stage)s.", who=row.candidate.label, stage=name)
    following = UUID(then) if then else application
    return onward(f"/jobs/{job}/triage/{following}{_suffix(order, stage)}", said)


@pages.form("/jobs/{job}/applications/{application}/unblind")
@needs(Permission.CANDIDATES_UNBLIND, of=things.application)
def uncover(asked: Asking, job: UUID, application: UUID, reason: Text) -> Response:
    """Show who a candidate is, for a reason that the log keeps."""
    _theirs(asked, job, application)
    asked.ws.applicants.unblind(application, by=asked.by, reason=reason)
    return onward(f"/jobs/{job}/triage/{application}")


@pages.get("/applications/{application}/pages/{document}/{number}.webp")
@needs(Permission.CANDIDATES_READ, of=things.application)
def picture(asked: Asking, application: UUID, document: UUID, number: int) -> Response:
    """Draw a page of an applicant's document."""
    row = asked.ws.applicants.get(application)
    if document not in {one.id for one in asked.ws.files.of(row.candidate.id)}:
        raise NotFound("there is no such document here", subject=f"document {document}")
    drawn = asked.ws.desk.picture(document, number, by=asked.by, blind=sight.of_application(asked, application))
    return Response(drawn, media_type="image/webp")


def _theirs(asked: Asked, job: UUID, application: UUID, *, blind: bool = True) -> ApplicationRow:
    """Return an application, of this job."""
    row = asked.ws.applicants.get(application, by=asked.by, blind=blind)
    if row.job != job:
        raise NotFound("there is no such application here", subject=f"application {application}")
    return row


def _shown(asked: Asked, request: Request, job: UUID, application: UUID, order: Order, stage: str) -> Triage:
    blind, voice = sight.of_application(asked, application), voice_of(request)
    row, opening = _theirs(asked, job, application, blind=blind), asked.ws.openings.get(job)
    match = asked.ws.applicants.match(application, by=asked.by, blind=blind) if row.match else None
    document = asked.ws.people.profile(row.candidate.id, by=asked.by, blind=blind).document if row.candidate.profile else None
    text = asked.ws.files.text(document, by=asked.by, blind=blind) if document else None
    template = asked.ws.stages(job)
    may = followers(template, row.stage)
    return Triage(
        opening=opening,
        row=row,
        match=match,
        pictures=asked.ws.desk.pages(match) if match else (),
        document=document,
        marks=asked.ws.desk.marked(match, text.text) if match and text else (Piece(text=text.text),) if text else (),
        text_lang=text.lang if text else "",
        standing=asked.ws.desk.place(application, order=order, stages=(stage,) if stage else ()),
        stage_names={one.id: one.name(voice.lang) for one in (*template.stages, *ENDS)},
        onward=(("", ""), *((id, template.stage(id).name(voice.lang)) for id in may)),
        reasons=(("", ""), *((one.code, one.zh if voice.lang == "zh" else one.en) for one in employers())),
        can_advance=any(template.stage(id).kind in {Kind.OPEN, Kind.HIRED} for id in may) and template.stage(row.stage).kind is Kind.OPEN,
        would_change=_changes(match.match) if match else (),
        suffix=_suffix(order, stage),
    )


def _changes(match: Match) -> tuple[Change, ...]:
    """Return what would change a match most: for each requirement that is open, the score were it shown."""
    open_ones = open_costs(match)[:CHANGES]
    return tuple(Change(requirement=one.finding.requirement.text, score=min(1.0, match.score + one.cost)) for one in open_ones)


def _suffix(order: Order, stage: str) -> str:
    asked = {name: value for name, value, usual in (("order", str(order), Order.SCORE), ("stage", stage, "")) if value != usual}
    return f"?{urlencode(asked)}" if asked else ""
