"""Time a stranger's first look: from `make demo` to a ranked shortlist in a browser, and the sentence that proves a requirement.

    python -m benchmarks.first_look [--checkout FOLDER] [--json]

The checkout is this one, or a fresh clone, whose packages are then installed meanwhile; models are there already or are fetched. Wanted:
the sentence within two minutes. Clears the checkout's `out/demo`, as a stranger has none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LIMIT_S = 120.0
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")
NEXT = ".tour button.primary"
PATIENCE_MS = 60_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path(__file__).parent.parent, help="where `make` is called")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    told = measure(given.checkout.resolve())
    print(json.dumps(told, indent=1) if given.json else "\n".join(f"{seconds:6.1f} s  {what}" for what, seconds in told.items()))
    return 0 if max(told.values()) <= LIMIT_S else 1


def measure(checkout: Path) -> dict[str, float]:
    """Return the seconds from `make demo` until each thing was there."""
    shutil.rmtree(checkout / "out" / "demo", ignore_errors=True)
    began, told = time.monotonic(), dict[str, float]()

    def there(what: str) -> None:
        told[what] = round(time.monotonic() - began, 1)

    with _made(checkout) as output:
        for line in output:
            if "the first shortlist is there" in line:
                there("the shortlist in the terminal")
            if found := LINK.search(line):
                there("the link to the pages")
                _look(found[0], there)
                break
        else:
            raise SystemExit("make demo ended before it showed its pages")
    return told


@contextmanager
def _made(checkout: Path) -> Iterator[IO[str]]:
    """Run `make demo` without opening a browser of its own; end it, and what it started, afterwards."""
    command = ("make", "demo", "DEMO=--no-browser --port 0")
    process = subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.close()
        process.wait(60)


def _look(link: str, there: Callable[[str], None]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1360, "height": 900}, locale="en-GB")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(link)
        there("signed in")
        page.locator(NEXT).click()
        page.locator("main table tbody tr").first.wait_for()
        there("the ranked shortlist in the browser")
        page.locator(NEXT).click()
        page.locator(".sheet-page, .sheet-text").first.wait_for()
        page.locator("body").press("n")
        page.locator(".finding.on").first.wait_for()
        there("the sentence that proves a requirement")
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main())
