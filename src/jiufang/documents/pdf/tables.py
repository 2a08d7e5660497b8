"""Turn drawn rules into tables, and the pieces inside them into rows of cells, merged cells included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jiufang.documents.pdf.pieces import Piece
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.records import Box

TOUCH = 3.0  # points; rules that come as near as this meet
SAME = 4.0  # points; cell borders as near as this are one


@dataclass(slots=True)
class Cell:
    """A cell and the pieces in it."""

    box: Box
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A ruled table with the cells that hold text, in rows from the top."""

    box: Box
    rows: list[list[Cell]] = field(default_factory=list)
    angle: int = 0

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.box[3] - self.box[1]


def find_tables(pieces: Sequence[Piece], shapes: Shapes) -> tuple[list[Table], list[Piece]]:
    """Return the tables of a page, and the pieces that stand in none."""
    rest, tables = list(pieces), []
    for across, upright in _grids(_joined(shapes.across, along=0), _joined(shapes.upright, along=1)):
        box = _hull(across + upright)
        inside = [p for p in rest if _holds(box, p)]
        table = _table(box, inside, across, upright)
        if len(table.rows) > 1 or any(len(row) > 1 for row in table.rows):
            tables.append(table)
            taken = {id(p) for p in inside}
            rest = [p for p in rest if id(p) not in taken]
    return tables, rest


def _grids(across: list[Box], upright: list[Box]) -> list[tuple[list[Box], list[Box]]]:
    """Group rules that meet; keep the groups which can enclose cells."""
    groups: list[tuple[list[Box], list[Box]]] = []
    for is_upright, rule in [(False, a) for a in across] + [(True, u) for u in upright]:
        met = [g for g in groups if any(_meet(rule, other) for other in g[0] + g[1])]
        groups = [g for g in groups if not any(g is m for m in met)]
        joined = ([r for g in met for r in g[0]], [r for g in met for r in g[1]])
        joined[is_upright].append(rule)
        groups.append(joined)
    return [g for g in groups if len(g[0]) >= 2 and len(g[1]) >= 2]


def _table(box: Box, pieces: list[Piece], across: list[Box], upright: list[Box]) -> Table:
    cells: list[Cell] = []
    for piece in pieces:
        border = _cell_around(piece, across, upright, box)
        cell = next((c for c in cells if all(abs(a - b) < SAME for a, b in zip(c.box, border, strict=True))), None)
        if cell is None:
            cells.append(cell := Cell(border))
        cell.pieces.append(piece)
    cells.sort(key=lambda c: (c.box[1], c.box[0]))
    rows: list[list[Cell]] = []
    for cell in cells:
        if rows and abs(rows[-1][0].box[1] - cell.box[1]) < SAME:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return Table(box, [sorted(row, key=lambda c: c.box[0]) for row in rows])


def _cell_around(piece: Piece, across: list[Box], upright: list[Box], box: Box) -> Box:
    """Find the nearest rules on the four sides; a rule counts when it passes the middle of the piece."""
    x, y = piece.box[0] + min(piece.height, piece.box[2] - piece.box[0]) / 2, piece.middle
    beside = [(u[0] + u[2]) / 2 for u in upright if u[1] - TOUCH <= y <= u[3] + TOUCH]
    level = [(a[1] + a[3]) / 2 for a in across if a[0] - TOUCH <= x <= a[2] + TOUCH]
    left = max((u for u in beside if u <= x), default=box[0])
    right = min((u for u in beside if u > x), default=box[2])
    top = max((a for a in level if a <= y), default=box[1])
    bottom = min((a for a in level if a > y), default=box[3])
    return left, top, right, bottom


def joined_rules(across: list[Box]) -> list[Box]:
    """Return the horizontal rules of a page with their segments joined."""
    return _joined(across, along=0)


def _joined(rules: list[Box], *, along: int) -> list[Box]:
    """Join the segments of a rule that writers draw cell by cell."""
    across = 1 - along
    joined: list[Box] = []
    for rule in sorted(rules, key=lambda r: (round((r[across] + r[across + 2]) / 2 / TOUCH), r[along])):
        last = joined[-1] if joined else None
        if last and abs(last[across] - rule[across]) < TOUCH and rule[along] <= last[along + 2] + TOUCH:
            joined[-1] = _hull([last, rule])
        else:
            joined.append(rule)
    return joined


def _meet(a: Box, b: Box) -> bool:
    return a[0] - TOUCH <= b[2] and b[0] - TOUCH <= a[2] and a[1] - TOUCH <= b[3] and b[1] - TOUCH <= a[3]


def _hull(boxes: list[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _holds(box: Box, piece: Piece) -> bool:
    return box[0] - TOUCH <= piece.box[0] and piece.box[2] <= box[2] + TOUCH and box[1] <= piece.middle <= box[3]
