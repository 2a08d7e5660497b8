"""A17: every answer of every operation, refusals and defects too, carries what keeps browsers safe, and tells nothing of the inside."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.requests import Request
from starlette.responses import Response
from tests.web.bodies import Operation, operations
from tests.web.neighbours import House, house

ALL = operations()
SECRET = "Ada Lindqvist 13800138000 /srv/secret.py"
WANTED = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
POLICY = {"default-src 'none'", "frame-ancestors 'none'"}
INSIDE = ("Traceback", 'File "', ".py", "Error:", "psycopg", "sqlalchemy", "SELECT ", SECRET)


@pytest.fixture(scope="module")
def place(server: Any) -> Iterator[House]:
    """A company with something of everything."""
    with house(server) as built:
        yield built
        print("\nA17: " + f"{len(ALL)} operations, refused, answered and broken: headers on all, 0 traces")  # noqa: T201


@pytest.fixture
def broken(place: House) -> Iterator[House]:
    """The same, where everything goes wrong behind the door."""
    gate = place.app.state.gate

    async def fails(request: Request, declared: Any, inner: Any) -> Response:
        async def defect(request: Request) -> Response:
            try:
                raise KeyError(SECRET)
            except KeyError as error:
                raise RuntimeError(f"cannot handle {SECRET}") from error

        return await gate(request, declared, defect)

    place.app.state.gate = fails
    yield place
    place.app.state.gate = gate


def check(answer: Any) -> None:
    """Hold an answer to what it has to carry, and must not."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert {name: headers.get(name) for name in WANTED} == WANTED
    assert set(headers["content-security-policy"].split("; ")) >= POLICY
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert len(headers["x-request-id"]) == 36
    assert "server" not in headers
    assert "x-powered-by" not in headers
    if answer.status_code >= 400:
        assert headers["content-type"] == "application/problem+json"
        assert [word for word in INSIDE if word in answer.text] == []


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_every_answer_carries_them(place: House, operation: Operation):
    """Asked by a stranger, and where it only reads by the owner and with nonsense for ids."""
    path = operation.at(place.world)
    check(place.browser("nobody").ask(operation.method.upper(), path))
    check(place.browser("mei").ask(operation.method.upper(), operation.at(dict.fromkeys(operation.ids, "nonsense")) + "x"))
    if operation.safe:
        check(place.browser("mei").get(path, **operation.given(place.world)))


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_a_defect_tells_its_number_alone(broken: House, operation: Operation, caplog: pytest.LogCaptureFixture):
    """500 as a problem with a number; the log has it with class and place, and not the words either."""
    who = (
        broken.candidate(broken.world)
        if {"link": []} in operation.told["security"]
        else broken.browser("ivy" if operation.thing == "panel" else "mei")
    )
    with caplog.at_level(logging.INFO, logger="jiufang.web"):
        answer = who.ask(operation.method.upper(), operation.at(broken.world))

    assert answer.status_code == 500
    check(answer)
    number = answer.json()["instance"].removeprefix("urn:uuid:")
    (line,) = [one.getMessage() for one in caplog.records if "defect" in one.getMessage()]
    assert number in line
    assert "RuntimeError" in line
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/api/v1/nothing"), ("PUT", "/api/v1/jobs"), ("GET", "/api/v1/openapi.json"), ("TRACE", "/api/v1/jobs")],
)
def test_what_there_is_not_carries_them_too(place: House, method: str, path: str):
    """Unknown paths and methods, and the document itself."""
    client = place.browser("nobody").client
    check(client.request(method, path))


def test_another_name_is_not_served(place: House):
    """A page whose name points here reads nothing of ours (DNS rebinding)."""
    answer = place.browser("mei").client.get("/api/v1/session", headers={"Host": "evil.example.net"})
    assert answer.status_code == 403
    check(answer)


def test_too_much_is_refused_before_it_is_read(place: House):
    """By what is announced, and by what comes."""
    mei = place.browser("mei")
    big = b'{"job": {"text": "' + b"x" * (2 << 20) + b'"}}'
    for content in (big, iter([big[: 1 << 20], big[1 << 20 :]])):
        answer = mei.ask("POST", "/jobs", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413, answer.text
        check(answer)
