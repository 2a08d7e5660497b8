"""Adding résumés: a plain form takes files, each is told of until it is read, whoever is in them applies and is matched by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from tests.web.browser import ORIGIN
from tests.web.visitor import Place, Visitor, place, words

from jiufang.queue import Timing
from jiufang.workspace import background, intake

DAY = dt.datetime.now(dt.UTC)
CV = "{name} Berg\n{name}@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines with Kafka.\n"
QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


def send(visitor: Visitor, path: str, *files: tuple[str, bytes], **headers: str) -> Any:
    """Send files as a browser without JavaScript does: one multipart form, with the token of the page in its address."""
    visitor.get(path)
    mark = "&" if "?" in path else "?"
    given = {**visitor._headers(), "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN, **headers}
    several = [("files", file) for file in files] or [("files", ("", b""))]
    return visitor.client.post(f"{path}{mark}csrf_token={quote(visitor.token)}", files=several, headers=given, follow_redirects=False)


def work(here: Place) -> None:
    """Do what waits."""
    assert background.worker(here.house.ws, timing=QUICK).run(until_empty=True)


def test_files_become_ranked_applicants_by_themselves(here: Place):
    """Read, applied, matched: nobody asks for it; the page tells of each, the shortlist shows them, and both say while it goes on."""
    tom, job = here.visitor("tom"), here.house.world["job"]
    path = f"/upload?job={job}"

    answer = send(tom, path, ("one.txt", CV.format(name="Una").encode()), ("bad.pdf", b"%PDF-1.4 broken"))
    assert (303, path) == (answer.status_code, answer.headers["location"])
    before = words(tom.get(path))
    assert "2 to be read" in before
    assert "2 files are being read." in words(tom.get(f"/jobs/{job}"))
    assert tom.get(f"/jobs/{job}/matching.json").json()["open"]
    work(here)

    told, twin = words(tom.get(path)), tom.get(f"/upload.json?job={job}").json()
    assert "All of them are read and matched." in told
    assert [(one["name"], one["status"]) for one in twin["files"]] == [("bad.pdf", "failed"), ("one.txt", "ok")]
    assert twin["files"][0]["reason"]
    rows = {one["candidate"]["name"]: one["match"] for one in tom.get(f"/jobs/{job}.json").json()["rows"]}
    assert rows["Una Berg"] is not None
    assert 'id="matching" hidden' in tom.get(f"/jobs/{job}/matching").text


def test_many_ask_for_one_match(here: Place):
    """Whoever is handed in while a match waits is in it; handed in again, everybody is known and nothing is read."""
    ws, job = here.house.ws, UUID(here.house.world["job"])
    before = len([one for one in background_tasks(here) if one.kind == "match"])
    for number in range(4):
        background.hand_in(ws, CV.format(name=f"Ned{number}").encode(), f"{number}.txt", job=job, by="tom@example.org")
    work(here)

    assert len([one for one in background_tasks(here) if one.kind == "match"]) - before <= 2
    assert background.hand_in(ws, CV.format(name="Ned0").encode(), "0.txt", job=job, by="tom@example.org") is None


def background_tasks(here: Place) -> list[Any]:
    """Return all tasks."""
    from jiufang.workspace import tasks

    return tasks.listed(here.house.ws, limit=500)


def test_javascript_sends_each_file_and_is_told_in_json(here: Place):
    """The same address, with `Accept: application/json`."""
    answer = send(here.visitor("tom"), "/upload", ("two.txt", CV.format(name="Duo").encode()), Accept="application/json")

    assert answer.status_code == 202
    assert [(one["file"], one["status"]) for one in answer.json()["files"]] == [("two.txt", "waiting")]


def test_what_is_wrong_is_said_and_the_page_shown_again(here: Place):
    """No file, an empty one; the token of another page."""
    tom = here.visitor("tom")

    nothing, empty = send(tom, "/upload"), send(tom, "/upload", ("none.txt", b""))
    assert (nothing.status_code, empty.status_code) == (422, 422)
    assert "No file was chosen." in words(nothing)
    assert "none.txt" in words(empty)
    tom.get("/upload")
    headers = {**tom._headers(), "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    forged = tom.client.post("/upload?csrf_token=x", files=[("files", ("a.txt", b"a"))], headers=headers)
    assert forged.status_code == 403


def test_an_archive_is_told_of_by_what_was_in_it(here: Place):
    """It is not kept itself: how many of those in it were read stays."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("Pia", "Rut"):
            archive.writestr(f"{name}.txt", CV.format(name=name))
    tom = here.visitor("tom")
    send(tom, "/upload", ("both.zip", packed.getvalue()))
    work(here)

    found = tom.get("/upload.json").json()["files"]
    assert [(one["status"], one["read"], one["of"]) for one in found if one["status"] == "archive"] == [("archive", 2, 2)]
    assert "2 of 2 read" in words(tom.get("/upload"))


def test_names_are_covered_once_they_are_judged(here: Place):
    """In a blind job, a file that was read has no name any more; one that could not be has, since somebody has to do something about it."""
    ws, job = here.house.ws, UUID(here.house.world["job"])
    background.hand_in(ws, CV.format(name="Zoe").encode(), "Zoe-Berg.txt", job=job, by="li@example.org")
    background.hand_in(ws, b"%PDF-1.4 in pieces", "broken.pdf", job=job, by="li@example.org")
    work(here)

    found = intake.handed(ws, by="li@example.org", now=DAY, job=job, blind=True)

    assert {None, "broken.pdf"} == {one.name for one in found}
    assert intake.handed(ws, by="mei@example.org", now=DAY, job=job) == ()


def test_it_refuses_whoever_may_add_nobody(here: Place):
    """A hiring manager, an interviewer, an auditor; a stranger signs in first; another company's job is not found."""
    assert [here.visitor(name).get("/upload").status_code for name in ("li", "ivy", "ruth")] == [403, 403, 403]
    assert here.visitor().get("/upload").headers["location"].startswith("/sign-in")
    assert here.visitor("mallory").get(f"/upload?job={here.house.world['job']}").status_code == 404


def test_it_speaks_chinese(here: Place):
    """The form and what became of the files."""
    told = words(here.visitor("tom", lang="zh").get("/upload"))

    assert "把文件或文件夹拖到这里" in told
    assert "Drop files" not in told
