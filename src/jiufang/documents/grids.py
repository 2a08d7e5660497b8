"""Write a table the way a person reads it: rows of short cells by tabs, columns of long cells one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jiufang.documents.sheet import Sheet, Strip

# A form label or column head is short; a sentence is not. Han characters count double.
LABEL_WIDTH = 24
ZIPPED_ROWS = 3  # cells of up to so many equal lines ("Employer / title" | "place / dates") are read across
TALL_LABEL = 8  # a label set one character a line: 教 / 育 / 背 / 景


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its content, the column it starts in, how many columns and rows it covers."""

    content: tuple[Strip | Grid | None, ...]
    column: int = 0
    columns: int = 1
    rows: int = 1

    @property
    def strips(self) -> list[Strip]:
        """Return the strips with words, vertical labels set upright; nested tables are left out."""
        found = [part for part in self.content if isinstance(part, Strip) and part.rows]
        return _upright(found)

    @property
    def height(self) -> int:
        """Return the number of lines with words."""
        return sum(len(strip.rows) for strip in self.strips)

    @property
    def nests(self) -> bool:
        """Tell whether a table with words stands in the cell."""
        return any(isinstance(part, Grid) and not part.is_empty for part in self.content)

    @property
    def flow(self) -> Content:
        """Return the content as it is read by itself, with the blank lines of a long cell."""
        return self.content if self.nests or self.height > TALL_LABEL else self.strips

    @property
    def is_empty(self) -> bool:
        """Tell whether the cell has no words."""
        return not self.height and not self.nests


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, each merged cell once."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell has words."""
        return all(cell.is_empty for row in self.rows for cell in row)


Content = Iterable[Strip | Grid | None]
"""Paragraphs and tables in order; None is an empty paragraph, which parts blocks."""


def write_content(sheet: Sheet, content: Content) -> None:
    """Write paragraphs and tables in order."""
    for part in content:
        if part is None:
            sheet.gap()
        elif isinstance(part, Strip):
            sheet.write(part)
        else:
            write_grid(sheet, part)


def write_grid(sheet: Sheet, grid: Grid) -> None:
    """Write a table row by row, set off by blank lines."""
    used = {cell.column for row in grid.rows for cell in row if not cell.is_empty}
    sheet.gap()
    for row in grid.rows:
        cells = _trimmed([cell for cell in row if cell.column in used])
        if cells:
            _write_row(sheet, cells)
    sheet.gap()


def _write_row(sheet: Sheet, cells: Sequence[Cell]) -> None:
    if len(cells) == 1:
        write_content(sheet, cells[0].flow)
    elif any(cell.nests for cell in cells):
        _write_columns(sheet, cells)
    elif cells[0].rows > 1 and _is_label(cells[0]):
        _write_head(sheet, cells[0])
        _write_row(sheet, _trimmed(cells[1:]) or cells[1:])
    elif max(cell.height for cell in cells) == 1:
        _write_across(sheet, [cell.strips for cell in cells])
    else:
        _write_tall_row(sheet, cells)


def _write_tall_row(sheet: Sheet, cells: Sequence[Cell]) -> None:
    heights = [cell.height for cell in cells if not cell.is_empty]
    if len(set(heights)) == 1 and heights[0] <= ZIPPED_ROWS:
        lines = [_lines(cell) for cell in cells]
        for number in range(heights[0]):
            _write_across(sheet, [line[number : number + 1] for line in lines])
    elif len(cells) == 2 and cells[0].height == 1 and _is_label(cells[0]):
        _write_head(sheet, cells[0])
        write_content(sheet, cells[1].flow)
        sheet.gap()
    elif sum(height > 1 for height in heights) == 1:
        lines = [_lines(cell) for cell in cells]
        _write_across(sheet, [line[:1] for line in lines])
        write_content(sheet, [strip for line in lines for strip in line[1:]])
    else:
        _write_columns(sheet, cells)


def _write_columns(sheet: Sheet, cells: Sequence[Cell]) -> None:
    for cell in cells:
        sheet.gap()
        write_content(sheet, cell.flow)
    sheet.gap()


def _write_head(sheet: Sheet, cell: Cell) -> None:
    strips = cell.strips
    text = " ".join(row for strip in strips for row in strip.rows)
    sheet.write(Strip(text, bold=all(s.bold for s in strips), size=strips[0].size, page=strips[0].page, heading=True))


def _write_across(sheet: Sheet, cells: Sequence[Sequence[Strip]]) -> None:
    strips = [strip for cell in cells for strip in cell]
    if not strips:
        return
    text = "\t".join(" ".join(row for strip in cell for row in strip.rows) for cell in cells)
    bold = all(strip.bold for strip in strips)
    sheet.write(Strip(text, bold=bold, size=max(strip.size for strip in strips), page=strips[0].page))


def _lines(cell: Cell) -> list[Strip]:
    return [Strip(row, bold=s.bold, size=s.size, page=s.page) for s in cell.strips for row in s.rows]


def _trimmed(cells: Sequence[Cell]) -> list[Cell]:
    kept = list(cells)
    while kept and kept[-1].is_empty:
        kept.pop()
    while kept and kept[0].is_empty:
        kept.pop(0)
    return kept


def _is_label(cell: Cell) -> bool:
    """A date range starts its line ("2019 – 2021 | Nurse"); a section name heads what follows."""
    text = " ".join(row for strip in cell.strips for row in strip.rows)
    width = sum(1 if c.isascii() else 2 for c in text)
    return 0 < width <= LABEL_WIDTH and not re.search(r"\d", text)


def _upright(strips: list[Strip]) -> list[Strip]:
    rows = [row for strip in strips for row in strip.rows]
    if 2 <= len(rows) <= TALL_LABEL and all(len(row) == 1 and not row.isascii() for row in rows):
        return [Strip("".join(rows), bold=strips[0].bold, size=strips[0].size, page=strips[0].page)]
    return strips
