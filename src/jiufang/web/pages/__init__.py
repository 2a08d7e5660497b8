"""The pages for people: one module a kind of thing, each thin over the workspace; templates draw what they return."""

from __future__ import annotations

from jiufang.web.pages import (
    candidate,
    candidate_files,
    components,
    decisions,
    entry,
    files,
    funnel,
    interviews,
    jobs,
    palette,
    pipeline,
    scorecards,
    shortlist,
    tasks,
    today,
    tour,
    triage,
    upload,
)

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
    pipeline.pages,
    interviews.pages,
    scorecards.pages,
    decisions.pages,
    funnel.pages,
    candidate.pages,
    candidate_files.pages,
    components.pages,
)
