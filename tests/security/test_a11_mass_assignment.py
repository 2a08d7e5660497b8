"""A11: what a request may not set, it cannot: role, tenant, score, id, version and their like are refused in every body, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from tests.web.bodies import Operation, example, operations
from tests.web.neighbours import House, house

SMUGGLED: dict[str, Any] = {
    "role": "owner",
    "tenant_id": "00000000-0000-7000-8000-0000000000bb",
    "tenant": "00000000-0000-7000-8000-0000000000bb",
    "id": "00000000-0000-7000-8000-00000000beef",
    "version": 99,
    "score": 1.0,
    "made_by": "somebody@example.org",
    "by": "somebody@example.org",
    "password_hash": "x",
    "proved_at": "2030-01-01T00:00:00Z",
    "is_admin": True,
    "created_at": "2000-01-01T00:00:00Z",
}
WRITES = [one for one in operations() if one.body is not None]


@pytest.fixture(scope="module")
def place(server: Any) -> Iterator[House]:
    """A company with something of everything."""
    with house(server) as built:
        yield built
        print("\nA11: " + f"{len(WRITES)} bodies, {len(SMUGGLED)} smuggled fields each: 0 taken")  # noqa: T201


@pytest.mark.parametrize("operation", WRITES, ids=lambda one: one.name)
def test_nothing_is_smuggled_in(place: House, operation: Operation):
    """Each of them, added to a good body, is refused by its name; what the body has by that name is left out of the question."""
    assert operation.body is not None
    who = (
        place.candidate(place.world)
        if {"link": []} in operation.told["security"]
        else place.browser("ivy" if operation.thing == "panel" else "mei")
    )
    given, before = operation.given(place.world), place.state()
    good = example(operation.body, place.world)
    for name, value in SMUGGLED.items():
        if name in good:
            continue
        answer = who.ask(operation.method.upper(), operation.at(place.world), **{**given, "json": {**good, name: value}})
        assert answer.status_code == 422, (name, answer.text)
        assert {"pointer": f"body/{name}", "detail": "there is no such field here"} in answer.json()["errors"]

    assert place.state() == before
