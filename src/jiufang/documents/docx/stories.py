"""Read a story of a Word file (body, header, cell, text box) into paragraphs and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from jiufang.documents.colours import WHITE
from jiufang.documents.docx.marks import Element, W, number, shown, switch, value
from jiufang.documents.docx.paragraphs import Context, read_paragraph
from jiufang.documents.docx.shapes import Box, in_reading_order
from jiufang.documents.docx.styles import TINY, Ground
from jiufang.documents.grids import Cell, Grid
from jiufang.documents.sheet import Strip

Part = Strip | Grid | None
WRAPPERS = {W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
TALL = 0.35  # share of the page height from which a box beside the text is a sidebar
LINE = 16.0  # points; how far an empty paragraph moves the boxes anchored in the next one


def read_story(story: Element, context: Context, *, ground: Ground = WHITE) -> list[Part]:
    """Return the content of a story.

    Boxes anchored in paragraphs without words are put in order by their place on the page; a tall box at the
    right of the page is read after the story, as is the way with sidebars.
    """
    content: list[Part] = []
    pending: list[Box] = []
    sidebars: list[Box] = []
    for block in _blocks(story):
        if block.tag == W + "tbl":
            content += [*_drawn(pending, context, ground), _table(block, context, ground)]
            pending = []
            continue
        strip, boxes = read_paragraph(block, context, ground=ground)
        for box in boxes:
            (sidebars if _is_right_sidebar(box, context) else pending).append(box)
        if strip is not None:
            content += _drawn(pending, context, ground)
            pending = []
        content.append(strip)
    return [*content, *_drawn(pending, context, ground), *_drawn(sidebars, context, ground)]


def _blocks(story: Element) -> Iterator[Element]:
    for child in shown(story):
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in WRAPPERS:
            yield from _blocks(child)


def _is_right_sidebar(box: Box, context: Context) -> bool:
    paper = context.paper
    return box.floating and box.height > TALL * paper.height and box.left > 0.5 * paper.width


def _drawn(pending: list[Box], context: Context, ground: Ground) -> list[Part]:
    content: list[Part] = []
    for box in in_reading_order(pending):
        outer, page = context.trick, context.page
        context.trick, context.page = outer or box.trick, box.page
        inside = (
            read_story(box.words, context, ground=ground if isinstance(box.ground, str) else box.ground) if box.words is not None else []
        )
        context.trick, context.page = outer, page
        content += [None, *inside, None]
    return content


def _table(table: Element, context: Context, ground: Ground) -> Grid:
    properties = table.find(W + "tblPr")
    fill = context.styles.fill(properties)
    ground = ground if isinstance(fill, str) else fill
    style = context.styles.table_fills(value(None if properties is None else properties.find(W + "tblStyle")))
    rows = list(_rows(table))
    read = [_row(row, context, ground, _Painter(style, number=n, rows=len(rows))) for n, row in enumerate(rows)]
    return Grid(rows=tuple(_merged(read)))


def _rows(table: Element) -> Iterator[Element]:
    for child in shown(table):
        if child.tag == W + "tr":
            yield child
        elif child.tag in WRAPPERS:
            yield from _rows(child)


class _Painter:
    """The grounds that a table style gives to the cells of one row."""

    def __init__(self, fills: dict[str, Ground], *, number: int, rows: int) -> None:
        names = {"firstRow"} if number == 0 else {"lastRow"} if number == rows - 1 else {"band1Horz", "band2Horz"}
        self._fills = fills
        self._names = [*sorted(names), "band1Vert", "band2Vert", "wholeTable"]

    def ground(self, inherited: Ground, *, is_first: bool) -> Ground:
        for name in (["firstCol"] if is_first else []) + self._names:
            if name in self._fills:
                return self._fills[name]
        return inherited


def _row(row: Element, context: Context, ground: Ground, painter: _Painter) -> list[tuple[Cell, bool]]:
    properties = row.find(W + "trPr")
    outer = context.trick
    context.trick = outer or _row_trick(properties)
    column = int(number(value(properties.find(W + "gridBefore"))) or 0) if properties is not None else 0
    cells: list[tuple[Cell, bool]] = []
    for cell in _cells(row):
        stated = cell.find(W + "tcPr")
        span = int(number(value(stated.find(W + "gridSpan"))) or 1) if stated is not None else 1
        fill = context.styles.fill(stated)
        paint = painter.ground(ground, is_first=not cells) if isinstance(fill, str) else fill
        continued = _continues(stated)
        content = () if continued else tuple(read_story(cell, context, ground=paint))
        cells.append((Cell(content=content, column=column, columns=span), continued))
        column += span
    context.trick = outer
    return cells


def _cells(row: Element) -> Iterator[Element]:
    for child in shown(row):
        if child.tag == W + "tc":
            yield child
        elif child.tag in WRAPPERS:
            yield from _cells(child)


def _continues(properties: Element | None) -> bool:
    for name in ("vMerge", "hMerge"):
        merge = None if properties is None else properties.find(W + name)
        if merge is not None and value(merge) != "restart":
            return True
    return False


def _row_trick(properties: Element | None) -> str | None:
    if properties is None:
        return None
    if properties.find(W + "del") is not None:
        return "deleted"
    height = properties.find(W + "trHeight")
    points = number(value(height))
    if value(height, "hRule") == "exact" and points is not None and points / 20 <= TINY:
        return "clipped"
    return "vanish" if switch(properties, "hidden") else None


def _merged(rows: list[list[tuple[Cell, bool]]]) -> Iterator[tuple[Cell, ...]]:
    below = {(number, cell.column) for number, row in enumerate(rows) for cell, continued in row if continued}
    for number_here, row in enumerate(rows):
        kept = []
        for cell, continued in row:
            if not continued:
                height = 1
                while (number_here + height, cell.column) in below:
                    height += 1
                kept.append(Cell(content=cell.content, column=cell.column, columns=cell.columns, rows=height))
        yield tuple(kept)
