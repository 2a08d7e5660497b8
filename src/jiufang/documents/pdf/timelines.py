"""Turn what stands above and below a drawn time axis into one column for each station of a career."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jiufang.documents.pdf.lines import is_date, stacked
from jiufang.documents.pdf.pieces import Piece, union
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.pdf.tables import Cell, Table, joined_rules

AXIS = 0.45  # share of the page's width that a time axis spans at least
STATIONS = 3
FROM_AXIS, FROM_NEXT = 2.2, 1.5  # in heights: how far the first text stands from the axis, the next from the text before
SIDES = 0.5  # share of the stations that have text on both sides
WRAPPED = 0.9  # in heights: lines of one name follow at less
LARGER = 1.3  # in heights of the text at the axis: what is larger heads a section


def find_timelines(pieces: Sequence[Piece], shapes: Shapes, *, width: float) -> tuple[list[Table], list[Piece]]:
    """Return each horizontal time line as a table with a row for each station, and the pieces that stand in none.

    Args:
        pieces: level pieces of a page.
        shapes: the page's rules; the axis is one of them.
        width: of the page, in points.
    """
    found: list[Table] = []
    rest = list(pieces)
    for axis in joined_rules(shapes.across):
        if axis[2] - axis[0] < AXIS * width:
            continue
        y = (axis[1] + axis[3]) / 2
        near = [p for p in rest if p.text and axis[0] - p.height < p.box[0] and p.box[2] < axis[2] + p.height]
        above, below = _chain(near, y, upward=True), _chain(near, y, upward=False)
        stations = _stations([*above, *below])
        if above and below and _is_timeline(stations, y):
            box = union([p.box for station in stations for p in station])
            found.append(Table(box, [[Cell(union([p.box for p in s]), _names(s))] for s in stations]))
            rest = [p for p in rest if not any(p is q for s in stations for q in s)]
    return found, rest


def _chain(pieces: list[Piece], y: float, *, upward: bool) -> list[Piece]:
    """Return the pieces on one side of an axis that follow each other from it without a wide gap."""
    side = [p for p in pieces if (p.box[3] <= y if upward else p.box[1] >= y)]
    side.sort(key=lambda p: -p.box[3] if upward else p.box[1])
    taken: list[Piece] = []
    edge, reach = y, FROM_AXIS
    for piece in side:
        gap = edge - piece.box[3] if upward else piece.box[1] - edge
        height = taken[0].height if taken else piece.height
        if gap > reach * height or piece.height > LARGER * height:
            break
        taken.append(piece)
        edge, reach = (min(edge, piece.box[1]) if upward else max(edge, piece.box[3])), FROM_NEXT
    return taken


def _stations(pieces: list[Piece]) -> list[list[Piece]]:
    """Group pieces whose spans of x overlap, from left to right; each group from top to bottom."""
    groups: list[list[Piece]] = []
    reach = float("-inf")
    for piece in sorted(pieces, key=lambda p: p.box[0]):
        if piece.box[0] < reach:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        reach = max(reach, piece.box[2])
    return [sorted(group, key=lambda p: p.middle) for group in groups]


def _is_timeline(stations: list[list[Piece]], y: float) -> bool:
    """Tell whether each group is dated once and says something beside its dates, most of them on both sides of the axis."""
    if len(stations) < STATIONS or any(sum(is_date(p.text) for p in s) != 1 or len(s) < 2 for s in stations):
        return False
    both = sum(any(p.middle < y for p in s) and any(p.middle > y for p in s) for s in stations)
    return both >= SIDES * len(stations)


def _names(station: list[Piece]) -> list[Piece]:
    """Join the lines of a name that was wrapped under the narrow station."""
    groups: list[list[Piece]] = [[station[0]]]
    for above, piece in pairwise(station):
        alike = above.bold == piece.bold and abs(above.size - piece.size) < 0.5 and not is_date(above.text) and not is_date(piece.text)
        if alike and 0 <= piece.box[1] - above.box[3] < WRAPPED * piece.height:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [stacked(group) for group in groups]
