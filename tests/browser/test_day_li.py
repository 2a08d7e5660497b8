"""Li's day: a hiring manager asks why she is on the list and why he is not, interviews with a colleague, and decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.papers import PROOF, STRONG, WEAK
from tests.browser.person import Person
from tests.browser.town import Opening, Town

pytestmark = pytest.mark.slow
NOTED = {"ivy": "She explained the failed migration before I asked.", "li": "The figures hold."}


def test_a_day_of_li(signed_in: Callable[..., Person], town: Town, lang: str):
    """Own jobs alone; reasons for and against; a scorecard that nobody sees before their own is in; a decision under one's name."""
    opening, other = town.opening(lang, (STRONG, WEAK), team=("li",)), town.opening(lang, (WEAK,))
    li, ivy = signed_in("li"), signed_in("ivy")
    _sees_own_jobs_alone(li, opening, other)
    _asks_why(li, opening)
    interview = _plans_an_interview(li, opening)
    _rates_first(ivy, interview)
    _sees_nothing_of_it(li, interview)
    _rates_too(li, interview)
    _reads_both(li)
    _decides(li, opening)


def _sees_own_jobs_alone(li: Person, opening: Opening, other: Opening) -> None:
    li.follow("Jobs")
    expect(li.page.locator(f"a[href='{opening.path}']")).to_have_count(1)
    expect(li.page.locator(f"a[href='{other.path}']")).to_have_count(0)
    expect(li.page.locator(".side a[href='/pool'], .side a[href='/audit'], .side a[href='/keys']")).to_have_count(0)
    li.watched.expected.append(r"status of 404.*" + str(other.id))
    assert li.page.goto(li.watched.origin + other.path).status == 404  # what somebody may not see does not exist for them
    expect(li.page.get_by_role("heading", level=1)).to_be_visible()


def _asks_why(li: Person, opening: Opening) -> None:
    li.go(opening.path)
    li.page.locator("table.ranking tbody tr").first.locator("td.cell").nth(2).get_by_role("link").click()
    expect(li.page.locator(".finding.on blockquote").first).to_contain_text(PROOF[li.lang])
    expect(li.page.locator(".desk mark.on", has_text=PROOF[li.lang])).to_be_in_viewport()
    li.key("j")
    expect(li.page.locator("main h1")).to_have_text(opening.papers[1].name)
    assert li.page.locator(".finding.contradicted, .finding.not_shown").count() >= 3
    li.page.locator("summary", has_text=li.say("What would change it")).click()
    expect(li.page.locator("details[open] li").first).to_contain_text("→")


def _plans_an_interview(li: Person, opening: Opening) -> str:
    li.go(opening.triage())
    li.follow("Interview", within=li.page.locator("nav.tools"))
    for name in ("Li Wen", "Ivy Chen"):
        li.field(name).check()
    li.write("When", "2026-12-01T10:00")
    li.write("Where", "3F")
    li.press("Plan it")
    expect(li.page.locator(".question").first).to_be_visible()
    li.page.locator("main details.menu summary").click()
    with li.page.expect_download() as kit:
        li.follow("Questions for Word (.docx)")
    assert kit.value.suggested_filename.endswith(".docx")
    with li.page.expect_download() as calendar:
        li.follow("For the calendar (.ics)")
    assert calendar.value.path().read_text("utf-8").startswith("BEGIN:VCALENDAR")
    return li.page.url.split("?")[0].removeprefix(li.watched.origin)


def _rates_first(ivy: Person, interview: str) -> None:
    ivy.follow("Interviews")
    ivy.page.locator(f"a[href='{interview}']").click()
    rows = ivy.page.locator("fieldset .scale")
    for place in range(rows.count()):
        rows.nth(place).locator("input[value='4']").check()
    ivy.page.locator("#words").fill(NOTED["ivy"])
    ivy.press("Hand in")
    expect(ivy.page.get_by_role("listitem").filter(has_text="Ivy Chen").get_by_text(ivy.say("handed in"))).to_be_visible()


def _sees_nothing_of_it(li: Person, interview: str) -> None:
    li.go(interview)
    expect(li.page.get_by_role("listitem").filter(has_text="Ivy Chen").get_by_text(li.say("handed in"))).to_be_visible()
    assert NOTED["ivy"] not in li.page.content()
    assert NOTED["ivy"] not in li.page.request.get(f"{li.watched.origin}{interview}.json").text()
    expect(li.page.locator("#found")).to_have_count(0)


def _rates_too(li: Person, interview: str) -> None:
    """What is written is kept while it is written, and survives a reload."""
    rows = li.page.locator("fieldset .scale")
    rows.first.locator("input[value='2']").check()
    li.page.locator("#words").fill(NOTED["li"])
    expect(li.page.locator("[data-told]")).to_contain_text(li.say("Draft kept at {time}.").partition("{")[0].strip())
    li.go(interview)
    expect(li.page.locator("#words")).to_have_value(NOTED["li"])
    expect(rows.first.locator("input[value='2']")).to_be_checked()
    for place in range(1, rows.count()):
        rows.nth(place).locator("input[value='3']").check()
    li.press("Hand in")


def _reads_both(li: Person) -> None:
    found = li.page.get_by_role("region", name=li.say("What the panel found"))
    expect(found.locator("thead")).to_contain_text("Ivy Chen")
    assert found.locator("tbody tr").first.locator("td.num").all_inner_texts()[:2] in (["4", "2"], ["2", "4"])
    found.locator("summary", has_text="Ivy Chen").click()
    li.reads(NOTED["ivy"], within=found)


def _decides(li: Person, opening: Opening) -> None:
    li.go(f"{opening.path}/pipeline")
    slip = li.page.locator(f"#slip-{opening.applications[1]} [data-slip]")
    slip.focus()
    li.key("r")
    why = li.page.locator("#why-move")
    expect(why).to_be_visible()
    why.locator("[data-go]").click()
    expect(why.locator("[data-missing]")).to_be_visible()  # nobody is rejected without a reason
    why.locator("select:visible").select_option(index=1)
    why.locator("[data-go]").click()
    expect(li.page.locator(".lane[data-kind=rejected]").filter(has_text=opening.papers[1].name)).to_have_count(1)
    expect(li.page.locator("#toasts")).to_contain_text(opening.papers[1].name)  # the server has it
    li.go(f"{opening.path}/decisions")
    expect(li.page.locator("tbody tr").first).to_contain_text("Li Wen")
