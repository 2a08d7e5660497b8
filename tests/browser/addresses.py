"""Every page of the routers, and an address at which it stands; one that is not told of here fails a test."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.routing import APIRoute

from jiufang.web.pages import ROUTERS


@dataclass(frozen=True)
class Page:
    """How a page is visited.

    Args:
        address: with the ids of a world between braces; the path itself when empty.
        who: who looks, of the cast; a stranger when empty.
        bare: the address is there on the first day, too.
    """

    address: str = ""
    who: str = "mei"
    bare: bool = True


THEIRS = {"bare": False}
PAGES = {
    "/": Page(),
    "/-/components": Page(who=""),
    "/account": Page(),
    "/audit": Page(),
    "/candidates/{person}": Page(**THEIRS),
    "/candidates/{person}/brief": Page(**THEIRS),
    "/candidates/{person}/correct": Page(**THEIRS),
    "/candidates/{person}/documents/{document}": Page("/candidates/{seen_person}/documents/{seen_document}", **THEIRS),
    "/candidates/{person}/erase": Page(**THEIRS),
    "/candidates/{person}/jobs": Page(**THEIRS),
    "/candidates/{person}/messages/new": Page(**THEIRS),
    "/candidates/{person}/seen": Page(**THEIRS),
    "/confirm": Page(),
    "/decisions/{decision}": Page(**THEIRS),
    "/duplicates": Page(),
    "/forgotten": Page(who=""),
    "/forgotten/asked": Page(who=""),
    "/funnel": Page(),
    "/health": Page(),
    "/interviews": Page(),
    "/interviews/{interview}": Page(**THEIRS),
    "/interviews/{interview}/move": Page(**THEIRS),
    "/invitation/{token}": Page("/invitation/{nothing}", who=""),
    "/invite": Page(),
    "/jobs": Page(),
    "/jobs/new": Page(),
    "/jobs/{job}": Page("/jobs/{seen_job}", **THEIRS),
    "/jobs/{job}/applications/{application}/interview": Page(**THEIRS),
    "/jobs/{job}/applications/{application}/move": Page(**THEIRS),
    "/jobs/{job}/applications/{application}/screening": Page("/jobs/{seen_job}/applications/{seen_application}/screening", **THEIRS),
    "/jobs/{job}/calibrate": Page("/jobs/{seen_job}/calibrate", **THEIRS),
    "/jobs/{job}/compare": Page("/jobs/{seen_job}/compare?candidate={seen_application}&candidate={seen_other}", **THEIRS),
    "/jobs/{job}/decisions": Page(**THEIRS),
    "/jobs/{job}/edit": Page(**THEIRS),
    "/jobs/{job}/funnel": Page(**THEIRS),
    "/jobs/{job}/pipeline": Page("/jobs/{seen_job}/pipeline", **THEIRS),
    "/jobs/{job}/triage/{application}": Page("/jobs/{seen_job}/triage/{seen_application}", **THEIRS),
    "/keys": Page(),
    "/messages": Page(),
    "/messages/{message}": Page(**THEIRS),
    "/password/{token}": Page("/password/{nothing}", who=""),
    "/pool": Page("/pool?q=python"),
    "/privacy": Page(),
    "/privacy/retention": Page(),
    "/s/{token}": Page("/s/{link}", who="", **THEIRS),
    "/s/{token}/facts": Page("/s/{link}/facts", who="", **THEIRS),
    "/s/{token}/kept": Page("/s/{link}/kept", who="", **THEIRS),
    "/screening": Page(),
    "/screening/{screening}": Page(**THEIRS),
    "/set-up/{token}": Page("/set-up/{nothing}", who=""),
    "/settings": Page(),
    "/sign-in": Page(who=""),
    "/tasks": Page(),
    "/upload": Page("/upload"),
    "/users": Page(),
    "/users/{user}": Page(**THEIRS),
    "/webhooks": Page(),
    "/webhooks/{webhook}": Page(**THEIRS),
}
# Parts that a page asks for while it is shown; they are looked at where they stand.
PARTS = {"/funnel/charts", "/jobs/{job}/funnel/charts", "/jobs/{job}/matching", "/palette"}
# What is no page of its own: files, pictures, and addresses that lead on.
FILES = {
    "/{path:path}",
    "/static/{path:path}",
    "/applications/{application}/pages/{document}/{number}.webp",
    "/candidates/duplicates",
    "/jobs/{job}/triage",
    "/candidates/{person}/brief.docx",
    "/candidates/{person}/documents/{document}/original",
    "/candidates/{person}/export",
    "/funnel.xlsx",
    "/interviews/{interview}/calendar.ics",
    "/interviews/{interview}/kit.docx",
    "/jobs/{job}/funnel.xlsx",
}


def routes() -> list[APIRoute]:
    """Return what may be got of the pages' routers."""
    return [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute) and "GET" in one.methods]


def twins() -> list[str]:
    """Return the addresses of JSON twins."""
    return sorted(one.path for one in routes() if one.path.endswith(".json"))


def unknown() -> list[str]:
    """Return what the routers offer and nobody told of here, and the other way round."""
    offered = {one.path for one in routes() if not one.path.endswith(".json")}
    return sorted(offered ^ (PAGES.keys() | PARTS | FILES))
