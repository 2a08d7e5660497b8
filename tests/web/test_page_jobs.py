"""The jobs: their list, an ad that becomes requirements, requirements that are corrected and weighed, what may not decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from tests.web.browser import ORIGIN
from tests.web.people import CAST
from tests.web.visitor import Place, Visitor, place, words

AD = "Line cook\n\nRequirements\n- Two years in a kitchen\n- Female preferred, under 30\n- Food hygiene certificate\n"


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def open_job(visitor: Visitor, text: str = AD, **files: Any) -> Any:
    """Send the form of a new ad, as a browser without JavaScript does."""
    visitor.get("/jobs/new")
    given = {**visitor._headers(), "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    path = f"/jobs/new?csrf_token={quote(visitor.token)}"
    fields = files or {"file": ("", b"")}
    return visitor.client.post(
        path, data={"text": text, "blind": "1", "template": "社招"}, files=fields, headers=given, follow_redirects=False
    )


@pytest.fixture
def edit(here: Place) -> str:
    """The editor of a job that was just opened."""
    return str(open_job(here.visitor("tom")).headers["location"])


def fields_of(visitor: Visitor, edit: str) -> dict[str, Any]:
    """Return the form of the editor as it stands: every requirement kept as it is."""
    opening = visitor.get(f"{edit}.json").json()["opening"]
    told: dict[str, Any] = {"version": opening["version"], "title": opening["title"]}
    for one in opening["job"]["requirements"]:
        told |= {f"text-{one['id']}": one["text"], f"kind-{one['id']}": one["kind"]} | ({f"must-{one['id']}": "1"} if one["must"] else {})
    visitor.get(edit)
    return {**told, "keep": [one["id"] for one in opening["job"]["requirements"]]}


def test_the_list_shows_jobs_by_state(here: Place):
    """Open ones, how many applied and where they stand; closed ones on a page of their own; the JSON says the same."""
    tom = here.visitor("tom")
    told, twin = words(tom.get("/jobs")), tom.get("/jobs.json").json()

    assert "Engineer 2" in told
    assert "2 applicants" in told
    assert {one["applicants"] for one in twin["jobs"]} >= {2}
    assert "No job was closed yet" in words(tom.get("/jobs?status=closed"))


def test_an_ad_becomes_requirements(here: Place):
    """By a plain form; on goes the editor with what was understood, and what may not decide is named with the rule."""
    tom = here.visitor("tom")
    answer = open_job(tom)
    told = words(tom.get(answer.headers["location"]))

    assert answer.status_code == 303
    assert "Food hygiene certificate" in told
    assert all(word in told for word in ("Left out of the scoring", "Female preferred", "Title VII"))
    twin = tom.get(f"{answer.headers['location']}.json").json()
    assert [one["quote"] for one in twin["unlawful"]] == [one["quote"] for one in twin["opening"]["job"]["unlawful"]]


def test_a_file_is_an_ad_too(here: Place):
    """What a file says is read; a file that cannot be read is refused in words, and what was typed stays."""
    tom = here.visitor("tom")

    assert open_job(tom, "", file=("ad.md", AD.encode())).status_code == 303
    broken = open_job(tom, "typed before", file=("ad.pdf", b"%PDF-1.4 nothing"))
    assert (broken.status_code, "typed before" in broken.text) == (422, True)
    assert open_job(tom, "  ").status_code == 422


def test_the_rule_is_told_in_the_readers_language(here: Place, edit: str):
    """An English ad, read by somebody who chose Chinese: why age and sex may not decide is said in Chinese."""
    told = words(here.visitor("tom", "zh").get(edit))

    assert "性别不得作为录用条件" in told
    assert "Title VII (US)" not in told


def test_requirements_are_corrected(here: Place, edit: str):
    """One is reworded, one left out, one added, one weighed; each change is a version."""
    tom = here.visitor("tom")
    form = fields_of(tom, edit)
    first, *others = form["keep"]
    changed = {**form, "keep": [first], f"text-{first}": "Three years in a kitchen", f"weight-{first}": "3", "text-new0": "Speaks Polish"}

    answer = tom.post(edit, **changed)
    told = tom.get(f"{edit}.json").json()["opening"]["job"]["requirements"]

    assert (answer.status_code, len(others)) == (303, 1)
    assert [(one["text"], one["weight"]) for one in told] == [("Three years in a kitchen", 3), ("Speaks Polish", None)]
    assert told[0]["min_years"] == 3  # read anew
    assert len(tom.get(f"{edit}.json").json()["versions"]) == 2


def test_a_change_after_results_needs_a_reason(here: Place):
    """Weights are fixed before results: without a reason the form comes back with what was written; with one everybody is matched again."""
    tom, job = here.visitor("tom"), UUID(here.house.world["job"])
    edit = f"/jobs/{job}/edit"
    form = fields_of(tom, edit) | {"weight-R2": "2"}

    refused = tom.post(edit, **form)
    assert (refused.status_code, "a change needs a reason" in words(refused)) == (422, True)
    assert tom.post(edit, **form, reason="Kafka matters more").status_code == 303
    versions = here.house.ws.openings.versions(job)
    assert versions[0].reason == "Kafka matters more"
    here.house.ws.shortlist(here.house.ws.openings.get(job).job)


def test_two_editors_do_not_overwrite_each_other(here: Place, edit: str):
    """Whoever saves what they read before somebody else saved is told so."""
    tom, mei = here.visitor("tom"), here.visitor("mei")
    old = fields_of(tom, edit)
    mei.post(edit, **fields_of(mei, edit) | {"title": "Head cook"})

    answer = tom.post(edit, **old | {"title": "Cook", "text-new0": "Speaks Polish"})

    assert (answer.status_code, "Somebody changed it meanwhile" in words(answer)) == (422, True)
    assert "Speaks Polish" in answer.text  # what was written is not lost
    assert mei.get(f"{edit}.json").json()["opening"]["title"] == "Head cook"


def test_how_it_is_judged_is_settled(here: Place, edit: str):
    """Blind or not, open or closed: by a form, in the log."""
    tom = here.visitor("tom")
    version = tom.get(f"{edit}.json").json()["opening"]["version"]
    tom.get(edit)

    answer = tom.post(edit.replace("/edit", "/settings"), version=version, status="closed", template="社招")

    opening = tom.get(f"{edit}.json").json()["opening"]
    assert (answer.status_code, opening["status"], opening["blind"]) == (303, "closed", False)
    assert opening["title"] in words(tom.get("/jobs?status=closed"))


@pytest.mark.parametrize(("who", "status"), [("", 303), ("mallory", 404), ("ruth", 403), ("li", 404), ("ivy", 404)])
def test_only_who_runs_all_jobs_says_whose_own_one_is(here: Place, edit: str, who: str, status: int):
    """A stranger signs in first; nobody gives themselves a job, an auditor changes nothing, another company sees none of it; nobody is no user."""
    team, visitor, li = edit.replace("/edit", "/team"), here.visitor(who), str(CAST["li"].id)
    visitor.get("/account")
    tom = here.visitor("tom")
    version = tom.get(f"{edit}.json").json()["opening"]["version"]

    assert visitor.post(team, version=version, user=[li]).status_code in {status, 403, 404} - ({303} if who else set())
    assert tom.get(f"{edit}.json").json()["team"] == []
    tom.get(edit)
    assert tom.post(team, version=version, user=[str(UUID(int=7))]).status_code == 404
    assert tom.post(team, version=version, user=[li]).status_code == 303
    assert tom.get(f"{edit}.json").json()["team"] == [li]


@pytest.mark.parametrize(("who", "status"), [("", 303), ("mallory", 404), ("ruth", 403)])
def test_it_is_nobody_elses(here: Place, edit: str, who: str, status: int):
    """A stranger signs in first; another company sees none of it, an auditor edits nothing."""
    visitor = here.visitor(who)
    page = visitor.get(edit)
    visitor.get("/account")

    assert (page.status_code, "kitchen" in page.text) in {(status, False), (200, True)}
    assert who != "mallory" or page.status_code == status
    if who:
        assert visitor.post(edit, title="Mine", version=1).status_code in {403, 404}
        assert visitor.post(edit.replace("/edit", "/settings"), version=1).status_code in {403, 404}
        assert "Line cook" not in words(here.visitor("mallory").get("/jobs"))


def test_it_speaks_chinese(here: Place, edit: str):
    """The list, the form and the editor."""
    tom = here.visitor("tom", "zh")

    assert "职位" in words(tom.get("/jobs"))
    assert "读取" in words(tom.get("/jobs/new")) or "招聘" in words(tom.get("/jobs/new"))
    assert "不计入评分" in words(tom.get(edit)) or "评分" in words(tom.get(edit))
