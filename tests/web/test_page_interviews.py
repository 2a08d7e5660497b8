"""Interviews: planned, moved, rated without knowing what others found, and told of in a calendar and a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import docx
import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture
def held(here: Place) -> Any:
    """An interview of two, Ivy and Li."""
    application = UUID(here.house.world["application"])
    panel = ["ivy@example.org", "li@example.org"]
    when = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    return here.house.ws.interviews.plan(application, panel, by="tom@example.org", starts_at=when, place="Room 4")


def test_who_is_met_when(here: Place, held: Any):
    """Those to come stand under the first tab, those without a time under the second; each says whose scorecard is missing."""
    told = words(here.visitor("mei").get("/interviews"))

    assert "Ada Lindqvist" in told
    assert "2 missing" in told
    assert "no time yet" in words(here.visitor("mei").get("/interviews?when=open"))
    assert "No interview yet" in words(here.visitor("mei").get("/interviews?when=past"))
    assert str(held.id) in here.visitor("mei").get("/interviews.json").text


def test_an_interviewer_sees_their_own(here: Place, held: Any):
    """Ivy sees what she takes part in, and nothing of the other job."""
    listed = here.visitor("ivy").get("/interviews.json?when=open").json()

    assert listed["mine"]
    assert not listed["may_see_all"]
    assert {here.house.world["interview"]} == {one["id"] for one in listed["interviews"]}


def test_an_interview_is_planned(here: Place):
    """The form takes a panel, a time and a place; the questions come from the match."""
    tom = here.visitor("tom")
    form = f"/jobs/{here.house.world['job']}/applications/{here.house.world['application']}/interview"
    assert "Ivy" in words(tom.get(form))

    made = tom.post(form, panel=["ivy@example.org"], others="guest@example.org", starts_at="2030-05-06T09:30", minutes="45", place="Room 9")

    assert made.status_code == 303
    shown = tom.get(f"{made.headers['location']}.json").json()["interview"]
    assert shown["interviewers"] == ["ivy@example.org", "guest@example.org"]
    assert (shown["minutes"], shown["place"]) == (45, "Room 9")
    assert shown["kit"]["questions"]


def test_an_interview_needs_somebody_who_asks(here: Place):
    """Without a panel the form comes again, with what was written."""
    tom = here.visitor("tom")
    form = f"/jobs/{here.house.world['job']}/applications/{here.house.world['application']}/interview"
    tom.get(form)

    refused = tom.post(form, starts_at="2030-05-06T09:30", place="Room 9")

    assert refused.status_code == 422
    assert "An interview needs interviewers" in words(refused)
    assert "Room 9" in refused.text


def test_the_kit_is_shown(here: Place, held: Any):
    """Each question stands with what it tests, what good looks like, and how to ask on."""
    told = words(here.visitor("tom").get(f"/interviews/{held.id}"))

    for question in held.kit.questions:
        assert " ".join(question.question.split()) in told
        assert " ".join(question.good_answer.split()) in told
    assert "Room 4" in told


def test_scorecards_are_hidden_until_ones_own_is_in(here: Place, held: Any):
    """Ivy drafts, hands in; Li sees that a scorecard is in, and what is in it only after handing in his own."""
    ivy, li = here.visitor("ivy"), here.visitor("li")
    row, page = held.rows[0].id, f"/interviews/{held.id}"
    ivy.get(page)
    draft = {f"points-{row}": "4", f"words-{row}": "Told of real pipelines", "words": "Convincing"}

    assert ivy.post(f"{page}/scorecard", version="0", done="0", **draft).status_code == 303
    assert "Told of real pipelines" in ivy.get(page).text
    assert "Told of real pipelines" not in li.get(page).text
    version = ivy.get(f"{page}.json").json()["version"]
    assert ivy.post(f"{page}/scorecard", version=version, done="1", **draft).status_code == 303
    before = li.get(page)
    assert "1 scorecard is in. You see it once yours is." in words(before)
    assert "Told of real pipelines" not in before.text
    assert "Told of real pipelines" not in li.get(f"{page}.json").text
    assert li.post(f"{page}/scorecard", version="0", done="1", **{f"points-{row}": "1"}).status_code == 303
    after = words(li.get(page))
    assert "Told of real pipelines" in after
    assert "talk about it" in after


def test_a_scorecard_that_was_changed_elsewhere_is_not_overwritten(here: Place, held: Any):
    """The version that a draft was made from has to be the one that is kept (422 in words; the API says 409)."""
    ivy, row, page = here.visitor("ivy"), held.rows[0].id, f"/interviews/{held.id}"
    ivy.get(page)
    ivy.post(f"{page}/scorecard", version="0", done="0", **{f"points-{row}": "4"})

    refused = ivy.post(f"{page}/scorecard", version="0", done="0", **{f"points-{row}": "1"})

    assert refused.status_code == 422
    assert "The scorecard was changed since" in words(refused)
    assert here.house.ws.interviews.card(held.id, by="ivy@example.org").card.ratings[0].points == 4


def test_who_is_not_on_the_panel_rates_nothing(here: Place, held: Any):
    """Tom planned it and still has no scorecard; the owner neither."""
    tom = here.visitor("tom")
    page = tom.get(f"/interviews/{held.id}")

    assert "data-scorecard" not in page.text
    assert tom.post(f"/interviews/{held.id}/scorecard", version="0", done="1").status_code in {403, 404}


def test_an_interview_is_moved_and_called_off(here: Place, held: Any):
    """Another time, by the version that was seen; what is called off takes place no more."""
    tom, page = here.visitor("tom"), f"/interviews/{held.id}"
    assert "ivy@example.org" in tom.get(f"{page}/move").text
    version = tom.get(f"{page}.json").json()["interview"]["version"]

    moved = tom.post(f"{page}/move", version=version, starts_at="2031-01-02T10:00", minutes="30", place="Room 5", panel=["ivy@example.org"])

    assert moved.status_code == 303
    shown = tom.get(f"{page}.json").json()["interview"]
    assert (shown["interviewers"], shown["minutes"], shown["place"]) == (["ivy@example.org"], 30, "Room 5")
    assert tom.post(f"{page}/move", version=version, place="Room 6", panel=["ivy@example.org"]).status_code == 422
    assert tom.post(f"{page}/end", version=shown["version"], how="cancelled").status_code == 303
    assert "called off" in words(tom.get(page))


def test_files_for_calendar_and_word(here: Place, held: Any):
    """The calendar file names nobody; the document has every question."""
    ivy = here.visitor("ivy")
    calendar, document = ivy.get(f"/interviews/{held.id}/calendar.ics"), ivy.get(f"/interviews/{held.id}/kit.docx")

    assert "BEGIN:VEVENT" in calendar.text
    assert "Lindqvist" not in calendar.text
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(document.content)).paragraphs)
    assert all(question.question in text for question in held.kit.questions)


@pytest.mark.parametrize("who", ["mallory", "ruth"])
def test_it_is_nobody_elses(here: Place, held: Any, who: str):
    """Neither another company nor an auditor reads a kit."""
    for path in ("", ".json", "/calendar.ics", "/kit.docx", "/move"):
        assert here.visitor(who).get(f"/interviews/{held.id}{path}").status_code in {403, 404}
    assert here.visitor().get(f"/interviews/{held.id}").status_code == 303


def test_it_speaks_chinese(here: Place, held: Any):
    """List, kit and form are Chinese."""
    ivy = here.visitor("ivy", "zh")

    assert all(word in words(ivy.get("/interviews")) for word in ("面试", "即将进行", "评分卡"))
    assert all(word in words(ivy.get(f"/interviews/{held.id}")) for word in ("好的回答", "追问", "提交", "存为草稿"))
    assert not re.search(r">\s*Hand in\s*<", ivy.get(f"/interviews/{held.id}").text)
