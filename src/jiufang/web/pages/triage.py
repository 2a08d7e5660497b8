"""Triage: one applicant at a time, the résumé large, the requirements beside it, a decision by one or two keys."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.decisions.moves import followers
from jiufang.decisions.stages import ENDS, NEW, Kind, Template
from jiufang.errors import JiufangError, NotConfirmed, NotFound
from jiufang.matching.records import Match, Verdict
from jiufang.shortlist import open_costs
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.shortlist import employers
from jiufang.web.refusals import in_one
from jiufang.web.replying import JSON, dumps
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.applicants import Order
from jiufang.workspace.desk import PageShown, Piece, Standing
from jiufang.workspace.records import ApplicationRow, MatchShown, OpeningShown

pages = Pages()
Text = Annotated[str, Form(max_length=4000)]
CHANGES = 6  # lines of what would change the verdicts
FIRST_REASONS = 4  # requirements among the reasons of a rejection; the nine that have a number hold the usual others, too


class Change(Sheet):
    """A requirement that is open, and the score were it shown."""

    requirement: str
    score: float


class Triage(Sheet):
    """One applicant, laid out.

    Attributes:
        suffix: keeps order and stage of the list in addresses.
        reasons: why not, by code or by the id of a requirement that is not shown; those of `spoken` need words, too.
        chosen: what was decided when it was refused, to be shown again with `wrong`: `action`, `because`, `words`, `to`.
        confirmed: confirms what was decided, where that has to be.
    """

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
    spoken: tuple[str, ...]
    can_advance: bool
    would_change: tuple[Change, ...]
    suffix: str
    chosen: dict[str, str] = {}
    wrong: str = ""
    confirmed: str = ""


class Made(Sheet):
    """What was decided, for the script of the page: what to say, where they stood before and stand now."""

    said: str
    before: str
    stage: str


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
    version: Annotated[int, Form()] = 0,
    confirmed: Text = "",
) -> Response:
    """Decide about one applicant, and go on to the next; the script of the page, which is there already, is told in JSON."""
    row, voice = _theirs(asked, job, application, blind=sight.of_application(asked, application)), voice_of(request)
    chosen = {"action": action, "because": because, "words": words, "to": to}
    person, step, why = row.candidate.id, to if action == "stage" else action, {"because": because, "reason": words}
    try:
        seen = {person: version} if version else {}
        (made,) = asked.ws.decide_all([person], step, by=asked.by, job=job, confirmed=confirmed, seen=seen, **why)
    except NotConfirmed:
        token = asked.ws.confirmation([person], step, by=asked.by, job=job, **why)
        asks = voice.say("You ended many applications within a moment. Look once more, then confirm.")
        return _again(asked, request, job, application, order, stage, chosen=chosen, wrong=asks, confirmed=token)
    except JiufangError as refused:
        return _again(asked, request, job, application, order, stage, chosen=chosen, wrong=in_one(voice, refused))
    said = voice.say("%(who)s: %(stage)s.", who=row.candidate.label, stage=asked.ws.stages(job).stage(made.action).name(voice.lang))
    if JSON in request.headers.get("accept", ""):
        return Response(dumps(Made(said=said, before=row.stage, stage=made.action)), media_type=JSON)
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


def _again(asked: Asked, request: Request, job: UUID, application: UUID, order: Order, stage: str, **told: Any) -> Response:
    return shown_again(_shown(asked, request, job, application, order, stage).model_copy(update=told), "triage.html")


def _shown(asked: Asked, request: Request, job: UUID, application: UUID, order: Order, stage: str) -> Triage:
    with asked.ws.together():
        blind, template = sight.of_application(asked, application), asked.ws.stages(job)
        laid = asked.ws.desk.lay_out(application, by=asked.by, blind=blind, order=order, stages=(stage,) if stage else ())
        if laid.row.job != job:
            raise NotFound("there is no such application here", subject=f"application {application}")
        opening = asked.ws.openings.get(job)
    lang = voice_of(request).lang
    names = {one.id: one.name(lang) for one in (*template.stages, *ENDS)}
    reasons = _reasons(laid.match.match if laid.match else None, lang)
    return Triage(
        opening=opening, row=laid.row, match=laid.match, pictures=laid.pages, document=laid.document, marks=laid.text, text_lang=laid.lang,
        standing=laid.standing, stage_names=names, reasons=(("", ""), *reasons), suffix=_suffix(order, stage),
        onward=(("", ""), *((id, names[id]) for id in followers(template, laid.row.stage))),
        spoken=tuple(one.code for one in employers() if one.words), can_advance=_can_advance(template, laid.row.stage),
        would_change=_changes(laid.match.match) if laid.match else (),
    )  # fmt: skip


def _can_advance(template: Template, here: str) -> bool:
    may = followers(template, here)
    return template.stage(here).kind is Kind.OPEN and any(template.stage(id).kind in {Kind.OPEN, Kind.HIRED} for id in may)


def _reasons(match: Match | None, lang: str) -> list[tuple[str, str]]:
    """Return the reasons of a rejection in the order in which they are likely: what the job must have and is not shown, then the rest."""
    unshown = [f.requirement for f in match.findings if f.requirement.must and f.verdict is not Verdict.MET] if match else []
    kept = [(one.code, one.zh if lang == "zh" else one.en) for one in sorted(employers(), key=lambda one: one.words)]
    return [*((one.id, one.text) for one in unshown[:FIRST_REASONS]), *kept]


def _changes(match: Match) -> tuple[Change, ...]:
    """Return what would change a match most: for each requirement that is open, the score were it shown."""
    open_ones = open_costs(match)[:CHANGES]
    return tuple(Change(requirement=one.finding.requirement.text, score=min(1.0, match.score + one.cost)) for one in open_ones)


def _suffix(order: Order, stage: str) -> str:
    asked = {name: value for name, value, usual in (("order", str(order), Order.SCORE), ("stage", stage, "")) if value != usual}
    return f"?{urlencode(asked)}" if asked else ""
