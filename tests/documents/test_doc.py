"""Old Word files without LibreOffice."""

import pytest

from jiufang.documents.doc import read_doc
from jiufang.errors import UnreadableDocument


def test_without_libreoffice_the_reader_says_what_to_do(monkeypatch):
    """The reason names LibreOffice and the way out."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match="LibreOffice") as error:
        read_doc(b"\xd0\xcf\x11\xe0", name="cv.doc")
    assert ".docx" in error.value.hint
