"""The pages for people: one module a kind of thing, each thin over the workspace; templates draw what they return."""

from __future__ import annotations

from jiufang.web.pages import components, entry, files, jobs, palette, shortlist, tasks, today, tour, triage, upload

ROUTERS = (
    files.routes,
    entry.pages,
    today.pages,
    tour.pages,
    palette.pages,
    upload.pages,
    tasks.pages,
    triage.pages,
    jobs.pages,
    shortlist.pages,
    components.pages,
)
