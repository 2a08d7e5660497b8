"""On a phone: triage, a file from the phone, the pages that one looks at on the way; nothing has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.papers import MIDDLING, PROOF, resume
from tests.browser.person import PHONE, Person
from tests.browser.town import Opening, Town

pytestmark = pytest.mark.slow
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_way_home(signed_in: Callable[..., Person], town: Town, lang: str):
    """Looks through applicants, adds one, and looks around."""
    opening = town.opening(lang)
    mei = signed_in("mei", **PHONE)
    _finds_the_way(mei)
    _looks_through_them(mei, opening)
    _adds_one(mei, town, opening)
    _looks_around(mei, opening)


def _fits(mei: Person) -> None:
    assert mei.page.evaluate(SIDEWAYS) <= 0, mei.page.url


def _finds_the_way(mei: Person) -> None:
    _fits(mei)
    mei.page.locator("[data-side]").tap()
    mei.page.locator("#side").get_by_role("link", name=mei.say("Jobs")).tap()
    mei.heading("Jobs")
    _fits(mei)


def _looks_through_them(mei: Person, opening: Opening) -> None:
    mei.go(opening.path)
    _fits(mei)
    mei.page.locator("table.ranking tbody th a").first.tap()
    name = mei.page.locator("main h1")
    expect(name).to_have_text(opening.papers[0].name)
    _fits(mei)
    mei.page.locator("#R3 blockquote a").first.tap()
    expect(mei.page.locator(".desk mark.on", has_text=PROOF[mei.lang])).to_be_in_viewport()
    mei.page.locator("[data-key=a]").tap()
    expect(name).to_have_text(opening.papers[1].name)
    mei.page.locator("[data-key=r]").tap()
    mei.page.locator("[data-reason]").first.tap()
    expect(name).to_have_text(opening.papers[2].name)
    _fits(mei)


def _adds_one(mei: Person, town: Town, opening: Opening) -> None:
    mei.go(f"/upload?job={opening.id}")
    _fits(mei)
    mei.page.locator("#files").set_input_files(town.files([resume(mei.lang, MIDDLING)]))
    came = mei.page.locator("#came")
    mei.waits(came.get_by_text(mei.say("All of them are read and matched.")))
    expect(came.locator("tbody tr")).to_have_count(1)
    _fits(mei)


def _looks_around(mei: Person, opening: Opening) -> None:
    person = f"/candidates/{opening.persons[0]}"
    application = f"{opening.path}/applications/{opening.applications[0]}"
    for path in (
        f"{opening.path}/pipeline", f"{opening.path}/edit", f"{opening.path}/funnel", f"{opening.path}/decisions", f"{application}/interview",
        person, f"{person}/messages/new", "/", "/pool", "/interviews", "/messages", "/screening", "/privacy", "/users", "/settings", "/tasks",
    ):  # fmt: skip
        mei.go(path)
        expect(mei.page.get_by_role("heading", level=1).first).to_be_visible()
        _fits(mei)
