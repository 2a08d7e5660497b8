"""The talent pool: asked in words and conditions, narrowed down by links, kept as searches, and added to jobs; all without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.people import CAST
from tests.web.visitor import Place, place, words

from jiufang.web.pages.questions import without


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished house with its pages, everybody found by their words."""
    with place(server) as built:
        built.house.ws.pool.index()
        yield built


def test_without_a_question_everybody_is_shown_and_the_language_taught(here: Place):
    """The newest first, with examples that are links."""
    page = here.visitor("mei").get("/pool")

    assert {"Ada Lindqvist", "Bo Okafor"} <= set(re.findall(r'href="/candidates/[^"]+">([^<]+)', page.text))
    assert "How to ask" in words(page)


def test_a_question_finds_marks_and_can_be_narrowed(here: Place):
    """What was understood stands as chips that can be taken away; facets add to it."""
    page = here.visitor("mei").get("/pool?q=skill:python -vans")

    assert "Ada Lindqvist" in words(page)
    assert "Cai Lindqvist" not in words(page)
    assert '<mark class="found">' in page.text
    assert 'href="/pool?q=-vans"' in page.text
    assert 'href="/pool?q=skill%3Apython"' in page.text


def test_its_json_twin_agrees(here: Place):
    """Chips, rows and facets are the record's."""
    told = here.visitor("mei").get("/pool.json?q=skill:python").json()

    assert told["chips"][0]["without"] == ""
    assert told["total"] == len(told["rows"]) == 2
    assert {group["kind"] for group in told["facets"]} >= {"skill", "years"}


def test_nobody_fits_and_what_may_not_be_asked_is_told(here: Place):
    """An empty answer says what to do; unlawful conditions are named and left out."""
    mei = here.visitor("mei")
    assert "Nobody fits" in words(mei.get("/pool?q=skill:cobol AND city:Ulm"))
    assert "Nobody may be chosen by it" in words(mei.get("/pool?q=python female under 30"))


def test_it_speaks_chinese(here: Place):
    """Heading, help, facets."""
    said = words(here.visitor("mei", lang="zh").get("/pool"))
    assert "人才库" in said
    assert "怎么搜" in said
    assert "How to ask" not in said


def test_those_chosen_apply_for_a_job(here: Place):
    """All of them at once, and the page says so."""
    mei, ws = here.visitor("mei"), here.house.ws
    job = ws.add_job(ws.openings.get(UUID(here.house.world["job"])).job, by="mei@example.org", blind=False)
    assert "Who fits" in words(mei.get(f"/pool?job={job.id}"))
    done = mei.post("/pool/apply", job=job.id, person=here.house.world["person"], back=f"/pool?job={job.id}")
    assert done.headers["location"] == f"/pool?job={job.id}"
    assert ws.applicants.find(UUID(here.house.world["person"]), UUID(job.id))
    assert "applied" in words(mei.get(f"/pool?job={job.id}"))
    assert mei.post("/pool/apply", job=job.id).status_code == 303


def test_people_like_somebody_and_jobs_for_them(here: Place):
    """Each from a candidate's page."""
    mei, ada = here.visitor("mei"), here.house.world["person"]
    assert "People like Ada Lindqvist" in words(mei.get(f"/pool?like={ada}"))
    assert "Jobs that fit" in words(mei.get(f"/candidates/{ada}/jobs"))


def test_a_search_is_kept_opened_silenced_and_forgotten(here: Place):
    """By whoever keeps it; another's is not found."""
    mei, ws = here.visitor("mei"), here.house.ws
    mei.get("/pool?q=python")
    to = mei.post("/pool/searches", name="Pythons", q="python", alert="1").headers["location"]
    page = mei.get(to)
    assert "Pythons" in words(page)
    assert "Ada Lindqvist" in words(page)
    kept = next(one for one in ws.searches.of(CAST["mei"].id) if one.name == "Pythons")
    assert kept.alert
    mei.post(f"/pool/searches/{kept.id}", action="alert", version=str(kept.version))
    now = ws.searches.get(kept.id, user=CAST["mei"].id)
    assert not now.alert
    assert here.visitor("tom").get(to).status_code == 404
    mei.post(f"/pool/searches/{kept.id}", action="remove", version=str(now.version))
    assert mei.get(to).status_code == 404


@pytest.mark.parametrize("path", ["/pool", "/pool.json", "/pool?q=python"])
def test_strangers_and_those_who_may_not_search_see_nothing(here: Place, path: str):
    """Nobody known is sent to sign in; a hiring manager has no pool; a neighbour has their own."""
    assert here.visitor().get(path).status_code in {303, 401}
    assert here.visitor("li").get(path).status_code == 403
    assert "Lindqvist" not in here.visitor("mallory").get(path).text


def test_blind_they_are_found_by_a_code(here: Place):
    """Whoever stands in an open job that is judged blind."""
    ws, world = here.house.ws, here.house.other
    opening = ws.openings.get(UUID(world["job"]))
    ws.openings.change(opening.id, by="mei@example.org", version=opening.version, blind=True)
    try:
        for path in ("/pool", "/pool.json", "/pool?q=python", f"/pool?like={world['person']}"):
            assert "Cai" not in here.visitor("mei").get(path).text
    finally:
        ws.openings.change(opening.id, by="mei@example.org", version=ws.openings.get(opening.id).version, blind=False)


@pytest.mark.parametrize(
    ("question", "text", "left"),
    [
        ("skill:java AND 上海", "skill:java", "上海"),
        ("(上海 OR 杭州) java", "上海", "(杭州) java"),
        ('"night shift" nurse', "night shift", "nurse"),
        ("java 5年以上 杭州", "5年以上", "java 杭州"),
        ("javascript java", "java", "javascript"),
        ("java", "java", ""),
    ],
)
def test_a_condition_is_taken_out_of_a_question(question: str, text: str, left: str):
    """With the operators that stood beside it alone."""
    assert without(question, text) == left
