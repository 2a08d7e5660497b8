"""Interviews, letters and conversations: each is for those who take part, from the version that was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.world import CAI, furnish

from jiufang.access.roles import Permission


@pytest.fixture
def world(ws: Any, app: Any, tmp_path: Any) -> dict[str, str]:
    """Ada and Bo, and a job of Li's that Ivy interviews for."""
    return furnish(ws, tmp_path)


def test_an_interview_is_planned_moved_and_called_off(world: dict[str, str], sign_in: Callable[[str], Browser]):
    """By those who plan, from its version; it comes as an entry for calendars that names nobody."""
    li = sign_in("li")
    wish = {"interviewers": ["ivy@example.org"], "starts_at": "2026-12-01T09:00:00+08:00", "place": "Room 4"}
    made = li.post(f"/applications/{world['application']}/interviews", json=wish)
    assert made.status_code == 201, made.text
    path = f"/interviews/{made.json()['id']}"
    calendar = li.get(f"{path}/calendar")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "Room 4" in calendar.text
    assert "Lindqvist" not in calendar.text
    moved = li.patch(path, json={"place": "Room 5"}, headers={"If-Match": made.headers["etag"]})
    assert (moved.json()["place"], moved.json()["candidate"]["name"]) == ("Room 5", "Ada Lindqvist")
    assert li.patch(path, json={"place": "Room 6"}, headers={"If-Match": made.headers["etag"]}).status_code == 412
    assert sign_in("ivy").post(f"{path}/cancellation", headers={"If-Match": "*"}).status_code == 403
    assert li.post(f"{path}/cancellation", headers={"If-Match": "*"}).json()["status"] == "cancelled"
    assert [one["status"] for one in sign_in("ivy").get("/interviews", params={"timed": True}).json()["items"]] == ["cancelled"]


def test_scorecards_are_hidden_until_one_s_own_is_in(world: dict[str, str], sign_in: Callable[[str], Browser]):
    """Ivy keeps a draft, hands it in, and it stays; Tom is not on the panel; Li reads it then."""
    ivy, path = sign_in("ivy"), f"/interviews/{world['interview']}"
    row = ivy.get(path).json()["rows"][0]["id"]
    new = ivy.get(f"{path}/scorecard")
    assert new.headers["etag"] == '"0"'
    card = {"ratings": [{"row": row, "points": 3, "words": "clear"}], "words": "good"}
    draft = ivy.put(f"{path}/scorecard", json=card, headers={"If-Match": '"0"'})
    assert draft.status_code == 200, draft.text
    assert ivy.put(f"{path}/scorecard", json=card, headers={"If-Match": '"0"'}).status_code in {409, 412}
    assert sign_in("tom").put(f"{path}/scorecard", json=card, headers={"If-Match": "*"}).status_code == 404
    done = ivy.put(f"{path}/scorecard", json={**card, "done": True}, headers={"If-Match": draft.headers["etag"]})
    assert done.json()["card"]["submitted_at"]
    assert ivy.put(f"{path}/scorecard", json=card, headers={"If-Match": "*"}).status_code == 409
    assert [one["by"] for one in sign_in("li").get(f"{path}/scorecards").json()["cards"]] == ["ivy@example.org"]


def test_a_letter_is_drafted_changed_and_sent(world: dict[str, str], tom: Browser, sign_in: Callable[[str], Browser]):
    """One's own from the start, the program's by a task; sent, it stays."""
    made = tom.post(f"/candidates/{world['person']}/messages", json={"subject": "Hello", "text": "Dear Ada"})
    assert made.status_code == 201, made.text
    path = f"/messages/{made.json()['id']}"
    changed = tom.patch(path, json={"text": "Dear Ada Lindqvist"}, headers={"If-Match": made.headers["etag"]})
    assert (changed.json()["subject"], changed.json()["text"]) == ("Hello", "Dear Ada Lindqvist")
    sent = tom.post(f"{path}/sending", headers={"If-Match": changed.headers["etag"]})
    assert sent.json()["status"] == "sent"
    assert tom.patch(path, json={"text": "x"}, headers={"If-Match": "*"}).status_code == 409
    drafting = tom.post(f"/applications/{world['application']}/drafts", json={"kind": "invitation", "facts": {"time": "Tuesday at ten"}})
    assert drafting.status_code == 202, drafting.text
    assert tom.get(f"/tasks/{drafting.json()['task']}").json()["kind"] == "draft"
    assert tom.get(f"/messages/{drafting.json()['message']}").json()["status"] == "requested"
    answer = {"subject": "Re: Hello", "text": "Yes, gladly.", "answers": made.json()["id"], "external": "<1@example.com>"}
    kept = [tom.post(f"/candidates/{world['person']}/messages/received", json=answer).json()["id"] for _ in range(2)]
    assert kept[0] == kept[1]
    thread = tom.get("/messages", params={"thread": made.json()["id"], "person": world["person"]}).json()["items"]
    assert [one["direction"] for one in thread] == ["out", "in"]
    assert sign_in("li").get(path).status_code == 403


def test_a_candidate_comes_by_a_link(world: dict[str, str], tom: Browser, app: Any):
    """They see their own conversation and nothing else, agree, answer, and take it back; a new link ends the old one."""
    invited = tom.post(f"/applications/{world['application']}/screenings", json={"lang": "en"})
    assert invited.status_code == 201, invited.text
    ada = Browser(tom.client, {"Authorization": f"Bearer {invited.json()['token']}"})
    assert ada.get("/screening").json()["phase"] == "consent"
    assert ada.get("/jobs").status_code == 401
    assert tom.get("/screening").status_code == 401
    agreed = ada.post("/screening/consent", json={"given": True}).json()
    assert agreed["phase"] == "asking", agreed
    said = ada.post("/screening/messages", json={"text": "I ran Kafka for two years at Harbour Analytics."}).json()
    assert said["reply"]
    assert "score" not in str(said).lower()
    shown = tom.get(f"/screenings/{invited.json()['screening']}").json()
    assert shown["candidate"]["name"] == "Ada Lindqvist"
    assert any("Kafka for two years" in one["text"] for one in shown["answers"])
    gone = ada.delete("/screening/consent").json()
    assert gone["phase"] == "withdrawn", gone
    assert "Kafka for two years" not in tom.get(f"/screenings/{invited.json()['screening']}").text
    again = tom.post(f"/screenings/{invited.json()['screening']}/link").json()
    assert ada.get("/screening").status_code == 401
    ada.headers["Authorization"] = f"Bearer {again['token']}"
    assert ada.get("/screening").status_code == 200
    assert ada.put("/screening/assessment", json={"given": False}).status_code == 204
    purposes = {one["purpose"]: one["given"] for one in tom.get(f"/candidates/{world['person']}/consents").json()["items"]}
    assert purposes["screening"] is False
    assert False in purposes.values()
    assert tom.delete(f"/screenings/{invited.json()['screening']}/link").status_code == 204
    assert ada.get("/screening").status_code == 401


def test_notes_and_tags(app: Any, world: dict[str, str], tom: Browser, sign_in: Callable[[str], Browser]):
    """Who may read a candidate writes notes; one changes one's own; tags are the recruiters'."""
    li, person = sign_in("li"), f"/candidates/{world['person']}"
    note = li.post(f"{person}/notes", json={"body": "Ada is quick."})
    assert note.status_code == 201, note.text
    path = f"/notes/{note.json()['id']}"
    assert tom.get(path).json()["body"] == "Ada is quick."
    assert sign_in("ivy").patch(path, json={"body": "x"}, headers={"If-Match": "*"}).status_code == 403
    assert li.patch(path, json={"body": "Ada is very quick."}, headers={"If-Match": note.headers["etag"]}).status_code == 200
    assert li.delete(path, headers={"If-Match": note.headers["etag"]}).status_code == 412
    assert li.delete(path, headers={"If-Match": "*"}).status_code == 204
    tag = tom.post("/tags", json={"name": "relocates", "colour": "teal"}).json()
    assert tom.put(f"{person}/tags/{tag['id']}").status_code == 204
    assert tom.get(person).json()["tags"] == ["relocates"]
    assert [one["id"] for one in tom.get("/candidates", params={"tag": tag["id"]}).json()["items"]] == [world["person"]]
    assert tom.delete(f"{person}/tags/{tag['id']}").status_code == 204
    assert li.get("/tags").status_code == 403
    reader = Browser.program(app, CAST["tom"], Permission.CANDIDATES_READ)
    assert reader.get(f"{person}/notes").status_code == 200
    assert reader.post(f"{person}/notes", json={"body": "a program"}).status_code == 403


def test_duplicates_and_kept_searches(ws: Any, world: dict[str, str], tom: Browser, mei: Browser, tmp_path: Any):
    """Who shares an address is proposed, merged from its version, and parted again; a search is its maker's own."""
    (tmp_path / "twin.txt").write_text(CAI, encoding="utf-8")
    ws.add([tmp_path / "twin.txt"], as_of="2026-11-01")
    (pair,) = tom.get("/duplicates").json()["items"]
    path = f"/duplicates/{pair['id']}"
    read = tom.get(path)
    assert "email" in read.json()["reasons"]
    merged = tom.post(f"{path}/merge", headers={"If-Match": read.headers["etag"]})
    assert merged.json()["status"] == "merged"
    assert tom.post(f"{path}/merge", headers={"If-Match": read.headers["etag"]}).status_code in {409, 412}
    assert tom.post(f"{path}/undoing", headers={"If-Match": "*"}).json()["status"] == "undone"
    kept = tom.post("/searches", json={"name": "Kafka", "query": {"q": "kafka"}})
    assert mei.get(f"/searches/{kept.json()['id']}").status_code == 404
    assert (
        tom.patch(f"/searches/{kept.json()['id']}", json={"alert": True}, headers={"If-Match": kept.headers["etag"]}).json()["alert"]
        is True
    )
