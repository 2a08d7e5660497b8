"""People are invited, given roles and let go; programs get keys within their makers' rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.cast import PASSWORD
from tests.web.browser import API, Browser
from tests.web.people import CAST

SAME = {"Sec-Fetch-Site": "same-origin"}
ANNA = {"email": "anna@example.org", "role": "recruiter", "name": "Anna"}


def test_somebody_is_invited_and_comes_in(mei: Browser, client: Any):
    """The owner sends a link; whoever has it chooses a password once and is in."""
    made = mei.post("/users", json=ANNA)
    assert made.status_code == 201, made.text
    choice = {"token": made.json()["token"], "password": PASSWORD}
    assert client.post(f"{API}/invitations/acceptance", json={**choice, "password": "short"}, headers=SAME).status_code == 422
    entered = client.post(f"{API}/invitations/acceptance", json=choice, headers=SAME)
    assert entered.json()["user"]["role"] == "recruiter"
    assert client.get(f"{API}/session").status_code == 200
    assert client.post(f"{API}/invitations/acceptance", json=choice, headers=SAME).status_code == 404


def test_an_invitation_is_made_once(mei: Browser):
    """The same request with the same key makes one user and is answered the same; another one with that key is refused."""
    first, again = (mei.post("/users", json=ANNA, headers={"Idempotency-Key": "a-1"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (again.headers["idempotent-replayed"], again.headers["location"]) == ("true", first.headers["location"])
    assert mei.post("/users", json={**ANNA, "name": "Anne"}, headers={"Idempotency-Key": "a-1"}).json()["type"] == "/problems/key-reused"
    assert mei.post("/users", json=ANNA).status_code == 409


def test_a_role_is_changed_from_the_version_that_was_read(mei: Browser, sign_in: Callable[[str], Browser]):
    """Without If-Match 428, with a stale one 412; the new role counts from the next request on."""
    path, tom = f"/users/{CAST['tom'].id}", sign_in("tom")
    tag = mei.get(path).headers["etag"]
    assert mei.patch(path, json={"role": "auditor"}).status_code == 428
    changed = mei.patch(path, json={"role": "auditor"}, headers={"If-Match": tag})
    assert changed.json()["role"] == "auditor"
    assert tom.get("/session").json()["user"]["role"] == "auditor"
    assert mei.patch(path, json={"role": "owner"}, headers={"If-Match": tag}).status_code == 412


def test_somebody_is_let_go(mei: Browser, sign_in: Callable[[str], Browser]):
    """Disabled, their session is over at once; the last owner stays."""
    path, tom = f"/users/{CAST['tom'].id}", sign_in("tom")
    assert tom.get("/session").status_code == 200
    assert mei.patch(path, json={"disabled": True}, headers={"If-Match": "*"}).json()["disabled"] is True
    assert tom.get("/session").status_code == 401
    last = mei.patch(f"/users/{CAST['mei'].id}", json={"disabled": True}, headers={"If-Match": "*"})
    assert last.status_code == 403


def test_keys_stay_within_their_makers_rights(mei: Browser, sign_in: Callable[[str], Browser], app: Any):
    """A recruiter makes keys for what a recruiter may; sees and revokes their own; the owner sees all; revoked, it is dead."""
    tom = sign_in("tom")
    beyond = tom.post("/keys", json={"name": "careers page", "scopes": ["audit.log"], "days": 30})
    assert beyond.status_code == 403
    own = tom.post("/keys", json={"name": "Tom's", "scopes": ["jobs.read"], "days": 30}).json()
    assert [one["name"] for one in tom.get("/keys").json()["items"]] == ["Tom's"]
    assert mei.delete(f"/keys/{own['id']}").status_code == 204
    key = mei.post("/keys", json={"name": "careers page", "scopes": ["users.read"], "days": 30}).json()
    program = Browser(mei.client, {"Authorization": f"Bearer {key['key']}"})
    assert program.get("/users").status_code == 200
    assert program.get("/keys").status_code == 403
    listed = mei.get("/keys").json()["items"]
    assert [(one["name"], one["revoked_at"] is None) for one in listed] == [("Tom's", False), ("careers page", True)]
    assert key["key"] not in mei.get("/keys").text
    assert mei.delete(f"/keys/{key['id']}").status_code == 204
    assert program.get("/users").status_code == 401


def test_the_first_owner(store: Any, ws: Any, tmp_path: Any):
    """A fresh installation asks for its owner; the link's token makes one, once."""
    from starlette.testclient import TestClient
    from tests.access.cast import CHEAP

    from jiufang.web.app import create_app
    from jiufang.workspace.entering import Entrances

    app = create_app(ws, entrance_of=Entrances(ws, passwords=CHEAP))
    token = app.state.site.entrance_of(ws.tenant).first_link()
    client = TestClient(app, base_url="http://127.0.0.1:8300")
    assert client.get(f"{API}/setup").json() == {"needs_owner": True}
    wish = {"token": token, "email": "hua@example.org", "name": "Hua", "password": PASSWORD}
    made = client.post(f"{API}/setup", json=wish, headers=SAME)
    assert (made.status_code, made.json()["user"]["role"]) == (201, "owner")
    assert client.get(f"{API}/setup").json() == {"needs_owner": False}
    assert client.post(f"{API}/setup", json=wish, headers=SAME).status_code == 404
