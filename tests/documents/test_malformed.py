"""Malformed files, some of each family: never an exception, never a hang, always a reason, nothing touched or visited."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

import malformed
from jiufang.documents import ReadingPool
from jiufang.documents.records import Status

EVERY = 16  # the whole suite runs in benchmarks/malformed.py
SLOW = {
    "flat-bomb",
    "many-bombs",
    "xml-bomb",
    "runs-bomb",
    "large",
    "filter-chain",
    "content-bomb",
    "giant-pages",
    "million-lines",
    "million-words",
}
SLOW |= {"line", "lying-size", "wide", "attributes", "depth-huge", "bomb"}
VISITING = {
    "xxe.docx",
    "xxe.odt",
    "dtd.docx",
    "template.docx",
    "climbing.docx",
    "remote.html",
    "xxe.html",
    "xxe.xml",
    "picture.svg",
    "actions.pdf",
    "remote.pdf",
    "field.rtf",
}
VISITING |= {"images.md", "external.eml", "remote.eml", "file.docx"}


@pytest.fixture(scope="module")
def outcome():
    """Read a sample of the malformed files beside a listener on the loopback."""
    visits: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: [visits.append(server.accept()) for _ in range(99)], daemon=True).start()
    url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    chosen = [
        c for n, c in enumerate(malformed.cases(url)) if c.file in VISITING or (n % EVERY == 0 and c.file.rsplit(".", 1)[0] not in SLOW)
    ]
    rows = []
    with ReadingPool(workers=2) as pool:
        for case in chosen:
            before = time.monotonic()
            rows.append((case, pool.read(case.data, name=case.file, ocr=False), time.monotonic() - before))
    return rows, visits


def test_there_are_more_than_three_hundred_of_them():
    """The suite has at least 300 files, all under names of their own within a family."""
    names = [(c.family, c.file) for c in malformed.cases()]

    assert len(names) >= 300
    assert len(set(names)) == len(names)


def test_each_ends_with_documents_or_a_reason(outcome):
    """Every file ends as documents, or as failed with a reason."""
    for case, reading, _ in outcome[0]:
        assert bool(reading.documents) == (reading.status is not Status.FAILED), case.file
        assert reading.documents or len(reading.reason) > 8, case.file
        assert "Traceback" not in reading.reason


def test_none_takes_more_than_thirty_seconds(outcome):
    """No file holds up the others."""
    assert max(seconds for _, _, seconds in outcome[0]) < 30


def test_nobody_is_visited(outcome):
    """Entities, templates, pictures and actions in files reach nothing, and no local file is shown."""
    assert {case.file for case, _, _ in outcome[0]} >= VISITING
    assert outcome[1] == []
    assert not any("root:" in d.text for _, reading, _ in outcome[0] for d in reading.documents)


def test_nothing_outside_is_written(outcome):
    """Names that climb out of an archive create no file."""
    assert outcome[0]
    assert not [p for folder in ("/var", "/", ".", "..", "../..") for p in Path(folder).glob("jiufang-climbed*")]
