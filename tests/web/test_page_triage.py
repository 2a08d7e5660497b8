"""Triage: one applicant at a time with the evidence, and a decision by a plain form or by the page's script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, Visitor, place, words

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture
def job(here: Place) -> str:
    """The address of the job."""
    return f"/jobs/{here.house.world['job']}"


@pytest.fixture
def ada(here: Place, job: str) -> str:
    """The address of an applicant who stands at the second stage, with Bo behind her who is new."""
    return f"{job}/triage/{here.house.world['application']}"


def row_of(visitor: Visitor, address: str) -> dict[str, Any]:
    """Return the application that a page shows."""
    return visitor.get(f"{address}.json").json()["row"]


def test_it_shows_an_applicant_with_the_evidence(here: Place, ada: str):
    """Who it is, where they stand, each requirement with its quote, and the résumé with the same words marked; the JSON says the same."""
    tom = here.visitor("tom")
    page, twin = tom.get(ada), tom.get(f"{ada}.json").json()

    told = words(page)
    assert page.status_code == 200
    assert all(word in told for word in ("Ada Lindqvist", "1 of 2", "Experience with Kafka", "Built Python pipelines"))
    assert re.search(r'<mark class="(met|partial)" data-requirement="R1">[^<]*Python', page.text)
    assert twin["row"]["candidate"]["label"] == "Ada Lindqvist"
    assert "".join(piece["text"] for piece in twin["marks"]).startswith("Ada Lindqvist")
    assert (twin["standing"]["place"], twin["standing"]["previous"]) == (1, None)


def test_the_next_one_is_a_link_ahead(here: Place, ada: str):
    """The page names who comes next, with the list's order kept, so that a script can fetch them and a plain browser go there."""
    tom = here.visitor("tom")
    page = tom.get(f"{ada}?order=lot")
    link = re.search(r'href="(/jobs/[^"]+/triage/[^"]+)"[^>]*data-key="[jk]"', page.text)

    assert link is not None
    assert link[1].endswith("?order=lot")
    assert "Bo Okafor" in words(tom.get(link[1]))


def test_it_begins_with_whoever_nobody_looked_at(here: Place, job: str):
    """The first of those who are new; where there is none, back to the list."""
    tom = here.visitor("tom")
    first = tom.get(f"{job}/triage")

    assert first.status_code == 303
    assert row_of(tom, first.headers["location"].partition("?")[0])["stage"] == "new"
    assert job == tom.get(f"{job}/triage?stage=offer").headers["location"]


def test_a_plain_form_decides_and_goes_on(here: Place, ada: str):
    """Without JavaScript: the button advances, the next applicant comes, and the page says once what was decided."""
    tom = here.visitor("tom")
    row, next_one = row_of(tom, ada), tom.get(f"{ada}.json").json()["standing"]["next"]
    tom.get(ada)

    answer = tom.post(ada, action="advance", version=row["version"], then=next_one)

    assert (answer.status_code, answer.headers["location"].endswith(next_one)) == (303, True)
    assert "Ada%20Lindqvist" in answer.headers["set-cookie"]
    assert row_of(tom, ada)["stage"] == "review"
    assert tom.post(ada, action="stage", to="screen", words="Moved by mistake").status_code == 303
    assert row_of(tom, ada)["stage"] == "screen"


def test_the_script_of_the_page_is_told_what_takes_it_back(here: Place, ada: str):
    """Asked for JSON, the form says what was decided and where they stood; sending that back undoes it, on the record."""
    tom = here.visitor("tom")
    row = row_of(tom, ada)
    tom.get(ada)
    made = tom.client.post(
        ada,
        data={"csrf_token": tom.token, "action": "reject", "because": "R2", "version": row["version"]},
        headers={**tom._headers(), **JSON, "Sec-Fetch-Site": "same-origin", "Origin": "https://jobs.example.org"},
    )

    assert (made.status_code, made.json()["before"], made.json()["stage"]) == (200, "screen", "reject")
    assert "Ada Lindqvist" in made.json()["said"]
    tom.post(ada, action="stage", to=made.json()["before"], words="Moved by mistake")
    assert row_of(tom, ada)["stage"] == "screen"
    latest = here.house.ws.decided.list(job=UUID(row["job"])).rows[:2]
    assert [one.action for one in latest] == ["screen", "reject"]


def test_the_likeliest_reasons_come_first(here: Place, ada: str):
    """What the job must have and the résumé does not show has the first number; what is shown is no reason; words are asked for last."""
    twin = here.visitor("tom").get(f"{ada}.json").json()
    codes = [code for code, _ in twin["reasons"] if code]

    assert codes[0] == "R2"
    assert "R1" not in codes
    assert set(twin["spoken"]) == set(codes[-len(twin["spoken"]) :])
    assert "withdrew" not in codes


def test_what_is_refused_comes_back_with_what_was_written(here: Place, ada: str):
    """A reason that may not count, one that is missing, a row that somebody moved: nothing happens, and the form says what to do."""
    tom = here.visitor("tom")
    tom.get(ada)
    before = row_of(tom, ada)

    old = tom.post(ada, action="reject", words="She is too old")
    assert (old.status_code, "No decision may rest on this: age" in words(old), "She is too old" in old.text) == (422, True, True)
    assert tom.post(ada, action="reject").status_code == 422
    moved = tom.post(ada, action="advance", version=before["version"] + 7)
    assert (moved.status_code, "Somebody moved them meanwhile" in words(moved)) == (422, True)
    assert before == row_of(tom, ada)


def test_many_rejections_in_no_time_are_asked_about(here: Place, ada: str, monkeypatch: pytest.MonkeyPatch):
    """The form comes back with what confirms this very decision, and takes it (trust F14)."""
    monkeypatch.setattr("jiufang.decisions.deciding.AT_ONCE", 0)
    tom = here.visitor("tom")
    tom.get(ada)

    asked = tom.post(ada, action="reject", because="R2")
    token = re.search(r'name="confirmed" value="([^"]+)"', asked.text)

    assert (asked.status_code, "Look once more, then confirm" in words(asked)) == (422, True)
    assert token is not None
    assert tom.post(ada, action="reject", because="R2", confirmed=token[1]).status_code == 303
    monkeypatch.undo()
    tom.post(ada, action="stage", to="screen", words="Moved by mistake")


def test_an_interviewer_reads_and_decides_nothing(here: Place, ada: str):
    """Whoever interviews them sees them, without the form."""
    ivy = here.visitor("ivy")
    page = ivy.get(ada)
    ivy.get("/account")

    assert (page.status_code, 'id="decide"' in page.text) == (200, False)
    assert ivy.post(ada, action="advance").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("", 303), ("mallory", 404), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, ada: str, who: str, status: int):
    """A stranger signs in first; another company and an auditor see nobody, nor decide."""
    visitor = here.visitor(who)
    page = visitor.get(ada)
    visitor.get("/account")

    assert (status, False) == (page.status_code, "Lindqvist" in page.text)
    assert visitor.get(f"{ada}.json").status_code in {401, 403, 404}
    if who:
        assert visitor.post(ada, action="advance").status_code in {403, 404}
    assert row_of(here.visitor("tom"), ada)["stage"] == "screen"


def test_an_application_is_shown_in_its_own_job_alone(here: Place, ada: str):
    """The address of another job does not lead to it."""
    other = here.house.ws.openings.list(limit=10).rows
    strange = next(one.id for one in other if str(one.id) != here.house.world["job"])

    assert here.visitor("tom").get(ada.replace(here.house.world["job"], str(strange))).status_code == 404


def test_blind_it_names_nobody_until_uncovered(here: Place, ada: str, job: str):
    """Page, twin and picture cover who it is; who says why sees them, and the log says so."""
    ws, id = here.house.ws, UUID(here.house.world["job"])
    ws.openings.change(id, by="mei@example.org", blind=True)
    try:
        tom = here.visitor("tom")
        assert "Lindqvist" not in tom.get(ada).text + tom.get(f"{ada}.json").text
        uncover = ada.replace("/triage/", "/applications/") + "/unblind"
        assert tom.post(uncover, reason="").status_code in {403, 422}
        assert tom.post(uncover, reason="I know her from before").status_code == 303
        assert "Ada Lindqvist" in words(tom.get(ada))
        assert "Lindqvist" not in here.visitor("mei").get(ada).text
    finally:
        ws.openings.change(id, by="mei@example.org", blind=False)


def test_it_speaks_chinese(here: Place, ada: str):
    """Stages, buttons, reasons and what was refused are Chinese."""
    tom = here.visitor("tom", "zh")
    told = words(tom.get(ada))

    assert all(word in told for word in ("初筛", "其他候选人与岗位更匹配", "撤回上一个决定"))
    assert "年龄" in words(tom.post(ada, action="reject", words="She is too old"))
