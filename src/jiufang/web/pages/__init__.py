"""The pages for people: one module a kind of thing, each thin over the workspace; templates draw what they return."""

from __future__ import annotations

from jiufang.web.pages import components, entry, files, jobs, shortlist, triage

ROUTERS = (files.routes, entry.pages, triage.pages, jobs.pages, shortlist.pages, components.pages)
