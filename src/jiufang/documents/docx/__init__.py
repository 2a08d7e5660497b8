"""Read a Word file (.docx) into a document: visible words in reading order, hidden ones apart."""

from __future__ import annotations

import posixpath

from jiufang.documents.colours import WHITE, Colour, hex_colour
from jiufang.documents.docx.marks import R_ID, STRICT, Element, W, switch, value
from jiufang.documents.docx.numbering import Numbering
from jiufang.documents.docx.paragraphs import Context
from jiufang.documents.docx.shapes import Paper, dark_area
from jiufang.documents.docx.stories import read_story
from jiufang.documents.docx.styles import Styles
from jiufang.documents.grids import write_content
from jiufang.documents.package import RESAVE, Package, parse_xml
from jiufang.documents.records import Document, Page, Problem
from jiufang.documents.sheet import Sheet, Strip
from jiufang.documents.suspicion import is_suspicious
from jiufang.errors import UnreadableDocument

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0"
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")


def read_docx(data: bytes, *, name: str) -> Document:
    """Read a .docx file.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Returns:
        The document; headers come first, footers and notes last; its pages are those that Word last rendered.

    Raises:
        UnreadableDocument: damaged, password-protected, with macros, a bomb, or no Word file.
    """
    if data.startswith(OLE):
        raise UnreadableDocument("the file is password-protected", subject=name, hint="ask for an unprotected copy")
    package = Package(data, name=name)
    if any(member.lower().endswith("vbaproject.bin") for member in package.names):
        raise UnreadableDocument("the file holds macros", subject=name, hint="ask for a copy saved as .docx or PDF")
    return _Word(package).document(data)


class _Word:
    """A Word package: its parts found by their relations."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = self._related("", "officeDocument") or "word/document.xml"
        root = self._xml(self._main)
        body = None if root is None else root.find(W + "body")
        if root is None or body is None:
            raise UnreadableDocument("the file is no Word document", subject=package.name, hint=RESAVE)
        self._root, self._body = root, body
        self._settings = self._xml(self._related(self._main, "settings"))
        self._styles = Styles(self._xml(self._related(self._main, "styles")), self._xml(self._related(self._main, "theme")))
        self._numbering = Numbering(self._xml(self._related(self._main, "numbering")))

    def document(self, data: bytes) -> Document:
        sheet = Sheet()
        paper = Paper.of(next(self._body.iter(W + "sectPr"), None))
        headers, footers = self._margins("headerReference"), self._margins("footerReference")
        dark = sum(dark_area(root, self._styles, paper) for root in (self._root, *headers))
        context = Context(self._styles, self._numbering, paper, sheet, dark=dark)
        self._write_margins(headers, context)
        context.fresh = True
        write_content(sheet, read_story(self._body, context, ground=self._paper_colour()))
        self._write_notes(context)
        self._write_margins(footers, context)
        self._report(sheet)
        pages = tuple(Page(number=n + 1, width=paper.width, height=paper.height) for n in range(context.page))
        return sheet.document(name=self._package.name, media_type=MEDIA_TYPE, data=data, pages=pages)

    def _write_margins(self, parts: list[Element], context: Context) -> None:
        """Write each line of the headers or footers once: they repeat on every page."""
        seen: set[str] = set()
        for part in parts:
            context.sheet.gap()
            for block in read_story(part, context):
                if isinstance(block, Strip):
                    if block.text.strip() not in seen:
                        context.sheet.write(block)
                    seen.add(block.text.strip())
                else:
                    write_content(context.sheet, [block])
        context.sheet.gap()

    def _write_notes(self, context: Context) -> None:
        wanted = list(context.notes)
        for kind in ("footnote", "endnote"):
            part = self._xml(self._related(self._main, f"{kind}s"))
            notes = {} if part is None else {value(note, "id"): note for note in part.findall(W + kind)}
            for number in [number for named, number in wanted if named == kind and number in notes]:
                context.sheet.gap()
                write_content(context.sheet, read_story(notes[number], context))

    def _report(self, sheet: Sheet) -> None:
        comments = self._xml(self._related(self._main, "comments"))
        for comment in () if comments is None else comments.iter(W + "comment"):
            sheet.hide("comment", " ".join(t.text or "" for t in comment.iter(W + "t")))
        for member in PROPERTIES:
            root = self._package.xml(member)
            for element in () if root is None else root.iter():
                if element.text and not len(element) and is_suspicious(element.text):
                    sheet.hide("metadata", element.text)
        if not any(True for _ in self._body.iter(W + "t")):
            sheet.problems.append(Problem(code="no_text", message="the file holds no text; its pages may be pictures"))

    def _margins(self, kind: str) -> list[Element]:
        """Return the headers or footers that Word prints, in the order of the sections."""
        even = switch(self._settings, "evenAndOddHeaders")
        found: dict[str, None] = {}
        for section in self._body.iter(W + "sectPr"):
            first = switch(section, "titlePg")
            shown = {"first": first, "default": True, "even": even}
            references = sorted(section.findall(W + kind), key=lambda r: ["first", "default", "even"].index(value(r, "type") or "default"))
            for reference in references:
                target = self._relations(self._main).get(reference.get(R_ID) or "")
                if target and shown.get(value(reference, "type") or "default"):
                    found[target[1]] = None
        return [root for member in found if (root := self._xml(member)) is not None]

    def _paper_colour(self) -> Colour:
        background = self._root.find(W + "background")
        if background is None or not switch(self._settings, "displayBackgroundShape"):
            return WHITE
        return self._styles.scheme(value(background, "themeColor")) or hex_colour(value(background, "color")) or WHITE

    def _related(self, source: str, kind: str) -> str | None:
        return next((target for type_, target in self._relations(source).values() if type_.rsplit("/", 1)[-1] == kind), None)

    def _relations(self, source: str) -> dict[str, tuple[str, str]]:
        folder, _, file = source.rpartition("/")
        root = self._package.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root:
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[relation.get("Id", "")] = relation.get("Type", ""), member
        return found

    def _xml(self, member: str | None) -> Element | None:
        content = None if member is None else self._package.read(member)
        if content is None:
            return None
        for strict, transitional in STRICT.items():
            content = content.replace(strict, transitional)
        return parse_xml(content, name=self._package.name)
