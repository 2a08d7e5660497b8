"""Files are taken in while they arrive, each acknowledged once it is kept; what is broken or too large is told so and sinks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from tests.web.browser import Browser
from tests.web.world import AD, ADA, BO

from jiufang.errors import BadInput
from jiufang.web import multipart
from jiufang.web.multipart import Part, name_of
from jiufang.workspace import background


def test_files_are_handed_in_for_a_job_and_read(ws: Any, tom: Browser):
    """Each is a task; read by a worker, its person has applied; the same bytes are known then, and apply for another job at once."""
    jobs = [tom.post("/jobs", json={"job": {"text": AD}, "blind": False}).json()["id"] for _ in range(2)]
    files = [("files", ("ada.txt", ADA.encode())), ("files", ("李.txt", BO.encode())), ("files", ("none.pdf", b""))]
    handed = tom.post("/documents", files=files, params={"job": jobs[0]})
    assert handed.status_code == 202, handed.text
    assert [(one["file"], one["status"]) for one in handed.json()["files"]] == [
        ("ada.txt", "waiting"),
        ("李.txt", "waiting"),
        ("none.pdf", "refused"),
    ]
    background.worker(ws, concurrency=1).run(until_empty=True)
    assert tom.get(f"/tasks/{handed.json()['files'][0]['task']}").json()["state"] == "done"
    assert {one["candidate"]["name"] for one in tom.get(f"/jobs/{jobs[0]}/applications").json()["items"]} == {"Ada Lindqvist", "Bo Okafor"}
    again = tom.post("/documents", files=files[:1], params={"job": jobs[1]}).json()["files"]
    assert [(one["status"], one["task"]) for one in again] == [("known", None)]
    assert [one["candidate"]["name"] for one in tom.get(f"/jobs/{jobs[1]}/applications").json()["items"]] == ["Ada Lindqvist"]


def test_what_is_no_upload_is_refused(tom: Browser):
    """Another media type, a broken body, and one that ends in the middle."""
    assert tom.post("/documents", json={"files": []}).status_code == 415
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    for content in (b"", b"no boundary", b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf'):
        assert tom.ask("POST", "/documents", content=content, headers=kind).status_code == 422


async def _stream(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def _read(content: bytes, *, size: int = 7, file: int = 100, count: int = 3) -> list[Part]:
    async def gather() -> list[Part]:
        return [part async for part in multipart.files(_stream(content, size), "multipart/form-data; boundary=b", file=file, count=count)]

    return asyncio.run(gather())


def _body(*parts: tuple[str, bytes]) -> bytes:
    head = '--b\r\nContent-Disposition: form-data; name="files"; filename="{}"\r\n\r\n'
    return b"".join(head.format(name).encode() + content + b"\r\n" for name, content in parts) + b"--b--\r\n"


@given(contents=st.lists(st.binary(max_size=60).filter(lambda content: b"--b" not in content), max_size=3), size=st.integers(1, 50))
def test_files_come_out_as_they_went_in(contents: list[bytes], size: int):
    """However the network cuts them."""
    assert [part.content for part in _read(_body(*(("f", content) for content in contents)), size=size)] == contents


def test_one_that_is_too_large_sinks_nothing():
    """It is told so, without its content; the others are there. Too many are too many."""
    read = _read(_body(("a", b"x" * 101), ("b", b"y")))
    assert [(part.name, part.content, part.too_large) for part in read] == [("a", b"", True), ("b", b"y", False)]
    with pytest.raises(HTTPException) as refused:
        _read(_body(*(("a", b"x") for _ in range(4))))
    assert refused.value.status_code == 413
    with pytest.raises(BadInput):
        _read(b"--b\r\n\r\n")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("li.pdf", "li.pdf"), ("../../etc/passwd", "passwd"), ("C:\\cv\\li.pdf", "li.pdf"), ("a\u202efdp.exe", "afdp.exe"), ("\r\nX: y", "X: y"),
        ("..", "upload"), ("", "upload"), ("李明的简历.pdf", "李明的简历.pdf"), ("x" * 300 + ".pdf", "x" * 251 + ".pdf"), ("/", "upload"),
    ],
)  # fmt: skip
def test_names_are_names(told: str, name: str):
    """A05: no path, no control character, nothing that turns the rest round."""
    assert name_of(told.encode()) == name
