"""Settings, health and privacy: where each value is from, what leaves the machine, backups, how long candidates are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words

from jiufang.settings import Secret, Settings
from jiufang.store import register
from jiufang.web.pages import privacy_words, setting_words
from jiufang.workspace import overseeing
from jiufang.workspace.own_file import KEEPING


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def test_each_setting_tells_where_its_value_is_from(here: Place, monkeypatch: Any):
    """Default, environment, or what the command was told; each with its variable."""
    monkeypatch.setenv("JIUFANG_STOP_SECONDS", "30")
    twin = here.visitor("mei").get("/settings.json").json()
    rows = {row["name"]: row for group in twin["groups"] for row in group["rows"]}

    assert set(rows) == {name for name, _ in Settings.table()}
    assert rows["JIUFANG_STOP_SECONDS"]["source"] == "environment"
    assert rows["JIUFANG_PORT"]["source"] == "default"
    assert rows["JIUFANG_MODELS"]["source"] == "option"
    assert rows["JIUFANG_PORT"]["value"] == rows["JIUFANG_PORT"]["default"] == "8300"


def test_secrets_are_never_shown(here: Place, monkeypatch: Any):
    """Whether they are set is all that is told; the credentials in an address are left out."""
    changed = {"llm_key": Secret("sk-very-secret"), "llm_url": "http://who:word@localhost:1/v1", "llm": "openai", "llm_model": "m"}
    for name, value in changed.items():
        monkeypatch.setitem(vars(here.house.ws.engine.settings), name, value)
    page = here.visitor("mei").get("/settings")

    assert "sk-very-secret" not in page.text
    assert "who:word" not in page.text
    assert next(one for one in overseeing.settings(here.house.ws) if one["name"] == "JIUFANG_LLM_KEY")["value"] == "set"


def test_the_page_tells_what_leaves_the_machine(here: Place):
    """The furnished place tells one server of events, and asks nobody else."""
    mei = here.visitor("mei")

    assert [(one["what"], one["local"]) for one in mei.get("/settings.json").json()["providers"]] == [("webhook", False)]
    assert "never a word of a candidate" in words(mei.get("/privacy"))
    assert all(not one["present"] for one in mei.get("/settings.json").json()["models"])


def test_every_setting_group_and_table_has_its_words():
    """What pages say of them is among the messages."""
    assert {one.metadata["doc"] for one in fields(Settings)} == set(setting_words.MEANS)
    assert {one.metadata["group"] for one in fields(Settings)} == set(setting_words.GROUPS)
    assert {one.table.name for one in register.HELD} == set(privacy_words.TABLES)
    assert {one.name.lower(): one.value for one in register.Reach} == privacy_words.REACHED
    assert {text for pair in register.PLACES.items() for text in pair} == set(privacy_words.PLACES)


def test_health_says_what_to_do(here: Place):
    """A part that is missing comes with what brings it back; a database of somebody else's is backed up there."""
    told, twin = words(here.visitor("mei").get("/health")), here.visitor("mei").get("/health.json").json()

    assert twin["status"] == "degraded"
    assert "jiufang worker" in told
    assert "jiufang models fetch encoder" in told
    assert "It is backed up where it runs" in told
    assert here.visitor("tom").get("/health").status_code in {403, 404}


def test_how_long_candidates_are_kept_is_said_by_an_owner(here: Place):
    """A number of days that makes sense; nobody is erased by it."""
    mei = here.visitor("mei")
    assert mei.get("/privacy.json").json()["days"] is None
    mei.get("/privacy/retention")
    assert mei.post("/privacy/retention", days="3").status_code == 422
    assert mei.post("/privacy/retention", days="soon").status_code == 422
    assert mei.post("/privacy/retention", days="180").status_code == 303
    assert mei.get("/privacy.json").json()["days"] == 180
    assert "180 days after the last sign of life" in words(mei.get("/privacy"))
    assert mei.post("/privacy/retention", days="").status_code == 303

    assert mei.get("/privacy.json").json()["days"] is None
    assert here.visitor("tom").get("/privacy/retention").status_code in {403, 404}


def test_who_asks_to_be_erased_is_listed_until_they_are(here: Place):
    """The request stands on the page with what to do; so does the certificate afterwards."""
    ws, mei, person = here.house.ws, here.visitor("mei"), UUID(here.house.other["person"])
    ws.consents.record(person, purpose=KEEPING, given=False, text="Please erase me.", version="1", by="link")
    asked = mei.get("/privacy.json").json()["asked"]
    assert [one["id"] for one in asked] == [str(person)]
    assert f"/candidates/{person}/erase" in mei.get("/privacy").text
    ws.erase(person, by="mei@example.org")
    twin = mei.get("/privacy.json").json()

    assert twin["asked"] == []
    assert str(person) in [one["person"] for one in twin["erased"]]


def test_somebody_is_found_by_their_address_without_leaving_it_anywhere(here: Place):
    """The form is posted; what comes back is a code and what can be done."""
    tom = here.visitor("tom")
    tom.get("/privacy")
    page = tom.post("/privacy/find", email="ada@example.com")

    assert page.status_code == 200
    assert f"/candidates/{here.house.world['person']}/export" in page.text
    assert "Ada" not in words(page)
    assert "Nobody here has this address" in words(tom.post("/privacy/find", email="nobody@example.com"))


def test_strangers_and_other_roles(here: Place):
    """An auditor reads privacy without a way to candidates; a hiring manager gets neither page."""
    ruth = here.visitor("ruth")

    assert ruth.get("/privacy").status_code == 200
    assert "/privacy/find" not in ruth.get("/privacy").text
    assert {here.visitor("li").get(path).status_code for path in ("/privacy", "/settings", "/health")} <= {403, 404}
    assert here.visitor().get("/settings").headers["location"].startswith("/sign-in")


def test_the_pages_speak_chinese(here: Place):
    """Settings, health and privacy."""
    mei = here.visitor("mei", lang="zh")

    assert "哪些数据离开本机" in words(mei.get("/settings"))
    assert "各部分状态" in words(mei.get("/health"))
    assert "候选人资料保留多久" in words(mei.get("/privacy"))
