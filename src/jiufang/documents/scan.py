"""Turn the segments that a recogniser found on a page into rows in the order a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.documents.ocr import Segment
from jiufang.documents.records import Box


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line: its cells from left to right, parted by tabs in the text."""

    cells: tuple[Segment, ...]
    column: int = 0
    block: int = 0

    @property
    def text(self) -> str:
        """Return the text of the cells."""
        return "\t".join(cell.text for cell in self.cells)

    @property
    def box(self) -> Box:
        """Return the box around all cells, in pixels."""
        return around(cell.box for cell in self.cells)

    @property
    def score(self) -> float:
        """Return the confidence of the least certain cell."""
        return min(cell.score for cell in self.cells)


def around(boxes: Sequence[Box] | object) -> Box:
    """Return the box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)  # type: ignore[call-overload]
    return (min(lefts), min(tops), max(rights), max(bottoms))


def rows_of(segments: Sequence[Segment], *, width: float) -> list[Row]:
    """Order segments."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: ((s.box[1] + s.box[3]) / 2, s.box[0])):
        middle = (segment.box[1] + segment.box[3]) / 2
        if rows and rows[-1][-1].box[1] < middle < rows[-1][-1].box[3]:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [Row(tuple(sorted(row, key=lambda s: s.box[0]))) for row in rows]
