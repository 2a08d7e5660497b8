"""Mails by the pages: a forgotten password, an invitation, a letter; the company's name; what a late confirmation keeps; who asks to be erased."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("aiosmtpd")

from sqlalchemy import text
from tests.access.cast import PASSWORD
from tests.post import Post, serving
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.visitor import Place, Visitor, place, words

from jiufang.access.roles import Permission
from jiufang.queue import Kind, Timing, Worker
from jiufang.settings import Secret
from jiufang.workspace import background, own_file

QUICK = Timing(poll=0.02, first_wait=0.01)
LINK = re.compile(r"https://jobs\.example\.org(/\S+)")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished house with its pages."""
    with place(server) as built:
        yield built


@pytest.fixture
def post(here: Place) -> Iterator[Post]:
    """A mail server, set for as long as a test takes."""
    engine = here.house.ws.engine
    before = engine.settings
    with serving() as made:
        object.__setattr__(engine, "settings", replace(before, mail=Secret(made.url), mail_from="jobs@example.org"))
        yield made
        object.__setattr__(engine, "settings", before)


def work(here: Place) -> None:
    """Let the worker send what waits."""
    handlers = {Kind.MAIL: background.handlers(here.house.ws)[Kind.MAIL]}
    assert Worker(here.house.ws.store, handlers, concurrency=1, timing=QUICK).run(until_empty=True)


def prove_long_ago(here: Place) -> None:
    """Let an hour pass since everybody proved who they are."""
    with here.house.database.owner() as connection:
        connection.execute(text("UPDATE sessions SET proved_at = now() - interval '1 hour'"))


def asked_again(visitor: Visitor, page: Any, password: str) -> Any:
    """Send the form that asks again for a password, with all that it holds."""
    held = {unescape(name): unescape(value) for name, value in HIDDEN.findall(page.text)}
    held.pop("csrf_token", None)
    return visitor.post("/confirm/send", **held, **{"proof.password": password})


def test_a_forgotten_password(here: Place, post: Post):
    """The page says the same whoever's address it is; a link goes to the account's address alone, opens once, in the reader's language."""
    stranger = here.visitor(lang="zh")
    stranger.get("/forgotten")
    for email in ("Tom@example.org", "nobody@example.org"):
        assert stranger.post("/forgotten", email=email).headers["location"] == "/forgotten/asked"
    work(here)
    ((whom, got),) = post.got
    path = LINK.search(got.get_content())[1]

    assert whom == ["tom@example.org"]
    assert got["subject"] == "重新设置密码"
    assert stranger.get(path).status_code == 200
    assert stranger.post(path, password="eine ganz neue Losung 9").status_code == 303
    assert stranger.get(path).status_code in {200, 404}
    assert stranger.post(path, password="und noch eine Losung 9").status_code == 422


def test_by_the_api_too(here: Place, post: Post):
    """A link is asked for, three times an hour from one place at most; an invitation says that it was mailed."""
    program = Browser.stranger(here.app)  # two were asked for above
    asked = [program.post("/passwords/forgotten", json={"email": email}).status_code for email in ("li@example.org", "nobody@example.org")]
    assert asked == [202, 429]
    made = here.house.browser("mei").post("/users", json={"email": "new@example.org", "role": "recruiter"})
    work(here)

    assert made.json()["mailed"] is True
    assert [whom for whom, _ in post.got] == [["li@example.org"], ["new@example.org"]]
    assert made.json()["token"] in post.got[1][1].get_content()


def test_without_a_server_nothing_pretends(here: Place):
    """The pages say what to do by hand; the API says that it cannot."""
    assert "This server sends no letters" in words(here.visitor().get("/forgotten"))
    assert Browser.stranger(here.app).post("/passwords/forgotten", json={"email": "li@example.org"}).status_code == 501
    letter = here.visitor("mei").get(f"/messages/{here.house.world['message']}")
    assert "No mail server is set: copy the text" in words(letter)
    assert "Approve and send" not in letter.text
    assert "没有设置邮件服务器" in words(here.visitor("mei", lang="zh").get(f"/messages/{here.house.world['message']}"))


def test_an_invitation(here: Place, post: Post):
    """It goes to whom it is for; the page shows the link as well."""
    mei = here.visitor("mei")
    mei.get("/invite")
    shown = mei.post("/invite", email="ann@example.org", name="Ann", role="recruiter")
    work(here)
    ((whom, got),) = post.got

    assert "on its way to ann@example.org" in words(shown)
    assert whom == ["ann@example.org"]
    assert LINK.search(got.get_content())[1] in shown.text


def test_a_letter_is_approved_and_sent(here: Place, post: Post):
    """By one button; its page says how far it is, why it was not taken, and what to do then."""
    mei, person = here.visitor("mei"), here.house.world["person"]
    mei.get(f"/candidates/{person}/messages/new")
    to = mei.post(f"/candidates/{person}/messages/new", subject="Hello", text="Dear Ada").headers["location"]
    version = re.search(r'name="version" value="(\d+)"', mei.get(to).text)[1]
    post.refusals.append("550 5.1.1 ada@example.com is nobody")
    assert mei.post(to, action="mail", version=version, subject="Hello", text="Dear Ada, come").status_code == 303
    assert "on its way to their own address" in words(mei.get(to))
    work(here)
    refused = mei.get(to)
    assert "did not take it (550)" in words(refused)
    assert "is nobody" not in refused.text
    version = re.search(r'name="version" value="(\d+)"', refused.text)[1]
    assert mei.post(f"{to}/back", version=version).status_code == 303
    version = re.search(r'name="version" value="(\d+)"', mei.get(to).text)[1]
    mei.post(to, action="mail", version=version, subject="Hello", text="Dear Ada, come")
    work(here)
    ((whom, got),) = post.got

    assert whom == ["ada@example.com"]
    assert got.get_content().strip() == "Dear Ada, come"
    assert mei.get(f"{to}.json").json()["message"]["status"] == "sent"
    assert here.visitor("ruth").post(to, action="mail", version=1).status_code == 403


def test_the_link_of_a_screening(here: Place, post: Post):
    """Sent to the candidate's own address by one button, in their language; not to another conversation, nor by who may not invite."""
    tom, screening = here.visitor("tom"), here.house.world["screening"]
    tom.get(f"/screening/{screening}")
    shown = tom.post(f"/screening/{screening}/link")
    token = re.search(r'name="token" value="([^"]+)"', shown.text)[1]
    assert "Send it by e-mail" in words(shown)
    assert here.visitor("ruth").post(f"/screening/{screening}/mail", token=token).status_code == 403
    assert tom.post(f"/screening/{screening}/mail", token="jfc_no").status_code == 404
    assert tom.post(f"/screening/{screening}/mail", token=token).headers["location"] == f"/screening/{screening}"
    work(here)
    ((whom, got),) = post.got

    assert whom == ["ada@example.com"]
    assert LINK.search(got.get_content())[1].endswith(token)
    assert got["Reply-To"] == "tom@example.org"
    assert got["Auto-Submitted"] is None  # a person had it sent


def test_the_company_s_name(here: Place):
    """Changed on the settings page by an owner; letters and conversations say it, drafts end with the signature."""
    mei = here.visitor("mei")
    page = mei.get("/settings")
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    assert mei.post("/settings/company", version=version, name="海港\r\n实业", signature="海港实业\n码头路 7 号").status_code == 303
    assert mei.post("/settings/company", version=version, name="Other", signature="").status_code == 422
    letter = mei.get(f"/candidates/{here.house.world['person']}/messages/new?kind=invitation&lang=zh&time=周二")
    talk = here.house.ws.screenings.talk(UUID(here.house.world["screening"]))

    assert mei.get("/settings.json").json()["company"] == {
        "schema_version": "1",
        "version": int(version) + 1,
        "name": "海港 实业",
        "signature": "海港实业\n码头路 7 号",
    }
    assert "海港 实业" in letter.text
    assert "码头路 7 号" in letter.text
    assert talk.company == "海港 实业"
    api = here.house.browser("mei")
    tag = api.get("/company").headers["etag"]
    assert api.put("/company", json={"name": "Harbour Works"}, headers={"If-Match": tag}).json()["name"] == "Harbour Works"
    assert api.put("/company", json={"name": "x"}, headers={"If-Match": tag}).status_code == 412
    assert here.house.browser("ruth").put("/company", json={"name": "x"}, headers={"If-Match": "*"}).status_code == 403
    assert (
        here.house.program("mei", Permission.SETTINGS_READ).put("/company", json={"name": "x"}, headers={"If-Match": "*"}).status_code
        == 403
    )


def test_a_late_confirmation_loses_nothing(here: Place):
    """What was written stands on the page that asks again, no secret among it, and is sent after it; a wrong password keeps it too."""
    mei = here.visitor("mei")
    mei.get("/invite")
    prove_long_ago(here)
    late = mei.post("/invite", email="zoe@example.org", name='Zoë "Z"', role="recruiter")
    assert late.status_code == 403
    assert "What you wrote is not lost" in words(late)
    wrong = asked_again(mei, late, "not hers")
    assert wrong.status_code == 422
    right = asked_again(mei, wrong, PASSWORD)
    assert (right.status_code, right.headers["location"]) == (307, "/invite")
    mei.cookie = right.headers["set-cookie"].partition(";")[0]
    held = {unescape(name): unescape(value) for name, value in HIDDEN.findall(wrong.text) if name != "csrf_token"}
    sent = mei.post("/invite", **held, **{"proof.password": PASSWORD})

    assert "A link for Zoë" in words(sent)
    assert PASSWORD not in sent.text + wrong.text + late.text
    assert here.app.state.site.entrance_of(CAST["mei"].tenant).users.by_email("zoe@example.org").name == 'Zoë "Z"'


def test_a_secret_is_not_kept_on_a_page(here: Place):
    """A form with a password among its fields is asked for anew."""
    mei = here.visitor("mei")
    mei.get("/invite")
    prove_long_ago(here)
    answer = mei.post("/invite", email="yan@example.org", password="zqkw")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/confirm")


def test_who_asks_to_be_erased_is_seen_and_erased_in_two_presses(here: Place):
    """On the first page, by code, with the day until which it is to be done; then it is gone from there. An interviewer sees none of it."""
    ws, screening = here.house.ws, UUID(here.house.world["screening"])
    person = own_file.person_of(ws, screening)
    own_file.ask_erasure(ws, screening, lang="en", by="candidate")
    mei = here.visitor("mei")
    today = mei.get("/")
    shown = mei.get("/index.json").json()["erasures"]

    assert [one["person"] for one in shown] == [str(person)]
    assert "They ask to be erased" in words(today)
    assert "Lindqvist" not in today.text.partition('id="erasures"')[2].partition("</section>")[0]
    assert f'href="/candidates/{person}/erase"' in today.text
    assert "要求删除的候选人" in words(here.visitor("mei", lang="zh").get("/"))
    assert here.visitor("ivy").get("/index.json").json()["erasures"] == []
    mei.get(f"/candidates/{person}/erase")
    assert mei.post(f"/candidates/{person}/erase").status_code == 200
    assert mei.get("/index.json").json()["erasures"] == []
