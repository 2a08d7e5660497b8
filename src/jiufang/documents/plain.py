"""Plain text → Document: visible characters only, one line record per line."""

from __future__ import annotations

import hashlib
import unicodedata

from jiufang.documents.charset import decode
from jiufang.documents.invisible import as_seen, hidden_characters
from jiufang.documents.laced import without_laced
from jiufang.documents.records import Document, Line
from jiufang.documents.sheet import hidden_problems
from jiufang.errors import UnreadableDocument
from jiufang.text.normalise import clean, strip_invisible

# Text has a control character here and there at most; a program or a picture is full of them.
BINARY_SHARE = 0.02

__all__ = ["decode_text", "document_from_text", "hidden_characters", "lines_of", "read_text"]


def read_text(data: bytes, *, name: str) -> Document:
    """Read a text file in whatever character set it is written.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    return document_from_text(decode_text(data, name=name), name=name, sha256=hashlib.sha256(data).hexdigest())


def decode_text(data: bytes, *, name: str, declared: str | None = None) -> str:
    """Return the text of bytes, or refuse what is no text.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    text = decode(data, declared=declared)
    odd = sum(1 for c in text if c == "\ufffd" or (unicodedata.category(c) == "Cc" and c not in "\n\r\t\f\v\x1a"))
    if odd > BINARY_SHARE * len(text):
        raise UnreadableDocument("the file is no text", subject=name, hint="ask for a PDF, Word or text file")
    return text.replace("\f", "\n\n").replace("\v", "\n")


def document_from_text(text: str, *, name: str = "text", media_type: str = "text/plain", sha256: str = "") -> Document:
    """Wrap text as a document of one page; invisible characters are taken out and reported."""
    raw = clean(text)
    shown = strip_invisible(as_seen("\n".join(map(without_laced, raw.split("\n"))))).text
    hidden = hidden_characters(raw)
    return Document(
        name=name,
        sha256=sha256,
        media_type=media_type,
        text=shown,
        lines=lines_of(shown),
        hidden=hidden,
        problems=hidden_problems(hidden),
    )


def lines_of(text: str) -> tuple[Line, ...]:
    """Return a line record for each line of a text that is not blank."""
    lines, start = [], 0
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(Line(start=start, end=start + len(raw)))
        start += len(raw) + 1
    return tuple(lines)
