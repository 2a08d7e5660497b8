"""Name the elements of WordprocessingML and read its switches and numbers."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# ISO 29500 strict files use other namespaces for the same words; they are mapped before parsing.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

OFF = {"0", "false", "off", "none"}
TWIPS = 20  # per point
EMU = 12_700  # per point


def value(element: Element | None, name: str = "val") -> str | None:
    """Return a `w:` attribute of an element that may be absent."""
    return None if element is None else element.get(W + name)


def switch(parent: Element | None, name: str) -> bool | None:
    """Read a toggle such as `w:b` below a properties element: on, off, or not stated."""
    found = None if parent is None else parent.find(W + name)
    return None if found is None else (value(found) or "1").lower() not in OFF


def number(text: str | None) -> float | None:
    """Read a number that may be absent or broken."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


def shown(element: Element) -> Iterator[Element]:
    """Yield the children of an element; of alternatives only the one that a current reader shows."""
    for child in element:
        if child.tag != MC + "AlternateContent":
            yield child
            continue
        choices = child.findall(MC + "Choice")
        fallback = child.find(MC + "Fallback")
        picked = next((c for c in choices if len(c)), fallback)
        if picked is not None:
            yield from shown(picked)
