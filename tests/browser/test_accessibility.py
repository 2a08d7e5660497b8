"""Every page, filled and empty, in both themes, both languages and at three widths: axe finds nothing, nor do checks of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("fastapi")

from tests.browser import accessible
from tests.browser.accessible import AXE, NARROW, PHONE, WIDE, Found, Premises
from tests.browser.addresses import PAGES, Page, unknown
from tests.counts import count

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AXE.exists(), reason="needs axe-core; npm ci --ignore-scripts installs it"),
]
THEMES, LANGS = ("light", "dark"), ("en", "zh")
TARGET, MAIN_ACTION = 24, 44  # pixels: WCAG 2.5.8; what a thumb meets (2.5.5)
FIRST_PAGE = 300_000  # bytes
BARE = sorted(path for path, page in PAGES.items() if page.bare and page.who)
COUNTED: Counter[str] = Counter()


class Looker:
    """Somebody's browser, looked at from all sides."""

    def __init__(self, browser: Any, premises: Premises) -> None:
        self.browser, self.premises = browser, premises
        self._pages: dict[tuple[str, str], Any] = {}
        self.heard: list[Found] = []

    def page(self, who: str, lang: str) -> Any:
        """Return a tab of somebody's, at a desk, by daylight."""
        if (who, lang) not in self._pages:
            context = self.browser.new_context(viewport=WIDE, locale="zh-CN" if lang == "zh" else "en-GB")
            context.add_cookies(self.premises.cookies(who, lang=lang))
            page = context.new_page()
            self.heard = accessible.listen(page, self.premises.url)
            self._pages[who, lang] = page, self.heard
        page, self.heard = self._pages[who, lang]
        self.heard.clear()
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return page

    def visit(self, address: str, who: str, lang: str, *, status: int = 200) -> Any:
        """Load a page."""
        page = self.page(who, lang)
        answer = page.goto(self.premises.url + address)
        assert answer.status == status, f"{answer.status} {address}"
        settle(page)
        return page

    def close(self) -> None:
        """Close all tabs."""
        for page, _ in self._pages.values():
            page.context.close()


def settle(page: Any) -> None:
    """Wait until what a page draws after it was loaded is drawn."""
    page.wait_for_function(
        "document.readyState === 'complete' && ![...document.images].some((one) => !one.complete) && !document.querySelector('.htmx-request')"
    )
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def look(page: Any, lang: str, *, whole: bool = True) -> list[Found]:
    """Return whatever is wrong with what a tab shows.

    Args:
        page: the tab.
        lang: which language it should have.
        whole: look from every side; else where it stands, in both themes.
    """
    found = [*accessible.axe(page), *accessible.checks(page, "structure", lang)]
    found += [*accessible.checks(page, "targets", TARGET, 0), *accessible.checks(page, "order"), *accessible.checks(page, "motion")]
    found += accessible.checks(page, "focus") + accessible.checks(page, "zoom")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += accessible.axe(page, only=("color-contrast",))
    COUNTED["axe"] += 2
    if whole:
        page.set_viewport_size(PHONE)
        settle(page)
        found += accessible.axe(page) + accessible.checks(page, "targets", TARGET, MAIN_ACTION)
        found += accessible.checks(page, "order") + accessible.checks(page, "focus") + accessible.checks(page, "width")
        page.set_viewport_size(NARROW)
        settle(page)
        found += accessible.checks(page, "width")
        COUNTED["axe"] += 1
    COUNTED["views"] += 1
    return found


@pytest.fixture(scope="module")
def full(server: Any, chromium: Any) -> Iterator[Looker]:
    """A company with something of everything."""
    with accessible.filled(server) as premises:
        ours = UUID(premises.world["seen_application"]), UUID(premises.world["seen_other"])
        asked = {
            f"link_{lang}": premises.link(str(premises.ws.screenings.invite(one, by="tom@example.org", lang=lang).id))
            for lang, one in zip(LANGS, ours, strict=True)
        }
        premises.world |= asked | {"nothing": accessible.nothing()}
        looker = Looker(chromium, premises)
        yield looker
        looker.close()
        print(f"\naccessibility: {len(PAGES)} pages, {COUNTED['views']} views, axe {COUNTED['axe']} times: {COUNTED['found']} found")  # noqa: T201


@pytest.fixture(scope="module")
def bare(server: Any, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looker]:
    """A company on its first day."""
    with accessible.empty(server, tmp_path_factory.mktemp("bare")) as premises:
        looker = Looker(chromium, premises)
        yield looker
        looker.close()


def told(found: list[Found]) -> str:
    """Return what was found as lines, and count it."""
    COUNTED["found"] += len(found)
    return "\n".join(dict.fromkeys(str(one) for one in found))


def test_every_page_is_looked_at():
    """A page that the routers offer has an address here, and there is none besides."""
    assert unknown() == []


def address(path: str, page: Page, world: dict[str, str], lang: str) -> str:
    """Return where a page stands."""
    return accessible.at(page.address or path, world | {"link": world[f"link_{lang}"]})


def in_turn(paths: list[str]) -> list[tuple[str, str]]:
    """Return each page with a language, in turn; with both in the full run."""
    both = count(1, 2)
    return [(path, LANGS[(place + more) % 2]) for place, path in enumerate(paths) for more in range(both)]


@pytest.mark.parametrize(("path", "lang"), in_turn(sorted(PAGES)))
def test_a_page_of_a_busy_company(full: Looker, path: str, lang: str):
    """Nothing is found, the console is silent, nobody else is asked."""
    page = PAGES[path]
    tab = full.visit(address(path, page, full.premises.world, lang), page.who, lang)
    found = look(tab, lang) + full.heard

    assert told(found) == ""


@pytest.mark.parametrize(("path", "lang"), in_turn(["", *BARE])[1:])
def test_a_page_on_the_first_day(bare: Looker, path: str, lang: str):
    """Empty pages teach, and are held to the same."""
    page = PAGES[path]
    tab = bare.visit(page.address or path, page.who, lang)
    found = look(tab, lang, whole=count(0, 1) > 0) + bare.heard

    assert told(found) == ""


def as_it_is(tab: Any) -> None:
    """Nothing is done."""


def form_with_errors(tab: Any) -> None:
    """An ad that was forgotten."""
    tab.goto(tab.url.replace("/jobs", "/jobs/new"))
    tab.locator("main form button.primary, main form .button.primary").first.click()


def unblinding(tab: Any) -> None:
    """The dialog that asks why somebody wants to see who it is."""
    tab.locator("[data-opens=unblind]").click()
    tab.locator("#unblind[open]").wait_for()


def rejecting(tab: Any) -> None:
    """The dialog that asks for the reason of a rejection."""
    tab.keyboard.press("r")
    tab.locator("#reasons[open]").wait_for()


def palette(tab: Any) -> None:
    """The command palette, with something typed."""
    tab.keyboard.press("Control+k")
    tab.keyboard.type("a")
    tab.locator("#palette-found a").first.wait_for()
    tab.wait_for_timeout(300)  # until what was typed was asked for
    settle(tab)
    tab.keyboard.press("ArrowDown")


def overlay(tab: Any) -> None:
    """The help overlay."""
    tab.keyboard.press("?")
    tab.locator("#help[open]").wait_for()


def evidence(tab: Any) -> None:
    """A requirement with its evidence lit up."""
    tab.keyboard.press("n")
    tab.locator(".finding.on").wait_for()


def unfolded(tab: Any) -> None:
    """Everything that is folded away is open."""
    tab.evaluate("for (const one of document.querySelectorAll('main details:not(.menu, .mover)')) one.open = true")


def menu(tab: Any) -> None:
    """The menu of languages and themes."""
    tab.locator("header .menu summary").click()


def drawer(tab: Any) -> None:
    """The menu of a phone."""
    tab.set_viewport_size(PHONE)
    tab.locator("[data-side]").click()
    tab.locator("#side.open").wait_for()


def chosen(tab: Any) -> None:
    """Rows that were chosen."""
    tab.locator("[data-select-all]").check()


def talking(tab: Any) -> None:
    """A conversation in which a question waits."""
    tab.locator("[value=agree]").click()
    tab.locator("textarea").wait_for()


STATES: dict[str, tuple[str, str, Callable[[Any], None]]] = {
    "a form with errors": ("mei", "/jobs", form_with_errors),
    "nobody applied": ("tom", "/jobs/{lonely_job}", as_it_is),
    "nobody applied: the board": ("tom", "/jobs/{lonely_job}/pipeline", as_it_is),
    "asked why to show who it is": ("mei", "/jobs/{blind_job}/triage/{blind_application}", unblinding),
    "asked why not": ("mei", "/jobs/{seen_job}/triage/{seen_application}", rejecting),
    "the palette": ("mei", "/", palette),
    "the help": ("mei", "/jobs/{seen_job}/triage/{seen_application}", overlay),
    "evidence lit up": ("mei", "/jobs/{seen_job}/triage/{seen_application}", evidence),
    "all unfolded: a candidate": ("tom", "/candidates/{seen_person}", unfolded),
    "all unfolded: triage": ("li", "/jobs/{job}/triage/{application}", unfolded),
    "all unfolded: figures": ("mei", "/funnel", unfolded),
    "all unfolded: an interview": ("ivy", "/interviews/{interview}", unfolded),
    "the menu of languages": ("ruth", "/", menu),
    "the menu of a phone": ("tom", "/jobs", drawer),
    "rows chosen": ("tom", "/jobs/{seen_job}", chosen),
    "a conversation": ("", "/s/{talk}", talking),
}


BEHIND = {"one h1", "one main", "axe landmark-one-main", "axe page-has-heading-one"}  # of a page that cannot be reached just now


@pytest.mark.parametrize(("state", "lang"), in_turn(sorted(STATES)))
def test_a_state_of_a_page(full: Looker, state: str, lang: str):
    """What opens over a page, and what a page becomes while it is used."""
    who, path, act = STATES[state]
    world = full.premises.world
    tab = full.visit(accessible.at(path, world | {"talk": world[f"link_{lang}"]}), who, lang)
    act(tab)
    settle(tab)
    found = look(tab, lang, whole=state != "the menu of a phone") + [one for one in full.heard if "422" not in one.told]
    if state == "the menu of a phone":
        found = [one for one in found if one.rule not in BEHIND]

    assert told(found) == ""


WRONG = {
    "nothing there": ("mei", "/jobs/{person}", 404),
    "nowhere": ("mei", "/no/such/page", 404),
    "not allowed": ("ivy", "/users", 403),
    "a link that is over": ("", "/s/{nothing}", 404),
}


@pytest.mark.parametrize(("case", "lang"), in_turn(sorted(WRONG)))
def test_a_page_that_refuses(full: Looker, case: str, lang: str):
    """Refusals are pages, too."""
    who, path, status = WRONG[case]
    tab = full.visit(accessible.at(path, full.premises.world), who, lang, status=status)
    found = look(tab, lang) + [one for one in full.heard if str(status) not in one.told]

    assert told(found) == ""


def test_titles_tell_pages_apart(full: Looker):
    """No two pages have one title; the name of the product stands at the end of each."""
    titles: dict[str, list[str]] = {}
    tab = full.page("mei", "en")
    for path, page in sorted(PAGES.items()):
        if page.who:
            answer = tab.request.get(full.premises.url + address(path, page, full.premises.world, "en"))
            title = unescape(answer.text().partition("<title>")[2].partition("</title>")[0])
            titles.setdefault(title, []).append(path)

    same = {title: paths for title, paths in titles.items() if len(paths) > 1}
    assert same == {}
    assert [title for title in titles if not title.endswith(" · Jiufang")] == []


@pytest.mark.parametrize(("who", "path"), [("mei", "/"), ("", "/sign-in")])
def test_the_first_page_is_light(full: Looker, who: str, path: str):
    """What a browser that was never here has to fetch before it shows a first page."""
    context = full.browser.new_context(viewport=PHONE)
    context.add_cookies(full.premises.cookies(who))
    tab, weighed = context.new_page(), {}
    tab.on("response", lambda answer: weighed.update({answer.url: len(answer.body())}) if answer.status == 200 else None)
    tab.goto(full.premises.url + path, wait_until="networkidle")
    print(f"\nfirst page {path}: {sum(weighed.values()) / 1000:.0f} kB in {len(weighed)} files")  # noqa: T201
    context.close()

    assert sum(weighed.values()) <= FIRST_PAGE, weighed


BAD = """<!doctype html><html lang="de"><head><title>x</title></head><body>
<h1>a</h1><h1>b</h1><table><tr><td>1</td></tr></table><img src="data:,"><input tabindex="2"><a href="#">here</a>
<div style="display:flex;flex-direction:column-reverse"><button>first</button><button>second</button></div>
<button style="width:12px;height:12px;padding:0;outline:none"></button><p style="color:#bbb;background:#fff">faint</p>
<div style="width:3000px;transition:all 1s">wide</div><style>:focus{outline:none}</style></body></html>"""


def test_the_eyes_see(full: Looker):
    """Of a page that breaks every rule, every rule says so."""
    tab = full.browser.new_page()
    tab.set_content(BAD)
    seen = {one.rule for one in look(tab, "en")}
    tab.close()

    ours = {
        "one h1",
        "one main",
        "lang",
        "title",
        "viewport",
        "table without headers",
        "table without a name",
        "picture without a text",
        "order of its own",
    }
    ours |= {
        "field without a label",
        "link without words",
        "small target",
        "order",
        "focus not seen",
        "scrolls sideways",
        "text at 200 % scrolls sideways",
        "motion",
    }
    assert ours - seen == set()
    assert {"axe color-contrast", "axe button-name", "axe image-alt", "axe label"} - seen == set()
