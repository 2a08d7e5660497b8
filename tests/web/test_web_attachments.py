"""Files beside candidates and letters over the API: kept as they are, given out to be saved, covered where somebody is judged blind."""

from __future__ import annotations

from email.message import Message
from uuid import UUID

import pytest
from tests.web.browser import Browser
from tests.web.people import CAST
from tests.web.world import furnish, more

from jiufang.access.roles import Permission
from jiufang.workspace.attachments import LARGEST

NAMES = ('"; filename="evil.html', "../../etc/passwd", "a\r\nSet-Cookie: a=b.pdf", "简历 张伟.pdf", "cv\u202efdp.exe")


@pytest.fixture
def world(ws, app, tmp_path):
    """Something of everything; the job is judged openly."""
    return more(ws, furnish(ws, tmp_path))


def files(*contents, name="offer.pdf"):
    """Return what a form sends."""
    return [("files", (name, content)) for content in contents]


def test_laid_beside_listed_taken_out_removed(tom, world):
    """Byte for byte, and gone when it is removed by who saw what it is."""
    beside = f"/candidates/{world['person']}/attachments"
    made = tom.post(beside, files=files(b"<script>alert(1)</script>", b"%PDF", name="offer.html"))
    assert made.status_code == 201, made.text
    first, second = made.json()["items"]
    listed = tom.get(beside).json()["items"]
    content = tom.get(f"/attachments/{first['id']}/content")

    assert {one["id"] for one in listed} == {first["id"], second["id"], world["attachment"]}
    assert (first["name"], first["size"], first["made_by"]) == ("offer.html", 25, "tom@example.org")
    assert content.content == b"<script>alert(1)</script>"
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"].startswith("attachment;")
    assert content.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in content.headers["content-security-policy"]
    assert tom.delete(f"/attachments/{first['id']}").status_code == 428
    assert tom.delete(f"/attachments/{first['id']}", headers={"If-Match": '"9"'}).status_code == 412
    tag = tom.get(f"/attachments/{first['id']}").headers["etag"]
    assert tom.delete(f"/attachments/{first['id']}", headers={"If-Match": tag}).status_code == 204
    assert tom.get(f"/attachments/{first['id']}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name(tom, world, name):
    """A05: it breaks out of no header, and climbs nowhere."""
    made = tom.post(f"/candidates/{world['person']}/attachments", files=files(b"x", name=name)).json()["items"][0]
    answer = tom.get(f"/attachments/{made['id']}/content")
    told = Message()
    told["content-disposition"] = answer.headers["content-disposition"]

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert not {"/", "\\", "\r", "\n", "\u202e"} & set(told.get_filename() or "")


def test_with_a_letter_as_long_as_it_is_a_draft(tom, ws, world):
    """What was sent keeps its files, and gets no more; they are listed with it."""
    goes_with = f"/messages/{world['message']}/attachments"
    made = tom.post(goes_with, files=files(b"%PDF"))
    assert made.status_code == 201, made.text
    file = made.json()["items"][0]
    assert file["message"] == world["message"]
    tom.post(f"/messages/{world['message']}/sending", headers={"If-Match": "*"})

    assert [one["id"] for one in tom.get(goes_with).json()["items"]] == [file["id"]]
    assert tom.post(goes_with, files=files(b"more")).status_code == 409
    assert tom.delete(f"/attachments/{file['id']}", headers={"If-Match": "*"}).status_code == 409


def test_judged_blind_it_has_no_name_and_is_not_given_out(tom, ws, world):
    """The name of a file and what is in it may tell who somebody is."""
    ws.openings.change(UUID(world["job"]), by="mei@example.org", blind=True)
    listed = tom.get(f"/candidates/{world['person']}/attachments").json()["items"]

    assert [one["name"] for one in listed] == [None]
    assert "Lindqvist" not in tom.get(f"/attachments/{world['attachment']}").text
    assert tom.get(f"/attachments/{world['attachment']}/content").status_code == 403
    assert tom.post(f"/candidates/{world['person']}/attachments", files=files(b"x", name="Ada.pdf")).json()["items"][0]["name"] is None


def test_what_is_no_file_is_refused(tom, world):
    """Nothing, an empty one, no form, one too large; nothing is kept of it."""
    beside = f"/candidates/{world['person']}/attachments"
    before = tom.get(beside).json()

    assert tom.post(beside, files=files(b"")).status_code == 422
    assert tom.post(beside, json={"files": []}).status_code in {415, 422}
    assert tom.post(beside, files=files(b"0" * (LARGEST + 1))).status_code == 422
    assert tom.get(beside).json() == before


def test_a_program_needs_the_scope(app, world):
    """Reading takes one, adding another."""
    beside = f"/candidates/{world['person']}/attachments"
    reads = Browser.program(app, CAST["tom"], Permission.CANDIDATES_READ, Permission.CANDIDATES_IDENTITY)
    writes = Browser.program(app, CAST["tom"], Permission.CANDIDATES_WRITE)

    assert reads.get(beside).status_code == 200
    assert reads.post(beside, files=files(b"x")).status_code == 403
    assert writes.get(beside).status_code == 403
    assert writes.post(beside, files=files(b"x")).status_code == 201
