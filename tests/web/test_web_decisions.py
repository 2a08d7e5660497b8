"""Somebody decides, with a reason; about many only when asked again; and everything of it can be told and verified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.world import furnish

from jiufang.access.roles import Permission


@pytest.fixture
def world(ws: Any, app: Any, tmp_path: Any) -> dict[str, str]:
    """Ada and Bo, and a job of Li's."""
    return furnish(ws, tmp_path)


def test_a_decision_and_its_explanation(world: dict[str, str], tom: Browser, sign_in: Callable[[str], Browser]):
    """It is listed with its facts, explained with the sum that comes out again, and counted in the funnel."""
    path = f"/jobs/{world['job']}/decisions"
    made = tom.post(path, json={"persons": [world["person"]], "action": "advance"})
    assert made.status_code == 201, made.text
    (one,) = made.json()["items"]
    assert (one["made_by"], one["facts"]["before"], one["person"]) == ("tom@example.org", "new", world["person"])
    assert tom.get(path).json()["items"] == [one]
    explained = sign_in("ruth").get(f"/decisions/{one['id']}/explanation").json()
    assert explained["sum"]["differences"] == []
    funnel = sign_in("ruth").get(f"/jobs/{world['job']}/funnel").json()
    assert funnel["candidates"] == 2
    stands = tom.get(f"/applications/{world['application']}").json()["stage"]
    assert stands == one["action"]


def test_a_rejection_needs_a_reason_that_holds(world: dict[str, str], tom: Browser):
    """Without one, with an unknown one, or with one that no decision may rest on, nothing is written."""
    path = f"/jobs/{world['job']}/decisions"
    wish = {"persons": [world["person"]], "action": "reject"}
    codes = [one["code"] for one in tom.get("/decision-reasons").json()["items"]]
    assert "filled" in codes
    told = [tom.post(path, json={**wish, **why}).status_code for why in ({}, {"because": "vibes"}, {"reason": "too old for the team"})]
    assert told == [403, 422, 403]
    assert tom.get(path).json()["items"] == []
    assert tom.post(path, json={**wish, "because": "filled"}).status_code == 201


def test_many_are_asked_about_again(ws: Any, world: dict[str, str], tom: Browser):
    """More than twenty need the token of this very decision."""
    from jiufang.store import people

    with ws.session() as session:
        crowd = [str(people.create(session)) for _ in range(21)]
    path, wish = f"/jobs/{world['job']}/decisions", {"persons": crowd, "action": "reject", "because": "filled"}
    refused = tom.post(path, json=wish)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-confirmed")
    token = tom.post(f"{path}/confirmation", json=wish).json()
    assert token["people"] == 21
    assert tom.post(path, json={**wish, "because": "withdrew", "confirmed": token["confirmed"]}).status_code in {409, 422}
    assert len(tom.post(path, json={**wish, "confirmed": token["confirmed"]}).json()["items"]) == 21


def test_nobody_but_a_person_decides(app: Any, world: dict[str, str]):
    """No key, whatever its scopes (F14)."""
    program = Browser.program(app, CAST["mei"], *[p for p in Permission if p not in {Permission.DECISIONS_MAKE}][:2])
    answer = program.post(f"/jobs/{world['job']}/decisions", json={"persons": [world["person"]], "action": "advance"})
    assert answer.status_code == 403


def test_deciding_is_no_way_to_see_somebody(ws: Any, world: dict[str, str], sign_in: Callable[[str], Browser]):
    """A hiring manager decides about those who applied for her job, and not about anybody else, whom she would see then."""
    from jiufang.store import people

    with ws.session() as session:
        stranger = str(people.create(session))
    li, path = sign_in("li"), f"/jobs/{world['job']}/decisions"
    assert li.post(path, json={"persons": [stranger], "action": "advance"}).status_code == 404
    assert li.get(f"/candidates/{stranger}").status_code == 404
    assert li.post(path, json={"persons": [world["person"]], "action": "advance"}).status_code == 201


def test_the_log_and_the_chains(world: dict[str, str], mei: Browser, sign_in: Callable[[str], Browser]):
    """What was done is listed and the chains hold; a recruiter does not read them."""
    mei.post(f"/jobs/{world['job']}/decisions", json={"persons": [world["person"]], "action": "advance"})
    log = mei.get("/audit-log", params={"subject": "job", "limit": 5}).json()["items"]
    assert {one["subject"] for one in log} == {"job"}
    chains = sign_in("ruth").get("/chains").json()["items"]
    assert [(one["chain"], one["intact"]) for one in chains] == [("decisions", True), ("audit_log", True)]
    assert sign_in("tom").get("/audit-log").status_code == 403


def test_settings_and_health(mei: Browser, sign_in: Callable[[str], Browser]):
    """Settings are told without secrets, health part by part; backups need a folder."""
    told = {one["name"]: one["value"] for one in sign_in("tom").get("/settings").json()["items"]}
    assert told["JIUFANG_WORKERS"] == "1"
    assert told["JIUFANG_MASTER_KEY"] == ""
    assert mei.get("/health").json()["status"] in {"ok", "degraded"}
    assert mei.post("/backups").status_code == 501
