"""Mei's day: from the link that the installer was given to a shortlist that she can defend, decided, written about and kept."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from tests.browser.papers import AD, MIDDLING, PROOF, STRONG, TITLE, UNLAWFUL, WEAK, Paper, resume
from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.town import PASSWORD, address

pytestmark = pytest.mark.slow
FILES = {  # of every format that is read without text recognition
    "zh": ("陈嘉树-后端开发.pdf", "何予安-简历.docx", "邓启航-简历.txt", "冯立群-OldWord.rtf", "broken-truncated.pdf"),
    "en": ("Priya-Raman-CV.pdf", "Tom-Fairclough.json", "Latoya-Briggs.html", "Samuel-Adeyemi-CV.md", "broken-truncated.pdf"),
}
BROKEN = "broken-truncated.pdf"
CHOSEN = 2  # side by side


def test_a_day_of_mei(somebody: Callable[..., Person], installation: Served, lang: str, examples: Path, tmp_path: Path):
    """Everything that a recruiter does before tonight, in one go and through pages alone."""
    mei = somebody(installation.url)
    papers = [resume(lang, kind) for kind in (STRONG, MIDDLING, WEAK)]
    _sets_up(mei, installation)
    _invites_li(mei, somebody(installation.url))
    began = time.monotonic()
    _opens_a_job(mei)
    _makes_it_lis(mei)
    _adds_a_folder(mei, _folder(tmp_path / "inbox", examples, papers))
    _sees_who_is_first(mei, papers)
    print(f"\nfrom an ad to a ranked shortlist of {len(FILES[lang]) + len(papers) - 1}: {time.monotonic() - began:.1f} s")  # noqa: T201 - the figure
    job = mei.page.url
    _opens_the_proof(mei, papers[0])
    _asks_why_not(mei, job, papers[2])
    _compares(mei, job)
    _looks_through_them(mei, job)
    _moves_on_the_board(mei, job, papers[0])
    _prepares_an_interview(mei, job, papers[0])
    _writes(mei, job, papers[0])
    _looks_at_what_was_decided(mei, job)
    _leaves(mei)


def _folder(inbox: Path, examples: Path, papers: list[Paper]) -> Path:
    inbox.mkdir()
    for name in FILES[papers[0].mail[:2]]:
        shutil.copy(examples / "resumes" / name, inbox)
    for one in papers:
        (inbox / one.file).write_text(one.text, encoding="utf-8")
    return inbox


def _sets_up(mei: Person, installation: Served) -> None:
    mei.go(installation.first_owner())
    mei.heading("Set up Jiufang")
    mei.write("Your name", "Mei Lin")
    mei.write("E-mail address", address("mei"))
    mei.write("Password", PASSWORD)
    mei.press("Continue")
    mei.heading("Today")
    mei.sees("Three steps to a shortlist that you can defend")


def _invites_li(mei: Person, li: Person) -> None:
    mei.follow("People and roles")
    mei.follow("Invite somebody")
    mei.write("E-mail address", address("li"))
    mei.write("Name", "Li Wen")
    mei.page.get_by_role("radio", name=re.compile(mei.say("Hiring manager"))).check()
    mei.press("Make the link")
    link = mei.field("Link").input_value()
    li.page.goto(link)
    li.heading("Welcome")
    li.write("Password", PASSWORD)
    li.press("Continue")
    li.heading("Today")
    li.follow("Jobs")
    li.sees("No job is yours yet")


def _opens_a_job(mei: Person) -> None:
    mei.go("/")
    mei.follow("Open a job")
    mei.write("The ad", AD[mei.lang])
    mei.field("Judge without names, pictures, schools and dates").uncheck()
    mei.press("Read the ad")
    expect(mei.page.get_by_role("heading", level=1)).to_have_text(TITLE[mei.lang])
    unlawful = mei.page.get_by_role("region", name=mei.say("Left out of the scoring"))
    expect(unlawful).to_contain_text(UNLAWFUL[mei.lang])
    expect(unlawful.locator("dd").first).to_contain_text(re.compile(r".{8,}"))  # why
    texts = [one.input_value() for one in mei.page.locator("textarea[name^=text-R]").all()]
    assert len(texts) == 5
    assert not any(UNLAWFUL[mei.lang] in text for text in texts)
    assert [mei.page.locator(f"[name=must-R{n}]").is_checked() for n in range(1, 6)] == [True] * 4 + [False]
    mei.page.locator("[name=weight-R4]").select_option("3")
    _form(mei, "edit").get_by_role("button", name=mei.say("Save")).click()
    mei.told("Saved.")
    assert mei.page.locator("[name=weight-R4]").input_value() == "3"


def _makes_it_lis(mei: Person) -> None:
    form = _form(mei, "team")
    form.get_by_label("Li Wen").check()
    mei.press("Save", within=form)
    mei.told("Saved.")
    expect(_form(mei, "team").get_by_label("Li Wen")).to_be_checked()


def _form(mei: Person, name: str) -> Locator:
    return mei.page.locator(f"form[action$='/{name}']")


def _adds_a_folder(mei: Person, folder: Path) -> None:
    mei.page.locator(".page-head").get_by_role("link", name=mei.say("Add résumés")).click()
    mei.heading("Add résumés for %(title)s", title=TITLE[mei.lang])
    mei.sees("No file yet")
    mei.page.locator("#folder").set_input_files(folder)
    came = mei.page.locator("#came")
    mei.waits(came.get_by_role("row").filter(has_text=BROKEN).get_by_text(mei.say("not readable")))
    done = came.get_by_text(mei.say("All of them are read and matched."))
    mei.waits(done)  # nobody loads the page again
    expect(came.get_by_role("row")).to_have_count(len(list(folder.iterdir())) + 1)
    expect(came.get_by_role("row").filter(has_text=BROKEN).locator("td p").first).to_contain_text(re.compile(r".{8,}"))  # why not
    mei.follow("Look through them", within=came)


def _sees_who_is_first(mei: Person, papers: list[Paper]) -> None:
    table = mei.page.locator("table.ranking")
    expect(table.locator("tbody tr")).to_have_count(len(FILES[mei.lang]) - 1 + len(papers))
    expect(table.locator("th.req")).to_have_count(5)
    ranks = [int(one) for one in table.locator(".rank").all_inner_texts()]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    named = table.locator("tbody th a").all_inner_texts()
    assert named.index(papers[0].name) < named.index(papers[1].name) < named.index(papers[2].name)


def _row(mei: Person, paper: Paper) -> Locator:
    return mei.page.locator("table.ranking tbody tr").filter(has_text=paper.name)


def _opens_the_proof(mei: Person, paper: Paper) -> None:
    _row(mei, paper).locator("td.cell").nth(2).get_by_role("link").click()
    lit = mei.page.locator(".finding.on")
    expect(lit).to_have_count(1)
    expect(lit.locator("blockquote").first).to_contain_text(PROOF[mei.lang])
    expect(mei.page.locator(".desk mark.on", has_text=PROOF[mei.lang])).to_be_in_viewport()


def _asks_why_not(mei: Person, job: str, paper: Paper) -> None:
    mei.page.goto(job)
    _row(mei, paper).locator("th a").click()
    expect(mei.page.locator(".finding.contradicted, .finding.not_shown").first).to_be_visible()
    change = mei.page.locator("details").filter(has_text=mei.say("What would change it"))
    change.locator("summary").click()
    expect(change.locator("li").first).to_contain_text(re.compile(r"→ \d+\s?%"))


def _compares(mei: Person, job: str) -> None:
    mei.page.goto(job)
    boxes = mei.page.locator("tbody input[name=candidate]")
    for place in range(CHOSEN):
        boxes.nth(place).check()
    expect(mei.page.locator("[data-selected]")).to_be_visible()
    mei.press("Compare")
    mei.heading("Side by side")
    expect(mei.page.locator("table.compared thead th")).to_have_count(CHOSEN + 1)
    expect(mei.page.locator("table.compared blockquote").first).to_be_visible()


def _looks_through_them(mei: Person, job: str) -> None:
    """One key to advance, two to reject, one to leave for later, one to take it back."""
    mei.page.goto(job)
    mei.follow("Look through them", within=mei.page.locator(".page-head"))
    name = mei.page.locator("main h1")
    first = name.inner_text()
    mei.key("a")
    expect(name).not_to_have_text(first)
    expect(mei.page.locator("#toasts")).to_contain_text(first)
    second = name.inner_text()
    mei.key("r")
    expect(mei.page.locator("#reasons")).to_be_visible()
    mei.key("1")
    expect(name).not_to_have_text(second)
    expect(mei.page.locator("#toasts")).to_contain_text(second)
    third = name.inner_text()
    mei.key("u")
    expect(name).to_have_text(second)
    mei.key("j")
    expect(name).to_have_text(third)
    mei.key("n")
    expect(mei.page.locator(".finding.on")).to_have_count(1)


def _moves_on_the_board(mei: Person, job: str, paper: Paper) -> None:
    mei.page.goto(f"{job}/pipeline")
    slip = mei.page.locator(".slip").filter(has_text=paper.name)
    before, beside = (mei.page.locator(".lane").nth(place) for place in _lanes(mei, slip))
    slip.locator("[data-slip]").focus()
    mei.key("a")
    _stands(mei, paper, beside)
    mei.press("Undo", within=mei.page.locator("#toasts"))
    _stands(mei, paper, before)
    slip.locator("[data-slip]").drag_to(beside.locator(".slips"))
    _stands(mei, paper, beside)
    mei.page.reload()
    expect(beside.filter(has_text=paper.name)).to_have_count(1)


def _stands(mei: Person, paper: Paper, lane: Locator) -> None:
    """Wait until somebody lies in a lane, for the server as well."""
    told = mei.say("{who}: {stage}.").format(who=paper.name, stage=lane.get_attribute("data-name"))
    expect(mei.page.locator("#toasts .toast").last).to_contain_text(told)
    expect(lane.filter(has_text=paper.name)).to_have_count(1)


def _lanes(mei: Person, slip: Locator) -> tuple[int, int]:
    """Return which lane a slip lies in, and the next."""
    place = slip.evaluate("one => [...document.querySelectorAll('.lane')].indexOf(one.closest('.lane'))")
    return place, place + 1


def _prepares_an_interview(mei: Person, job: str, paper: Paper) -> None:
    mei.page.goto(job)
    _row(mei, paper).locator("th a").click()
    mei.follow("Interview", within=mei.page.locator("nav.tools"))
    mei.field("Mei Lin").check()
    mei.press("Plan it")
    questions = mei.page.locator(".question")
    expect(questions.first).to_be_visible()
    assert questions.count() >= 6
    assert mei.page.locator(".question blockquote").count() >= 2


def _writes(mei: Person, job: str, paper: Paper) -> None:
    """The letter is there to be read and changed before it counts as sent."""
    mei.page.goto(job)
    _row(mei, paper).locator("th a").click()
    mei.key("e")
    mei.heading("Write to %(who)s", who=paper.name)
    letter = mei.field("Letter")
    before = letter.input_value()
    assert paper.name in before or before
    with mei.page.expect_response(re.compile("/messages/new")):
        mei.page.locator("#tone").select_option("warm")
    expect(letter).not_to_have_value(before)
    letter.fill(f"{letter.input_value()}\nPS.")
    mei.press("Keep as a draft")
    expect(letter).to_have_value(re.compile(r"PS\.\s*$"))
    mei.press("Mark as sent")
    expect(mei.page.locator("main .tag").get_by_text(mei.say("sent"), exact=True)).to_be_visible()


def _looks_at_what_was_decided(mei: Person, job: str) -> None:
    mei.page.goto(f"{job}/decisions")
    expect(mei.page.locator("tbody tr").first).to_contain_text("Mei Lin")
    mei.follow("Check the chain")
    mei.sees("The chain holds.")
    mei.page.locator("tbody tr").first.get_by_role("link").click()
    mei.sees("Who decided, and why")


def _leaves(mei: Person) -> None:
    mei.page.locator(".side details.menu summary").click()
    mei.press("Sign out")
    mei.heading("Sign in")
    mei.go("/jobs")
    mei.heading("Sign in")
