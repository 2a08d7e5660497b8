"""Turn the blocks of all pages into a document's text, with the place of every line and word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jiufang.documents.pdf.layout import Block
from jiufang.documents.pdf.paragraphs import Paragraph, paragraphs
from jiufang.documents.pdf.pieces import CJK_CLASS, union
from jiufang.documents.records import Box, Line, Word

BLOCK_GAP = 0.8  # in heights of the line; a wider gap inside a column is a blank line in the text
WORD = re.compile(rf"[{CJK_CLASS}]|[^\s{CJK_CLASS}]+")


@dataclass(slots=True)
class Writing:
    """The text of a document as it grows, page by page."""

    text: str = ""
    lines: list[Line] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def add_page(self, number: int, blocks: Sequence[Block], *, place: Callable[[Box], Box] | None = None) -> None:
        """Append the blocks of a page.

        Args:
            number: of the page, from 1.
            blocks: in reading order.
            place: turns a box of the blocks into one of the page, where a picture was straightened to be read.
        """
        columns = _columns(blocks)
        above: Paragraph | None = None
        for group in paragraphs(blocks):
            for paragraph in group:
                self._break(above, paragraph)
                self._write(number, paragraph, columns[paragraph.region], place or _as_it_stands)
                above = paragraph

    def _break(self, above: Paragraph | None, paragraph: Paragraph) -> None:
        if self.text:
            self.text += "\n\n" if above is None or _is_apart(above, paragraph) else "\n"

    def _write(self, number: int, paragraph: Paragraph, column: int, place: Callable[[Box], Box]) -> None:
        piece = paragraph.piece
        lead = len(piece.text) - len(piece.text.lstrip())
        text, boxes = piece.text.strip(), piece.boxes[lead:]
        start = len(self.text)
        self.text += text
        self.lines.append(
            Line(
                start=start,
                end=start + len(text),
                page=number,
                box=place(piece.box),
                size=round(piece.size, 2),
                bold=piece.bold,
                column=column,
            )
        )
        for first, end in word_spans(text):
            covered = [b for b in boxes[first:end] if b]
            if covered:
                self.words.append(Word(start=start + first, end=start + end, page=number, box=place(union(covered))))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Cut a line into words: what blanks part, and each character of Chinese, Japanese or Korean for itself."""
    return [run.span() for run in WORD.finditer(text)]


def _is_apart(above: Paragraph, below: Paragraph) -> bool:
    if above.table == below.table >= 0:
        return False
    gap = below.first.box[1] - above.last.box[3]
    height = max(1.0, min(above.last.height, below.first.height))
    return gap > BLOCK_GAP * height or gap < -0.6 * height or below.first.size > 1.15 * above.last.size > 0


def _columns(blocks: Sequence[Block]) -> dict[tuple[float, float], int]:
    """Number the columns of a page from left to right; what spans columns has the number of its leftmost."""
    lefts: list[float] = []
    for left in sorted({b.region[0] for b in blocks}):
        if not lefts or left - lefts[-1] > 1:
            lefts.append(left)
    return {b.region: max(i for i, left in enumerate(lefts) if left <= b.region[0] + 1) for b in blocks}


def _as_it_stands(box: Box) -> Box:
    return box
