"""The records of the documents room: what a file says, where it says it, and what it hides."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = "1"

Box = tuple[float, float, float, float]
"""left, top, right, bottom in points (1/72 inch) from the top left corner of the page."""


class Record(BaseModel):
    """A frozen record with a stable JSON form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready plain data."""
        return self.model_dump(mode="json")


class Evidence(Record):
    """Words in a document that bear on something: the quote is `text[start:end]`, verbatim.

    Offsets count code points in `Document.text`; pages count from 1.
    """

    quote: str
    start: int
    end: int
    page: int = 1

    def __str__(self) -> str:
        return f"“{self.quote}” (p. {self.page})"


class Status(StrEnum):
    """How well a file was read."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class Word(Record):
    """A word on a page, with its place in the text and on the paper."""

    start: int
    end: int
    page: int
    box: Box


class Line(Record):
    """A printed line: its span in the text and the cues that make a heading a heading.

    `size` is the font size in points (0 when the format has none) and `bold` whether most of it is bold;
    `column` numbers the columns of a page from left to right, so that a reader can tell a sidebar apart.
    """

    start: int
    end: int
    page: int = 1
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    column: int = 0


class Page(Record):
    """The size of a page in points, and how its words were obtained (`text` layer or `ocr`).

    `turned` counts the quarter turns against the clock that put a picture upright before it was read.
    """

    number: int
    width: float
    height: float
    source: str = "text"
    turned: int = 0


class HiddenText(Record):
    """Words in the file that a person looking at it cannot see. They never score.

    `family` names the trick as in docs/hidden-text.md: white, tiny, off_page, covered, invisible_mode,
    transparent, clipped, zero_width, tag_characters, vanish, comment, metadata, annotation, ...
    """

    family: str
    quote: str
    page: int = 1
    box: Box | None = None


class Problem(Record):
    """Something that went wrong or looks odd, in words for the recruiter."""

    code: str
    message: str
    page: int | None = None
    member: str | None = None


class Document(Record):
    """What a file visibly says, with the place of every word.

    `text` is NFC and holds visible words only, in human reading order; blocks are parted by blank lines,
    table cells of a row by tabs. `sha256` is of the file's bytes. `member` is the path inside an archive
    or the attachment's name, when there is one.
    """

    name: str
    member: str | None = None
    sha256: str = ""
    media_type: str = "text/plain"
    text: str
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    words: tuple[Word, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    problems: tuple[Problem, ...] = ()
    status: Status = Status.OK

    @classmethod
    def from_text(cls, text: str, *, name: str = "text") -> Document:
        """Wrap plain text; line breaks are kept, invisible characters are taken out and reported."""
        from jiufang.documents.plain import document_from_text

        return document_from_text(text, name=name)

    def evidence(self, start: int, end: int) -> Evidence:
        """Quote `text[start:end]`, trimmed of the white space around it."""
        quote = self.text[start:end]
        start += len(quote) - len(quote.lstrip())
        quote = quote.strip()
        return Evidence(quote=quote, start=start, end=start + len(quote), page=self.page_at(start))

    def page_at(self, offset: int) -> int:
        """Return the number of the page on which the code point at `offset` stands."""
        page = 1
        for line in self.lines:
            if line.start > offset:
                break
            page = line.page
        return page

    def boxes(self, evidence: Evidence) -> tuple[tuple[int, Box], ...]:
        """Return (page, box) of each word that the evidence covers."""
        return tuple((w.page, w.box) for w in self.words if w.start < evidence.end and w.end > evidence.start)


class Reading(Record):
    """The outcome of reading one file: its documents, or the reason why there are none.

    An archive or an e-mail yields several documents. `status` is failed when no document came out; `transient` tells that
    time, memory or a crash ended the reading, not what is in the file: another try may succeed.
    """

    file: str
    status: Status
    reason: str = ""
    transient: bool = False
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
