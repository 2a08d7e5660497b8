"""Somebody signs in at their company's provider: the browser goes there, comes back with what it was given, and is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.access.cast import CHEAP, Watch
from tests.access.provider import CLIENT, REDIRECT, SECRET, running
from tests.web.browser import API, ORIGIN
from tests.web.people import add_people

from jiufang.access.outgoing import Outgoing
from jiufang.settings import Secret
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace


@pytest.fixture
def there(ws: Any, tmp_path: Any) -> Iterator[tuple[TestClient, Any]]:
    """A browser, and the provider that the company has."""
    watch = Watch()
    with running(watch, tmp_path) as (provider, tls):
        chosen = replace(ws.engine.settings, oidc_issuer=provider.issuer, oidc_client=CLIENT, oidc_secret=Secret(SECRET))
        ws = OpenWorkspace(ws.store, settings=chosen, by="mei@example.org")
        fetch = Outgoing(inside=frozenset({"localhost"}), tls=tls, resolve=lambda *_: ["127.0.0.1"])
        entrances = Entrances(ws, passwords=CHEAP, redirect=REDIRECT, fetch=fetch, clock=watch)
        app = create_app(ws, serving=Serving(origin=ORIGIN), entrance_of=entrances, clock=watch)
        add_people(app)
        yield TestClient(app, base_url=ORIGIN, raise_server_exceptions=False, follow_redirects=False), provider


def test_there_and_back(there: tuple[TestClient, Any]):
    """The answer sets the session's cookie and leads to the page that was wanted; the same answer is good once, and for this browser alone."""
    client, provider = there
    begun = client.get(f"{API}/session/provider", params={"back": "/jobs"})
    assert begun.status_code == 303
    answer = provider.authorize(begun.headers["location"])
    stranger = TestClient(client.app, base_url=ORIGIN, raise_server_exceptions=False, follow_redirects=False)
    assert stranger.get(f"{API}/session/provider/back", params=answer).status_code == 401
    back = client.get(f"{API}/session/provider/back", params=answer)
    assert (back.status_code, back.headers["location"]) == (303, "/jobs")
    assert client.get(f"{API}/session").json()["user"]["email"] == "mei@example.org"
    assert client.get(f"{API}/session/provider/back", params=answer).status_code == 401


def test_nobody_is_led_elsewhere(there: tuple[TestClient, Any]):
    """A page of another site is not gone back to (open redirects)."""
    client, provider = there
    begun = client.get(f"{API}/session/provider", params={"back": "https://evil.example.net/"})
    back = client.get(f"{API}/session/provider/back", params=provider.authorize(begun.headers["location"]))
    assert back.headers["location"] == "/"
