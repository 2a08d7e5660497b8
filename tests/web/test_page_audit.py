"""The audit log for people: found by who, what, about what and when, in words, and its chains verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def test_lines_are_found_by_who_what_about_what_and_when(here: Place):
    """Each filter alone leaves the lines that fit; the page shows what its twin tells."""
    ruth, day = here.visitor("ruth"), dt.datetime.now().astimezone().date()
    every = ruth.get("/audit.json").json()["lines"]
    assert {"Mei", "Tom"} <= {one["who"] for one in every}
    for field, value in (("actor", "tom@example.org"), ("action", "decided"), ("subject", "webhook")):
        found = ruth.get("/audit.json", params={field: value}).json()["lines"]
        assert found
        assert {one[field] for one in found} == {value}
    about = ruth.get("/audit.json", params={"subject_id": here.house.world["person"]}).json()["lines"]
    assert {one["subject_id"] for one in about} == {here.house.world["person"]}
    assert ruth.get("/audit.json", params={"day": day.isoformat()}).json()["lines"]
    assert ruth.get("/audit.json", params={"day": (day - dt.timedelta(days=3)).isoformat()}).json()["lines"] == []

    assert "No such line" in words(ruth.get("/audit", params={"actor": "nobody@example.org"}))


def test_earlier_lines_come_by_their_cursor(here: Place):
    """No line twice, none left out."""
    for number in range(70):
        here.house.ws.tags.make(f"tag number {number}", by="tom@example.org")
    mei, numbers, cursor = here.visitor("mei"), [], None
    while True:
        page = mei.get("/audit.json", params={"cursor": cursor} if cursor else {}).json()
        numbers += [one["number"] for one in page["lines"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert numbers == list(range(numbers[0], 0, -1))
    assert "Earlier lines" in words(mei.get("/audit"))


def test_the_chains_are_verified_with_their_heads(here: Place):
    """Whoever may reads the result and the hash that each ends with."""
    page, twin = here.visitor("ruth").get("/audit?check=true"), here.visitor("ruth").get("/audit.json?check=true").json()

    assert {one["chain"]: one["intact"] for one in twin["chains"]} == {"decisions": True, "audit_log": True}
    assert all(one["head"] in page.text for one in twin["chains"])
    assert "the chain holds" in words(page)


def test_links_lead_where_whoever_looks_may_go(here: Place):
    """An owner opens the candidate of a line; an auditor sees none."""
    path = f'href="/candidates/{here.house.world["person"]}"'

    assert path in here.visitor("mei").get(f"/audit?subject_id={here.house.world['person']}").text
    assert path not in here.visitor("ruth").get(f"/audit?subject_id={here.house.world['person']}").text


def test_the_log_is_for_owners_and_auditors(here: Place):
    """Others get no page; next door there is another log; nonsense in a filter is no error."""
    assert {here.visitor(name).get("/audit").status_code for name in ("tom", "li", "ivy")} <= {403, 404}
    assert here.visitor().get("/audit").headers["location"].startswith("/sign-in")
    assert here.visitor("mallory").get("/audit.json", params={"actor": "tom@example.org"}).json()["lines"] == []
    assert here.visitor("mei").get("/audit?day=yesterday&subject_id=none").status_code == 200


def test_the_page_speaks_chinese(here: Place):
    """What was done and about what is said in the visitor's language."""
    told = words(here.visitor("mei", lang="zh").get("/audit"))

    assert "校验哈希链" in told
    assert "谁做过、看过什么" in told


def test_facts_are_told_in_words(here: Place):
    """Where somebody saw a candidate, and what each count is of; neither the log's codes nor whole ids."""
    here.visitor("mei").get(f"/candidates/{here.house.world['person']}")
    facts = {fact for one in here.visitor("ruth").get("/audit.json").json()["lines"] for fact in one["facts"]}
    zh = {fact for one in here.visitor("ruth", lang="zh").get("/audit.json").json()["lines"] for fact in one["facts"]}

    assert "on their page" in facts
    assert "在候选人主页" in zh
    assert not [fact for fact in facts if "what" in fact or len(fact.rpartition(": ")[2]) == 36]
