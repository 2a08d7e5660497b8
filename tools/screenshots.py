"""Turn the samples into the pictures of docs/images: the shortlist in both languages, and a finding with its page.

python tools/screenshots.py        needs Chromium and the encoder
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
COLOURS = 128  # a page of few colours, at a third of the bytes
RESUMES = ROOT / "examples" / "resumes"


def main() -> None:
    """Write the three pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        zh, en = report("backend-zh", Path(folder)), report("nurse-en", Path(folder))
        shoot(browser, zh, IMAGES / "shortlist-zh.png", height=720)
        shoot(browser, en, IMAGES / "shortlist-en.png", height=720)
        shoot(browser, zh, IMAGES / "evidence-zh.png", finding="c1-R3")
        browser.close()


def report(job: str, folder: Path) -> Path:
    """Rank the samples for a job of examples/ and return the report."""
    path = folder / f"{job}.html"
    ask = [
        "shortlist",
        str(ROOT / "examples" / "jobs" / f"{job}.md"),
        str(RESUMES),
        "--size",
        "9",
        "--html",
        str(path),
        "--as-of",
        "2026-11-01",
    ]
    subprocess.run([Path(sys.executable).parent / "jiufang", *ask], stdout=subprocess.DEVNULL, check=False)
    return path


def shoot(browser: Any, page_file: Path, target: Path, *, height: int = 900, finding: str = "") -> None:
    """Write a picture of the head of a report, or of the card of a finding with its evidence lit."""
    page = browser.new_page(viewport={"width": 1280, "height": height}, device_scale_factor=1.5)
    page.goto(page_file.as_uri())
    if finding:
        page.locator(f"#{finding} .chip").click()
        page.wait_for_timeout(600)
        page.evaluate("document.querySelectorAll('.paper').forEach((p) => { p.style.position = 'static'; })")
        picture = page.locator(f"#{finding.split('-')[0]}").screenshot()
    else:
        picture = page.screenshot()
    page.close()
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


if __name__ == "__main__":
    main()
