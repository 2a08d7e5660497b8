"""Old Word files, with LibreOffice and without."""

import shutil
import subprocess
from pathlib import Path

import pytest

from jiufang.documents.doc import MEDIA_TYPE, read_doc
from jiufang.documents.docx import read_docx
from jiufang.errors import UnreadableDocument

SAMPLE = Path(__file__).parents[2] / "examples" / "resumes" / "许知夏-数学教师.docx"
OFFICE = shutil.which("soffice")


def test_without_libreoffice_the_reader_says_what_to_do(monkeypatch):
    """The reason names LibreOffice and the way out."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match="LibreOffice") as error:
        read_doc(b"\xd0\xcf\x11\xe0", name="cv.doc")
    assert ".docx" in error.value.hint


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (apt-get install libreoffice-writer-nogui)")
@pytest.mark.timeout(120)
def test_with_libreoffice_an_old_file_says_what_the_new_one_says(tmp_path):
    """The same résumé saved in the old format has the same words in the same order."""
    (tmp_path / "cv.docx").write_bytes(SAMPLE.read_bytes())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "cv.docx")]
    subprocess.run(command, capture_output=True, check=True)
    old = read_doc((tmp_path / "cv.doc").read_bytes(), name="cv.doc")
    assert old.text.split() == read_docx(SAMPLE.read_bytes(), name="cv.docx").text.split()
    assert old.media_type == MEDIA_TYPE


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (apt-get install libreoffice-writer-nogui)")
@pytest.mark.timeout(120)
def test_libreoffice_that_finds_no_document_is_a_clear_error():
    """Bytes that only begin like a Word file are refused by name, not read as nothing."""
    with pytest.raises(UnreadableDocument, match="LibreOffice cannot read"):
        read_doc(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name="cv.doc")
