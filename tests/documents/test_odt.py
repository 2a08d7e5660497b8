"""OpenDocument texts: paragraphs, lists, tables, hidden words."""

import io
import zipfile

import pytest

from jiufang.documents.odt import read_odt
from jiufang.errors import UnreadableDocument

NAMES = {"office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing", "fo": "xsl-fo-compatible"}
SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in NAMES.items())
STYLES = (
    '<style:style style:name="V" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="T" style:family="text"><style:text-properties fo:font-size="1pt"/></style:style>'
)


def read(body):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        content = f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        package.writestr("content.xml", content)
    return read_odt(stream.getvalue(), name="cv.odt")


def test_paragraphs_lists_and_tables_are_read_in_order():
    """A heading stands apart, items get bullets, rows get tabs, a merged cell is read once."""
    found = read(
        "<text:p>Ada Quill</text:p><text:h>Work</text:h><text:p>Moor Clinic<text:tab/>2019</text:p><text:list><text:list-item><text:p>Ran it</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Phone</text:p></table:table-cell><table:table-cell><text:p>555</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert found.text == "Ada Quill\n\nWork\nMoor Clinic\t2019\n• Ran it\n\nPhone\t555"


@pytest.mark.parametrize(("style", "family"), [("V", "vanish"), ("W", "white"), ("T", "tiny")])
def test_words_that_nobody_sees_are_kept_apart(style, family):
    """Hidden, white and tiny spans never reach the text."""
    found = read(f'<text:p>Nurse<text:span text:style-name="{style}">expert</text:span></text:p>')

    assert found.text == "Nurse"
    assert [(h.family, h.quote) for h in found.hidden] == [(family, "expert")]


def test_rubble_is_refused():
    """A broken package ends in a reason."""
    with pytest.raises(UnreadableDocument):
        read_odt(b"PK\x03\x04rubble", name="cv.odt")
