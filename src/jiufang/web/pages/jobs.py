"""Pages of the jobs: the list, an ad that becomes requirements, requirements that are corrected and weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission, Role
from jiufang.decisions.stages import Stage, Template
from jiufang.errors import BadInput, JiufangError
from jiufang.jobs.notices import warnings_for
from jiufang.jobs.records import Job, Kind, Requirement, UnlawfulCriterion
from jiufang.jobs.unlawful import grounds, reason_for
from jiufang.taxonomy.degrees import Degree
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.pages.audit_lines import names_of
from jiufang.web.pages.palette import message
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace.records import OpeningRow, OpeningShown, VersionRow

pages = Pages()
LISTED = 24
BLANKS = 3  # empty lines for requirements that the ad forgot
LONGEST = 60_000  # characters of an ad
WEIGHTS: tuple[tuple[str, str], ...] = (
    ("", message("As usual")),
    ("0", message("0, only shown")),
    ("0.5", "½"),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("5", "5"),
)
DEGREES = {
    Degree.NONE: message("no degree told"),
    Degree.HIGH_SCHOOL: message("high school"),
    Degree.ASSOCIATE: message("associate degree"),
    Degree.BACHELOR: message("bachelor"),
    Degree.MASTER: message("master"),
    Degree.DOCTOR: message("doctorate"),
}
Field = Annotated[str, Form(max_length=LONGEST)]


class Jobs(Sheet):
    """The jobs, the newest first."""

    status: str
    jobs: tuple[OpeningRow, ...]
    stages: dict[str, tuple[Stage, ...]]
    next: str | None = None


class NewJob(Sheet):
    """The form for an ad."""

    text: str = ""
    template: str = ""
    templates: tuple[tuple[str, str], ...] = ()
    blind: bool = True
    wrong: str = ""


class Unlawful(Sheet):
    """A wish of the ad that may not decide, and the rule that it runs against, in the language of whoever reads."""

    quote: str
    reason: str


class Editor(Sheet):
    """What a job asks for, to be corrected; `names` tells who made a version; `weight_of` holds for each requirement the choice of `weights` that it has.

    `managers` are the hiring managers by id and name, and `team` those whose own the job is; None for who may not say so.
    """

    opening: OpeningShown
    versions: tuple[VersionRow, ...]
    templates: tuple[tuple[str, str], ...]
    read_as: dict[str, str]
    weights: tuple[tuple[str, str], ...]
    weight_of: dict[str, str]
    managers: tuple[tuple[UUID, str], ...] | None = None
    team: frozenset[UUID] = frozenset()
    unlawful: tuple[Unlawful, ...] = ()
    warnings: tuple[str, ...] = ()
    blanks: int = BLANKS
    wrong: str = ""
    names: dict[str, str] = {}


@pages.page("/jobs", "jobs.html")
@needs(Permission.JOBS_READ, of=things.own)
def jobs(asked: Asking, status: str = "open", cursor: Cursor = None) -> Sheet:
    """Show the jobs."""
    shown = "closed" if status == "closed" else "open"
    paging = Paging(asked, "pages/jobs", cursor, status=shown)
    with asked.ws.together():
        found = asked.ws.openings.list(status=shown, own=asked.only(Permission.JOBS_READ), after=paging.after, limit=LISTED)
        stages = {one.template: asked.ws.stages(one.id).stages for one in {row.template: row for row in found.rows}.values()}
    return Jobs(status=shown, jobs=found.rows, stages=stages, next=paging.next(found))


@pages.page("/jobs/new", "job_new.html")
@needs(Permission.JOBS_WRITE, of=things.own)
def new_job_form(asked: Asking, request: Request) -> Sheet:
    """Show the form for an ad."""
    return _new(asked, request)


@pages.form("/jobs/new")
@needs(Permission.JOBS_WRITE, of=things.own)
def new_job(
    asked: Asking, request: Request, text: Field = "", template: Field = "", blind: Field = "", file: UploadFile | None = None
) -> Response:
    """Read an ad, and go on to correct what was understood."""
    try:
        job = asked.ws.openings.read(file.file.read(), file.filename or "") if file is not None and file.size else _read(text)
        kept = asked.ws.add_job(job, by=asked.by, blind=bool(blind), template=template)
    except JiufangError as refused:
        again = {"text": text, "template": template, "blind": bool(blind), "wrong": in_one(voice_of(request), refused)}
        return shown_again(_new(asked, request).model_copy(update=again), "job_new.html")
    return onward(f"/jobs/{kept.id}/edit", voice_of(request).say("This is what was understood. Correct it, then add résumés."))


@pages.page("/jobs/{job}/edit", "job_edit.html")
@needs(Permission.JOBS_READ, of=things.job)
def edit_form(asked: Asking, request: Request, job: UUID) -> Sheet:
    """Show what a job asks for, to be corrected."""
    with asked.ws.together():
        return _editor(asked, request, asked.ws.openings.get(job))


@pages.form("/jobs/{job}/edit")
@needs(Permission.JOBS_WRITE, of=things.job)
async def edit(asked: Asking, request: Request, job: UUID) -> Response:
    """Keep corrected requirements as a new version."""
    form = {key: str(value) for key, value in (await request.form()).multi_items() if isinstance(value, str)}
    kept = frozenset(str(value) for value in (await request.form()).getlist("keep"))
    return await run_in_threadpool(_keep, asked, request, job, form, kept)


@pages.form("/jobs/{job}/settings")
@needs(Permission.JOBS_WRITE, of=things.job)
def settle(
    asked: Asking, request: Request, job: UUID, version: int = Form(), blind: Field = "", template: Field = "", status: Field = ""
) -> Response:
    """Change how a job is judged."""
    told: dict[str, Any] = {"blind": bool(blind), "template": template or None, "status": status or None}
    asked.ws.openings.change(job, by=asked.by, version=version, **told)
    return onward(f"/jobs/{job}/edit", voice_of(request).say("Saved."))


@pages.form("/jobs/{job}/team")
@needs(Permission.JOBS_WRITE, of=things.tenant)
def assign(
    asked: Asking,
    request: Request,
    job: UUID,
    version: int = Form(),
    user: Annotated[list[UUID], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Say whose own a job is: they see it and decide in it."""
    asked.ws.openings.assign(job, user, by=asked.by, version=version)
    return onward(f"/jobs/{job}/edit", voice_of(request).say("Saved."))


def _keep(asked: Asked, request: Request, job: UUID, form: Mapping[str, str], kept: frozenset[str]) -> Response:
    opening, voice, given = asked.ws.openings.get(job), voice_of(request), form.get("version", "")
    try:
        changed = {"title": form.get("title", ""), "requirements": [_told(one) for one in asked_for(opening.job, form, kept)]}
        revised = asked.ws.openings.revise(
            job, changed, by=asked.by, reason=form.get("reason", ""), version=int(given) if given.isdecimal() else 0
        )
    except BadInput as refused:
        written = opening.job.model_copy(update={"requirements": tuple(asked_for(opening.job, form, kept))})
        again = opening.model_copy(update={"title": form.get("title", ""), "job": written})
        return shown_again(_editor(asked, request, again, wrong=in_one(voice, refused)), "job_edit.html")
    if changed["title"] != opening.title:
        asked.ws.openings.change(job, by=asked.by, title=str(changed["title"]))
    said = voice.say("Saved. Everybody is being matched again.") if revised.task else voice.say("Saved.")
    return onward(f"/jobs/{job}/edit", said)


def asked_for(job: Job, form: Mapping[str, str], kept: frozenset[str]) -> Sequence[Requirement]:
    """Return the requirements that a form describes; one whose words or kind changed is read anew.

    Args:
        job: the job as it was.
        form: `text-ID`, `kind-ID`, `must-ID`, `weight-ID` of each requirement; ids that the job does not have are added.
        kept: the ids that stay.
    """
    changed = [_changed(one, form) for one in job.requirements if one.id in kept]
    taken = {one.id for one in job.requirements}
    named = [key.removeprefix("text-") for key in form if key.startswith("text-") and form[key].strip()]
    fresh = [name for name in named if name not in taken and (name.startswith("new") or name in kept)]
    numbers = (f"R{number}" for number in range(1, len(taken) + len(fresh) + 1))
    free = [id for id in numbers if id not in taken]
    added = [_changed(Requirement(id=id, text=""), form, named=name) for id, name in zip(free, fresh, strict=False)]
    return [*changed, *added]


def _changed(one: Requirement, form: Mapping[str, str], *, named: str = "") -> Requirement:
    name = named or one.id
    text, kind = form.get(f"text-{name}", one.text).strip(), form.get(f"kind-{name}", one.kind)
    told = {"must": f"must-{name}" in form, "weight": _weight(form.get(f"weight-{name}", ""))}
    if text == one.text and kind == one.kind:
        return one.model_copy(update=told)
    return Requirement(id=one.id, text=text, kind=Kind(kind) if kind in set(Kind) else Kind.OTHER, **told)


def _weight(told: str) -> float | None:
    return float(told) if told in dict(WEIGHTS) and told else None


def _told(one: Requirement) -> dict[str, Any]:
    """Return a requirement as `Job.from_dict` takes it: what is at its default is read from the words."""
    return one.model_dump(mode="json", exclude_defaults=True) | {"id": one.id, "text": one.text, "must": one.must}


def _read(text: str) -> Job:
    if not text.strip():
        raise BadInput("there is no ad yet", hint="paste it, or choose a file")
    return Job.from_text(text)


def _new(asked: Asked, request: Request) -> NewJob:
    return NewJob(templates=_templates(asked, request))


def _templates(asked: Asked, request: Request) -> tuple[tuple[str, str], ...]:
    lang = voice_of(request).lang
    known: Sequence[Template] = asked.ws.templates()
    return tuple((one.id, one.zh if lang == "zh" else one.en) for one in known)


def _editor(asked: Asked, request: Request, opening: OpeningShown, *, wrong: str = "") -> Editor:
    voice, job, names = voice_of(request), opening.job, names_of(asked)
    versions = asked.ws.openings.versions(opening.id)
    asked_of = job.requirements
    return Editor(
        opening=opening,
        versions=versions,
        templates=_templates(asked, request),
        read_as={one.id: read_as(one, voice) for one in asked_of},
        weights=tuple((key, voice.say(text)) for key, text in WEIGHTS),
        weight_of={one.id: "" if one.weight is None else f"{one.weight:g}" for one in asked_of},
        unlawful=tuple(Unlawful(quote=one.quote, reason=_rule(one, voice.lang)) for one in job.unlawful),
        warnings=warnings_for(asked_of, job.text, lang=voice.lang),
        managers=None if asked.only(Permission.JOBS_WRITE) else _managers(asked),
        team=asked.ws.openings.team(opening.id),
        wrong=wrong,
        names={one.made_by: names.get(one.made_by, one.made_by) for one in versions},
    )


def _managers(asked: Asked) -> tuple[tuple[UUID, str], ...]:
    people = [one for one in asked.entrance.users.listed() if one.active and one.role is Role.HIRING_MANAGER]
    return tuple((one.id, one.name or one.email) for one in people)


def _rule(one: UnlawfulCriterion, lang: str) -> str:
    return reason_for(one.ground, lang=lang) if one.ground in grounds() else one.reason


def read_as(one: Requirement, voice: Voice) -> str:
    """Return in a few words what was understood of a requirement: the skills, years, degree, languages that matching goes by."""
    tongues = " + ".join(" / ".join(voice.locale.languages.get(code, code) for code in group) for group in one.languages)
    parts = (
        " + ".join(" / ".join(group) for group in one.skills),
        voice.say("%(n)s years or more", n=voice.number(one.min_years)) if one.min_years else "",
        voice.say(DEGREES[one.degree]) if one.degree else "",
        " / ".join(one.fields),
        f"{tongues} {one.level or ''}".strip(),
        one.location or "",
    )
    return " · ".join(part for part in parts if part)
