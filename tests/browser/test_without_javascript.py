"""A recruiter whose browser runs no scripts does the same by links and plain forms; a candidate answers her questions so, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.papers import AD, MIDDLING, PROOF, STRONG, TITLE, Paper, resume
from tests.browser.person import WORK, Person
from tests.browser.town import Town

pytestmark = pytest.mark.slow


def test_a_day_without_scripts(somebody: Callable[..., Person], town: Town, lang: str):
    """From an ad to a decision, a letter and a candidate's consent."""
    mei = somebody(town.served.url, java_script_enabled=False)
    mei.watched.expected.append(r"status of 422")  # a form that comes back with what is wrong
    mei.sign_in(town.newcomer())
    papers = [resume(lang, STRONG), resume(lang, MIDDLING)]
    _opens_a_job(mei)
    job = mei.page.url.removesuffix("/edit")
    _adds_files(mei, town.files(papers))
    _waits_for_the_ranking(mei, job, papers)
    _reads_the_proof(mei, papers[0])
    _decides(mei, papers)
    _moves(mei, job, papers[0])
    _writes(mei, job, papers[0])
    _asks_a_candidate(mei, somebody(town.served.url, java_script_enabled=False), job, papers[1])
    _leaves(mei)


def _opens_a_job(mei: Person) -> None:
    mei.go("/jobs/new")
    mei.write("The ad", AD[mei.lang])
    mei.field("Judge without names, pictures, schools and dates").uncheck()
    mei.press("Read the ad")
    expect(mei.page.get_by_role("heading", level=1)).to_have_text(TITLE[mei.lang])
    mei.sees("This is what was understood. Correct it, then add résumés.")


def _adds_files(mei: Person, files: list[Path]) -> None:
    mei.page.locator(".page-head").get_by_role("link", name=mei.say("Add résumés")).click()
    mei.press("Add them")
    mei.sees("No file was chosen.")
    mei.page.locator("#files").set_input_files(files)
    mei.press("Add them")
    mei.reads(mei.voice.say_many("%(n)s file is here.", "%(n)s files are here.", len(files)))


def _waits_for_the_ranking(mei: Person, job: str, papers: list[Paper]) -> None:
    """Whoever cannot be told of progress looks again."""
    ranked = mei.page.locator("table.ranking tbody tr:has(.rank)")

    def looks() -> int:
        mei.page.goto(job)
        return ranked.count()

    _until(looks, len(papers))
    expect(ranked.first.locator("th a")).to_have_text(papers[0].name)


def _until(look: Callable[[], int], wanted: int) -> None:
    for _ in range(WORK // 200):
        if look() == wanted:
            return
    raise AssertionError(f"never {wanted}")


def _reads_the_proof(mei: Person, paper: Paper) -> None:
    mei.page.locator("table.ranking tbody tr").first.locator("td.cell").nth(2).get_by_role("link").click()
    expect(mei.page).to_have_url(re.compile(r"#R3$"))
    expect(mei.page.locator("#R3 blockquote").first).to_contain_text(PROOF[mei.lang])
    expect(mei.page.locator(".desk mark", has_text=PROOF[mei.lang]).first).to_be_visible()
    assert mei.page.locator("main h1").inner_text() == paper.name


def _decides(mei: Person, papers: list[Paper]) -> None:
    mei.press("Advance")
    expect(mei.page.locator("main")).to_contain_text(papers[0].name)  # it says what was done
    expect(mei.page.locator("main h1")).to_have_text(papers[1].name)
    mei.press("Reject")
    expect(mei.page.locator("p.wrong")).to_be_visible()  # why is asked for
    mei.page.locator("#because").select_option(index=1)
    mei.press("Reject")
    expect(mei.page.locator("p.wrong")).to_have_count(0)


def _moves(mei: Person, job: str, paper: Paper) -> None:
    mei.page.goto(f"{job}/pipeline")
    slip = mei.page.locator(".slip").filter(has_text=paper.name)
    slip.locator("summary").click()
    stages = [lane.get_attribute("data-stage") for lane in mei.page.locator(".lane").all()]
    onward = stages[stages.index(slip.locator("xpath=ancestor::section").get_attribute("data-stage")) + 1]
    slip.locator("select").select_option(onward)
    mei.press("Move", within=slip)
    expect(mei.page.locator(f".lane[data-stage='{onward}']").filter(has_text=paper.name)).to_have_count(1)


def _writes(mei: Person, job: str, paper: Paper) -> None:
    mei.page.goto(job)
    mei.page.locator("table.ranking tbody th a", has_text=paper.name).click()
    mei.follow("Write", within=mei.page.locator("nav.tools"))
    mei.page.locator("#kind").select_option("invitation")
    mei.press("Write it anew")
    before = mei.field("Letter").input_value()
    assert len(before) > 80
    mei.press("Keep as a draft")
    mei.press("Mark as sent")
    expect(mei.page.locator("main .tag").get_by_text(mei.say("sent"), exact=True)).to_be_visible()


def _asks_a_candidate(mei: Person, ada: Person, job: str, paper: Paper) -> None:
    mei.page.goto(job)
    mei.page.locator("table.ranking tbody th a", has_text=paper.name).click()
    mei.follow("Ask", within=mei.page.locator("nav.tools"))
    mei.press("Make the private link")
    ada.page.goto(mei.field("Send it to the candidate, and to nobody else").input_value())
    ada.press("I agree, begin")
    ada.page.locator("#text").fill("Kafka")
    ada.press("Send")
    ada.reads("Kafka", within=ada.page.locator(".bubble.own").last)
    ada.press("Stop")
    ada.follow("What is kept")
    ada.heading("What is kept of you")


def _leaves(mei: Person) -> None:
    mei.page.locator(".side details.menu summary").click()
    mei.press("Sign out")
    mei.heading("Sign in")
