"""Everything about a candidate on one page, and what is done there, as somebody without JavaScript does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished house with its pages."""
    with place(server) as built:
        yield built


@pytest.fixture(scope="module")
def ada(here: Place) -> str:
    """The page of a candidate who applied for a job."""
    return f"/candidates/{here.house.world['person']}"


def test_it_shows_what_was_read_with_the_words_that_say_it(here: Place, ada: str):
    """The life in lines, quotes, applications, notes, tags."""
    page = here.visitor("mei").get(ada)

    assert page.status_code == 200
    for told in ("Ada Lindqvist", "Data Engineer", "Harbour Analytics", "Built Python pipelines", "Call after six.", "Who saw what"):
        assert told in words(page)
    assert f"/jobs/{here.house.world['job']}/triage/{here.house.world['application']}" in page.text


def test_its_json_twin_agrees(here: Place, ada: str):
    """What the page shows is what its record holds."""
    told = here.visitor("mei").get(f"{ada}.json").json()

    assert told["person"]["label"] == "Ada Lindqvist"
    assert told["portrait"]["life"][0]["title"] == "Data Engineer"
    assert told["portrait"]["life"][0]["done"]


def test_it_speaks_chinese(here: Place, ada: str):
    """Every heading of it."""
    said = words(here.visitor("mei", lang="zh").get(ada))

    assert all(word in said for word in ("概要", "工作经历", "申请", "备注", "文件", "谁看过什么"))
    assert "In short" not in said


def test_notes_are_added_changed_and_removed(here: Place, ada: str):
    """By plain forms; somebody who changes what was changed meanwhile is told."""
    mei = here.visitor("mei")
    mei.get(ada)
    assert mei.post(f"{ada}/notes", body="Speaks at meetups.").status_code == 303
    note = here.house.ws.notes.of(UUID(here.house.world["person"]))[0]
    assert mei.post(f"{ada}/notes/{note.id}", body="Spoke at a meetup.", version=note.version).status_code == 303
    stale = mei.post(f"{ada}/notes/{note.id}", body="Never spoke.", version=note.version)
    assert stale.status_code == 422
    assert "Never spoke." in stale.text
    now = here.house.ws.notes.get(note.id)
    assert mei.post(f"{ada}/notes/{note.id}", action="remove", version=now.version).status_code == 303
    assert "Spoke at a meetup." not in words(mei.get(ada))
    assert mei.post(f"{ada}/notes", body=" ").status_code == 422


def test_a_tag_is_made_put_and_taken(here: Place, ada: str):
    """One of a new name is made along the way."""
    mei = here.visitor("mei")
    mei.get(ada)
    assert mei.post(f"{ada}/tags", name="would move").status_code == 303
    made = next(one for one in here.house.ws.tags.list() if one.name == "would move")
    assert "would move" in words(mei.get(ada))
    assert mei.post(f"{ada}/tags", take=str(made.id)).status_code == 303
    assert here.house.ws.tags.list()[-1].persons == 0


def test_somebody_of_the_pool_applies(here: Place, ada: str):
    """For another job, which their page then leads to."""
    mei, job = here.visitor("mei"), here.house.other["job"]
    assert job in mei.get(ada).text
    assert mei.post(f"{ada}/apply", job=job).status_code == 303
    assert here.house.ws.applicants.find(UUID(here.house.world["person"]), UUID(job))


def test_documents_are_read_and_given_out(here: Place, ada: str):
    """The text on a page, the file to be saved; never another candidate's."""
    mei, world = here.visitor("mei"), here.house.world
    assert "Harbour Analytics" in mei.get(f"{ada}/documents/{world['document']}").text
    file = mei.get(f"{ada}/documents/{world['document']}/original")
    assert file.headers["content-disposition"].startswith("attachment")
    assert mei.get(f"{ada}/documents/{here.house.other['document']}").status_code == 404


@pytest.mark.parametrize("path", ["", ".json", "/seen", "/erase", "/export"])
def test_strangers_see_nothing(here: Place, ada: str, path: str):
    """Nobody known is sent to sign in, a neighbour finds nothing, and an interviewer of another job neither."""
    assert here.visitor().get(ada + path).status_code in {303, 401}
    assert here.visitor("mallory").get(ada + path).status_code == 404
    assert here.visitor("ivy").get(f"/candidates/{here.house.other['person']}{path}").status_code in {403, 404}


def test_an_auditor_reads_who_saw_them_and_nothing_else(here: Place, ada: str):
    """The log is Ruth's, the candidate is not."""
    ruth = here.visitor("ruth")
    assert ruth.get(ada).status_code == 403
    here.visitor("mei").get(ada)
    seen = words(ruth.get(f"{ada}/seen"))
    assert "saw" in seen
    assert "Mei" in seen  # by name, not by address


def test_blind_it_does_not_tell_who_they_are(here: Place):
    """Neither page nor twin nor document, as long as an open job of theirs is judged blind."""
    ws, world = here.house.ws, here.house.other
    opening = ws.openings.get(UUID(world["job"]))
    ws.openings.change(opening.id, by="mei@example.org", version=opening.version, blind=True)
    mei, cai = here.visitor("mei"), f"/candidates/{world['person']}"
    try:
        for path in ("", ".json", f"/documents/{world['document']}", "/seen", "/erase"):
            told = mei.get(cai + path)
            assert told.status_code == 200
            assert "Lindqvist" not in told.text
            assert "ada@example.com" not in told.text
        assert mei.get(f"{cai}/documents/{world['document']}/original").status_code == 403
        assert mei.get(f"{cai}/export").status_code == 403
    finally:
        ws.openings.change(opening.id, by="mei@example.org", version=ws.openings.get(opening.id).version, blind=False)


def test_erasing_lists_first_and_certifies_after(here: Place):
    """Nobody is erased by opening a page; afterwards the page tells what went."""
    mei, dee = here.visitor("mei"), here.house.ws.people.list().rows[0].id
    before = mei.get(f"/candidates/{dee}/erase")
    assert "This cannot be undone." in words(before)
    assert "Documents" in words(before)
    assert mei.get(f"/candidates/{dee}").status_code == 200
    done = mei.post(f"/candidates/{dee}/erase")
    assert done.status_code == 200
    assert "Certificate of erasure" in words(done)
    assert mei.get(f"/candidates/{dee}").status_code == 404


def test_a_profile_is_corrected_and_reckoned_anew(here: Place):
    """What was not touched keeps its quotes; months follow the dates; a date that is none comes back with what was written."""
    mei, ws, person = here.visitor("mei"), here.house.ws, here.house.other["person"]
    page = mei.get(f"/candidates/{person}/correct")
    assert "Red Van" in page.text
    now = ws.people.profile(UUID(person), by="mei@example.org", blind=False)
    assert now.profile is not None
    fields = {
        "profile": str(now.id),
        "name": now.profile.contact.name or "",
        "email": now.profile.contact.email or "",
        "phone": "",
        "address": "",
    }
    job = {"at": "0", "title": "Courier", "employer": "Red Van", "start": "2015-05", "end": "2016-04", "current": ""}
    lines = {f"job-0-{name}": value for name, value in job.items()}
    wrong = mei.post(f"/candidates/{person}/correct", **fields, **lines | {"job-0-end": "last spring"}, skills="Python")
    assert wrong.status_code == 422
    assert "last spring" in wrong.text
    assert mei.post(f"/candidates/{person}/correct", **fields, **lines, skills="Python\nKafka", reason="the dates").status_code == 303
    made = ws.people.profile(UUID(person), by="mei@example.org", blind=False).profile
    assert made is not None
    assert (made.experience[0].title, made.experience[0].months, made.total_months) == ("Courier", 12, 12)
    assert made.experience[0].evidence == now.profile.experience[0].evidence
    assert [one.name for one in made.skills] == ["Python", "Kafka"]
    assert mei.post(f"/candidates/{person}/correct", **fields, **lines).status_code == 422
