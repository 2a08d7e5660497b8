"""Read the runs of a paragraph: what is visible in order, what is hidden apart, which boxes hang on it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from jiufang.documents.docx.marks import WP, A, Element, M, W, number, shown, value
from jiufang.documents.docx.numbering import Numbering
from jiufang.documents.docx.shapes import Box, Paper, boxes
from jiufang.documents.docx.styles import TINY, Ground, Look, Styles, exact_height
from jiufang.documents.sheet import Sheet, Strip
from jiufang.documents.suspicion import is_suspicious

# Wingdings and Symbol glyphs that stand for words or bullets; telephones and other pictures say nothing.
SYMBOLS = {
    "A7": "▪",
    "B7": "•",
    "6C": "●",
    "6E": "■",
    "71": "□",
    "75": "◆",
    "76": "❖",
    "D8": "➢",
    "E0": "→",
    "FC": "✓",
    "FE": "☑",
    "A8": "☐",
    "AB": "★",
}
WRAPPERS = {
    W + tag
    for tag in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "fldSimple",
        "r",
    )
}
BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
GONE = {W + "del": "deleted", W + "moveFrom": None, W + "rt": None}
PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
# What is left of "Page 2 of 3" or “第 2 页 共 3 页” when the numbers are taken out.
PAGE_WORDS = re.compile(r"(?:page|of|seite|von|p\.|第|页|頁|共|总|/|\||-|–|—|\s|\d)*", re.IGNORECASE)
INK_SHARE = 0.6  # a glyph takes about this share of its size squared


@dataclass(slots=True)
class Context:
    """What reading a document needs and changes: styles, counters, the page, the hidden words found so far."""

    styles: Styles
    numbering: Numbering
    paper: Paper
    sheet: Sheet
    dark: float = 0.0
    page: int = 1
    fresh: bool = True
    trick: str | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)

    def turn_page(self, *, rendered: bool) -> None:
        """Count a page break; the mark that Word leaves when it renders a stated break counts once."""
        if rendered and self.fresh:
            return
        self.page += 1
        self.fresh = True

    @property
    def in_instruction(self) -> bool:
        """Tell whether a field's code, rather than its result, is being read."""
        return any(state[0] == "code" for state in self.fields)

    @property
    def in_page_number(self) -> bool:
        """Tell whether the result being read is a page number."""
        return any(PAGE_FIELD.match(state[1]) for state in self.fields)


@dataclass(slots=True)
class Reading:
    """A paragraph read so far."""

    context: Context
    properties: Element | None
    ground: Ground
    pieces: list[tuple[str, bool, float]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    page: int = 0
    numbered: bool = False


def read_paragraph(paragraph: Element, context: Context, *, ground: Ground) -> tuple[Strip | None, list[Box]]:
    """Return the visible words of a paragraph, None when there are none, and the boxes anchored in it."""
    properties = paragraph.find(W + "pPr")
    if (before := None if properties is None else properties.find(W + "pageBreakBefore")) is not None and value(before) != "0":
        context.turn_page(rendered=False)
    reading = Reading(context, properties, ground)
    outer = context.trick
    context.trick = outer or _paragraph_trick(properties, context)
    _walk(paragraph, reading)
    context.trick = outer
    strip = _strip(reading)
    section = None if properties is None else properties.find(W + "sectPr")
    if section is not None and value(section.find(W + "type")) != "continuous":
        context.turn_page(rendered=False)
    return strip, reading.boxes


def _strip(reading: Reading) -> Strip | None:
    text = "".join(piece for piece, _, _ in reading.pieces)
    if not text.strip() or (reading.numbered and PAGE_WORDS.fullmatch(text)):
        return None
    context = reading.context
    inked = [(len(piece.strip()), bold, size) for piece, bold, size in reading.pieces]
    total = sum(count for count, _, _ in inked)
    sizes: Counter[float] = Counter()
    for count, _, size in inked:
        sizes[size] += count
    label = context.numbering.label(context.styles.paragraph_property(reading.properties, "numPr"))
    bold = 2 * sum(count for count, is_bold, _ in inked if is_bold) > total
    heading = context.styles.is_heading(reading.properties)
    return Strip(label + text.lstrip(), bold=bold, size=sizes.most_common(1)[0][0], page=reading.page or context.page, heading=heading)


def _paragraph_trick(properties: Element | None, context: Context) -> str | None:
    height = exact_height(context.styles.paragraph_property(properties, "spacing"))
    if height is not None and height <= TINY:
        return "clipped"
    frame = None if properties is None else properties.find(W + "framePr")
    indent = None if properties is None else properties.find(W + "ind")
    shifts = [value(frame, "x"), value(frame, "y"), value(indent, "left"), value(indent, "start"), value(indent, "firstLine")]
    points = [(number(shift) or 0.0) / 20 for shift in shifts]
    limit = max(context.paper.width, context.paper.height)
    return "off_page" if any(abs(shift) >= limit for shift in points) else None


def _walk(element: Element, reading: Reading) -> None:
    for child in shown(element):
        tag = child.tag
        if tag == W + "r":
            _run(child, reading)
        elif tag in GONE:
            _lose(child, reading, GONE[tag])
        elif tag == W + "fldSimple":
            reading.context.fields.append(["result", value(child, "instr") or ""])
            _walk(child, reading)
            reading.context.fields.pop()
        elif tag in WRAPPERS:
            _walk(child, reading)
        elif tag.startswith(M):
            _say(
                "".join(t.text or "" for t in child.iter(M + "t")),
                reading,
                reading.context.styles.look(None, reading.properties, ground=reading.ground),
            )


def _run(run: Element, reading: Reading) -> None:
    look = reading.context.styles.look(run.find(W + "rPr"), reading.properties, ground=reading.ground)
    for child in shown(run):
        tag = child.tag
        if tag == W + "t":
            _say(child.text or "", reading, look)
        elif tag in BREAKS:
            _break(child, reading, look)
        elif tag == W + "sym":
            _say(SYMBOLS.get((value(child, "char") or "")[-2:].upper(), ""), reading, look)
        elif tag == W + "lastRenderedPageBreak":
            reading.context.turn_page(rendered=True)
        elif tag in (W + "drawing", W + "pict", W + "object"):
            _draw(child, reading)
        elif tag == W + "delText":
            _lose(run, reading, "deleted")
        elif tag in (W + "fldChar", W + "instrText"):
            _field(child, reading.context)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            reading.context.notes.append((tag.removeprefix(W).removesuffix("Reference"), value(child, "id") or ""))
        elif tag == W + "ruby":
            _walk(child, reading)


def _break(child: Element, reading: Reading, look: Look) -> None:
    if value(child, "type") == "page":
        reading.context.turn_page(rendered=False)
    _say(BREAKS[child.tag], reading, look)


def _say(text: str, reading: Reading, look: Look) -> None:
    context = reading.context
    if not text or context.in_instruction:
        return
    if context.in_page_number:
        reading.numbered = True
        return
    family = context.trick or (None if not text.strip() else _hidden_family(text, look, context))
    if family:
        context.sheet.hide(family, text, page=context.page)
        return
    if text.strip():
        context.fresh = False
        reading.page = reading.page or context.page
    reading.pieces.append((text, look.bold, look.size))


def _hidden_family(text: str, look: Look, context: Context) -> str | None:
    family = look.family
    if family == "white":
        # White words need dark paper; how much of it shapes and pictures paint bounds how many can be seen.
        area = len(text) * look.size**2 * INK_SHARE
        if area <= context.dark:
            context.dark -= area
            return None
    return family


def _lose(element: Element, reading: Reading, family: str | None) -> None:
    if family:
        lost = "".join(t.text or "" for t in element.iter(W + "delText", W + "t"))
        reading.context.sheet.hide(family, lost, page=reading.context.page)


def _draw(drawing: Element, reading: Reading) -> None:
    context = reading.context
    found = boxes(drawing, context.styles, context.paper)
    reading.boxes += [replace(box, page=context.page) for box in found if box.words is not None]
    for named in drawing.iter(WP + "docPr", A + "cNvPr"):
        for told in (named.get("descr"), named.get("title")):
            if told and is_suspicious(told):
                context.sheet.hide("alt_text", told, page=context.page)


def _field(mark: Element, context: Context) -> None:
    kind = value(mark, "fldCharType")
    if mark.tag == W + "instrText":
        if context.fields:
            context.fields[-1][1] += mark.text or ""
    elif kind == "begin":
        context.fields.append(["code", ""])
    elif kind == "separate" and context.fields:
        context.fields[-1][0] = "result"
    elif kind == "end" and context.fields:
        context.fields.pop()
