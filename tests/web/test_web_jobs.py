"""A job is opened, revised from the version that was read, and shown to those whose own it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.world import AD


@pytest.fixture
def job(tom: Browser) -> Any:
    """A job of Tom's making."""
    made = tom.post("/jobs", json={"job": {"text": AD}, "blind": False})
    assert made.status_code == 201, made.text
    return made


def test_a_job_is_read_as_it_was_opened(tom: Browser, job: Any):
    """Requirements come from the words; location and tag lead to it; known already, it is not sent again."""
    told = job.json()
    assert [one["text"] for one in told["job"]["requirements"]] == ["Experience with Python", "Experience with Kafka"]
    read = tom.get(job.headers["location"].removeprefix("/api/v1"))
    assert read.json() == told
    assert tom.get(f"/jobs/{told['id']}", headers={"If-None-Match": read.headers["etag"]}).status_code == 304


def test_changes_name_their_version(tom: Browser, job: Any):
    """428 without, 412 from an old one; a revision keeps the former version."""
    path = f"/jobs/{job.json()['id']}"
    tag = job.headers["etag"]
    assert tom.patch(path, json={"title": "Data"}).status_code == 428
    changed = tom.patch(path, json={"title": "Data"}, headers={"If-Match": tag})
    assert changed.json()["title"] == "Data"
    assert tom.patch(path, json={"title": "Other"}, headers={"If-Match": tag}).status_code == 412
    wish = {"job": {"requirements": [{"text": "3 years of Python"}]}, "reason": "less is more"}
    revised = tom.put(f"{path}/requirements", json=wish, headers={"If-Match": changed.headers["etag"]})
    assert revised.status_code == 200, revised.text
    assert [one["number"] for one in tom.get(f"{path}/versions").json()["items"]] == [2, 1]
    assert len(tom.get(f"{path}/versions/1").json()["job"]["requirements"]) == 2


def test_weights_are_of_requirements_that_there_are(tom: Browser, job: Any):
    """A weight for something else, or below nothing, is refused."""
    told, path = job.json(), f"/jobs/{job.json()['id']}/weights"
    first = told["job"]["requirements"][0]["id"]
    for wrong in ({"nothing": 1.0}, {first: -1.0}):
        assert tom.put(path, json={"weights": wrong}, headers={"If-Match": "*"}).status_code == 422
    done = tom.put(path, json={"weights": {first: 3.0}}, headers={"If-Match": job.headers["etag"]})
    assert done.json()["opening"]["job"]["requirements"][0]["weight"] == 3.0


def test_hiring_managers_see_their_own(tom: Browser, job: Any, sign_in: Callable[[str], Browser]):
    """Li sees nothing of it until it is hers; what she opens is; Ivy opens none."""
    path, li = f"/jobs/{job.json()['id']}", sign_in("li")
    assert li.get("/jobs").json()["items"] == []
    assert li.get(path).status_code == 404
    assert li.put(f"{path}/team", json={"users": [str(CAST["li"].id)]}, headers={"If-Match": "*"}).status_code == 404
    assert tom.put(f"{path}/team", json={"users": [str(CAST["li"].id)]}, headers={"If-Match": "*"}).status_code == 200
    assert li.get(path).status_code == 200
    own = li.post("/jobs", json={"job": {"text": AD}})
    assert [one["id"] for one in li.get("/jobs").json()["items"]] == [own.json()["id"], job.json()["id"]]
    assert sign_in("ivy").post("/jobs", json={"job": {"text": AD}}).status_code == 403


def test_lists_come_in_pages(tom: Browser, mei: Browser, job: Any):
    """The cursor leads on, is good for the same list and the same person alone, and ends."""
    for number in range(3):
        tom.post("/jobs", json={"job": {"text": AD, "title": f"Job {number}"}})
    first = tom.get("/jobs", params={"limit": 3}).json()
    rest = tom.get("/jobs", params={"limit": 3, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    assert {one["id"] for one in first["items"]}.isdisjoint({one["id"] for one in rest["items"]})
    assert tom.get("/jobs", params={"status": "all", "cursor": first["next"]}).json()["type"] == "/problems/invalid-token"
    assert mei.get("/jobs", params={"cursor": first["next"]}).status_code == 400


def test_an_ad_is_read_without_keeping_it(tom: Browser):
    """Its requirements come back; no job is there afterwards."""
    read = tom.post("/job-readings", json={"text": AD}).json()
    assert len(read["requirements"]) == 2
    assert tom.get("/jobs").json()["items"] == []


def test_everybody_is_matched_in_the_background(tom: Browser, job: Any):
    """The answer is a task, whose progress can be asked for, and which can be cancelled and tried again."""
    asked = tom.post(f"/jobs/{job.json()['id']}/matching")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    path = f"/tasks/{asked.json()['id']}"
    assert tom.get(path).json()["kind"] == "match"
    assert tom.post(f"{path}/cancellation").json()["state"] == "cancelled"
    assert tom.post(f"{path}/cancellation").status_code == 409
    assert tom.post(f"{path}/retry").json()["state"] == "waiting"
    assert [one["id"] for one in tom.get("/tasks", params={"state": "waiting"}).json()["items"]] == [asked.json()["id"]]
