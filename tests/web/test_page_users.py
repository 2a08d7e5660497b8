"""Who works here and how they come in: inviting, roles, disabling, one's own account, a forgotten password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.access.cast import PASSWORD
from tests.web.people import CAST
from tests.web.visitor import Place, Visitor, place, words

from jiufang.access.roles import TABLE, Reach, Role
from jiufang.web.pages import permissions

NEW = "four other unrelated words"


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def test_the_page_tells_who_works_here_and_what_each_role_may_do(here: Place):
    """Everybody with their role; the table is the one that is enforced; the twin agrees."""
    mei = here.visitor("mei")
    told, twin = words(mei.get("/users")), mei.get("/users.json").json()

    assert all(user.email in told for name, user in CAST.items() if name != "mallory")
    assert "mallory" not in told
    assert {(one["permission"], tuple(one["reach"])) for one in twin["table"]} == {
        (str(permission), tuple(rule.reach[role] for role in Role.staff()))
        for permission, rule in TABLE.items()
        if any(rule.reach[role] is not Reach.NO for role in Role.staff())
    }


def test_every_permission_has_its_words():
    """What a permission is for is said in every language, so each is among the messages."""
    staff = [rule.means for rule in TABLE.values() if any(rule.reach[role] is not Reach.NO for role in Role.staff())]

    assert set(staff) == set(permissions.MEANS)
    assert {permission.partition(".")[0] for permission in TABLE} >= set(permissions.GROUPS)


def test_inviting_gives_a_link_by_which_somebody_comes_in(here: Place):
    """The link is shown once, opens the page of a password, and they are in with their role."""
    mei = here.visitor("mei")
    mei.get("/invite")
    page = mei.post("/invite", email="new@example.org", name="Nia", role="interviewer")
    link = re.search(r'value="https://jobs\.example\.org(/invitation/[^"]+)"', page.text)
    assert page.status_code == 200
    assert link
    nia = here.visitor()
    assert nia.get(link[1]).status_code == 200
    answer = nia.post(link[1], password=NEW)

    assert answer.status_code == 303
    assert "Nia" in words(mei.get("/users"))
    assert nia.get(link[1]).status_code == 200  # the form; what it opened is used up
    assert nia.post(link[1], password=NEW).status_code == 422


def test_a_wrong_invitation_is_shown_again_with_what_was_written(here: Place):
    """Nothing that was typed is lost."""
    mei = here.visitor("mei")
    mei.get("/invite")
    page = mei.post("/invite", email="tom@example.org", name="Another Tom", role="recruiter")

    assert page.status_code == 422
    assert "Another Tom" in page.text


def test_a_role_changes_and_an_account_is_disabled_and_enabled(here: Place):
    """From the next click on; the last owner stays one."""
    mei, ivy, path = here.visitor("mei"), here.visitor("ivy"), f"/users/{CAST['ivy'].id}"
    mei.get(path)
    assert mei.post(path, name="Ivy", role="auditor").status_code == 303
    assert ivy.get("/audit").status_code == 200
    assert mei.post(f"{path}/in").status_code == 303
    assert ivy.get("/audit").headers["location"].startswith("/sign-in")
    assert mei.post(f"{path}/in", let="1").status_code == 303
    assert mei.post(path, name="Ivy", role="interviewer").status_code == 303
    refused = mei.post(f"/users/{CAST['mei'].id}", name="Mei", role="recruiter")

    assert refused.status_code == 422
    assert mei.get("/users").status_code == 200


def test_only_owners_change_people(here: Place):
    """A recruiter sees who works here and no more; a stranger signs in; next door there is nobody."""
    tom, path = here.visitor("tom"), f"/users/{CAST['ivy'].id}"

    assert tom.get("/users").status_code == 200
    assert "/invite" not in tom.get("/users").text
    assert {tom.get(page).status_code for page in ("/invite", path)} <= {403, 404}
    assert here.visitor("ivy").get("/users").status_code in {403, 404}
    assert here.visitor().get("/users").headers["location"] == "/sign-in?next=%2Fusers"
    assert here.visitor("mallory").get(path).status_code == 404


def test_a_forgotten_password_is_set_anew_by_an_owners_link(here: Place):
    """Where no letters are sent, the page says whom to ask; the owner's link lets them choose another password."""
    stranger, mei, path = here.visitor(), here.visitor("mei"), f"/users/{CAST['li'].id}"
    assert "Ask an owner" in words(stranger.get("/forgotten"))
    mei.get(path)
    link = re.search(r'(/password/[^"]+)"', mei.post(f"{path}/link").text)
    assert link
    stranger.get(link[1])
    assert stranger.post(link[1], password="short").status_code == 422

    assert stranger.post(link[1], password=NEW).status_code == 303
    assert _signs_in(here.visitor(), "li@example.org", NEW)


def test_one_changes_ones_name_and_password(here: Place):
    """The wrong old password changes nothing; the right one leaves this browser signed in and no other."""
    tom, other = here.visitor("tom"), here.visitor("tom")
    tom.get("/account")
    assert tom.post("/account", name="Tom the Second").status_code == 303
    assert "Tom the Second" in words(other.get("/account"))
    assert len(tom.get("/account.json").json()["browsers"]) >= 2
    assert tom.post("/account/password", old="not it at all", new=NEW).status_code == 422
    changed = tom.post("/account/password", old=PASSWORD, new=NEW)

    assert changed.status_code == 303
    assert "__Host-" in changed.headers["set-cookie"] or "=jfs_" in changed.headers["set-cookie"]
    assert other.get("/account").headers["location"].startswith("/sign-in")


def test_signing_out_everywhere_and_in_one_browser(here: Place):
    """One other browser alone, or all of them."""
    ruth, other = here.visitor("ruth"), here.visitor("ruth")
    shown = {one["id"]: one["this"] for one in ruth.get("/account.json").json()["browsers"]}
    theirs = next(one["id"] for one in other.get("/account.json").json()["browsers"] if one["this"])
    assert theirs in shown
    ruth.get("/account")
    assert ruth.post(f"/account/browsers/{theirs}/sign-out").status_code == 303
    assert other.get("/account").status_code == 303
    assert ruth.post("/account/sign-out").status_code == 303

    assert ruth.get("/account").status_code == 303


def test_the_pages_speak_chinese(here: Place):
    """Headings, roles and permissions."""
    told = words(here.visitor("mei", lang="zh").get("/users"))

    assert "成员与角色" in told or "用人经理" in told
    assert "永久删除候选人" in told


def _signs_in(visitor: Visitor, email: str, password: str) -> bool:
    visitor.get("/sign-in")
    return visitor.post("/sign-in", email=email, password=password).status_code == 303
