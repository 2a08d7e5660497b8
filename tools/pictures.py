"""Turn the running demo into the pictures of docs/images: its pages in Chinese and English, light and dark, and a talk on a phone.

python tools/pictures.py           needs Chromium and the encoder; begins a demo in a folder of its own and ends it
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from jiufang.jobs.records import Job

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
JOBS = {"zh": "backend-zh", "en": "teacher-en"}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
THEMES = ("light", "dark")
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
COLOURS = (128, 96, 64, 32)  # a page has few; the first number with which a picture is small enough is taken
MOST = 200_000  # bytes of a picture
WORK = 300_000  # milliseconds for the demo to read its files
LINK = re.compile(r"(http://\S+)(/demo/\S+)")
ANSWERS = {
    "zh": "订单服务的分库分表方案是我写的，迁移时双写两周，再按用户逐步切换。",
    "en": "I taught Years 7 to 13 for six years and ran the A-level further maths group.",
}


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=IMAGES, help="where to")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jf-") as folder, sync_playwright() as driver, demo(Path(folder)) as (origin, way_in):
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        signed_in = enter(browser, origin + way_in)
        for lang in JOBS:
            draw(browser, origin, lang, signed_in, out)
        browser.close()


@contextmanager
def demo(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the demo, and return where it is and the way in."""
    call = [Path(sys.executable).parent / "jiufang", "demo", "--folder", folder / "demo", "--port", "0", "--no-browser"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = next(match for line in process.stdout if (match := LINK.search(line)))
        yield found[1], found[2]
    finally:
        process.terminate()
        process.communicate()


def enter(browser: Browser, link: str) -> Any:
    """Sign in, end the tour, wait until everything is read, and return what the browser keeps of it."""
    context = browser.new_context(locale=LOCALES["en"])
    page = context.new_page()
    page.goto(link)
    context.clear_cookies(name="tour")
    page.goto(f"{page.url.rstrip('/')}/tasks")
    page.locator("#tasks:not([hx-get])").wait_for(timeout=WORK)
    kept = context.storage_state()
    context.close()
    return kept


def draw(browser: Browser, origin: str, lang: str, signed_in: Any, out: Path) -> None:
    """Draw all pages in one language."""
    context = browser.new_context(locale=LOCALES[lang], storage_state=signed_in, **DESK)
    page = context.new_page()
    pages = addresses(page, origin, lang)
    talk = conversation(browser, page, origin, pages.pop("invitation"), lang)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for name, address in pages.items():
            page.goto(origin + address)
            shoot(page, out / f"{name}-{lang}-{theme}.png")
        phone = browser.new_context(locale=LOCALES[lang], color_scheme=theme, reduced_motion="reduce", **PHONE).new_page()
        phone.goto(f"{talk}#now")
        shoot(phone, out / f"talk-{lang}-{theme}.png")
        phone.context.close()
    context.close()


def addresses(page: Page, origin: str, lang: str) -> dict[str, str]:
    """Return where each picture is taken, and where somebody is invited to a talk; moves two people on where nobody was moved."""
    title = Job.read(ROOT / "examples" / "jobs" / f"{JOBS[lang]}.md").title
    job = next(one for one in fetched(page, f"{origin}/jobs.json")["jobs"] if one["title"] == title)["id"]
    rows = fetched(page, f"{origin}/jobs/{job}.json")["rows"]
    if all(row["stage"] == "new" for row in rows):
        for row in rows[:2]:
            page.goto(f"{origin}/jobs/{job}/triage/{row['id']}")
            page.locator("[data-key=a]").click()
            page.locator("#toasts .toast").wait_for()
    return {
        "shortlist": f"/jobs/{job}",
        "triage": f"/jobs/{job}/triage/{rows[0]['id']}#R3",
        "candidate": f"/candidates/{rows[0]['candidate']['id']}",
        "pipeline": f"/jobs/{job}/pipeline",
        "kit": kit(page, origin, f"/jobs/{job}/applications/{rows[0]['id']}/interview"),
        "invitation": f"/jobs/{job}/applications/{rows[1]['id']}/screening?lang={lang}",
    }


def kit(page: Page, origin: str, planning: str) -> str:
    """Return the page of an interview, planned for the picture."""
    page.goto(origin + planning)
    page.locator("input[name=panel]").first.check()
    page.locator("main form button.primary").click()
    page.locator(".question").first.wait_for()
    return page.url.removeprefix(origin)


def conversation(browser: Browser, page: Page, origin: str, invitation: str, lang: str) -> str:
    """Invite somebody, let them agree and answer once, and return their private link."""
    page.goto(origin + invitation)
    if (another := page.locator("[name=another]")).count():
        another.check()
    page.locator("form[method=post] button.primary").click()
    link = page.locator("#address").input_value()
    theirs = browser.new_page(locale=LOCALES[lang])
    theirs.goto(link)
    theirs.locator("button[value=agree]").click()
    theirs.locator("#text").fill(ANSWERS[lang])
    theirs.locator("footer button.primary").click()
    theirs.locator(".bubble.own").nth(1).wait_for()
    theirs.close()
    return link


def fetched(page: Page, address: str) -> Any:
    """Return a page's twin."""
    return page.request.get(address).json()


def shoot(page: Page, target: Path) -> None:
    """Write what a page shows, with as many colours as fit."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in COLOURS:
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= MOST:
            return


if __name__ == "__main__":
    main()
