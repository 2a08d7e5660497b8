"""The board of a job: who stands where, and moving them by plain forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture
def board(here: Place) -> str:
    """The address of the board."""
    return f"/jobs/{here.house.world['job']}/pipeline"


def slip(board: Any, label: str) -> dict[str, Any]:
    """Return the slip of somebody, with the stage that it stands at."""
    return next(one for lane in board["board"]["lanes"] for one in lane["slips"] if one["candidate"]["label"] == label)


def test_it_shows_who_stands_where(here: Place, board: str):
    """A lane a stage, the ends too, each with its count; a slip says rank and name, and its dots what was found."""
    page = here.visitor("mei").get(board)

    told = words(page)
    assert page.status_code == 200
    assert all(stage in told for stage in ("New 1", "Screening 1", "Hiring team review 0", "Rejected 0", "Withdrawn 0"))
    assert "Ada Lindqvist" in told
    assert re.search(r'aria-label="(met|partial) \d', page.text)


def test_a_plain_form_moves(here: Place, board: str):
    """Who is moved to a stage stands there, under the name of whoever moved them; the board says so once."""
    tom = here.visitor("tom")
    row = slip(tom.get(f"{board}.json").json(), "Bo Okafor")
    tom.get(board)

    answer = tom.post(board.replace("pipeline", f"applications/{row['id']}/move"), to="screen", version=row["version"])

    assert (303, board) == (answer.status_code, answer.headers["location"])
    assert slip(tom.get(f"{board}.json").json(), "Bo Okafor")["stage"] == "screen"
    made = here.house.ws.decided.list(job=UUID(here.house.world["job"])).rows[0]
    assert (made.made_by, made.action) == ("tom@example.org", "screen")


def test_a_rejection_asks_for_its_reason(here: Place, board: str):
    """Without a reason nobody is rejected: the form for it is shown, with the employer's reasons; with one they are."""
    mei = here.visitor("mei")
    row = slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")
    form = board.replace("pipeline", f"applications/{row['id']}/move")
    mei.get(board)

    asked = mei.post(form, to="reject", version=row["version"])

    assert (303, f"{form}?to=reject") == (asked.status_code, asked.headers["location"])
    shown = words(mei.get(f"{form}?to=reject"))
    assert "others suit the job better" in shown
    assert "the candidate withdrew" not in shown
    assert mei.post(form, to="reject", version=row["version"], because="others").status_code == 303
    assert slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")["stage"] == "reject"
    back = mei.post(form, to="screen", version=row["version"] + 1, words="Looked again")
    assert back.status_code == 303


def test_what_was_decided_on_something_old_is_refused_in_words(here: Place, board: str):
    """Somebody moved them meanwhile: nothing happens, the form comes again with what was written (422)."""
    mei = here.visitor("mei")
    row = slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")
    form = board.replace("pipeline", f"applications/{row['id']}/move")
    mei.get(board)

    refused = mei.post(form, to="reject", version=999, words="No Kafka")

    assert refused.status_code == 422
    assert "Somebody moved them meanwhile" in words(refused)
    assert "No Kafka" in refused.text
    assert row["stage"] == slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")["stage"]


def test_no_reason_may_be_an_unlawful_one(here: Place, board: str):
    """A rejection for age is refused, and said so."""
    mei = here.visitor("mei")
    row = slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")
    form = board.replace("pipeline", f"applications/{row['id']}/move")
    mei.get(board)

    refused = mei.post(form, to="reject", version=row["version"], words="She is too old for us")

    assert refused.status_code == 422
    assert "No decision may rest on this: age; name what the job needs" in words(refused)


@pytest.mark.parametrize(("who", "status"), [("", 303), ("ivy", 404), ("mallory", 404), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, board: str, who: str, status: int):
    """A stranger signs in first; another company, an interviewer and an auditor do not see the board."""
    page = here.visitor(who).get(board)

    assert status == page.status_code
    assert "Lindqvist" not in page.text


def test_a_stranger_moves_nobody(here: Place, board: str):
    """Neither another company nor somebody without the form's token moves anybody."""
    row = slip(here.visitor("mei").get(f"{board}.json").json(), "Ada Lindqvist")
    form = board.replace("pipeline", f"applications/{row['id']}/move")
    mallory = here.visitor("mallory")
    mallory.get("/jobs")

    assert mallory.post(form, to="reject", because="others").status_code == 404
    assert here.visitor("mei").post(form, to="reject", because="others").status_code == 403
    assert row == slip(here.visitor("mei").get(f"{board}.json").json(), "Ada Lindqvist")


def test_the_board_of_a_blind_job_names_nobody(here: Place, board: str):
    """Blind, slips bear codes, in the page and in its twin."""
    ws, job = here.house.ws, UUID(here.house.world["job"])
    ws.openings.change(job, by="mei@example.org", blind=True)
    try:
        mei = here.visitor("mei")
        assert "Lindqvist" not in mei.get(board).text
        assert "Lindqvist" not in mei.get(f"{board}.json").text
    finally:
        ws.openings.change(job, by="mei@example.org", blind=False)


def test_what_was_refused_is_said_in_chinese(here: Place, board: str):
    """Why, and what to do next."""
    mei = here.visitor("mei", "zh")
    row = slip(mei.get(f"{board}.json").json(), "Ada Lindqvist")
    form = board.replace("pipeline", f"applications/{row['id']}/move")
    mei.get(board)

    assert "年龄" in words(mei.post(form, to="reject", version=row["version"], words="She is too old for us"))
    assert "期间有人移动了候选人" in words(mei.post(form, to="reject", version=999, words="No Kafka"))


def test_it_speaks_chinese(here: Place, board: str):
    """Stages and words are Chinese."""
    told = words(here.visitor("mei", "zh").get(board))

    assert all(word in told for word in ("新申请", "初筛", "用人部门筛选", "未通过", "移动", "流程看板"))
