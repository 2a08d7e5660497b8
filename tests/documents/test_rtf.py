"""Rich Text Format: character sets, tables, hidden words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.documents.rtf import read_rtf
from jiufang.errors import UnreadableDocument

HEAD = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil Arial;}}{\colortbl;\red255\green255\blue255;}"


def read(body):
    return read_rtf((HEAD + body + "}").encode("ascii"), name="cv.rtf")


def test_chinese_and_unicode_letters_are_read():
    """Bytes of the code page and Unicode escapes give the same letters."""
    escaped = "".join(f"\\'{byte:02x}" for byte in "林晓雯".encode("gbk"))
    assert read(rf"\f0 {escaped}\par \u24037?\u20316?\par").text == "林晓雯\n工作"


def test_hidden_and_white_words_are_kept_apart():
    """Hidden, white and tiny text never reaches the text."""
    found = read(r"Nurse{\v one}{\cf1 two}{\fs2 three}\par")

    assert found.text == "Nurse"
    assert [(h.family, h.quote) for h in found.hidden] == [("vanish", "one"), ("white", "two"), ("tiny", "three")]


def test_rows_of_a_table_are_read_by_tabs():
    """Cells of a row are parted by tabs."""
    assert read(r"\trowd\cellx1\cellx2\pard\intbl Phone\cell 555\cell\row\pard End\par").text == "Phone\t555\n\nEnd"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data):
    """Any bytes give a document or a reason."""
    try:
        read_rtf(b"{\\rtf1" + data, name="x.rtf")
    except UnreadableDocument:
        return


def test_other_files_are_refused():
    """What does not start as RTF is refused."""
    with pytest.raises(UnreadableDocument):
        read_rtf(b"hello", name="x.rtf")
