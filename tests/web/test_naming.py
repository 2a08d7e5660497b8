"""A route is named by its whole template, wherever its router was included."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi")

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from jiufang.web.naming import route_of

CASES = [
    ("/jobs/0190", "/jobs/{job}"),
    ("/api/v1/jobs/jobs", "/api/v1/jobs/{job}"),
    ("/api/v1/files/a/b/c.txt", "/api/v1/files/{path:path}"),
    ("/api/v1/jobs", "/api/v1/jobs"),
    ("/nowhere/Ada", None),
]


@pytest.mark.parametrize(("path", "template"), CASES)
def test_the_name_of_a_route(path, template):
    """With its prefix, with what a place takes left out, and with no name where there is no route."""
    seen, router, app = [], APIRouter(), FastAPI()

    @router.get("/jobs")
    def all_jobs() -> None: ...

    @router.get("/jobs/{job}")
    def one(job: str) -> None: ...

    @router.get("/files/{path:path}")
    def file(path: str) -> None: ...

    app.get("/jobs/{job}")(one)
    app.include_router(router, prefix="/api/v1")

    async def outer(scope, receive, send):
        await app(scope, receive, send)
        seen.append(route_of(scope))

    TestClient(outer).get(path)

    assert seen == [template]
