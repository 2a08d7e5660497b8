"""Ada's day: a candidate on her phone is asked a few questions by software that says so, sets her details right, and uses her rights."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.papers import MIDDLING, TITLE
from tests.browser.person import PHONE, Person
from tests.browser.town import Opening, Town

pytestmark = pytest.mark.slow
ANSWER = {
    "zh": "我在青禾科技用 Spring Boot 写过库存服务，接入 Kafka 处理出入库消息，线上运行两年。",
    "en": "At Greenfield Labs I built the stock service on PostgreSQL and fed it from Kafka; it has run for two years.",
}
CITY = {"zh": "杭州", "en": "Leeds"}
MOST = 8  # questions, whatever is open


def test_a_day_of_ada(signed_in: Callable[..., Person], somebody: Callable[..., Person], town: Town, lang: str):
    """From the recruiter's link to answers that count as evidence, and on to being forgotten."""
    opening = town.opening(lang, (MIDDLING,))
    tom = signed_in("tom")
    ada = somebody(town.served.url, **PHONE)
    ada.page.goto(_link(tom, opening))
    _reads_what_it_is(ada)
    _answers(ada)
    _sets_her_details_right(ada)
    _sees_what_is_kept(ada)
    _says_no_and_yes_again(ada)
    _tom_reads_her_answers(tom, opening)
    _asks_to_be_forgotten(ada)
    _is_forgotten(signed_in("mei"), opening)


def _link(tom: Person, opening: Opening) -> str:
    tom.go(opening.triage())
    tom.follow("Ask", within=tom.page.locator("nav.tools"))
    tom.sees("What they read first")
    tom.page.get_by_role("radio", name="中文" if tom.lang == "zh" else "English").check()
    expect(tom.page.locator("section .bubble")).to_have_attribute("lang", tom.lang)
    tom.press("Make the private link")
    return tom.field("Send it to the candidate, and to nobody else").input_value()


def _reads_what_it_is(ada: Person) -> None:
    ada.sees("AI software, not a person")
    ada.sees("Before you agree")
    other = "en" if ada.lang == "zh" else "zh"
    for lang in (other, ada.lang):  # they may change the language at any time
        ada.page.locator(f"header button[lang={lang}]").click()
        expect(ada.page.locator("html")).to_have_attribute("lang", lang)
    ada.press("I agree, begin")
    expect(ada.page.locator("#text")).to_be_visible()


def _answers(ada: Person) -> None:
    """A few questions, one skipped, no score; a reload and a second device lose nothing."""
    bubbles = ada.page.locator("ol.bubbles > li")
    asked, confirm = 0, ada.button("It is right")
    while not confirm.is_visible():
        asked += 1
        assert asked <= MOST + 1
        before = bubbles.count()
        if asked == 2:
            ada.press("Skip")
        else:
            ada.page.locator("#text").fill(ANSWER[ada.lang])
            ada.press("Send")
        expect(bubbles.nth(before + 1)).to_be_visible()
        if asked == 1:
            told = bubbles.count()
            ada.page.reload()
            expect(bubbles).to_have_count(told)
        expect(ada.page.locator("#text, button[value=confirm]").first).to_be_attached()
    assert not re.search(r"\d\s?%", ada.page.locator("body").inner_text())
    confirm.click()
    ada.sees("This conversation is over. You can close the page.")


def _sets_her_details_right(ada: Person) -> None:
    ada.follow("Set my details right")
    ada.heading("Your details")
    ada.page.locator("#location-1").fill(CITY[ada.lang])
    ada.press("Save")
    ada.sees("Saved. The recruiters see that you corrected it yourself.")
    expect(ada.page.locator("#location-1")).to_have_value(CITY[ada.lang])


def _sees_what_is_kept(ada: Person) -> None:
    ada.follow("What is kept")
    ada.heading("What is kept of you")
    ada.reads(ANSWER[ada.lang][:20])
    ada.sees("Questions by software")


def _says_no_and_yes_again(ada: Person) -> None:
    ada.press("Do not assess me by software")
    ada.sees("You said no. A person reads your résumé.")
    ada.press("Allow it again")
    expect(ada.button("Do not assess me by software")).to_be_visible()


def _tom_reads_her_answers(tom: Person, opening: Opening) -> None:
    tom.go("/screening")
    tom.page.get_by_role("link", name=opening.papers[0].name, exact=True).first.click()
    tom.reads(ANSWER[tom.lang][:20])
    tom.sees("The candidate read their answers once more and confirmed them.")
    changed = tom.page.locator("section.panel").filter(has_text=tom.say("What became evidence"))
    expect(changed.locator("blockquote").first).to_be_visible()
    tom.go(f"/candidates/{opening.persons[0]}")
    tom.reads(CITY[tom.lang])
    assert TITLE[tom.lang] in tom.page.content()


def _asks_to_be_forgotten(ada: Person) -> None:
    ada.page.locator("summary").filter(has_text=ada.say("Ask for erasure")).click()
    ada.press("Yes, erase everything")
    ada.sees("Asked. A person sees to it. What you said here is gone already.")
    assert ANSWER[ada.lang][:20] not in ada.page.content()


def _is_forgotten(mei: Person, opening: Opening) -> None:
    """Found by who asks and by the address that she writes from; a code stands for her name until somebody opens her page."""
    erase = mei.page.locator(f"a[href='/candidates/{opening.persons[0]}/erase']")
    mei.go("/privacy")
    expect(erase).to_have_count(1)
    mei.write("The address that they write from", opening.papers[0].mail)
    mei.press("Find")
    expect(erase).to_have_count(2)
    assert opening.papers[0].name not in mei.page.content()
    erase.last.click()
    mei.sees("This cannot be undone.")
    mei.press("Erase for good")
    mei.heading("Certificate of erasure")
    mei.watched.expected.append(r"status of 404.*/candidates/")
    assert mei.page.goto(f"{mei.watched.origin}/candidates/{opening.persons[0]}").status == 404
