"""Work in the background: what waits, what was given up, trying again, and how far the matching of a job is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.web.visitor import Place, place, words

from jiufang.workspace import background, tasks

CV = b"Cy Young\ncy@example.com\n\nEXPERIENCE\nCook, Grill. May 2015 - present\n"


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture(scope="module")
def task(here: Place) -> UUID:
    """A file that waits to be read."""
    made = background.hand_in(here.house.ws, CV, "cy.txt", by="tom@example.org")
    assert made is not None
    return UUID(str(made.id))


def give_up(here: Place, task: UUID) -> None:
    """Let a task be one that was tried as often as it is worth."""
    with here.house.database.owner() as connection:
        connection.execute(text("UPDATE tasks SET state = 'dead', reason = 'MachineGaveUp', ended_at = now() WHERE id = :id"), {"id": task})


def test_it_shows_what_waits_and_for_which_job(here: Place, task: UUID):
    """What, for whom, how far; the JSON says the same; upkeep that comes by itself is left out."""
    tom = here.visitor("tom")
    told, twin = words(tom.get("/tasks")), tom.get("/tasks.json").json()

    assert all(word in told for word in ("Read a file", "Match everybody with a job", "Engineer 2", "tom@example.org"))
    assert str(task) in {one["id"] for one in twin["tasks"]}
    assert {one["kind"] for one in twin["tasks"]} <= {"parse", "match", "draft", "train", "deliver", "mail"}
    assert twin["open"] >= 2


def test_what_was_given_up_is_tried_again(here: Place, task: UUID):
    """One by its button, all of them by one; the reason is said in words, never as a program's."""
    tom = here.visitor("tom")
    give_up(here, task)

    page = tom.get("/tasks?state=dead")
    assert "ran out of time or memory" in words(page)
    assert "MachineGaveUp" not in page.text
    answer = tom.post("/tasks/again")
    assert (answer.status_code, "1%20task%20is%20tried%20again" in answer.headers["set-cookie"]) == (303, True)
    assert tasks.find(here.house.ws, task).state == "waiting"
    tom.get("/tasks")
    assert tom.post(f"/tasks/{task}/cancel").status_code == 303
    assert tasks.find(here.house.ws, task).state == "cancelled"


def test_a_state_that_there_is_not_shows_everything(here: Place, task: UUID):
    """An address that somebody mistyped is no error."""
    tom = here.visitor("tom")

    assert tom.get("/tasks.json?state=lost").json()["state"] == ""
    assert tom.get("/tasks.json?state=done").json()["tasks"] == []
    assert "There is no task in this state" in words(tom.get("/tasks?state=done"))


def test_how_far_a_jobs_matching_is(here: Place):
    """A piece of the job's pages: open as long as something waits."""
    tom, world = here.visitor("tom"), here.house.world
    told = tom.get(f"/jobs/{world['job']}/matching.json").json()

    assert told["open"] is True
    assert 'hx-trigger="every' in tom.get(f"/jobs/{world['job']}/matching").text


@pytest.mark.parametrize(("who", "status"), [("", 303), ("li", 403), ("ivy", 403), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, task: UUID, who: str, status: int):
    """A stranger signs in first; whoever may add nobody sees no tasks, and stops none."""
    visitor = here.visitor(who)
    page = visitor.get("/tasks")
    visitor.get("/account")

    assert (page.status_code, "Read a file" in page.text) == (status, False)
    if who:
        assert visitor.post(f"/tasks/{task}/cancel").status_code == 403
        assert visitor.post("/tasks/again").status_code == 403


def test_another_company_finds_none_of_them(here: Place, task: UUID):
    """Its page is its own, and an id of ours leads nowhere."""
    mallory = here.visitor("mallory")
    page = mallory.get("/tasks")

    assert (page.status_code, str(task) in page.text) == (200, False)
    assert mallory.post(f"/tasks/{task}/cancel").status_code == 404
    assert mallory.get(f"/jobs/{here.house.world['job']}/matching").status_code == 404


def test_it_speaks_chinese(here: Place, task: UUID):
    """Kinds, states and what happened."""
    give_up(here, task)
    told = words(here.visitor("tom", "zh").get("/tasks"))

    assert "后台任务" in told
    assert "Read a file" not in told
    assert "ran out of" not in told
