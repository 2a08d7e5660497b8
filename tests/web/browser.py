"""Ask the API as a page in a browser does, or as a program with a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from jiufang.access import cookies, csrf
from jiufang.access.people import User
from jiufang.access.roles import Permission
from jiufang.store.ids import new_id

API = "/api/v1"
ORIGIN = "https://jobs.example.org"


@dataclass
class Browser:
    """Somebody's browser, or program: asks with what they carry."""

    client: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Any, user: User) -> Browser:
        """Return the browser of somebody who just signed in."""
        entrance = app.state.site.entrance_of(user.tenant)
        known = entrance.sessions.begin(user, id=new_id())
        cookie = f"{cookies.name(https=True)}={known.token}"
        token = csrf.issue(entrance.csrf, known.session.id)
        return cls(_client(app), {"Cookie": cookie, "X-CSRF-Token": token, "Sec-Fetch-Site": "same-origin"})

    @classmethod
    def program(cls, app: Any, user: User, *scopes: Permission) -> Browser:
        """Return a program with a key of somebody's."""
        entrance = app.state.site.entrance_of(user.tenant)
        text, _ = entrance.keys.make(user, id=new_id(), name="a program", scopes=scopes)
        return cls(_client(app), {"Authorization": f"Bearer {text}"})

    @classmethod
    def stranger(cls, app: Any) -> Browser:
        """Return a browser that nobody signed in with."""
        return cls(_client(app), {"Sec-Fetch-Site": "same-origin"})

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Ask for something; return the answer."""
        headers = {**self.headers, **given.pop("headers", {})}
        return self.client.request(method, API + path, headers=headers, follow_redirects=False, **given)

    def get(self, path: str, **given: Any) -> Any:
        """Read something."""
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> Any:
        """Make or do something."""
        return self.ask("POST", path, **given)

    def put(self, path: str, **given: Any) -> Any:
        """Set something."""
        return self.ask("PUT", path, **given)

    def patch(self, path: str, **given: Any) -> Any:
        """Change something."""
        return self.ask("PATCH", path, **given)

    def delete(self, path: str, **given: Any) -> Any:
        """Remove something."""
        return self.ask("DELETE", path, **given)


def _client(app: Any) -> TestClient:
    return TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
