"""Somebody signs in, is known by their cookie, changes things with a token besides, and leaves."""

from __future__ import annotations

from typing import Any

from tests.access.cast import PASSWORD
from tests.web.browser import API, ORIGIN, Browser

SAME = {"Sec-Fetch-Site": "same-origin"}


def test_signing_in_and_out(client: Any):
    """The cookie of the answer opens, its token changes; after leaving it opens nothing."""
    begun = client.post(f"{API}/session", json={"email": "MEI@example.org", "password": PASSWORD}, headers=SAME)
    assert begun.status_code == 200, begun.text
    assert {"jobs.read": "all", "scorecards.write": "own"}.items() <= begun.json()["permissions"].items()
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("__Host-jiufang=jfs_")
    assert "Secure" in cookie

    assert client.get(f"{API}/session").json()["user"]["email"] == "mei@example.org"
    assert client.delete(f"{API}/session", headers=SAME).json()["type"].endswith("foreign-origin")
    kept = dict(client.cookies)
    left = client.delete(f"{API}/session", headers={**SAME, "X-CSRF-Token": begun.json()["csrf"]})
    assert (left.status_code, left.content) == (204, b"")
    client.cookies = kept
    assert client.get(f"{API}/session").status_code == 401


def test_a_wrong_password_is_told_as_any_other(client: Any):
    """Known or not, right or wrong: the same answer, but for its number."""
    told = []
    for email, password in (("mei@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", "")):
        answer = client.post(f"{API}/session", json={"email": email, "password": password}, headers=SAME)
        told.append({**answer.json(), "instance": "", "status": answer.status_code})
    assert told[0]["status"] == 401
    assert told[0] == told[1] == told[2]


def test_another_site_signs_nobody_in(client: Any):
    """Login CSRF: what another site makes a browser send is refused, with the right password too."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.net"}, {}):
        answer = client.post(f"{API}/session", json={"email": "mei@example.org", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403
    here = client.post(f"{API}/session", json={"email": "mei@example.org", "password": PASSWORD}, headers={"Origin": ORIGIN})
    assert here.status_code == 200


def test_guessing_is_slowed(client: Any):
    """After some guesses the answer is 429 with the time to wait, also for the right password."""
    answers = [client.post(f"{API}/session", json={"email": "mei@example.org", "password": f"no {n}"}, headers=SAME) for n in range(7)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0


def test_proving_again_and_a_new_password(mei: Browser, client: Any):
    """A confirmation changes the cookie; a new password ends the session, and the old one opens nothing."""
    sure = mei.post("/session/confirmation", json={"password": PASSWORD})
    assert sure.status_code == 200, sure.text
    assert "__Host-jiufang=jfs_" in sure.headers["set-cookie"]
    mei.headers["Cookie"] = sure.headers["set-cookie"].split(";")[0]
    weak = mei.put("/session/password", json={"old": PASSWORD, "new": "password1234"})
    assert weak.json()["type"].endswith("weak-password")
    assert mei.put("/session/password", json={"old": PASSWORD, "new": "zwölf Boxkämpfer jagen Viktor quer"}).status_code == 204
    assert mei.get("/session").status_code == 401
    again = {"email": "mei@example.org", "password": PASSWORD}
    assert client.post(f"{API}/session", json=again, headers=SAME).status_code == 401


def test_a_key_needs_no_token_and_knows_who_it_is(app: Any):
    """A program sends its key; it has the rights of its scopes."""
    from tests.web.people import CAST

    from jiufang.access.roles import Permission

    program = Browser.program(app, CAST["tom"], Permission.JOBS_READ)
    told = program.get("/session").json()

    assert (told["via"], told["csrf"], told["permissions"]) == ("key", None, {"jobs.read": "all"})
    assert program.delete("/session").status_code == 401


def test_no_provider(client: Any):
    """Where none is set up there is nothing to go to."""
    assert client.get(f"{API}/session/provider").status_code == 404
