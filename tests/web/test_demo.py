"""The demo: a folder with something on every page, whose owner comes in by a link that works once, on this machine."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.access.cast import CHEAP
from tests.web.browser import ORIGIN
from tests.web.visitor import words

from jiufang.queue import Timing
from jiufang.web.app import create_app
from jiufang.web.demo import Entry
from jiufang.web.pages import ROUTERS
from jiufang.web.serving import Serving
from jiufang.workspace import background, demo
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
PASSWORD = "four words for one run"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> tuple[demo.Exhibit, ...]:
    """The first job with the files that are quick to read, and one file for another."""
    first, second, *_ = demo.exhibits()
    quick = tuple(path for path in first.now if path.suffix in {".docx", ".txt"} or "嘉树" in path.name or "Priya" in path.name)
    few = (demo.Exhibit(first.ad, first.blind, quick, ()), demo.Exhibit(second.ad, second.blind, (), second.later[2:3]))
    monkeypatch.setattr(demo, "exhibits", lambda: few)
    return few


def test_what_it_shows_is_there():
    """Every file that examples/demo.toml names; jobs in two languages, blind and not; each file once a job."""
    exhibits = demo.exhibits()

    assert all(path.is_file() for one in exhibits for path in (one.ad, *one.now, *one.later))
    assert {True, False} == {one.blind for one in exhibits}
    assert exhibits[0].now
    assert all(len({*one.now, *one.later}) == len(one.now) + len(one.later) for one in exhibits)


def test_it_fills_every_page_and_lets_its_owner_in_once(ws: OpenWorkspace, shown: tuple[demo.Exhibit, ...]):
    """Ranked, decided, interviewed, written; the rest is done in the background; the link opens the tour, and nothing a second time."""
    read: list[str] = []
    entrances = Entrances(ws, passwords=CHEAP)
    ranked = demo.fill(ws, entrances(ws.tenant), now=dt.datetime.now(dt.UTC), password=PASSWORD, step=lambda what: None, done=read.append)
    background.worker(ws, timing=QUICK).run(until_empty=True)

    assert len(ranked) == len(shown[0].now) == len(read)
    entry = Entry(demo.OWNER)
    app = create_app(ws, serving=Serving(origin=ORIGIN), entrance_of=entrances, also=(entry.pages(), *ROUTERS))
    elsewhere = TestClient(app, base_url=ORIGIN, client=("192.0.2.7", 5000), raise_server_exceptions=False)
    assert elsewhere.get(entry.path, follow_redirects=False).status_code == 404
    here = TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 5000), raise_server_exceptions=False)
    assert here.get("/demo/guessed", follow_redirects=False).status_code == 404

    told = words(here.get(entry.path))

    assert all(
        part in told for part in ("Scorecards that wait for you", "Letters to look over and send", "Tour: 1 of 5", "Nobody has looked")
    )
    day = here.get("/index.json").json()
    assert [len(day["interviews"]), len(day["cards"]), len(day["drafts"])] == [1, 1, 2]
    assert here.get(entry.path, follow_redirects=False).status_code == 404
    assert re.search(r"\b1 applicant\b", told)


@pytest.mark.models
def test_the_command_runs_without_serving(tmp_path: Path, capsys: Any, shown: tuple[demo.Exhibit, ...]):
    """It prints the ranking and ends when everything is read; begun again, it shows what is there."""
    from jiufang.cli.demo import command

    folder = tmp_path / "demo"
    command(folder=folder, port=0, serve=False, browser=False)
    first = capsys.readouterr()
    command(folder=folder, port=0, serve=False, browser=False)

    assert "陈嘉树" in first.out
    assert "shown as it was left" in capsys.readouterr().err
