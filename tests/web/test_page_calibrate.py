"""A job's requirements tried on a few candidates: marks, where the ranking thinks otherwise, a weight that is accepted or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words
from tests.web.world import BO

from jiufang.jobs.records import Job

TEXTS = {
    "python": "Pia Holm\npia@example.com\n\nEXPERIENCE\nData Engineer, Harbour Mill. March 2015 - present\n- Built Python services for payments.\n",
    "kafka": "Kai Berg\nkai@example.com\n\nEXPERIENCE\nData Engineer, Grey Port. March 2015 - present\n- Ran Kafka clusters for payments.\n",
    "cook": BO.replace("bo@", "cook@"),
}


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.fixture(scope="module")
def job(here: Place, tmp_path_factory: pytest.TempPathFactory) -> UUID:
    """A job with three applicants: Python weighs thrice what Kafka does."""
    ws, folder = here.house.ws, tmp_path_factory.mktemp("few")
    asked = [{"id": "R1", "text": "Experience with Python", "weight": 3}, {"id": "R2", "text": "Experience with Kafka"}]
    made = ws.add_job(Job.from_dict({"title": "Engineer of few", "requirements": asked}), by="tom@example.org", blind=False)
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    ws.add(sorted(Path(folder).glob("*.txt")), as_of="2026-11-01", job=made)
    ws.shortlist(made)
    return UUID(made.id)


@pytest.fixture
def address(job: UUID) -> str:
    """The address of the page."""
    return f"/jobs/{job}/calibrate"


def rows(visitor: Any, address: str) -> dict[str, dict[str, Any]]:
    """Return the candidates of the batch by name."""
    return {row["candidate"]["label"]: row for row in visitor.get(f"{address}.json").json()["batch"]["rows"]}


def marked(tom: Any, address: str, **marks: str) -> Any:
    """Mark candidates by their names, as the form does."""
    known = rows(tom, address)
    tom.get(address)
    return tom.post(address, **{f"mark-{row['candidate']['id']}": marks.get(name.split()[0], "") for name, row in known.items()})


def test_it_shows_a_few_with_what_is_shown_of_them(here: Place, address: str):
    """Everybody of a small list, with a role, a chip and a quote a requirement; the editor leads there; the JSON says the same."""
    tom = here.visitor("tom")
    told = words(tom.get(address))

    assert all(word in told for word in ("Pia Holm", "Kai Berg", "Built Python services", "from the top", "Would you ask them?"))
    assert f'href="{address}"' in tom.get(address.replace("calibrate", "edit")).text
    assert {"Pia Holm", "Kai Berg"} < set(rows(tom, address))


def test_marks_are_kept_and_compared(here: Place, job: UUID, address: str):
    """By a plain form: where the ranking thinks otherwise, the requirement is named; marks move nobody; the log has ids and the version."""
    tom, ws = here.visitor("tom"), here.house.ws
    stages = {row.id: row.stage for row in ws.applicants.list(job).rows}

    assert marked(tom, address, Pia="unfit", Kai="fit").status_code == 303
    told, result = words(tom.get(address)), tom.get(f"{address}.json").json()["batch"]["result"]

    assert (result["marked"], result["pairs"], result["agree"]) == (2, 1, 0)
    assert result["disagreements"][0]["requirement"] == "R1"
    assert "What parts you most: Experience with Python" in told
    assert {row.id: row.stage for row in ws.applicants.list(job).rows} == stages
    line = next(one for one in ws.log.list(action="calibrated").rows if one.subject_id == job)
    assert (line.actor, line.details["version"], len(line.details["fit"]), len(line.details["unfit"])) == ("tom@example.org", 1, 1, 1)


def test_a_suggestion_is_taken_by_whoever_accepts_it(here: Place, job: UUID, address: str):
    """The weight becomes a new version with the trial as its reason; one that nobody suggested is refused."""
    tom, ws = here.visitor("tom"), here.house.ws
    marked(tom, address, Pia="unfit", Kai="fit")
    shown = tom.get(f"{address}.json").json()
    one, version = shown["batch"]["result"]["suggestions"][0], shown["opening"]["version"]
    tom.get(address)

    strange = tom.post(f"{address}/weight", requirement=one["requirement"], weight=4.5, version=version)
    taken = tom.post(f"{address}/weight", requirement=one["requirement"], weight=one["after"], version=version)

    assert (strange.status_code, taken.status_code, taken.headers["location"]) == (422, 303, address)
    latest = ws.openings.versions(job)[0]
    assert (latest.number, latest.made_by) == (2, "tom@example.org")
    assert "1 of 1 pairs agree instead of 0" in latest.reason
    ws.shortlist(ws.openings.get(job).job)
    again = tom.get(f"{address}.json").json()["batch"]
    assert (again["number"], again["result"]["agree"], again["result"]["marked"]) == (2, 1, 2)


def test_what_is_no_mark_changes_nothing(here: Place, address: str):
    """A candidate of somewhere else, or a word that is no mark, is refused, and said so."""
    tom = here.visitor("tom")
    before = tom.get(f"{address}.json").json()["batch"]
    tom.get(address)

    assert tom.post(address, **{f"mark-{here.house.other['person']}": "maybe"}).status_code == 422
    refused = tom.post(address, **{f"mark-{UUID(int=7)}": "fit"})
    assert (refused.status_code, "Look again" in words(refused)) == (422, True)
    assert before == tom.get(f"{address}.json").json()["batch"]


def test_a_job_nobody_was_matched_with_says_what_to_do(here: Place):
    """An empty page teaches; its button asks for everybody to be matched."""
    tom, ws = here.visitor("tom"), here.house.ws
    id = ws.add_job(Job.from_text("Nurse\n\nRequirements\n- Registered nurse\n"), by="tom@example.org").id
    page = tom.get(f"/jobs/{id}/calibrate")

    assert "Nobody was matched with these requirements yet" in words(page)
    assert tom.post(f"/jobs/{id}/calibrate/match").status_code == 303
    assert tom.get(f"/jobs/{id}/calibrate.json").json()["matching"]["open"]


@pytest.mark.parametrize(("who", "status"), [("", 303), ("mallory", 404), ("ivy", 404), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, address: str, who: str, status: int):
    """A stranger signs in first; another company, an interviewer and an auditor see nobody, nor mark."""
    visitor = here.visitor(who)
    page = visitor.get(address)
    visitor.get("/account")

    assert (page.status_code, "Pia" in page.text) == (status, False)
    if who:
        assert visitor.post(address).status_code in {403, 404}
        assert visitor.post(f"{address}/weight", requirement="R1", weight=0, version=1).status_code in {403, 404}


def test_blind_it_names_nobody(here: Place, job: UUID, address: str):
    """Codes instead of names, in the page and in its twin, the quotes covered."""
    ws = here.house.ws
    ws.openings.change(job, by="mei@example.org", blind=True)
    try:
        tom = here.visitor("tom")
        assert "Pia" not in tom.get(address).text + tom.get(f"{address}.json").text
    finally:
        ws.openings.change(job, by="mei@example.org", blind=False)


def test_it_speaks_chinese(here: Place, address: str):
    """All that the page says by itself."""
    told = words(here.visitor("tom", "zh").get(address))

    assert all(word in told for word in ("用几位候选人试用要求", "愿意邀请面试吗？", "前列", "与排序对照"))
    assert "Would you ask" not in told
