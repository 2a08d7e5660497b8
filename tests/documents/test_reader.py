"""Reading: bytes decide what a file is, failures have reasons, one résumé comes out of one file."""

from __future__ import annotations

import pytest
import seeds

from jiufang.documents.detect import detect
from jiufang.documents.files import only_document
from jiufang.documents.reader import MAX_CHARACTERS, read_bytes
from jiufang.documents.records import Reading, Status
from jiufang.errors import UnreadableDocument

KINDS = {
    "pdf": "pdf",
    "docx": "docx",
    "odt": "odt",
    "rtf": "rtf",
    "html": "html",
    "md": "markdown",
    "txt": "text",
    "json": "json",
    "eml": "eml",
    "zip": "zip",
}
KINDS |= dict.fromkeys(("png", "jpg", "tif", "webp", "bmp"), "image")


@pytest.mark.parametrize("extension", KINDS)
def test_bytes_decide_what_a_file_is(extension):
    """A file is recognised without its name, but for what only a name can tell: Markdown and JSON from text."""
    data = seeds.all_formats()[extension]

    assert detect(data, name=f"cv.{extension}").name == KINDS[extension]
    assert detect(data, name=f"cv.{extension}").expected == ""
    assert detect(data, name="cv").name == ("text" if extension == "md" else KINDS[extension])


def test_a_false_extension_is_told():
    """A Word file that is called .pdf is read as what it is, with a problem that says so."""
    document = read_bytes(seeds.docx(), name="cv.pdf").documents[0]

    assert "Zhang Min" in document.text
    assert [p.code for p in document.problems] == ["type_mismatch"]


def test_a_web_page_that_is_called_doc_is_read():
    """Job sites export web pages under the extension .doc."""
    assert "Lab assistant" in read_bytes(seeds.html(), name="cv.doc").documents[0].text


def test_too_much_text_is_cut_and_told():
    """Beyond the cap a document is partial, its lines end within its text."""
    reading = read_bytes(b"Zhang Min worked hard.\n" * 40_000, name="cv.txt")

    assert reading.status is Status.PARTIAL
    assert len(reading.documents[0].text) == MAX_CHARACTERS
    assert reading.documents[0].lines[-1].end <= MAX_CHARACTERS


def test_a_picture_without_recognition_is_failed_with_a_hint():
    """Without OCR a picture cannot be read, and the reason says what to install."""
    reading = read_bytes(seeds.picture(), name="cv.png")

    assert reading.status is Status.FAILED
    assert "jiufang[media]" in reading.reason


def test_reading_twice_gives_the_same_bytes():
    """The same file gives the same JSON."""
    for extension, data in seeds.all_formats().items():
        first, second = (read_bytes(data, name=f"cv.{extension}").model_dump_json() for _ in range(2))
        assert first == second


def test_one_file_gives_one_document():
    """An e-mail with one résumé is that résumé; an archive of several is refused with their names."""
    mail = read_bytes(seeds.mail(attachments={"cv.docx": seeds.docx()}), name="a.eml")
    several = read_bytes(seeds.packed({"a.txt": "Li Wei", "b.txt": "Zhang Min"}), name="a.zip")

    assert only_document(mail).member == "cv.docx"
    with pytest.raises(UnreadableDocument, match=r"a\.txt, b\.txt"):
        only_document(several)
    with pytest.raises(UnreadableDocument, match="broken"):
        only_document(Reading(file="x", status=Status.FAILED, reason="broken"))
