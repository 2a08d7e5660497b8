"""A server over a workspace on the shared database, and who asks it: Mei owns, Tom recruits, Li hires, Ivy interviews, Ruth audits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient
from tests.access.cast import CHEAP
from tests.web.browser import Browser
from tests.web.people import CAST, add_people

from jiufang.settings import Settings
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import tell


@pytest.fixture
def ws(store: Any, tmp_path: Any) -> OpenWorkspace:
    """A workspace without models."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    store.outbox = tell
    return OpenWorkspace(store, settings=settings, by="mei@example.org")


@pytest.fixture
def app(ws: OpenWorkspace) -> Any:
    """The application, with the cast in it."""
    made = create_app(ws, serving=Serving(origin="https://jobs.example.org"), entrance_of=Entrances(ws, passwords=CHEAP))
    add_people(made)
    return made


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    """Somebody nobody knows."""
    with TestClient(app, base_url="https://jobs.example.org", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def sign_in(app: Any) -> Callable[[str], Browser]:
    """Return the browser of somebody of the cast, signed in."""
    return lambda name: Browser.of(app, CAST[name])


@pytest.fixture
def mei(sign_in: Callable[[str], Browser]) -> Browser:
    """The owner's browser."""
    return sign_in("mei")


@pytest.fixture
def tom(sign_in: Callable[[str], Browser]) -> Browser:
    """A recruiter's browser."""
    return sign_in("tom")
