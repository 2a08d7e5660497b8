"""The palette: pages, things to do, jobs and candidates by what is typed, each for whoever may go there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import pytest
from tests.web.visitor import Place, place, words

from jiufang.profiles.records import Contact
from jiufang.store import people
from jiufang.workspace import naming, roll


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def found(page: Any) -> dict[str, str]:
    """Return the lines of the twin, text by address."""
    return {one["href"]: one["text"] for _, group in page.json()["groups"] for one in group}


def test_empty_it_shows_where_one_can_go(here: Place):
    """Pages and things to do, nobody; the JSON has the same lines."""
    tom = here.visitor("tom")
    lines = found(tom.get("/palette.json"))

    assert {"/", "/jobs", "/jobs/new", "/pool", "/upload", "/funnel"} < set(lines)
    assert not any(address.startswith("/candidates/") for address in lines)
    assert all(text in words(tom.get("/palette")) for text in lines.values())


def test_a_name_finds_its_candidate(here: Place):
    """By a part of it in any case, by the address, by several words; then the search of the pool with the same words."""
    tom, ada = here.visitor("tom"), f"/candidates/{here.house.world['person']}"

    for typed in ("lindq", "ADA", "ada lind", "ada@example", "Lindqvist"):
        assert found(tom.get(f"/palette.json?q={typed}")).get(ada) == "Ada Lindqvist", typed
    assert ada not in found(tom.get("/palette.json?q=zzz"))
    assert "/pool?q=lindq" in found(tom.get("/palette.json?q=lindq"))


def test_everybody_is_looked_through(here: Place, monkeypatch: pytest.MonkeyPatch):
    """However many came since: whoever came first is found as well as whoever came last."""
    monkeypatch.setattr(roll, "AT_ONCE", 1)
    monkeypatch.setattr(roll, "_rolls", WeakKeyDictionary())
    ws, ada = here.house.ws, UUID(here.house.world["person"])

    assert [one.id for one in naming.called(ws, "lindqvist", by="tom@example.org") if one.id == ada] == [ada]


def test_a_change_of_name_is_found_at_once(here: Place, monkeypatch: pytest.MonkeyPatch):
    """Under the new name, and no longer under the old one."""
    monkeypatch.setattr(roll, "FRESH", 0.0)
    ws = here.house.ws
    bo = next(row.id for row in ws.people.list(blind=False).rows if row.name == "Bo Okafor")
    naming.called(ws, "okafor", by="tom@example.org")
    with ws.session() as session:
        before = people.contact(session, bo)
        people.keep_contact(session, bo, before.model_copy(update={"name": "Bo Renamed"}))
    try:
        assert [one.id for one in naming.called(ws, "renamed", by="tom@example.org")] == [bo]
        assert bo not in [one.id for one in naming.called(ws, "bo okafor", by="tom@example.org")]
    finally:
        with ws.session() as session:
            people.keep_contact(session, bo, Contact.model_validate(before.model_dump()))


def test_jobs_are_found_by_title(here: Place):
    """Open ones and closed ones."""
    assert f"/jobs/{here.house.world['job']}" in found(here.visitor("tom").get("/palette.json?q=engin"))


def test_each_is_offered_where_they_may_go(here: Place):
    """An interviewer finds no candidate and no settings, an auditor the log, another company nobody of ours; a stranger signs in."""
    ivy, ruth, mallory = (here.visitor(name) for name in ("ivy", "ruth", "mallory"))

    assert not {"/settings", "/users", "/pool"} & set(found(ivy.get("/palette.json")))
    assert "Ada Lindqvist" not in found(ivy.get("/palette.json?q=lindq")).values()
    assert "/audit" in found(ruth.get("/palette.json"))
    assert "Ada Lindqvist" not in found(mallory.get("/palette.json?q=lindq")).values()
    assert here.visitor().get("/palette").headers["location"].startswith("/sign-in")


def test_who_is_judged_blind_is_found_by_their_code_alone(here: Place):
    """In an open blind job the name finds nobody: it would tell who is behind the code."""
    ws, job, ada = here.house.ws, UUID(here.house.world["job"]), UUID(here.house.world["person"])
    code = ws.people.get(ada).label
    ws.openings.change(job, by="mei@example.org", blind=True)
    try:
        tom = here.visitor("tom")
        assert f"/candidates/{ada}" not in found(tom.get("/palette.json?q=lindqvist"))
        assert found(tom.get(f"/palette.json?q={code}"))[f"/candidates/{ada}"] == code
    finally:
        ws.openings.change(job, by="mei@example.org", blind=False)


def test_it_speaks_chinese(here: Place):
    """Its groups and lines; a page is found by its English name, too."""
    tom = here.visitor("tom", "zh")

    assert "人才库" in words(tom.get("/palette"))
    assert "/pool" in found(tom.get("/palette.json?q=talent"))
