"""A request takes one transaction and a few statements, however many rows it shows: who asks, what they see, and the line in the log."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi")

from benchmarks import company
from tests.access.cast import CHEAP
from tests.store.asking import BEGIN, listening
from tests.web.browser import Browser
from tests.web.people import CAST, add_people

from jiufang.settings import Settings
from jiufang.web import pages
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

ROWS = 30
MOST = {
    "/session": 2,
    "/jobs": 4,
    "/jobs/{job}": 6,
    "/jobs/{job}/applications?limit=50": 9,
    "/jobs/{job}/applications?limit=50&order=score&stage=new&stage=screen&stage=review&stage=interview": 9,
    "/jobs/{job}/shortlist?limit=50": 11,
    "/jobs/{job}/funnel": 7,
    "/applications/{application}": 9,
    "/applications/{application}/match": 11,
    "/candidates?limit=50": 11,
    "/candidates/{person}": 12,
    "/candidates/{person}/profile": 9,
    "/documents/{document}/text": 12,
    "/tags": 3,
}
"""Statements besides the one that begins a transaction, at most, by what is asked for."""


@pytest.fixture
def mei(store, tmp_path):
    """The browser of an owner, and the ids of what there is: a job with many applicants, one of them, their document."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    ws = OpenWorkspace(store, settings=settings, by="mei@example.org")
    company.found(ws, candidates=2 * ROWS, jobs=1)
    app = create_app(ws, serving=Serving(origin="https://jobs.example.org"), entrance_of=Entrances(ws, passwords=CHEAP), also=pages.ROUTERS)
    add_people(app)
    browser = Browser.of(app, CAST["mei"])
    job = browser.get("/jobs?status=all").json()["items"][0]["id"]
    row = next(one for one in browser.get(f"/jobs/{job}/applications?order=score").json()["items"] if one["match"])
    person = row["candidate"]["id"]
    document = browser.get(f"/candidates/{person}/documents").json()["items"][0]["id"]
    return browser, {"job": job, "application": row["id"], "person": person, "document": document}


@pytest.mark.parametrize("blind", [False, True], ids=["named", "blind"])
def test_a_look_is_one_transaction(mei, blind):
    """Whatever is looked at, who asks is found out in the transaction that answers them, and no row costs a statement of its own."""
    browser, ids = mei
    job = browser.get(f"/jobs/{ids['job']}")
    browser.patch(f"/jobs/{ids['job']}", json={"blind": blind}, headers={"If-Match": job.headers["etag"]})
    told, over = {}, {}
    for path, most in MOST.items():
        with listening() as asked:
            answer = browser.get(path.format(**ids))
        begun = sum(statement.startswith(BEGIN) for statement, _ in asked)
        told[path] = (answer.status_code, begun)
        if len(asked) - begun > most:
            over[path] = len(asked) - begun

    assert told == dict.fromkeys(MOST, (200, 1))
    assert over == {}


PAGES = {
    "/candidates/{person}": 36,
    "/jobs/{job}/decisions": 18,
    "/jobs/{job}/funnel": 16,
    "/funnel": 13,
    "/jobs/{job}/compare?candidate={application}&candidate={application}": 22,
}
"""The same of pages."""


def test_a_page_is_one_transaction(mei):
    """What a page shows is asked for in one transaction, a list of decisions with their reasons in no more statements than one of them."""
    browser, ids = mei
    told, over = {}, {}
    for path, most in PAGES.items():
        with listening() as asked:
            answer = browser.client.get(path.format(**ids), headers=browser.headers)
        begun = sum(statement.startswith(BEGIN) for statement, _ in asked)
        told[path] = (answer.status_code, begun)
        if len(asked) - begun > most:
            over[path] = len(asked) - begun

    assert {path: status for path, (status, _) in told.items()} == dict.fromkeys(PAGES, 200)
    assert max(begun for _, begun in told.values()) <= 2  # the people who decide are asked for at the entrance
    assert over == {}


def test_a_refusal_keeps_what_was_found_out(mei):
    """Somebody who shows a session that is over is turned away, and the session is gone: the refusal takes back nothing of that."""
    browser, _ = mei
    site = browser.client.app.state.site
    entrance = site.entrance_of(site.root.tenant)
    (session,) = entrance.session_shelf.listed(CAST["mei"].id)
    entrance.users.set_password(CAST["mei"].id, "another", at=session.proved_at.replace(year=session.proved_at.year + 1))

    assert browser.get("/jobs").status_code == 401
    assert entrance.session_shelf.listed(CAST["mei"].id) == []


def test_an_answer_that_fails_leaves_no_transaction_open(mei):
    """A look that finds nothing gives its connection back, and who looked is let in as before."""
    browser, ids = mei

    for _ in range(30):  # more than there are connections
        assert browser.get(f"/jobs/{ids['person']}").status_code == 404
    assert browser.get("/jobs?limit=zero").status_code == 422
    assert browser.get("/jobs").status_code == 200
