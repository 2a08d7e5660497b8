"""A company's server, people with browsers in two languages, and a watch over everything that their browsers say and ask for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright")
pytest.importorskip("fastapi")

from playwright.sync_api import Browser, expect
from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.town import Town, settled
from tests.browser.watched import Watched

from jiufang.web.speaking import voices

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
WINDOW = {"width": 1360, "height": 900}
MOMENT = 20_000  # milliseconds for a page, on a busy machine
expect.set_options(timeout=MOMENT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """A company whose server runs."""
    folder = Path(tempfile.mkdtemp(prefix="jf-"))  # a short path, that the database's user may pass when we are root
    with settled(folder) as made:
        yield made
        assert made.served.mishaps() == []
    shutil.rmtree(folder)


@pytest.fixture
def installation(folder: Path) -> Iterator[Served]:
    """A server that was started for the first time just now."""
    served = Served(folder)
    served.start()
    yield served
    served.end()
    assert served.mishaps() == []


@pytest.fixture(params=["zh", "en"])
def lang(request: Any) -> str:
    """The language that people read."""
    return str(request.param)


@pytest.fixture
def somebody(chromium: Browser, lang: str) -> Iterator[Callable[..., Person]]:
    """Return people with browsers of their own; when they are done, nothing was complained of."""
    with ExitStack() as browsers:
        watches: list[Watched] = []

        def made(origin: str, **given: Any) -> Person:
            context = chromium.new_context(locale=LOCALES[lang], **{"viewport": WINDOW, **given})
            browsers.callback(context.close)
            context.set_default_timeout(MOMENT)
            watches.append(Watched(origin))
            watches[-1].over(context)
            return Person(context.new_page(), voices()[lang], watches[-1])

        yield made
        assert [one for watched in watches for one in watched.complaints] == []


@pytest.fixture
def signed_in(somebody: Callable[..., Person], town: Town) -> Callable[..., Person]:
    """Return somebody of the company who signed in: once, as people do; who does so time and again is held back."""

    def made(name: str, **given: Any) -> Person:
        person = somebody(town.served.url, storage_state=town.sessions.get(name), **given)
        person.go("/")
        if person.page.url.startswith(f"{town.served.url}/sign-in"):
            person.sign_in(name)
        town.sessions[name] = person.page.context.storage_state()
        return person

    return made
