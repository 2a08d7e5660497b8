"""The report of the samples in a real browser: quiet, reachable by keyboard, legible, and blind where it should be."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from jiufang.jobs.records import Job
from jiufang.reports.html import render_html
from jiufang.settings import Settings
from jiufang.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.ocr,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; tools/system-packages.sh installs it"),
    pytest.mark.xdist_group("browser"),
]

# WCAG 2.2 contrast of every element that holds text of its own, against the first opaque background behind it.
CONTRAST = """() => {
  const rgb = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return n.length === 4 ? n : [...n, 1]; };
  const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest(".sr, script, [aria-hidden=true]") || !e.getClientRects().length) continue;
    const s = getComputedStyle(e), [a, b] = [light(rgb(s.color)), light(behind(e))].sort((x, y) => y - x);
    const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.66 && +s.fontWeight >= 700);
    if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) bad.push(`${e.className} ${e.textContent.trim().slice(0, 30)} ${((a + .05) / (b + .05)).toFixed(2)}`);
  }
  return bad;
}"""
NAMELESS = """() => [...document.querySelectorAll("a, button, summary, [tabindex='0'], img")]
  .filter((e) => e.getClientRects().length && !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.alt || e.textContent.trim()))
  .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with a cache for this module and no encoder: what is tested is the page."""
    folder = tmp_path_factory.mktemp("browser")
    settings = Settings(models_dir=folder / "none", cache_dir=folder / "cache", workers=2)
    from jiufang.cache import Cache

    return Workspace(settings=settings, cache=Cache(settings.cache_dir))


@pytest.fixture(scope="module")
def ranked(workspace):
    """The samples ranked for the Chinese back-end job."""
    root = Path(__file__).parents[2] / "examples"
    parsed = list(workspace.parse(sorted((root / "resumes").iterdir()), as_of="2026-11-01"))
    found = workspace.rank(Job.read(root / "jobs" / "backend-zh.md"), [p.profile for p in parsed if p.profile])
    return found.model_copy(update={"failed": tuple({"file": p.file, "reason": p.reason} for p in parsed if not p.profile)})


@pytest.fixture(scope="module")
def report(workspace, ranked, tmp_path_factory):
    """The report as a file."""
    path = tmp_path_factory.mktemp("report") / "o.html"
    path.write_text(render_html(ranked, lang="zh", pictures=workspace.pictures), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[(1360, "light"), (1360, "dark"), (390, "light"), (390, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def page(request, browser, report):
    """The report in a wide and a narrow window, light and dark; what it asks for and says is noted."""
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.said, page.asked = [], []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("request", lambda r: page.asked.append(r.url))
    page.goto(report.as_uri())
    yield page
    page.close()


def test_the_page_is_quiet_and_alone(page, report):
    """No message, no error, and no request but for the file itself and the pictures in it."""
    assert page.said == []
    assert [url for url in page.asked if url != report.as_uri() and not url.startswith("data:")] == []


def test_the_page_fits_its_window(page):
    """Nothing sticks out to the side: only the table's own region scrolls."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_words_are_legible(page):
    """Contrast of at least 4.5 (3 for large print), WCAG 2.2 AA, in light and dark."""
    assert page.evaluate(CONTRAST) == []


def test_what_can_be_used_has_a_name(page):
    """Links, buttons, regions and pictures have an accessible name; there is one h1 and one main."""
    assert page.evaluate(NAMELESS) == []
    assert page.locator("h1").count() == page.locator("main").count() == page.locator("header.masthead").count() == 1


def test_a_chip_opens_its_sentence_by_keyboard(page, ranked):
    """A sign of the table takes the focus, shows it, and Enter goes to its finding, lit on the page as well."""
    chip = page.locator(".ranking .chip.met").first
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.locator(".ranking a.chip").count() == len(ranked) * len(ranked.job.requirements)

    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.finding.on').length === 1")
    assert page.locator(".card:has(.finding.on) .paper .on").count() >= 1


def test_boxes_lie_on_their_words(browser, report):
    """Boxes of evidence lie inside their picture: what was cut off held none."""
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.goto(report.as_uri())
    outside = """() => [...document.querySelectorAll(".box")].filter((b) => {
      const [x, y] = [b.getBoundingClientRect(), b.parentElement.getBoundingClientRect()];
      return x.bottom > y.bottom + 1 || x.right > y.right + 1 || x.top < y.top - 1 || x.left < y.left - 1; }).length"""
    assert page.locator(".box").count() > 10
    assert page.evaluate(outside) == 0
    assert page.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 0)")
    page.close()


def test_the_scan_and_the_attachment_have_pictures(workspace, ranked):
    """Every kind with pages is drawn: a photo, a scanned PDF, a PDF in an e-mail."""
    by_file = {Path(m.file).name: m for m in ranked}
    drawn = {name: workspace.pictures(by_file[name]) for name in ("沈未晞-扫描件.jpg", "scan-Grace-Tanaka.pdf", "Peter-Lindgren.eml")}

    assert [name for name, pictures in drawn.items() if not pictures] == []


def test_the_blind_report_of_the_samples_names_nobody(workspace, ranked):
    """No sample's name, e-mail, phone, school or file is anywhere in the source of the blind report."""
    html = render_html(ranked, lang="zh", blind=True, pictures=workspace.pictures)
    html = re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.DOTALL)
    told = []
    for match in ranked:
        contact = match.profile.contact
        told += [contact.name, contact.email, contact.phone, Path(match.file).name, *(e.school for e in match.profile.education)]

    assert len(told) > 100
    assert [word for word in told if word and word in html] == []
