"""Every state has an address: back and forward, reload, two windows and a copied link; long work outlives the server; errors say what to do."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.papers import MIDDLING, STRONG, WEAK, resume
from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.town import PASSWORD, Opening, Town, address

pytestmark = pytest.mark.slow


def test_addresses(signed_in: Callable[..., Person], town: Town, lang: str):
    """Order, stage, place and search are in the address, and live on in back, reload and another window."""
    opening = town.opening(lang)
    mei = signed_in("mei")
    _a_list_keeps_its_order(mei, opening)
    _triage_goes_back_and_forth(mei, opening)
    _a_link_is_copied(mei, opening)
    _two_windows(mei, opening)


def test_mishaps(signed_in: Callable[..., Person], town: Town, lang: str):
    """Whatever goes wrong is told in words, with what to do; what is empty says how to begin."""
    name = town.newcomer()
    mei = signed_in(name)
    empty = town.opening(lang, ())
    _what_is_not_there(mei)
    _a_wrong_password(mei, name)
    _a_file_that_is_none(mei, empty)
    for path, message in (
        (empty.path, "Nobody here yet"), (f"{empty.path}/pipeline", "Nobody here yet"), (f"{empty.path}/decisions", "Nothing was decided yet"),
        ("/jobs?status=closed", "No job was closed yet"), ("/pool?q=qqqzzz", "Nobody fits"), ("/messages?status=received", "No messages"),
    ):  # fmt: skip
        mei.go(path)
        mei.sees(message)


def test_work_outlives_the_server(somebody: Callable[..., Person], installation: Served, lang: str):
    """The server is killed in the midst of reading; started again, it goes on, and the page that waited shows it by itself."""
    mei = somebody(installation.url)
    mei.watched.expected += [
        r"ERR_CONNECTION_REFUSED",
        r"ERR_EMPTY_RESPONSE",
        r"ERR_CONNECTION_RESET",
        r"ERR_SOCKET_NOT_CONNECTED",
        r"htmx:sendError",
    ]
    mei.go(installation.first_owner())
    for message, text in (("Your name", "Mei Lin"), ("E-mail address", address("mei")), ("Password", PASSWORD)):
        mei.write(message, text)
    mei.press("Continue")
    mei.heading("Today")
    mei.go("/upload")
    papers = [resume(lang, kind) for kind in (STRONG, MIDDLING, WEAK) * 2]
    mei.page.locator("#files").set_input_files(
        [{"name": one.file, "mimeType": "text/plain", "buffer": one.text.encode()} for one in papers]
    )
    rows = mei.page.locator("#came tbody tr")
    expect(rows).to_have_count(len(papers))
    installation.end(signal.SIGKILL)
    installation.start()
    read = mei.page.locator("#came tbody").get_by_text(mei.say("read"), exact=True)
    expect(read).to_have_count(len(papers), timeout=90_000)


def _a_list_keeps_its_order(mei: Person, opening: Opening) -> None:
    mei.go(opening.path)
    mei.page.locator("#order").select_option("arrived")
    mei.press("Show")
    expect(mei.page.locator("#order")).to_have_value("arrived")
    assert "order=arrived" in mei.page.url
    mei.page.reload()
    expect(mei.page.locator("#order")).to_have_value("arrived")
    mei.page.go_back()
    expect(mei.page.locator("#order")).to_have_value("score")
    mei.page.go_forward()
    expect(mei.page.locator("#order")).to_have_value("arrived")


def _triage_goes_back_and_forth(mei: Person, opening: Opening) -> None:
    names = [one.name for one in opening.papers]
    mei.go(opening.triage())
    at = mei.page.locator("main h1")
    for name in names[1:]:
        mei.key("j")
        expect(at).to_have_text(name)
    mei.page.go_back()
    expect(at).to_have_text(names[1])
    mei.page.go_back()
    expect(at).to_have_text(names[0])
    mei.page.go_forward()
    expect(at).to_have_text(names[1])
    mei.page.reload()
    expect(at).to_have_text(names[1])


def _a_link_is_copied(mei: Person, opening: Opening) -> None:
    """What somebody sends to a colleague shows the same, after they signed in."""
    mei.go(f"{opening.triage(1)}?order=arrived#R2")
    expect(mei.page.locator(".finding.on")).to_have_count(1)
    copied = mei.page.url
    mei.page.context.clear_cookies(name=re.compile("^jiufang$"))
    mei.page.goto(copied)
    mei.heading("Sign in")
    mei.write("E-mail address", address("mei"))
    mei.write("Password", PASSWORD)
    mei.press("Sign in")
    expect(mei.page.locator("main h1")).to_have_text(opening.papers[1].name)
    assert "order=arrived" in mei.page.url


def _two_windows(mei: Person, opening: Opening) -> None:
    """Who decided in one window is not moved again by the other, unawares."""
    mei.go(f"{opening.path}/pipeline")
    other = mei.page.context.new_page()
    other.goto(mei.page.url)
    slip = f"#slip-{opening.applications[0]}"
    mei.page.locator(f"{slip} [data-slip]").focus()
    mei.key("a")
    expect(mei.page.locator("#toasts")).to_contain_text(opening.papers[0].name)
    mei.watched.expected.append(r"status of 412")
    other.bring_to_front()
    other.locator(f"{slip} [data-slip]").focus()
    other.keyboard.press("a")
    expect(other.locator("#toasts")).to_contain_text(mei.say("Somebody moved them meanwhile. The board shows where they stand now."))
    stage = mei.page.locator(slip).locator("xpath=ancestor::section").get_attribute("data-stage")
    expect(other.locator(f".lane[data-stage='{stage}'] {slip}")).to_have_count(1)
    other.close()


def _what_is_not_there(mei: Person) -> None:
    mei.watched.expected.append(r"status of 4(04|22)")
    for path in ("/nowhere", "/jobs/00000000-0000-7000-8000-000000000000", "/candidates/none"):
        answer = mei.page.goto(mei.watched.origin + path)
        assert answer.status in {404, 422}
        expect(mei.page.get_by_role("heading", level=1)).to_be_visible()
        expect(mei.page.locator("main a").first).to_be_visible()  # a way on


def _a_wrong_password(mei: Person, name: str) -> None:
    mei.page.context.clear_cookies(name=re.compile("^jiufang$"))  # the browser stays one that is known
    mei.watched.expected.append(r"status of 4(22|01)")
    mei.go("/sign-in")
    mei.write("E-mail address", address(name))
    mei.write("Password", "four other words here")
    mei.press("Sign in")
    expect(mei.page.get_by_role("alert")).to_be_visible()
    expect(mei.field("E-mail address")).to_have_value(address(name))
    mei.write("Password", PASSWORD)
    mei.press("Sign in")
    mei.heading("Today")


def _a_file_that_is_none(mei: Person, empty: Opening) -> None:
    mei.go(f"/upload?job={empty.id}")
    mei.page.locator("#files").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.7 no more {empty.id}".encode()}
    )
    row = mei.page.locator("#came tbody tr", has_text="cv.pdf")
    mei.waits(row.get_by_text(mei.say("not readable")))
    expect(row.locator("td p").first).not_to_be_empty()
