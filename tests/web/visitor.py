"""Visit the pages as somebody with a plain browser does: links, forms with the token that the page holds, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient
from tests.access.cast import CHEAP
from tests.web.browser import ORIGIN, Browser
from tests.web.neighbours import House, house
from tests.web.people import CAST

from jiufang.access.limits import Rate
from jiufang.web.app import create_app
from jiufang.web.pages import ROUTERS
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """Somebody before a browser; `lang` is what they chose."""

    client: TestClient
    cookie: str = ""
    lang: str = "en"
    token: str = field(default="", repr=False)

    def get(self, path: str, **given: Any) -> Any:
        """Open a page; remembers the token of its forms."""
        answer = self.client.get(path, headers=self._headers(), follow_redirects=False, **given)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, **fields: Any) -> Any:
        """Send a form, as a page without JavaScript does."""
        data = {"csrf_token": self.token, **fields}
        headers = {**self._headers(), "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
        return self.client.post(path, data=data, headers=headers, follow_redirects=False)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(filter(None, [self.cookie, f"lang={self.lang}"]))}


@dataclass
class Place:
    """A furnished house with its pages."""

    house: House
    app: Any

    def visitor(self, name: str = "", lang: str = "en") -> Visitor:
        """Return one of the cast, signed in; without a name, a stranger."""
        client = TestClient(self.app, base_url=ORIGIN, raise_server_exceptions=False)
        cookie = Browser.of(self.app, CAST[name]).headers["Cookie"] if name else ""
        return Visitor(client, cookie, lang)


@contextmanager
def place(server: Any, *, strangers: Rate | None = None) -> Iterator[Place]:
    """Build it, on a database of its own; `strangers` is what somebody unknown may ask, as in earnest when None."""
    with house(server) as built:
        built.ws.shortlist(UUID(built.world["job"]))  # its title was changed since everybody was matched
        passwords = Entrances(built.ws, passwords=CHEAP)
        serving = Serving(origin=ORIGIN, **({"strangers": strangers} if strangers else {}))
        yield Place(built, create_app(built.ws, serving=serving, entrance_of=passwords, also=ROUTERS))


def words(page: Any) -> str:
    """Return what a page says: its text without markup, on one line."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
