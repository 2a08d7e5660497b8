"""Keys of programs and webhooks: made once, shown once, revoked; told, tested, switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.visitor import Place, place, words

from jiufang.access.webhooks import TYPES
from jiufang.web.pages import webhooks

HOOK = "https://93.184.215.14/told"


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def test_a_key_is_shown_once_and_works_until_it_is_revoked(here: Place):
    """A plain form makes it; a program asks with it; revoked, it opens nothing."""
    mei = here.visitor("mei")
    mei.get("/keys")
    made = mei.post("/keys", name="careers page", days="30", scopes=["jobs.read", "candidates.write"])
    text = re.search(r'id="made-key"[^>]*?value="(jfk_[^"]+)"|value="(jfk_[^"]+)"', made.text)
    assert made.status_code == 200
    assert text
    key = text[1] or text[2]
    program = Browser(here.visitor().client, {"Authorization": f"Bearer {key}"})
    assert program.get("/jobs").status_code == 200
    assert key not in mei.get("/keys").text
    row = next(one for one in mei.get("/keys.json").json()["keys"] if one["name"] == "careers page")
    assert row["scopes"] == ["candidates.write", "jobs.read"]
    assert mei.post(f"/keys/{row['id']}/revoke").status_code == 303

    assert program.get("/jobs").status_code == 401
    assert "revoked" in words(mei.get("/keys"))


def test_a_key_needs_a_name_and_something_that_it_may_do(here: Place):
    """What was written stays; what no key can do is refused."""
    mei = here.visitor("mei")
    mei.get("/keys")
    assert mei.post("/keys", name="nothing", days="30").status_code == 422
    assert mei.post("/keys", name="decides", days="30", scopes="decisions.make").status_code == 422
    again = mei.post("/keys", name="unheard of", days="30", scopes="everything")

    assert again.status_code == 422
    assert "unheard of" in again.text
    assert "decisions.make" not in mei.get("/keys").text


def test_a_recruiter_sees_their_own_keys_alone(here: Place):
    """An owner everybody's; whoever may have none gets no page."""
    tom, key = here.visitor("tom"), here.house.world["key"]

    assert tom.get("/keys.json").json()["keys"] == []
    assert tom.post(f"/keys/{key}/revoke").status_code in {403, 404}
    assert here.visitor("ruth").get("/keys").status_code in {403, 404}
    assert here.visitor().get("/keys").headers["location"].startswith("/sign-in")
    assert here.visitor("mallory").post(f"/keys/{key}/revoke").status_code in {403, 404}


def test_a_server_is_told_tested_and_switched_off(here: Place):
    """The secret is shown once; a test is kept on its way; switched off, it gets none."""
    mei = here.visitor("mei")
    mei.get("/webhooks")
    made = mei.post("/webhooks", url=HOOK, events=["job.opened", "person.erased"])
    assert "whsec_" in made.text
    row = next(one for one in mei.get("/webhooks.json").json()["receivers"] if one["url"] == HOOK)
    path = f"/webhooks/{row['id']}"
    assert "whsec_" not in mei.get(path).text
    assert mei.post(f"{path}/ping").status_code == 303
    assert [one["type"] for one in mei.get(f"{path}.json").json()["sent"]] == ["webhook.ping"]
    assert mei.post(f"{path}/switch").status_code == 303
    assert mei.post(f"{path}/ping").status_code == 409
    assert mei.post(f"{path}/switch", on="1").status_code == 303
    assert mei.post(path, url=HOOK, events="*").status_code == 303
    assert "whsec_" in mei.post(f"{path}/secret").text
    assert mei.post(f"{path}/remove").status_code == 303

    assert mei.get(path).status_code == 404


def test_servers_inside_the_network_are_refused_in_words(here: Place):
    """The form comes back with the address and the reason."""
    mei = here.visitor("mei")
    mei.get("/webhooks")
    page = mei.post("/webhooks", url="https://127.0.0.1/told", events="*")

    assert page.status_code == 422
    assert "https://127.0.0.1/told" in page.text


def test_webhooks_are_the_owners(here: Place):
    """Nobody else sees where messages go; next door there are none."""
    path = f"/webhooks/{here.house.world['webhook']}"

    assert {here.visitor(name).get(path).status_code for name in ("tom", "ruth", "li")} <= {403, 404}
    assert here.visitor("mallory").get(path).status_code == 404


def test_every_event_has_its_words():
    """What a server can be told of is said in every language."""
    assert set(TYPES.values()) == set(webhooks.MEANS)


def test_the_pages_speak_chinese(here: Place):
    """Headings and what keys may do."""
    mei = here.visitor("mei", lang="zh")

    assert "新建密钥" in words(mei.get("/keys"))
    assert "候选人资料已删除" in words(mei.get("/webhooks"))
    assert CAST["mei"].name in words(mei.get("/keys"))
