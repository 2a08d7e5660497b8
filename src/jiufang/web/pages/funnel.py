"""Pages of the funnel, of one job and of all: stages, time, sources, reasons, and how far decisions follow the ranking."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response

from jiufang.access.roles import Permission
from jiufang.decisions.funnel import Funnel
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import ENDS, Template
from jiufang.errors import NotFound
from jiufang.reports.xlsx import workbook
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.figures import charts, tables
from jiufang.web.replying import JSON, attached, dumps
from jiufang.web.sheets import Pages, Sheet, voice_of
from jiufang.workspace.boards import JobFigures, SourceFigures
from jiufang.workspace.records import OpeningShown

pages = Pages()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Figures(Sheet):
    """A funnel with what is called how; `charts` is where its figures are served for drawing."""

    funnel: Funnel | None
    names: dict[str, str]
    sources: tuple[SourceFigures, ...]
    reasons: dict[str, str]
    charts: str
    book: str


class JobFunnel(Figures):
    """The funnel of a job."""

    opening: OpeningShown


class AllFunnels(Figures):
    """The funnel of all jobs with the same stages, and a line a job; `templates` are the kinds of stages to choose from."""

    template: str
    templates: tuple[tuple[str, str, int], ...]
    jobs: tuple[JobFigures, ...]


@pages.page("/jobs/{job}/funnel", "funnel_job.html")
@needs(Permission.REPORTS_READ, of=things.job)
def job_funnel(asked: Asking, request: Request, job: UUID) -> Sheet:
    """Show the funnel of a job."""
    return _of_job(asked, request, job)


@pages.get("/jobs/{job}/funnel/charts")
@needs(Permission.REPORTS_READ, of=things.job)
def job_charts(asked: Asking, request: Request, job: UUID) -> Response:
    """Return the figures of a job's charts."""
    return _charts(request, _of_job(asked, request, job))


@pages.get("/jobs/{job}/funnel.xlsx")
@needs(Permission.REPORTS_READ, of=things.job)
def job_book(asked: Asking, request: Request, job: UUID) -> Response:
    """Return the figures of a job as a workbook."""
    return _book(request, _of_job(asked, request, job))


@pages.page("/funnel", "funnel_all.html")
@needs(Permission.REPORTS_READ, of=things.own)
def all_funnels(asked: Asking, request: Request, template: str = "") -> Sheet:
    """Show the funnel of all jobs."""
    return _of_all(asked, request, template)


@pages.get("/funnel/charts")
@needs(Permission.REPORTS_READ, of=things.own)
def all_charts(asked: Asking, request: Request, template: str = "") -> Response:
    """Return the figures of the charts of all jobs."""
    return _charts(request, _of_all(asked, request, template))


@pages.get("/funnel.xlsx")
@needs(Permission.REPORTS_READ, of=things.own)
def all_book(asked: Asking, request: Request, template: str = "") -> Response:
    """Return the figures of all jobs as a workbook."""
    return _book(request, _of_all(asked, request, template))


def _of_job(asked: Asked, request: Request, job: UUID) -> JobFunnel:
    lang = voice_of(request).lang
    with asked.ws.together():
        return JobFunnel(
            opening=asked.ws.openings.get(job),
            funnel=asked.ws.funnel(job, now=asked.at),
            names=_names(asked.ws.stages(job), lang),
            sources=asked.ws.boards.sources([job]),
            reasons=_reasons(lang),
            charts=f"/jobs/{job}/funnel/charts",
            book=f"/jobs/{job}/funnel.xlsx",
        )


def _of_all(asked: Asked, request: Request, template: str) -> AllFunnels:
    with asked.ws.together():
        return _all(asked, voice_of(request).lang, template)


def _all(asked: Asked, lang: str, template: str) -> AllFunnels:
    seen = asked.ws.boards.overview(own=asked.only(Permission.REPORTS_READ), now=asked.at)
    known = {one.id: one for one in asked.ws.templates()}
    funnels = {one.template: one for one in seen.funnels}
    if template and template not in funnels:
        raise NotFound("no job has these stages", subject=template)
    shown = funnels.get(template) or next(iter(seen.funnels), None)
    jobs = tuple(one for one in seen.jobs if shown is None or one.opening.template == shown.template)
    asks = f"?template={quote(shown.template)}" if shown else ""
    return AllFunnels(
        funnel=shown,
        names=_names(known[shown.template], lang) if shown else {},
        sources=asked.ws.boards.sources([one.opening.id for one in jobs]),
        reasons=_reasons(lang),
        charts=f"/funnel/charts{asks}",
        book=f"/funnel.xlsx{asks}",
        template=shown.template if shown else "",
        templates=tuple((id, known[id].zh if lang == "zh" else known[id].en, one.candidates) for id, one in funnels.items()),
        jobs=jobs,
    )


def _names(template: Template, lang: str) -> dict[str, str]:
    return {one.id: one.name(lang) for one in (*template.stages, *ENDS)}


def _reasons(lang: str) -> dict[str, str]:
    return {code: one.zh if lang == "zh" else one.en for code, one in grounds().items()}


def _charts(request: Request, shown: Figures) -> Response:
    if shown.funnel is None:
        raise NotFound("there are no figures yet", subject="funnel")
    drawn = charts(shown.funnel, names=shown.names, sources=shown.sources, reasons=shown.reasons, voice=voice_of(request))
    return Response(dumps(drawn), media_type=JSON)


def _book(request: Request, shown: Figures) -> Response:
    if shown.funnel is None:
        raise NotFound("there are no figures yet", subject="funnel")
    told = tables(shown.funnel, names=shown.names, sources=shown.sources, reasons=shown.reasons, voice=voice_of(request))
    return attached(workbook(told), "funnel.xlsx", media_type=XLSX)
