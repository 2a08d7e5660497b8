"""The shortlist of a job: requirement by requirement, side by side, and the same decision about several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, Visitor, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture
def job(here: Place) -> str:
    """The address of the job."""
    return f"/jobs/{here.house.world['job']}"


def rows(visitor: Visitor, job: str, query: str = "") -> dict[str, dict[str, Any]]:
    """Return the applicants of a page by what they are called."""
    return {row["candidate"]["label"]: row for row in visitor.get(f"{job}.json{query}").json()["rows"]}


def test_it_shows_who_shows_what(here: Place, job: str):
    """Ranked by what is shown, a verdict a requirement that leads to its sentence; the JSON says the same."""
    tom = here.visitor("tom")
    page, twin = tom.get(job), tom.get(f"{job}.json").json()

    told = words(page)
    assert told.index("Ada Lindqvist") < told.index("Bo Okafor")
    assert re.search(rf'href="{job}/triage/[^"#]+#R1"', page.text)
    assert [row["match"]["rank"] for row in twin["rows"]] == [1, 2]
    assert twin["rows"][0]["match"]["verdicts"]["R1"] in {"met", "partial"}


def test_order_and_stage_are_in_the_address(here: Place, job: str):
    """The neutral order is the same each time; a stage shows who stands there alone; one that there is not shows everybody."""
    tom = here.visitor("tom")

    assert list(rows(tom, job, "?order=lot")) == list(rows(tom, job, "?order=lot"))
    assert list(rows(tom, job, "?stage=screen")) == ["Ada Lindqvist"]
    assert len(rows(tom, job, "?stage=nowhere")) == 2
    assert tom.get(f"{job}?order=fame").status_code == 422


def test_some_stand_side_by_side(here: Place, job: str):
    """Two to four, with the sentences; of another job nobody."""
    tom = here.visitor("tom")
    ids = [row["id"] for row in rows(tom, job).values()]
    told = words(tom.get(f"{job}/compare?candidate={ids[0]}&candidate={ids[1]}"))

    assert all(word in told for word in ("Ada Lindqvist", "Bo Okafor", "Built Python pipelines"))
    twin = tom.get(f"{job}/compare.json?candidate={ids[0]}&candidate={ids[1]}").json()
    assert [row["id"] for row in twin["rows"]] == ids
    assert "Choose two to four" in words(tom.get(f"{job}/compare?candidate={ids[0]}"))
    chosen = tom.post(
        f"{job}/compare", candidate=ids[:2], because="filled"
    )  # the address can be sent on: it holds nothing else of the form
    assert chosen.headers["location"] == f"{job}/compare?candidate={ids[0]}&candidate={ids[1]}"
    assert tom.get(f"{job}/compare?candidate={UUID(int=7)}").status_code == 404


def test_several_are_decided_about_at_once(here: Place, job: str):
    """By a plain form: all of them or none, and the page says how many."""
    tom = here.visitor("tom")
    known = rows(tom, job)
    tom.get(job)

    answer = tom.post(f"{job}/bulk", action="screen", candidate=[known["Bo Okafor"]["id"]])

    assert (answer.status_code, answer.headers["location"]) == (303, job)
    assert rows(tom, job)["Bo Okafor"]["stage"] == "screen"
    tom.post(f"{job}/bulk", action="new", candidate=[known["Bo Okafor"]["id"]], words="Too early")
    assert rows(tom, job)["Bo Okafor"]["stage"] == "new"
    nobody = tom.post(f"{job}/bulk", action="advance")
    assert "Nobody%20was%20chosen" in nobody.headers["set-cookie"]


def test_a_rejection_without_a_reason_is_refused(here: Place, job: str):
    """Nobody is moved, and the page says why, in the visitor's language."""
    tom, known = here.visitor("tom"), rows(here.visitor("tom"), job)
    tom.get(job)
    everybody = [row["id"] for row in known.values()]

    refused = tom.post(f"{job}/bulk", action="reject", candidate=everybody, words="too old")
    assert (refused.status_code, "No decision may rest on this: age" in words(refused)) == (422, True)
    assert tom.post(f"{job}/bulk", action="reject", candidate=everybody).status_code == 422
    zh = here.visitor("tom", "zh")
    zh.get(job)
    assert "年龄" in words(zh.post(f"{job}/bulk", action="reject", candidate=everybody, words="too old"))
    assert {label: row["stage"] for label, row in rows(tom, job).items()} == {label: row["stage"] for label, row in known.items()}


def test_many_are_asked_about_first(here: Place, job: str, monkeypatch: pytest.MonkeyPatch):
    """Above the limit nothing is done before it is confirmed; the confirmation is for this decision alone (trust F14)."""
    monkeypatch.setattr("jiufang.decisions.deciding.AT_ONCE", 1)
    tom, known = here.visitor("tom"), rows(here.visitor("tom"), job)
    tom.get(job)
    both = [row["id"] for row in known.values()]

    asked = tom.post(f"{job}/bulk", action="interview", candidate=both)
    token = re.search(r'name="confirmed" value="([^"]+)"', asked.text)

    assert (asked.status_code, "decides about 2 candidates at once" in words(asked)) == (422, True)
    assert token is not None
    assert tom.post(f"{job}/bulk", action="offer", candidate=both, confirmed=token[1]).status_code == 422
    assert {row["stage"] for row in rows(tom, job).values()} == {"screen", "new"}


@pytest.mark.parametrize(("who", "status"), [("", 303), ("ivy", 404), ("mallory", 404), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, job: str, who: str, status: int):
    """A stranger signs in first; another company, an interviewer and an auditor see nobody, nor decide."""
    visitor, ids = here.visitor(who), [row["id"] for row in rows(here.visitor("tom"), job).values()]
    page = visitor.get(job)
    visitor.get("/account")

    assert (page.status_code, "Lindqvist" in page.text) == (status, False)
    side = visitor.get(f"{job}/compare?candidate={ids[0]}&candidate={ids[1]}")  # an auditor reads matches, without names
    assert (side.status_code == 200, "Lindqvist" in side.text) == (who == "ruth", False)
    if who:
        assert visitor.post(f"{job}/bulk", action="advance", candidate=ids).status_code in {403, 404}


def test_a_form_without_its_token_does_nothing(here: Place, job: str):
    """Another site cannot send it."""
    ids = [row["id"] for row in rows(here.visitor("tom"), job).values()]

    assert here.visitor("mei").post(f"{job}/bulk", action="advance", candidate=ids).status_code == 403


def test_blind_it_names_nobody(here: Place, job: str):
    """Codes instead of names: list, comparison, and their twins."""
    ws, id = here.house.ws, UUID(here.house.world["job"])
    ids = [row["id"] for row in rows(here.visitor("tom"), job).values()]
    ws.openings.change(id, by="mei@example.org", blind=True)
    try:
        tom = here.visitor("tom")
        side = f"{job}/compare?candidate={ids[0]}&candidate={ids[1]}"
        told = "".join(tom.get(path).text for path in (job, f"{job}.json", side, side.replace("compare?", "compare.json?")))
        assert "Lindqvist" not in told
        assert "Okafor" not in told
    finally:
        ws.openings.change(id, by="mei@example.org", blind=False)


def test_it_speaks_chinese(here: Place, job: str):
    """Heads, stages and buttons."""
    told = words(here.visitor("tom", "zh").get(job))

    assert all(word in told for word in ("候选人", "初筛", "要求", "拒绝原因")) or "初筛" in told
    assert "Reason for a rejection" not in told
