"""Tom's day: a headhunter searches everybody, keeps the search, lets somebody apply, and sends a client a brief without a name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from tests.browser.papers import MIDDLING, STRONG, TITLE, WEAK, Paper, resume
from tests.browser.person import Person
from tests.browser.town import Opening, Town

pytestmark = pytest.mark.slow
ASKED = {"zh": "会 Kubernetes 和 Kafka 的 Java 后端", "en": "back end developer with Kubernetes and Kafka"}
SKILL = {"zh": "skill:java", "en": "skill:python"}


def test_a_day_of_tom(signed_in: Callable[..., Person], town: Town, lang: str):
    """Plain words, conditions and facets; a saved search that tells of newcomers; likeness; a brief; two who are one."""
    opening, empty = town.opening(lang, (STRONG, MIDDLING, WEAK)), town.opening(lang, ())
    tom = signed_in("tom")
    _asks_in_plain_words(tom, opening)
    _narrows_it_down(tom, opening)
    _keeps_the_search(tom, town)
    _finds_similar_people(tom, opening)
    _lets_somebody_apply(tom, opening, empty)
    _briefs_a_client(tom, opening.papers[0], opening)
    _takes_two_for_one(tom, town)
    _goes_no_further(tom)


def _found(tom: Person, paper: Paper) -> Locator:
    return tom.page.locator("article.hit").filter(has=tom.page.get_by_role("link", name=paper.name, exact=True))


def _asks_in_plain_words(tom: Person, opening: Opening) -> None:
    tom.follow("Talent pool")
    tom.sees("How to ask")
    tom.key("/")
    tom.page.keyboard.type(ASKED[tom.lang])
    tom.key("Enter")
    expect(_found(tom, opening.papers[0]).first).to_be_visible()
    expect(tom.page.locator("mark.found").first).to_be_visible()
    assert "q=" in tom.page.url


def _narrows_it_down(tom: Person, opening: Opening) -> None:
    tom.go("/pool")
    tom.page.get_by_role("searchbox", name=tom.say("Search the talent pool")).fill(f"{SKILL[tom.lang]} years:>=5")
    tom.press("Search")
    expect(_found(tom, opening.papers[0]).first).to_be_visible()
    expect(_found(tom, opening.papers[2])).to_have_count(0)
    expect(tom.page.get_by_role("list", name=tom.say("What was understood")).get_by_role("listitem")).to_have_count(2)
    facet = tom.page.locator("aside a.facet:has(.count)").first
    facet.click()
    expect(tom.page.get_by_role("list", name=tom.say("What was understood")).get_by_role("listitem")).to_have_count(3)
    tom.page.go_back()
    expect(tom.page.get_by_role("list", name=tom.say("What was understood")).get_by_role("listitem")).to_have_count(2)


def _keeps_the_search(tom: Person, town: Town) -> None:
    """Whoever comes later is told of."""
    name = f"{tom.lang} 5+"
    tom.page.locator("summary", has_text=tom.say("Save this search")).click()
    tom.write("Name", name)
    tom.press("Save", within=tom.page.locator("form[action='/pool/searches']"))
    expect(tom.page.get_by_role("heading", name=name)).to_be_visible()
    later = resume(tom.lang, STRONG)
    town.ws.add(town.files([later]), as_of="2026-11-01")
    tom.go("/")
    tom.follow(name, within=tom.page.get_by_role("region", name=tom.say("New for your saved searches")))
    tom.reads(later.name)
    tom.press("I have looked")
    tom.sees("Nobody new since you looked.")


def _finds_similar_people(tom: Person, opening: Opening) -> None:
    tom.go(f"/pool?like={opening.persons[0]}")
    expect(tom.page.locator("article.hit").first).to_be_visible()
    expect(_found(tom, opening.papers[0])).to_have_count(0)


def _lets_somebody_apply(tom: Person, opening: Opening, empty: Opening) -> None:
    tom.go(f"/pool?job={empty.id}")
    hit = _found(tom, opening.papers[0]).first
    hit.get_by_role("checkbox").check()
    tom.press("Let those chosen apply")
    tom.go(empty.path)
    row = tom.page.locator("table.ranking tbody tr").filter(has_text=opening.papers[0].name)
    tom.waits(row.locator(".rank"))


def _briefs_a_client(tom: Person, paper: Paper, opening: Opening) -> None:
    """What the client reads names nobody."""
    tom.go(f"/candidates/{opening.persons[0]}")
    tom.page.locator("main .page-head details.menu summary").click()
    tom.follow("Brief without a name, for a client")
    brief = tom.page.locator("article.sheet-text")
    expect(brief).to_contain_text(re.compile(r".{80,}", re.DOTALL))
    told = brief.inner_text()
    assert [one for one in (paper.name, paper.mail, *paper.name.split()) if one in told] == []
    with tom.page.expect_download() as word:
        tom.page.get_by_role("link", name="Word").click()
    assert word.value.suggested_filename.endswith(".docx")
    assert paper.name not in word.value.suggested_filename


def _takes_two_for_one(tom: Person, town: Town) -> None:
    """The same person in another file is proposed, merged by hand, and parted again."""
    one = resume(tom.lang, MIDDLING)
    again = Paper(one.name, f"{one.mail.partition('@')[0]}-again@example.org", one.text.replace("2022", "2021"))
    town.ws.add(town.files([one, again]), as_of="2026-11-01")
    tom.go("/duplicates")
    pair = tom.page.locator("section.panel").filter(has_text=one.name).first
    tom.press("The same person", within=pair)
    tom.go("/duplicates?status=merged")
    tom.press("Undo", within=tom.page.locator("section.panel").filter(has_text=one.name).first)
    tom.go("/duplicates?status=undone")
    tom.reads(one.name, within=tom.page.locator("main"))


def _goes_no_further(tom: Person) -> None:
    """What only owners and auditors read does not exist for a recruiter."""
    tom.watched.expected.append(r"status of 40[34]")
    for path in ("/audit", "/users", "/settings", "/webhooks"):
        answer = tom.page.goto(tom.watched.origin + path)
        assert answer.status in ({200} if path in ("/users", "/settings") else {403, 404}), path
    expect(tom.page.get_by_role("heading", level=1)).to_be_visible()
    assert TITLE[tom.lang] not in tom.page.title()
