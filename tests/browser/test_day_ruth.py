"""Ruth's day: counsel of the works council checks who did what, that nothing was changed, what decisions rested on, and what is kept how long."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.person import Person
from tests.browser.town import Opening, Town, address

pytestmark = pytest.mark.slow
HEAD = re.compile(r"[0-9a-f]{40,}")


def test_a_day_of_ruth(signed_in: Callable[..., Person], town: Town, lang: str):
    """She checks everything and meets nobody: no résumé, no name where a job is judged blind, nothing to change."""
    opening = town.opening(lang, blind=True)
    town.ws.decide(opening.persons[-1], "reject", by=address("mei"), because="others", job=opening.id)
    town.ws.decide(opening.persons[0], "advance", by=address("mei"), job=opening.id)
    ruth = signed_in("ruth")
    _checks_the_chains(ruth)
    _follows_one_person(ruth)
    _reads_what_a_job_asks(ruth, opening)
    _lets_a_decision_explain_itself(ruth, opening)
    _looks_at_the_funnel(ruth, opening)
    _reads_about_privacy(ruth)
    _changes_nothing(ruth, opening)
    _meets_nobody(ruth, opening)


def _checks_the_chains(ruth: Person) -> None:
    ruth.sees("What you can check")
    ruth.follow("Audit log")
    ruth.follow("Verify the chains")
    expect(ruth.page.locator(".banner.good")).to_have_count(2)
    expect(ruth.page.locator(".banner.good code").first).to_have_text(HEAD)


def _follows_one_person(ruth: Person) -> None:
    ruth.go("/audit")
    ruth.page.locator("#actor").select_option(label="Mei Lin")
    ruth.press("Find")
    lines = ruth.page.locator("tbody tr")
    expect(lines.first).to_contain_text("Mei Lin")
    assert all("Mei Lin" in one for one in lines.all_inner_texts())
    assert "actor=" in ruth.page.url
    ruth.page.reload()
    expect(lines.first).to_contain_text("Mei Lin")


def _reads_what_a_job_asks(ruth: Person, opening: Opening) -> None:
    ruth.go(f"{opening.path}/edit")
    ruth.sees("Left out of the scoring")
    expect(ruth.page.locator("textarea[name^=text-R]")).to_have_count(5)
    expect(ruth.button("Save")).to_have_count(0)
    ruth.sees("Versions")


def _lets_a_decision_explain_itself(ruth: Person, opening: Opening) -> None:
    ruth.go(f"{opening.path}/decisions")
    expect(ruth.page.locator("tbody tr")).to_have_count(2)
    ruth.page.locator("tbody tr").last.get_by_role("link").click()
    ruth.sees("Who decided, and why")
    ruth.sees("What it rested on")
    ruth.sees("In plain words, for the candidate who asks")
    with ruth.page.expect_download() as kept:
        ruth.page.get_by_role("link", name="JSON").click()
    assert kept.value.suggested_filename.endswith(".json")
    ruth.follow("Read the résumé again, too")
    ruth.sees("The program of today reads the résumé in the same way.")


def _looks_at_the_funnel(ruth: Person, opening: Opening) -> None:
    ruth.go(f"{opening.path}/funnel")
    expect(ruth.page.locator("figure.chart svg").first).to_be_visible()
    figure = ruth.page.locator("figure.chart").first
    figure.locator("summary").click()
    expect(figure.locator("table")).to_be_visible()


def _reads_about_privacy(ruth: Person) -> None:
    ruth.follow("Privacy")
    ruth.sees("What leaves this machine")
    ruth.page.locator("summary", has_text=ruth.say("Every place, in which form, and how an erasure reaches it")).click()
    expect(ruth.page.locator("details[open] tbody tr").nth(10)).to_be_visible()
    ruth.follow("People and roles")
    expect(ruth.link("Invite somebody")).to_have_count(0)
    expect(ruth.page.get_by_role("row").filter(has_text="Ruth Adler")).to_have_count(1)


def _changes_nothing(ruth: Person, opening: Opening) -> None:
    """Neither by a page nor past it."""
    ruth.watched.expected.append(r"status of 40[34]")
    token = ruth.page.locator("meta[name=csrf]").get_attribute("content")
    for path in (f"{opening.path}/edit", f"{opening.path}/bulk", f"{opening.path}/team", "/invite", "/privacy/retention"):
        answer = ruth.page.request.post(
            ruth.watched.origin + path,
            form={
                "csrf_token": token,
                "action": "advance",
                "candidate": str(opening.applications[1]),
                "version": "1",
                "email": "x@example.org",
            },
            headers={"Origin": ruth.watched.origin},
        )
        assert answer.status in {403, 404, 422}, f"{path} {answer.status}"


def _meets_nobody(ruth: Person, opening: Opening) -> None:
    for path in (opening.path, opening.triage(), f"/candidates/{opening.persons[0]}", "/pool", "/messages"):
        assert ruth.page.goto(ruth.watched.origin + path).status in {403, 404}, path
        for paper in opening.papers:
            assert paper.name not in ruth.page.content()
