"""A17 for the pages: every answer of every page, twin, form and file, refusals and defects too, carries what keeps browsers safe, and shows nothing of the inside."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from tests.security.test_a17_headers import INSIDE, SECRET, WANTED
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.visitor import Place, Visitor, place

from jiufang.access.limits import Rate
from jiufang.web.pages import ROUTERS

ROUTES = [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute)]
OURS = {"default-src 'none'", "frame-ancestors 'none'"}
SCRIPTS = {"base-uri 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "connect-src 'self'"}
ANSWERS: Counter[str] = Counter()


@pytest.fixture(scope="module")
def built(server: Any) -> Iterator[Place]:
    """A company with something of everything, and its pages."""
    with place(server, strangers=Rate("requests of strangers", burst=10 * len(ROUTES), seconds=10)) as made:
        yield made
        print(f"\nA17: {len(ROUTES)} routes of pages, {ANSWERS.total()} answers {dict(ANSWERS)}: headers on all, 0 traces")  # noqa: T201


@pytest.fixture
def broken(built: Place) -> Iterator[Place]:
    """The same, where everything goes wrong behind the door."""
    gate = built.app.state.gate

    async def fails(request: Request, declared: Any, inner: Any) -> Response:
        async def defect(request: Request) -> Response:
            raise RuntimeError(f"cannot handle {SECRET}")

        return await gate(request, declared, defect)

    built.app.state.gate = fails
    yield built
    built.app.state.gate = gate


def at(route: APIRoute, world: dict[str, str], *, nonsense: bool = False) -> str:
    """Return the address of a route."""
    path = route.path.replace("{path:path}", "app.css" if "static" in route.path else "nowhere")
    for name in (
        "webhook",
        "delivery",
        "screening",
        "interview",
        "decision",
        "message",
        "search",
        "document",
        "application",
        "person",
        "job",
        "task",
        "user",
        "pair",
        "key",
        "note",
        "browser",
        "number",
        "token",
    ):
        path = path.replace(f"{{{name}}}", "nonsense" if nonsense else world.get(name, "1"))
    return path


def check(answer: Any, *, file: bool = False) -> None:
    """Hold an answer to what it has to carry, and must not."""
    ANSWERS[str(answer.status_code)] += 1
    headers = {name.lower(): value for name, value in answer.headers.items()}
    wanted = {name: value for name, value in WANTED.items() if not (file and name == "cache-control")}
    policy = set(headers["content-security-policy"].split("; "))
    assert {name: headers.get(name) for name in wanted} == wanted
    assert policy >= OURS
    assert not any("unsafe" in one or "*" in one or "http" in one for one in policy)
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "server" not in headers
    assert "x-powered-by" not in headers
    if headers.get("content-type", "").startswith("text/html"):
        assert policy >= SCRIPTS
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
    if answer.status_code >= 400:
        assert [word for word in INSIDE if word in answer.text] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{min(one.methods)} {one.path}")
def test_every_page_carries_them(built: Place, route: APIRoute):
    """Asked by a stranger, by the owner, with nonsense for ids, and by a form without its token."""
    world, file = built.house.world, "static" in route.path
    stranger, mei = built.visitor(), built.visitor("mei")
    if "GET" in route.methods:
        check(stranger.get(at(route, world)), file=file)
        check(mei.get(at(route, world)), file=file)
        check(mei.get(at(route, world, nonsense=True)), file=file)
    else:
        for who in (stranger, mei):
            check(who.post(at(route, world), csrf_token=""))


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{min(one.methods)} {one.path}")
def test_a_defect_shows_nothing(broken: Place, route: APIRoute, caplog: pytest.LogCaptureFixture):
    """500 with a number that the log has, and no word of what happened."""
    world = broken.house.world | {"token": broken.house.candidate(broken.house.world).headers["Authorization"].partition(" ")[2]}
    known = Browser.of(broken.app, CAST["ivy" if route.path.endswith("/scorecard") else "mei"])
    who = Visitor(known.client, known.headers["Cookie"], token=known.headers["X-CSRF-Token"])
    with caplog.at_level(logging.INFO, logger="jiufang.web"):
        answer = who.get(at(route, world)) if "GET" in route.methods else who.post(at(route, world))

    check(answer)
    assert SECRET not in caplog.text
    assert answer.status_code == 500
