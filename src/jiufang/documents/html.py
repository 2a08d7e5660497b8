"""Read a web page into the lines that a browser would show, hidden ones apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from jiufang.documents.css import Element, Seen, StyleSheet, seen
from jiufang.documents.grids import Cell, Grid, write_content
from jiufang.documents.plain import decode_text
from jiufang.documents.records import Document
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

    def walk(self, element: Element, look: Seen, depth: int) -> None:
        """Read the text and children of an element."""
        if depth > MAX_DEPTH:
            raise UnreadableDocument("the page is nested too deep", subject=self.name, hint="print it to PDF")
        preserved = element.tag == "pre"
        self.say(element.text, look, preserved=preserved)
        for child in element:
            if isinstance(child.tag, str):
                self.enter(child, look, depth + 1)
            self.say(child.tail, look, preserved=preserved)

    def enter(self, element: Element, outer: Seen, depth: int) -> None:
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
            self._element(element, look, depth, declared.get("display", ""))

    def _element(self, element: Element, look: Seen, depth: int, display: str) -> None:
        tag = element.tag
        is_block = (tag in BLOCKS and not display.startswith("inline")) or display in BLOCK_DISPLAYS
        if is_block:
            self.end_line()
            if tag in PARTED and tag not in LISTS:
                self.part()
            self._heading = self._heading or tag in HEADINGS
            if tag == "h1" and self._top is None:
                self._top = len(self.content)
            if tag == "li":
                self._label = self.item_label(element)
        elif tag in APART or display in APART_DISPLAYS or _abuts(element):
            self._pieces.append((" ", look))
        self.walk(element, look, depth)
        if is_block:
            self.end_line()
            self._heading, self._label = False, ""
            if tag in PARTED and not (tag in LISTS and _is_nested(element)):
                self.part()
        elif tag in APART or display in APART_DISPLAYS:
            self.say(" ", look)

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
            self._element(caption, look, depth, "block")
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
        inner._element(cell, seen(self.styles.of(cell), _native(cell.tag, look)), depth + 2, "block")
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
