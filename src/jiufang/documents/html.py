"""Read a web page into the lines that a browser would show, hidden ones apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from jiufang.documents.css import Declarations, Element, Seen, StyleSheet, seen
from jiufang.documents.flows import Flow, Place, flow_of
from jiufang.documents.grids import Cell, Grid, write_content
from jiufang.documents.plain import decode_text
from jiufang.documents.records import Document, Problem
from jiufang.documents.sheet import Sheet, Strip
from jiufang.documents.suspicion import is_suspicious
from jiufang.errors import UnreadableDocument

MEDIA_TYPE = "text/html"
# Never shown or never the candidate's words: menus and buttons belong to the site.
SILENT = {
    "nav",
    "button",
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "svg",
    "math",
    "canvas",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "map",
    "select",
    "datalist",
    "colgroup",
}
BLOCKS = set(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "html legend li main menu nav ol p pre section summary ul".split()
)
PARTED = {"article", "section", "ul", "ol", "dl", "table", "header", "footer", "main", "nav", "aside", "form", "fieldset", "hr"}
LISTS = {"ul", "ol"}  # a list belongs to the line above it
HEADINGS = {"h1": 32.0, "h2": 24.0, "h3": 18.7, "h4": 16.0, "h5": 13.3, "h6": 10.7}
BOLD = {"b", "strong", "th", "dt", *HEADINGS}
# In-line boxes that stand apart on the screen need a blank between them, or words run together.
APART = {"button", "td", "th", "label", "option", "input", "textarea"}
APART_DISPLAYS = {"inline-block", "inline-flex", "flex", "grid", "table-cell"}
BLOCK_DISPLAYS = {"block", "list-item", "table", "table-row", "flow-root"}
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,80}encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
# The first letters of a new box: in-line boxes that a page's lost style set apart, "Nurse" and "May 2018".
NEW_BOX = re.compile(r"[A-Z(]|(?:19|20)\d\d(?!\d)")
ENDED_BOX = re.compile(r"[a-z0-9)]$")
SHORT_BOX = 90  # characters; a longer child of a row is a column of text
MAX_CHARACTERS = 4_000_000  # a saved profile without its pictures has 0.1-1 million
MAX_TAGS = 60_000  # opening and closing ones; a saved profile has some thousand
MAX_ATTRIBUTES = 1_000  # of one element; libxml2 compares each with all before it
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4000,}")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
EMBEDDED = re.compile(r"data:[\w/+.-]{0,80}(?:;[\w=-]{1,40}){0,4},[A-Za-z0-9+/=%]{200,}")
BANNER = 60  # characters that a site's own banner may have
MAX_DEPTH = 200  # nested elements; deeper pages are made to break readers
BULLET = "•"


def read_html(data: bytes, *, name: str) -> Document:
    """Read an HTML page: a saved profile, a job site's export.

    Args:
        data: the bytes of the page.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: no text, or nested deeper than any page.
    """
    head = data[:4096]
    claimed = XML_CHARSET.search(head) or CHARSET.search(head)
    text = decode_text(data, name=name, declared=claimed.group(1).decode("ascii") if claimed else None)
    sheet = Sheet()
    write_html(sheet, text, name=name)
    return sheet.document(name=name, media_type=MEDIA_TYPE, data=data)


def write_html(sheet: Sheet, text: str, *, name: str) -> None:
    """Write what a page shows onto a sheet.

    Raises:
        UnreadableDocument: nested deeper than any page.
    """
    # lxml refuses text that declares an encoding, and stops at NUL.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    if not text.strip():
        return
    text = _bounded(text, sheet, name)
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("the page is damaged", subject=name, hint="save it again, or print it to PDF") from error
    styles = StyleSheet(style.text or "" for style in root.iter("style"))
    page = _Page(styles, sheet, name)
    page.walk(root, seen(styles.of(root), Seen()), 0)
    page.end_line()
    write_content(sheet, page.ordered())
    _report(root, sheet)


def _bounded(text: str, sheet: Sheet, name: str) -> str:
    """Return a page without its embedded pictures, cut where it is longer than any page about a person.

    Raises:
        UnreadableDocument: an element has thousands of attributes.
    """
    text = EMBEDDED.sub("data:,", text)
    for tag in LONG_TAG.findall(text):
        if len(QUOTED.sub("", tag).split(None, MAX_ATTRIBUTES)) > MAX_ATTRIBUTES:
            raise UnreadableDocument("the page is damaged or made to do harm", subject=name, hint="save it again, or print it to PDF")
    end = min(len(text), MAX_CHARACTERS)
    if text.count("<", 0, end) > MAX_TAGS:
        end = next(islice((found.start() for found in re.finditer("<", text)), MAX_TAGS, None))
    if end < len(text):
        sheet.problems.append(Problem(code="too_long", message="the page is far longer than any résumé; only its beginning was read"))
    return text[:end]


def _report(root: Element, sheet: Sheet) -> None:
    """Tell of orders to machines in what no reader sees: comments, descriptions, titles of elements."""
    for comment in root.iter(etree.Comment):
        if is_suspicious(comment.text or "") and not re.match(r"\s*(?:\[if|<!\[endif|\[endif)", comment.text or ""):
            sheet.hide("comment", comment.text or "")
    for element in root.iter("meta", "img", "a", "span", "div", "input"):
        for attribute in ("content", "alt", "title", "aria-label", "value"):
            told = element.get(attribute) or ""
            if len(told) > 20 and is_suspicious(told) and not told.startswith(("data:", "http")) and " " in told.strip():
                sheet.hide("metadata" if element.tag == "meta" else "alt_text", told)


@dataclass(slots=True)
class _Page:
    """A page being read: finished content, and the line at which the pen stands."""

    styles: StyleSheet
    sheet: Sheet
    name: str
    content: list[Strip | Grid | None] = field(default_factory=list)
    _pieces: list[tuple[str, Seen]] = field(default_factory=list)
    _label: str = ""
    _heading: bool = False
    _top: int | None = None
    _counts: dict[Element, int] = field(default_factory=dict)

    def ordered(self) -> list[Strip | Grid | None]:
        """Return the content; the few words of a site's banner above the page's title are read last."""
        if not self._top:
            return self.content
        above = self.content[: self._top]
        words = "".join(part.text for part in above if isinstance(part, Strip))
        if len(words) > BANNER or re.search(r"[\d@]", words) or any(isinstance(part, Grid) for part in above):
            return self.content
        return [*self.content[self._top :], None, *above]

    def walk(self, element: Element, look: Seen, depth: int, flow: Flow | None = None) -> None:
        """Read the text and children of an element."""
        if depth > MAX_DEPTH:
            raise UnreadableDocument("the page is nested too deep", subject=self.name, hint="print it to PDF")
        preserved = element.tag == "pre"
        self.say(element.text, look, preserved=preserved)
        for child in element:
            if isinstance(child.tag, str):
                place = flow.place() if flow else Place.FREE
                self.enter(child, look, depth + 1, place)
            self.say(child.tail if not flow or (child.tail or "").strip() else "", look, preserved=preserved)

    def enter(self, element: Element, outer: Seen, depth: int, place: Place = Place.FREE) -> None:
        """Read a child element in its own look."""
        tag = element.tag
        if tag in SILENT:
            return
        declared = self.styles.of(element)
        look = seen(declared, _native(tag, outer))
        # `aria-hidden` text is on the screen; job sites write each line twice, once for the eye and once for the ear.
        if element.get("hidden") is not None or (tag == "input" and element.get("type") == "hidden"):
            look = replace(look, trick=look.trick or "vanish")
        if tag == "br":
            self.end_line()
        elif tag == "hr":
            self.part()
        elif tag in ("input", "textarea") and element.get("value"):
            self.say(f" {element.get('value')} ", look)
        elif tag == "table":
            self.table(element, look, depth)
        elif _is_control(element):
            return
        else:
            self._element(element, look, depth, declared, place)

    def _element(self, element: Element, look: Seen, depth: int, declared: Declarations, place: Place = Place.FREE) -> None:
        tag, display = element.tag, declared.get("display", "")
        flow = flow_of(element, declared)
        is_block = (tag in BLOCKS and not display.startswith("inline")) or display in BLOCK_DISPLAYS or place is Place.LINE
        if place is Place.FIRST:
            self.end_line()
        in_row = place in (Place.FIRST, Place.BESIDE)
        if in_row and not _is_short(element):
            is_block = is_block or tag not in BLOCKS
        elif in_row:
            self._heading = self._heading or tag in HEADINGS
            self._pieces.append(("\t", look))
            self.walk(element, look, depth, flow)
            return
        if is_block:
            self.end_line()
            if tag in PARTED and tag not in LISTS:
                self.part()
            self._heading = self._heading or tag in HEADINGS
            if tag == "h1" and self._top is None:
                self._top = len(self.content)
            if tag == "li":
                self._label = self.item_label(element)
        elif tag in APART or display in APART_DISPLAYS or _abuts(element) or self._is_new_box(element):
            self._pieces.append((" ", look))
        self.walk(element, look, depth, flow)
        if is_block:
            self.end_line()
            self._heading, self._label = False, ""
            if tag in PARTED and not (tag in LISTS and _is_nested(element)):
                self.part()
        elif tag in APART or display in APART_DISPLAYS:
            self.say(" ", look)

    def _is_new_box(self, element: Element) -> bool:
        """Tell whether a span that follows a span closely looks like the next box of a row: "Nurse" and "May 2018"."""
        last = self._pieces[-1][0] if self._pieces else ""
        return _is_next_span(element) and bool(ENDED_BOX.search(last) and NEW_BOX.match(element.text or ""))

    def item_label(self, item: Element) -> str:
        """Number the items of an ordered list as a browser does; the others get a bullet."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return f"{BULLET} "
        start = parent.get("start") or "1"
        self._counts[parent] = self._counts.get(parent, (int(start) if start.isdigit() else 1) - 1) + 1
        return f"{self._counts[parent]}. "

    def say(self, text: str | None, look: Seen, *, preserved: bool = False) -> None:
        """Add text to the line, or keep it apart when it cannot be seen."""
        if not text:
            return
        if preserved and "\n" in text:
            for row in text.split("\n"):
                self.say(row, look)
                self.end_line()
            return
        if (family := look.family) and text.strip():
            self.sheet.hide(family, text)
        else:
            self._pieces.append((re.sub(r"\s+", " ", text), look))

    def end_line(self) -> None:
        """Finish the line when it has words."""
        text = "".join(piece for piece, _ in self._pieces).strip()
        if text:
            weighed = [(len(piece.strip()), look) for piece, look in self._pieces]
            bold = 2 * sum(n for n, look in weighed if look.bold) > sum(n for n, _ in weighed)
            size = max(weighed, key=lambda pair: pair[0])[1].points
            self.content.append(Strip(self._label + text, bold=bold, size=size, heading=self._heading))
            self._label, self._heading = "", False
        self._pieces.clear()

    def part(self) -> None:
        """Set what follows off by a blank line."""
        self.end_line()
        self.content.append(None)

    def table(self, table: Element, look: Seen, depth: int) -> None:
        """Read a table cell by cell."""
        self.end_line()
        rows: list[tuple[Cell, ...]] = []
        for section in _rows(table):
            cells: list[Cell] = []
            column = 0
            outer = self._row_look(section, table, look)
            for cell in section:
                if cell.tag in ("td", "th"):
                    columns, height = _span(cell, "colspan"), _span(cell, "rowspan")
                    cells.append(Cell(content=self._cell(cell, outer, depth), column=column, columns=columns, rows=height))
                    column += columns
            rows.append(tuple(cells))
        captions = [caption for caption in table if caption.tag == "caption"]
        for caption in captions:
            self._element(caption, look, depth, {"display": "block"})
        self.content.append(Grid(rows=tuple(rows)))

    def _row_look(self, row: Element, table: Element, look: Seen) -> Seen:
        path = []
        node: Element | None = row
        while node is not None and node is not table:
            path.append(node)
            node = node.getparent()
        for part in reversed(path):
            look = seen(self.styles.of(part), look)
        return look

    def _cell(self, cell: Element, look: Seen, depth: int) -> tuple[Strip | Grid | None, ...]:
        inner = _Page(self.styles, self.sheet, self.name)
        inner._element(cell, seen(self.styles.of(cell), _native(cell.tag, look)), depth + 2, {"display": "block"})
        return tuple(inner.content)


def _is_nested(element: Element) -> bool:
    return any(ancestor.tag == "li" for ancestor in element.iterancestors("li"))


def _is_control(element: Element) -> bool:
    """Links that lead nowhere, side by side, are a site's buttons ("download", "forward")."""
    if element.tag != "a" or element.get("href") not in ("#", "javascript:;", "javascript:void(0)", "javascript:void(0);"):
        return False
    neighbours = [other for other in (element.getprevious(), element.getnext()) if other is not None]
    return bool(neighbours) and all(other.tag == "a" and other.get("href") == element.get("href") for other in neighbours)


def _abuts(element: Element) -> bool:
    """Boxes with a class of their own side by side stand apart by the page's style, not by a blank."""
    before = element.getprevious()
    return before is not None and not before.tail and isinstance(before.tag, str) and "class" in element.attrib and "class" in before.attrib


def _is_next_span(element: Element) -> bool:
    before = element.getprevious()
    return element.tag == "span" and before is not None and before.tag == "span" and not before.tail


def _is_short(element: Element) -> bool:
    """Tell whether a child of a row is one short line; section headings and lists stand by themselves."""
    if element.tag in ("h1", "h2", "li", "ul", "ol", "table", "br", "hr", "section", "article", "main", "aside"):
        return False
    inner = element.iterdescendants()
    return (
        not any(part.tag in BLOCKS or part.tag in ("br", "hr", "table") for part in inner)
        and sum(map(len, element.itertext())) <= SHORT_BOX
    )


def _native(tag: str, outer: Seen) -> Seen:
    bold = outer.bold or tag in BOLD
    return replace(outer, bold=bold, pixels=HEADINGS.get(tag, outer.pixels))


def _rows(table: Element) -> Iterable[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: Element, name: str) -> int:
    text = cell.get(name) or "1"
    return min(100, int(text)) if text.isdigit() and int(text) else 1
