"""Decisions: listed with reason and name, each explained and computed again, their chain checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place, in which Li rejected Bo."""
    with place(server) as built:
        ws, job = built.house.ws, UUID(built.house.world["job"])
        bo = next(one for one in ws.applicants.list(job, blind=False).rows if one.candidate.label.startswith("Bo"))
        made = ws.decide(
            bo.candidate.id, "reject", by="li@example.org", job=job, because="words", reason="Bo Okafor has not worked with data"
        )
        built.house.world["rejection"] = str(made.id)
        yield built


def test_who_decided_what_and_why(here: Place):
    """A line a decision: from where to where, the reason in words, the name of whoever decided, a link that explains."""
    page = here.visitor("mei").get(f"/jobs/{here.house.world['job']}/decisions")

    told = words(page)
    assert "Ada Lindqvist New → Screening" in told
    assert "Rejected Bo Okafor has not worked with data Li" in told
    assert f"/decisions/{here.house.world['rejection']}" in page.text


def test_the_chain_is_checked_when_asked(here: Place):
    """An owner sees that the chain holds; a hiring manager is not offered to check it."""
    path = f"/jobs/{here.house.world['job']}/decisions"

    assert "The chain holds." in words(here.visitor("mei").get(f"{path}?check=true"))
    assert "The chain holds." not in words(here.visitor("mei").get(path))
    li = here.visitor("li").get(f"{path}?check=true")
    assert "The chain holds." not in words(li)
    assert "Check the chain" not in words(li)


def test_a_decision_is_explained_and_its_score_computed_again(here: Place):
    """Each requirement with its words, the sum that comes out the same, and plain words for the candidate."""
    path = f"/decisions/{here.house.world['decision']}"
    page = here.visitor("li").get(path)

    told = words(page)
    assert "Experience with Python" in told
    assert "not shown" in told
    assert "It comes out as it was decided on" in told
    assert "It does not decide and turns nobody down." in told
    twin = here.visitor("li").get(f"{path}.json").json()
    assert twin["explanation"]["sum"]["written"] == twin["explanation"]["sum"]["computed"]


def test_the_program_of_today_reads_again_when_asked(here: Place):
    """With a button the résumé is read anew; here by the same program, which finds the same."""
    told = words(here.visitor("mei").get(f"/decisions/{here.house.world['decision']}?again=true"))

    assert "The program of today reads the résumé in the same way." in told


def test_blind_it_names_nobody(here: Place):
    """Who judges blind reads decisions without names, in list, explanation and twins; not even in the reason's words."""
    ws, job = here.house.ws, UUID(here.house.world["job"])
    ws.openings.change(job, by="mei@example.org", blind=True)
    try:
        mei = here.visitor("mei")
        for path in (f"/jobs/{job}/decisions", f"/decisions/{here.house.world['decision']}", f"/decisions/{here.house.world['rejection']}"):
            for page in (mei.get(path), mei.get(f"{path}.json")):
                assert page.status_code == 200
                assert "Okafor" not in page.text
                assert "Lindqvist" not in page.text
    finally:
        ws.openings.change(job, by="mei@example.org", blind=False)


@pytest.mark.parametrize(("who", "status"), [("", {303}), ("ivy", {403, 404}), ("mallory", {404})])
def test_it_is_nobody_elses(here: Place, who: str, status: set[int]):
    """A stranger signs in; an interviewer and another company read no decision."""
    for path in (f"/jobs/{here.house.world['job']}/decisions", f"/decisions/{here.house.world['decision']}"):
        assert here.visitor(who).get(path).status_code in status


def test_an_auditor_reads_them(here: Place):
    """Ruth reads every decision, and checks the chain."""
    assert "The chain holds." in words(here.visitor("ruth").get(f"/jobs/{here.house.world['job']}/decisions?check=true"))


def test_it_speaks_chinese(here: Place):
    """List and explanation are Chinese, the plain words too."""
    told = words(here.visitor("mei", "zh").get(f"/decisions/{here.house.world['decision']}"))

    assert all(word in told for word in ("谁作出决定，为什么", "重新计算的评分", "软件不作决定"))
    assert "决定记录" in words(here.visitor("mei", "zh").get(f"/jobs/{here.house.world['job']}/decisions"))
