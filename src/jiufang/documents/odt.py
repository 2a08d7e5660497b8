"""Read an OpenDocument text (.odt) into visible lines, hidden words apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from jiufang.documents.colours import BLACK, WHITE, Colour, css_colour, is_lost
from jiufang.documents.css import pixels
from jiufang.documents.docx.numbering import BULLET, written
from jiufang.documents.grids import Cell, Grid, write_content
from jiufang.documents.package import RESAVE, Package
from jiufang.documents.records import Document
from jiufang.documents.sheet import Sheet, Strip
from jiufang.documents.suspicion import is_suspicious
from jiufang.errors import UnreadableDocument

Element = etree._Element
Part = Strip | Grid | None

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, DRAW, STYLE, OFFICE = (f"{_OASIS}{name}:1.0}}" for name in ("text", "table", "drawing", "style", "office"))
FO, SVG = (f"{_OASIS}{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting",
}
TINY = 2.0  # points
POINT = 0.75  # of a CSS pixel
MAX_DEPTH = 12  # styles based on styles
MAX_REPEAT = 40  # repeated cells and blanks; spreadsheets repeat thousands
AWAY = 5_000.0  # points beyond any paper


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    size: float = 12.0
    ink: Colour = BLACK
    ground: Colour | None = WHITE
    trick: str | None = None

    @property
    def family(self) -> str | None:
        if self.trick or self.size <= TINY:
            return self.trick or "tiny"
        return "white" if self.ground is not None and is_lost(self.ink, self.ground) else None


def read_odt(data: bytes, *, name: str) -> Document:
    """Read an .odt file.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: damaged, password-protected, a bomb, or no OpenDocument text.
    """
    package = Package(data, name=name)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise UnreadableDocument("the file is password-protected", subject=name, hint="ask for an unprotected copy")
    root, styles = package.xml("content.xml"), package.xml("styles.xml")
    body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}text")
    if root is None or body is None:
        raise UnreadableDocument("the file is no OpenDocument text", subject=name, hint=RESAVE)
    sheet = Sheet()
    reader = _Reader(sheet, _styles(root, styles))
    for part in ("header", "footer"):
        margins = [] if styles is None else list(styles.iter(STYLE + part))
        if part == "footer":
            write_content(sheet, reader.story(body, _Look()))
        for margin in margins[:1]:
            sheet.gap()
            write_content(sheet, reader.story(margin, _Look()))
            sheet.gap()
    for told in _properties(package):
        sheet.hide("metadata", told)
    return sheet.document(name=name, media_type=MEDIA_TYPE, data=data)


def _properties(package: Package) -> Iterator[str]:
    meta = package.xml("meta.xml")
    for element in () if meta is None else meta.iter():
        if element.text and not len(element) and is_suspicious(element.text):
            yield element.text


def _styles(*roots: Element | None) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for root in roots:
        for tag in (STYLE + "style", TEXT + "list-style", STYLE + "default-style"):
            for style in () if root is None else root.iter(tag):
                family = "list" if tag.endswith("list-style") else style.get(STYLE + "family", "")
                found.setdefault((family, style.get(STYLE + "name", "")), style)
    return found


@dataclass(slots=True)
class _Line:
    look: _Look
    pieces: list[tuple[str, _Look]] = field(default_factory=list)
    frames: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """The body of an OpenDocument file, read with its styles."""

    sheet: Sheet
    styles: dict[tuple[str, str], Element]
    _page: int = 1

    def story(self, story: Element, look: _Look, *, label: str = "") -> list[Part]:
        """Return the paragraphs, lists and tables of an element in order."""
        content: list[Part] = []
        for child in story:
            tag = child.tag
            if tag in (TEXT + "p", TEXT + "h"):
                content += self.paragraph(child, look, label=label)
                label = ""
            elif tag == TEXT + "list":
                content += self.items(child, look, 0, None)
            elif tag == TABLE + "table":
                content.append(self.table(child, look))
            elif tag == TEXT + "tracked-changes":
                self._deleted(child)
            elif tag in (TEXT + "section", TEXT + "index-body", OFFICE + "forms") or tag.endswith(("-index", "table-of-content")):
                hidden = child.get(TEXT + "display") in ("none", "condition")
                content += self.story(child, replace(look, trick=look.trick or "vanish") if hidden else look)
            elif tag.startswith(DRAW):
                content += self.frame(child, look)
        return content

    def paragraph(self, paragraph: Element, look: _Look, *, label: str = "") -> list[Part]:
        """Return a paragraph, with the frames anchored in it before it."""
        look = self.look("paragraph", paragraph.get(TEXT + "style-name"), look)
        line = _Line(look)
        self._walk(paragraph, look, line)
        text = "".join(piece for piece, _ in line.pieces)
        if not text.strip():
            return [*line.frames, None]
        weighed = [(len(piece.strip()), at) for piece, at in line.pieces]
        bold = 2 * sum(n for n, at in weighed if at.bold) > sum(n for n, _ in weighed)
        size = max(weighed, key=lambda pair: pair[0])[1].size
        heading = paragraph.tag == TEXT + "h"
        return [*line.frames, Strip(label + text.lstrip(), bold=bold, size=size, page=self._page, heading=heading)]

    def items(self, items: Element, look: _Look, depth: int, style: str | None) -> list[Part]:
        """Return the items of a list with their numbers or bullets."""
        style = items.get(TEXT + "style-name") or style
        content: list[Part] = []
        count = 0
        for item in items:
            if item.tag != TEXT + "list-item":
                content += self.story(item, look)
                continue
            start = item.get(TEXT + "start-value") or ""
            count = int(start) if start.isdigit() else count + 1
            label = self._label(style, depth, count)
            for child in item:
                if child.tag == TEXT + "list":
                    content += self.items(child, look, depth + 1, style)
                elif child.tag in (TEXT + "p", TEXT + "h"):
                    content += self.paragraph(child, look, label=label)
                    label = ""
        return content

    def table(self, table: Element, look: _Look) -> Grid:
        """Return a table; covered cells belong to the merged one."""
        rows = []
        for row in table.iter(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table"), None) is not table:
                continue
            cells, column = [], 0
            for cell in row:
                repeat = min(MAX_REPEAT, _count(cell, "number-columns-repeated"))
                if cell.tag == TABLE + "table-cell":
                    inner = self.look("table-cell", cell.get(TABLE + "style-name"), look)
                    content = tuple(self.story(cell, inner))
                    cells.append(
                        Cell(
                            content=content,
                            column=column,
                            columns=_count(cell, "number-columns-spanned"),
                            rows=_count(cell, "number-rows-spanned"),
                        )
                    )
                column += repeat
            rows.append(tuple(cells))
        return Grid(rows=tuple(rows))

    def frame(self, frame: Element, look: _Look) -> list[Part]:
        """Return the words of a text box or shape."""
        content: list[Part] = []
        shifts = [abs(pixels(frame.get(SVG + side)) or 0.0) * POINT for side in ("x", "y")]
        if max(shifts) > AWAY or any((pixels(frame.get(SVG + side)) or 0.0) * POINT < -AWAY / 10 for side in ("x", "y")):
            look = replace(look, trick=look.trick or "off_page")
        look = self.look("graphic", frame.get(DRAW + "style-name"), look)
        for part in frame:
            if part.tag == DRAW + "text-box" or part.tag.startswith(DRAW):
                content += self.story(part, look) if part.tag == DRAW + "text-box" else self.frame(part, look)
            elif part.tag in (TEXT + "p", TEXT + "list"):
                return [None, *self.story(frame, look), None]
            elif part.tag in (SVG + "title", SVG + "desc") and is_suspicious(part.text or ""):
                self.sheet.hide("alt_text", part.text or "")
        return [None, *content, None] if content else []

    def look(self, family: str, name: str | None, outer: _Look) -> _Look:
        """Apply a style and those it is based on."""
        chain: list[Element] = []
        while name and (style := self.styles.get((family, name))) is not None and len(chain) < MAX_DEPTH:
            chain.insert(0, style)
            name = style.get(STYLE + "parent-style-name")
        for style in chain:
            for properties in style:
                outer = _applied(outer, properties)
        return outer

    def _walk(self, element: Element, look: _Look, line: _Line) -> None:
        self._say(element.text, look, line)
        for child in element:
            self._inline(child, look, line)
            self._say(child.tail, look, line)

    def _inline(self, child: Element, look: _Look, line: _Line) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            self._say(" ", look, line)
        elif tag == TEXT + "tab":
            line.pieces.append(("\t", look))
        elif tag == TEXT + "line-break":
            line.pieces.append(("\n", look))
        elif tag == TEXT + "soft-page-break":
            self._page += 1
        elif tag == OFFICE + "annotation":
            self.sheet.hide("comment", " ".join(str(p) for p in child.itertext()))
        elif tag in (TEXT + "hidden-text", TEXT + "hidden-paragraph"):
            self.sheet.hide("vanish", child.get(TEXT + "string-value") or "".join(str(p) for p in child.itertext()), page=self._page)
        elif tag == TEXT + "note":
            line.frames += [part for body in child.iter(TEXT + "note-body") for part in self.story(body, look)]
        elif tag in (TEXT + "page-number", TEXT + "page-count"):
            return
        elif tag.startswith(DRAW):
            line.frames += self.frame(child, look)
        else:
            self._walk(child, self.look("text", child.get(TEXT + "style-name"), look) if tag == TEXT + "span" else look, line)

    def _say(self, text: str | None, look: _Look, line: _Line) -> None:
        if not text:
            return
        if (family := look.family) and text.strip():
            self.sheet.hide(family, text, page=self._page)
        else:
            line.pieces.append((text.replace("\n", " "), look))

    def _label(self, style: str | None, depth: int, count: int) -> str:
        sheet = self.styles.get(("list", style or ""))
        for level in () if sheet is None else sheet:
            if level.get(TEXT + "level") == str(depth + 1) and level.tag == TEXT + "list-level-style-number":
                kind = FORMATS.get(level.get(STYLE + "num-format", ""))
                return f"{level.get(STYLE + 'num-prefix', '')}{written(count, kind)}{level.get(STYLE + 'num-suffix', '')} " if kind else ""
        return f"{BULLET} "

    def _deleted(self, changes: Element) -> None:
        for deletion in changes.iter(TEXT + "deletion"):
            for paragraph in deletion.iter(TEXT + "p", TEXT + "h"):
                self.sheet.hide("deleted", "".join(str(p) for p in paragraph.itertext()))


def _applied(look: _Look, properties: Element) -> _Look:
    weight, size, ink = (properties.get(FO + name) for name in ("font-weight", "font-size", "color"))
    if weight:
        look = replace(look, bold=weight == "bold" or (weight.isdigit() and int(weight) >= 600))
    if size and size.endswith("%"):
        look = replace(look, size=look.size * (pixels(size) or 16.0) / 16.0)
    elif size and (length := pixels(size)) is not None:
        look = replace(look, size=round(length * POINT, 1))
    if ink and (colour := css_colour(ink)) is not None:
        look = replace(look, ink=colour)
    if properties.get(TEXT + "display") == "none":
        look = replace(look, trick=look.trick or "vanish")
    return _grounded(look, properties)


def _grounded(look: _Look, properties: Element) -> _Look:
    painted = properties.get(FO + "background-color") or (
        properties.get(DRAW + "fill-color") if properties.get(DRAW + "fill") == "solid" else None
    )
    if properties.get(DRAW + "fill") in ("bitmap", "gradient"):
        return replace(look, ground=None)
    colour = css_colour(painted) if painted and painted != "transparent" else None
    return replace(look, ground=colour) if colour is not None else look


def _count(cell: Element, name: str) -> int:
    text = cell.get(TABLE + name) or "1"
    return int(text) if text.isdigit() and int(text) else 1
