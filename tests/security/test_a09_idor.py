"""A09: every operation of the API × everybody who might ask × whose the thing is: what happens is what the table of roles says.

The operations come from the document of the API, so a new one is tried as soon as it is there; one without a policy fails, here and
when the program starts. What must not happen, reading or writing what is another's, is tried against the real thing: its answers are
searched for our ids, and every row of ours is the same afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.requests import Request
from starlette.responses import Response
from tests.web.bodies import NOBODY, Operation, document, operations
from tests.web.neighbours import House, house
from tests.web.people import CAST

from jiufang.access.roles import TABLE, Permission, Reach, Role

ALL = operations()
TRIED: Counter[str] = Counter()
PASSED = 299  # what the door answers here to whoever it lets through
STAFF = ("mei", "tom", "li", "ivy", "ruth")
# What somebody has a part in who reaches no further than their own: Li hires for our job and Ivy interviews; Tom for the other one.
PARTS = {
    "own": {
        "li": {
            "job",
            "job_to_read",
            "person",
            "application",
            "match",
            "decision",
            "interview",
            "screening",
            "document",
            "note",
            "message",
            "attachment",
        },
        "ivy": {"job_to_read", "person", "application", "interview", "panel", "document", "note", "message", "attachment"},
    },
    "other": {"tom": {"panel"}},
}


@pytest.fixture(scope="module")
def place(server: Any) -> Iterator[House]:
    """Two companies in one house."""
    with house(server) as built:
        yield built


@pytest.fixture
def door(place: House) -> Iterator[House]:
    """The house with nobody at home: who is let in is told so, and nothing is done."""
    gate = place.app.state.gate

    async def only_the_door(request: Request, declared: Any, inner: Any) -> Response:
        async def passed(request: Request) -> Response:
            return Response(status_code=PASSED)

        return await gate(request, declared, passed)

    place.app.state.gate = only_the_door
    yield place
    place.app.state.gate = gate


def expected(operation: Operation, role: Role, *, part: bool) -> int:
    """Return what the table says: 403 for what a role never can, 404 for what is not theirs."""
    if operation.permission == "anybody":
        return PASSED
    if operation.permission == "signed-in":
        return PASSED
    far = TABLE[Permission(operation.permission)].reach[role]
    if far is Reach.NO:
        return 403
    return PASSED if far is Reach.ALL or part else 404


def in_person(operation: Operation) -> bool:
    return operation.permission in set(Permission) and TABLE[Permission(operation.permission)].in_person


def by_link(operation: Operation) -> bool:
    return {"link": []} in operation.told["security"]


def by_cookie(operation: Operation) -> bool:
    return any("session" in way for way in operation.told["security"])


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_the_door_does_as_the_table_says(door: House, operation: Operation):
    """Each role, for our job's things and for another job's; strangers, programs with and without the scope, a candidate's link."""
    told, wanted = {}, {}
    for name in STAFF:
        for world, whose in ((door.world, "own"), (door.other, "other")):
            part = operation.thing == "own" or operation.thing in PARTS[whose].get(name, ()) or _key_of(operation, name)
            case = f"{name} {whose}"
            told[case] = door.browser(name).ask(operation.method.upper(), operation.at(world)).status_code
            wanted[case] = (
                expected(operation, CAST[name].role, part=part) if by_cookie(operation) or not operation.told["security"] else 401
            )
    ask = lambda who: who.ask(operation.method.upper(), operation.at(door.world)).status_code  # noqa: E731
    anybody = operation.permission == "anybody"
    told["stranger"], wanted["stranger"] = ask(door.browser("nobody")), PASSED if anybody else 401
    told["candidate"], wanted["candidate"] = ask(door.candidate(door.world)), PASSED if anybody or by_link(operation) else 401
    for case, scopes in {"no scope": [_another(operation)], "scope": [_scope(operation)]}.items():
        told[case], wanted[case] = ask(door.program("mei", *scopes)), _program(operation, scopes)
    if anybody:  # which asks of browsers that the page is ours, and of nobody who they are
        told, wanted = (
            {case: status for case, status in one.items() if "scope" not in case and case != "candidate"} for one in (told, wanted)
        )

    TRIED["doors"] += len(told)
    assert told == wanted


@pytest.mark.parametrize("operation", [one for one in ALL if one.permission != "anybody"], ids=lambda one: one.name)
def test_next_door_nothing_of_ours_is_read_or_written(place: House, operation: Operation):
    """Mallory, who owns the company next door, asks for everything of ours by its id: nothing is found, and nothing changes."""
    if by_link(operation) or operation.name in {"sign_out", "sign_out_everywhere", "change_password"}:
        pytest.skip("about oneself alone")
    before = place.state()
    TRIED["real"] += 1
    answer = place.browser("mallory").ask(operation.method.upper(), operation.at(place.world), **operation.given(place.world))

    assert answer.status_code in {*range(500), 501}, answer.text
    if operation.ids and operation.name not in {"put_tag", "take_tag"}:
        assert answer.status_code in {404, 403, 422, 409}, answer.text  # 409: something of her own bears the name
    asked = set(operation.at(place.world).split("/"))
    ours = (_ids(place.world) | _ids(place.other)) - asked
    sent = str(operation.given(place.world))
    assert [id for id in ours if id in answer.text and id not in sent] == []
    assert "Lindqvist" not in answer.text
    assert place.state() == before


@pytest.mark.parametrize("operation", [one for one in ALL if "own" not in one.thing and one.thing], ids=lambda one: one.name)
def test_of_another_job_nothing_is_read_or_written(place: House, operation: Operation):
    """Li and Ivy, who reach no further than their own, ask for what belongs to another job."""
    before = place.state()
    for name in ("li", "ivy"):
        if TABLE[Permission(operation.permission)].reach[CAST[name].role] is Reach.ALL:
            continue
        TRIED["real"] += 1
        answer = place.browser(name).ask(operation.method.upper(), operation.at(place.other), **operation.given(place.other))
        assert answer.status_code in {403, 404}, (name, answer.text)
        assert [id for id in _ids(place.other) if id in answer.text and id not in operation.at(place.other)] == []
    assert place.state() == before


@pytest.mark.parametrize("operation", [one for one in ALL if one.safe and not one.ids and one.thing == "own"], ids=lambda one: one.name)
def test_lists_show_one_s_own(place: House, operation: Operation):
    """What everybody may list holds, for those who reach no further, nothing of another job."""
    for name in ("li", "ivy"):
        answer = place.browser(name).get(operation.at(place.world), **operation.given(place.world))
        assert [id for id in _ids(place.other) if id in answer.text and id not in place.world.values()] == [], (name, operation.name)


def test_a_candidate_sees_their_own_conversation(place: House):
    """The link of one opens theirs, and says nothing of the other's; without a link there is none."""
    mine, theirs = (place.candidate(world).get("/screening") for world in (place.world, place.other))
    assert (mine.json()["id"], theirs.json()["id"]) == (place.world["screening"], place.other["screening"])
    assert place.browser("mei").get("/screening").status_code == 401


def test_operations_without_a_policy_are_not_served():
    """Every operation of the document says what it takes, by a name of the table, or why it takes nothing."""
    known = {str(permission) for permission in Permission} | {"anybody", "signed-in"}
    assert {one.permission for one in ALL} <= known
    assert all(one.thing for one in ALL if one.permission in set(Permission))
    assert {path for path in document()["paths"] if not path.startswith("/api/v1/")} == set()


def _ids(world: dict[str, str]) -> set[str]:
    return {id for id in world.values() if len(id) == len(NOBODY)}


def _scope(operation: Operation) -> Permission:
    own = operation.permission in set(Permission) and not in_person(operation)
    return Permission(operation.permission) if own and expected(operation, Role.OWNER, part=True) == PASSED else Permission.JOBS_READ


def _another(operation: Operation) -> Permission:
    return Permission.JOBS_READ if operation.permission != Permission.JOBS_READ else Permission.USERS_READ


def _program(operation: Operation, scopes: list[Permission]) -> int:
    """Return what is answered to a program of the owner's."""
    if {"key": []} not in operation.told["security"] and not in_person(operation):
        return 401
    if operation.permission == "signed-in":
        return PASSED
    if operation.permission not in scopes or in_person(operation):
        return 403
    return PASSED if TABLE[Permission(operation.permission)].reach[Role.OWNER] is Reach.ALL or operation.thing == "own" else 404


def _key_of(operation: Operation, name: str) -> bool:
    return operation.thing == "_key" and name == "mei"
