"""Write visible lines one after another and get a document with the span of every line."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from jiufang.documents.invisible import as_seen, hidden_characters
from jiufang.documents.laced import without_laced
from jiufang.documents.records import Document, HiddenText, Line, Page, Problem, Status
from jiufang.text.normalise import clean, strip_invisible

BLANKS = re.compile(r"[^\S\n\t]+")
TABS = re.compile(r" *\t[ \t]*")
ICONS = re.compile("[\ue000-\uf8ff\ufffc]+")  # private glyphs of icon fonts, and the place of an object
QUOTE = 400  # code points quoted of each hidden passage

MEANING = {
    "vanish": "text marked as hidden",
    "white": "text in the colour of the paper",
    "tiny": "text too small to be seen",
    "off_page": "text placed off the page",
    "transparent": "text without ink",
    "clipped": "text cut off by its frame",
    "comment": "a comment beside the text",
    "deleted": "text struck out by tracked changes",
    "metadata": "instructions or long text in the file's properties",
    "alt_text": "instructions or long text in a picture's description",
    "zero_width": "invisible characters inside words",
    "tag_characters": "a message in invisible tag characters",
    "bidi": "characters that turn the writing direction round",
    "homoglyph": "letters of another alphabet posing as Latin ones",
}


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of visible text that stands on one line of its own, or on several parted by line feeds."""

    text: str
    bold: bool = False
    size: float = 0.0
    page: int = 1
    heading: bool = False

    @property
    def rows(self) -> list[str]:
        """Return the lines that are not blank."""
        return [row for row in (part.strip() for part in self.text.split("\n")) if row]


@dataclass(slots=True)
class Sheet:
    """A document in the making: lines in reading order, and what was found hidden on the way."""

    hidden: list[HiddenText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _raw: list[str] = field(default_factory=list)
    _offset: int = 0

    def write(self, strip: Strip) -> None:
        """Add the lines of a strip; blank ones are left out, a heading gets a blank line before it."""
        rows = [(raw, visible_line(raw)) for raw in clean(strip.text).split("\n")]
        if strip.heading and any(row for _, row in rows):
            self.gap()
        for raw, row in rows:
            self._raw.append(raw)
            if row:
                span = Line(start=self._offset, end=self._offset + len(row), page=strip.page, size=strip.size, bold=strip.bold)
                self._lines.append(span)
                self._push(row)

    def gap(self) -> None:
        """Part what comes next from what stands above by one blank line."""
        if self._rows and self._rows[-1]:
            self._push("")

    def hide(self, family: str, quote: str, *, page: int = 1) -> None:
        """Keep words that nobody sees apart from the text; a continued passage is joined."""
        quote = " ".join(strip_invisible(clean(quote)).text.split())
        if not quote:
            return
        last = self.hidden[-1] if self.hidden else None
        if last and last.family == family and last.page == page and len(last.quote) < QUOTE:
            self.hidden[-1] = last.model_copy(update={"quote": f"{last.quote} {quote}"[:QUOTE]})
        else:
            self.hidden.append(HiddenText(family=family, quote=quote[:QUOTE], page=page))

    def document(self, *, name: str, media_type: str, data: bytes, pages: tuple[Page, ...] = ()) -> Document:
        """Return the finished document; one problem tells of each family of hidden text."""
        hidden = (*self.hidden, *hidden_characters("\n".join(self._raw)))
        text = "\n".join(self._rows).rstrip("\n")
        return Document(
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=media_type,
            text=text,
            pages=pages,
            lines=tuple(self._lines),
            hidden=hidden,
            problems=(*self.problems, *hidden_problems(hidden)),
            status=Status.OK if text and not self.problems else Status.PARTIAL,
        )

    def _push(self, row: str) -> None:
        self._rows.append(row)
        self._offset += len(row) + 1


def visible_line(raw: str) -> str:
    """Return a line as it is seen: no invisible characters or icon glyphs, single blanks, tabs kept."""
    row = strip_invisible(as_seen(without_laced(raw))).text
    row = BLANKS.sub(" ", ICONS.sub(" ", row))
    return TABS.sub("\t", row).strip()


def hidden_problems(hidden: tuple[HiddenText, ...]) -> tuple[Problem, ...]:
    """Tell the recruiter once of each family of hidden text."""
    first = {h.family: h for h in reversed(hidden)}
    families = dict.fromkeys(h.family for h in hidden)
    return tuple(
        Problem(code="hidden_text", message=f"{MEANING.get(family, family)}: {first[family].quote[:120]}", page=first[family].page)
        for family in families
    )
