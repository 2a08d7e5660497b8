"""Candidates are shown to those who may see them, with their names where no job forbids it, and nothing of them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.world import ADA, furnish

TELLING = ("Lindqvist", "ada@example.com", "ada.txt", "Okafor", "bo@example.com")


@pytest.fixture
def open_world(ws: Any, app: Any, tmp_path: Any) -> dict[str, str]:
    """A job whose candidates are named."""
    return furnish(ws, tmp_path)


@pytest.fixture
def blind_world(ws: Any, app: Any, tmp_path: Any) -> dict[str, str]:
    """A job that is judged blind."""
    return furnish(ws, tmp_path, blind=True)


def test_a_candidate(open_world: dict[str, str], tom: Browser):
    """Name, documents, applications and profile, each with its own address; the original is for saving alone."""
    ada = tom.get(f"/candidates/{open_world['person']}").json()
    assert (ada["name"], ada["blind"], [one["name"] for one in ada["files"]]) == ("Ada Lindqvist", False, ["ada.txt"])
    assert tom.get(f"/candidates/{open_world['person']}/profile").json()["profile"]["contact"]["email"] == "ada@example.com"
    original = tom.get(f"/documents/{open_world['document']}/original")
    assert original.content == ADA.encode()
    assert original.headers["content-disposition"] == "attachment; filename=\"ada.txt\"; filename*=UTF-8''ada.txt"
    assert original.headers["content-security-policy"].startswith("sandbox")
    assert {one["name"] for one in tom.get("/candidates").json()["items"]} == {"Ada Lindqvist", "Bo Okafor"}


def test_a_blind_job_names_nobody(blind_world: dict[str, str], mei: Browser):
    """On no way that leads to its candidates is anything that tells who they are."""
    w = blind_world
    paths = ["/candidates", f"/candidates/{w['person']}", f"/jobs/{w['job']}/applications", f"/jobs/{w['job']}/shortlist"]
    paths += [f"/candidates/{w['person']}/{part}" for part in ("profile", "profiles", "documents", "applications", "log")]
    paths += [f"/documents/{w['document']}{part}" for part in ("", "/text", "/original")]
    paths += [f"/applications/{w['application']}", f"/applications/{w['application']}/match", f"/matches/{w['match']}"]
    for path in paths:
        answer = mei.get(path)
        assert answer.status_code == (403 if path.endswith("original") else 200), (path, answer.text)
        assert [word for word in TELLING if word in answer.text] == [], path


def test_somebody_is_uncovered_for_a_reason(blind_world: dict[str, str], mei: Browser, tom: Browser):
    """Whoever gave a reason sees the name of this candidate; nobody else does, and the log tells of it."""
    path = f"/applications/{blind_world['application']}"
    assert tom.post(f"{path}/uncovering", json={"reason": ""}).status_code == 422
    assert tom.post(f"{path}/uncovering", json={"reason": "I call her tomorrow"}).status_code == 204
    assert tom.get(path).json()["candidate"]["name"] == "Ada Lindqvist"
    assert tom.get(f"/candidates/{blind_world['person']}").json()["name"] == "Ada Lindqvist"
    assert mei.get(path).json()["candidate"]["name"] is None
    log = mei.get(f"/candidates/{blind_world['person']}/log")
    assert ("tom@example.org", "unblinded") in {(one["actor"], one["action"]) for one in log.json()["items"]}
    assert "tomorrow" not in log.text


def test_a_profile_is_corrected(open_world: dict[str, str], tom: Browser):
    """From the version that was read; the one before stays."""
    path = f"/candidates/{open_world['person']}/profile"
    tag = tom.get(path).headers["etag"]
    change = {"contact": {"name": "Ada Lindkvist", "email": "ada@example.com"}, "reason": "spelling"}
    made = tom.patch(path, json=change, headers={"If-Match": tag})
    assert made.status_code == 200, made.text
    assert made.json()["profile"]["contact"]["name"] == "Ada Lindkvist"
    assert tom.patch(path, json=change, headers={"If-Match": tag}).status_code == 412
    assert [one["made_by"] for one in tom.get(f"{path}s").json()["items"]] == ["tom@example.org", ""]


def test_who_sees_whom(open_world: dict[str, str], sign_in: Callable[[str], Browser]):
    """Li sees those who apply for her job, Ivy whom she interviews, Ruth no candidate, Mallory nobody of ours."""
    path = f"/candidates/{open_world['person']}"
    told = {name: sign_in(name).get(path).status_code for name in ("li", "ivy", "ruth", "mallory")}
    assert told == {"li": 200, "ivy": 200, "ruth": 403, "mallory": 404}
    assert sign_in("mallory").get("/candidates").json()["items"] == []
    assert sign_in("li").get("/candidates").status_code == 403


def test_an_erased_candidate_is_gone(open_world: dict[str, str], tom: Browser):
    """Erased, they are not found; of the log their id stays."""
    gone = tom.delete(f"/candidates/{open_world['person']}")
    assert gone.status_code == 200, gone.text
    assert gone.json()["removed"]["documents"] == 1
    assert tom.get(f"/candidates/{open_world['person']}").status_code == 404
    assert tom.get(f"/documents/{open_world['document']}/original").status_code == 404


def test_a_shortlist_for_spreadsheets(open_world: dict[str, str], tom: Browser):
    """A line a candidate, a column a requirement, and no cell that acts as a formula."""
    import csv
    import io

    answer = tom.get(f"/jobs/{open_world['job']}/shortlist", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [row["candidate"] for row in rows] == ["Ada Lindqvist", "Bo Okafor"]
    assert rows[0]["application"] == open_world["application"]


def test_why_somebody_is_not_among_the_first(blind_world: dict[str, str], tom: Browser):
    """Which requirements cost how much, and what would change it; without a name where the job is judged blind."""
    (ada, bo) = tom.get(f"/jobs/{blind_world['job']}/applications", params={"order": "score"}).json()["items"]
    told = tom.get(f"/applications/{bo['id']}/why-not", params={"k": 1})
    assert told.status_code == 200, told.text
    assert (told.json()["rank"], told.json()["k"]) == (2, 1)
    assert told.json()["losses"]
    assert [word for word in TELLING if word in told.text] == []
    assert tom.get(f"/applications/{ada['id']}/why-not").json()["changes"] == []


def test_everything_of_somebody_is_taken_out(ws: Any, open_world: dict[str, str], mei: Browser):
    """A person's records and files, to give to them; soon after proving who one is, and not from under a blind job."""
    import io
    import zipfile
    from uuid import UUID

    path = f"/candidates/{open_world['person']}/export"
    answer = mei.get(path)
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert "ada@example.com" in archive.read("everything.json").decode()
    assert ADA.encode() in [archive.read(name) for name in archive.namelist()]
    ws.openings.change(UUID(open_world["job"]), by="mei@example.org", blind=True)
    assert mei.get(path).status_code == 403
