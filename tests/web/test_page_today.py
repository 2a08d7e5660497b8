"""The first page: what waits for each role, how one begins, the palette, the tour, the work in the background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words

from jiufang.workspace import background, naming, tasks
from jiufang.workspace.tasks import Kind


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def test_it_shows_what_waits(here: Place):
    """A recruiter sees whom nobody looked at, and letters that are not sent; the JSON says the same."""
    tom = here.visitor("tom")
    told, twin = words(tom.get("/")), tom.get("/index.json").json()

    assert "Nobody has looked at them yet" in told
    assert "1 of 2 applicants" in told
    assert "Hello" in told  # the draft's subject
    assert (1, 2) in {(one["fresh"], one["applicants"]) for one in twin["fresh"]}
    assert [one["subject"] for one in twin["drafts"]] == ["Hello", "Hello"]
    assert twin["begun"] == [True, True, True]


def test_an_interviewer_sees_their_interviews_alone(here: Place):
    """No applicants, drafts, duplicates, tasks; the auditor is led to what can be checked."""
    ivy, ruth = here.visitor("ivy").get("/index.json").json(), here.visitor("ruth")
    nothing = ("fresh", "drafts", "duplicates", "alerts", "work")

    assert [None] * len(nothing) == [ivy[name] for name in nothing]
    assert ivy["interviews"] is not None
    assert "Add résumés" not in words(here.visitor("ivy").get("/"))
    told = words(ruth.get("/"))
    assert "Who saw and did what" in told
    assert ruth.get("/index.json").json()["interviews"] is None


def test_another_company_has_its_own_day(here: Place):
    """Nothing of ours is on it; who is new is shown the first step."""
    mallory = here.visitor("mallory")

    assert "Hello" not in words(mallory.get("/"))
    assert here.visitor().get("/").headers["location"].startswith("/sign-in")


def test_it_speaks_chinese(here: Place):
    """All that the page says by itself."""
    told = words(here.visitor("tom", lang="zh").get("/"))

    assert "还没有人看过" in told
    assert "Nobody has looked" not in told


def test_the_palette_finds_pages_jobs_and_people(here: Place):
    """By what is typed, and no more than one may open."""
    tom, ivy = here.visitor("tom"), here.visitor("ivy")

    assert "Talent pool" in words(tom.get("/palette"))
    assert "Ada Lindqvist" in words(tom.get("/palette?q=lindq"))
    assert "Engineer" in words(tom.get("/palette?q=engin"))
    assert "Ada" not in words(ivy.get("/palette?q=lindq"))
    assert "People and roles" not in words(ivy.get("/palette?q=people"))
    assert "Lindqvist" not in words(here.visitor("mallory").get("/palette?q=ada"))
    assert "人才库" in words(here.visitor("tom", lang="zh").get("/palette"))


def test_who_is_judged_blind_is_found_by_their_code_alone(here: Place):
    """The palette would else tell who is behind a code."""
    ws, world = here.house.ws, here.house.world
    id = UUID(world["person"])
    code = ws.people.get(id).label

    found = naming.called(ws, code, by="tom@example.org", sees_names=False)

    assert [(id, code, None)] == [(one.id, one.label, one.name) for one in found]
    assert naming.called(ws, "lindqvist", by="tom@example.org", sees_names=False) == ()


def test_the_tour_goes_over_the_pages(here: Place):
    """Five steps, each on the page that it tells of, in both languages; ended, it is gone."""
    tom = here.visitor("tom")
    tom.get("/")

    steps = [tom.post("/tour", step=step) for step in range(1, 7)]

    assert ["/" if at == "/" else f"/{at.split('/')[-1]}" for at in (s.headers["location"] for s in steps[:1] + steps[2:5])] == [
        "/",
        "/triage",
        "/edit",
        "/audit",
    ]
    assert "tour=2" in steps[1].headers["set-cookie"]
    assert 'tour=""' in steps[5].headers["set-cookie"]
    tom.cookie += "; tour=2"
    assert "Tour: 2 of 5" in words(tom.get("/"))
    tom.lang = "zh"
    assert "导览" in words(tom.get("/"))


def test_tasks_are_shown_cancelled_and_tried_again(here: Place):
    """By plain forms; a stranger to the company finds none of them, and whoever may add nobody sees no tasks."""
    tom, ws = here.visitor("tom"), here.house.ws
    task = background.hand_in(
        ws, b"Cy Young\ncy@example.com\n\nEXPERIENCE\nCook, Grill. May 2015 - present\n", "cy.txt", by="tom@example.org"
    )
    assert task is not None
    assert "Read a file" in words(tom.get("/tasks"))

    mallory = here.visitor("mallory")
    mallory.get("/tasks")
    assert mallory.post(f"/tasks/{task.id}/cancel").status_code == 404
    cancelled = tom.post(f"/tasks/{task.id}/cancel", back="/upload")
    assert (cancelled.status_code, cancelled.headers["location"]) == (303, "/upload")
    assert tasks.find(ws, task.id).state == "cancelled"
    tom.post(f"/tasks/{task.id}/again")
    assert tasks.find(ws, task.id).state == "waiting"
    assert [str(task.id)] == [one["id"] for one in tom.get("/tasks.json?state=waiting").json()["tasks"] if one["kind"] == Kind.PARSE]
    assert here.visitor("li").get("/tasks").status_code == 403
    assert "后台任务" in words(here.visitor("tom", lang="zh").get("/tasks"))
