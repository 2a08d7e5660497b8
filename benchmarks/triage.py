"""Go through applicants in a real browser by keyboard, and time each step from the key to the picture on the screen.

    python -m benchmarks.triage --folder FOLDER [--job JOB] [--steps 40] [--pause 1.0] [--json]

The server is the real one, over a folder with candidates (`python -m benchmarks.company`). A recruiter looks for `--pause` seconds at
each applicant: meanwhile the page fetches the next ones. A step is taken as done at the second frame after the next applicant's page
stands there with its first picture decoded: the first one paints it. Wanted: 100 ms; two keys a decision.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.served import Caller, Served
from benchmarks.traffic import quantile

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIMIT_MS = 100.0
# Between the key (which the browser dates itself) and the frame after the one in which another applicant stands there.
WATCH = """
() => {
  const shown = () => document.querySelector("main h1").textContent + location.pathname;
  window.steps = [];
  let pressed = 0, before = "";
  addEventListener("keydown", (event) => { if (!pressed) { pressed = event.timeStamp; before = shown(); } }, true);
  const ready = () => [...document.querySelectorAll(".sheet-page img")].slice(0, 1).every((one) => one.complete);
  const look = () => {
    if (pressed && shown() !== before && ready()) {
      const began = pressed;
      pressed = 0;
      requestAnimationFrame(() => window.steps.push(performance.now() - began));
    }
    requestAnimationFrame(look);
  };
  look();
}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--job", default="", help="its id; the one with most applicants when absent")
    parser.add_argument("--steps", type=int, default=40, help="of each kind")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds that a look takes")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    told = measure(given.folder, job=given.job, steps=given.steps, pause=given.pause)
    if given.json:
        print(json.dumps(told, indent=1))
    else:
        for name, figures in told["steps"].items():
            print(f"{name:10} n {figures['n']:4}  p50 {figures['p50']:6.1f} ms  p95 {figures['p95']:6.1f} ms  max {figures['max']:6.1f} ms")
        print(
            f"keys a decision: {told['keys']}; {told['applicants']} applicants; first page {told['first_kb']:.0f} kB in {told['requests']}"
        )
    return 0 if all(figures["p95"] <= LIMIT_MS for figures in told["steps"].values()) else 1


def measure(folder: Path, *, job: str = "", steps: int = 40, pause: float = 1.0) -> dict[str, Any]:
    """Serve a folder, go through applicants, and return the figures."""
    models = tempfile.mkdtemp(prefix="jf-none-")
    try:
        with Served(folder, environment={"JIUFANG_MODELS": models}) as server:
            owner = server.owner()
            rows = list(owner.all("/jobs"))
            crowded = next((row for row in rows if row["id"] == job), None) or max(rows, key=lambda row: row["applicants"])
            with _browser(server, owner) as page:
                loaded: list[int] = []
                page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
                page.goto(f"{server.url}/jobs/{crowded['id']}/triage?stage=", wait_until="networkidle")
                first, requests = sum(loaded), len(loaded)
                page.evaluate(WATCH)
                told = {
                    "next": _steps(page, ["j"], steps, pause),
                    "previous": _steps(page, ["k"], steps // 2, pause),
                    "advance": _steps(page, ["a"], steps // 2, pause),
                    "reject": _steps(page, ["r", "1"], steps // 2, max(pause, 3.1)),  # quicker ones are asked about: 20 a minute
                }
    finally:
        shutil.rmtree(models)
    return {
        "steps": told,
        "keys": {"advance": 1, "reject": 2},
        "applicants": crowded["applicants"],
        "first_kb": first / 1000,
        "requests": requests,
    }


def _steps(page: Page, keys: Sequence[str], count: int, pause: float) -> dict[str, float]:
    """Press keys for so many applicants; the time counts from the last key."""
    took = []
    for _ in range(count):
        page.wait_for_timeout(pause * 1000)
        for key in keys[:-1]:
            page.keyboard.press(key)
        page.evaluate("() => { window.steps.length = 0 }")
        if page.locator(f"[data-triage] [data-key={keys[0]}]:not(:disabled)").count() == 0:
            page.keyboard.press("Escape")  # nobody goes on from here, or nobody is left
            page.keyboard.press("j")
            page.wait_for_timeout(pause * 1000)
            continue
        page.keyboard.press(keys[-1])
        page.wait_for_function("() => window.steps.length > 0", timeout=30_000)
        took.append(page.evaluate("() => window.steps[0]"))
    return {"n": len(took), **{name: round(quantile(took, share), 1) for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))}}


@contextmanager
def _browser(server: Served, owner: Caller) -> Iterator[Page]:
    """Open Chromium as the owner."""
    from playwright.sync_api import sync_playwright

    found = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
    carried = [part.strip().partition("=") for part in owner.headers["Cookie"].split(";") if part.strip()]
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = opened.new_context(viewport={"width": 1360, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": server.url} for name, _, value in carried])
        page = context.new_page()
        page.on("pageerror", lambda error: print("page error:", error))
        page.on("console", lambda line: print("console:", line.text) if line.type == "error" else None)
        yield page
        opened.close()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    raise SystemExit(main())
