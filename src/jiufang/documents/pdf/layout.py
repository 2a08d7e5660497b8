"""Turn the pieces of a page into blocks of printed lines in the order in which a person reads them.

A page is cut into bands at lines that cross every gutter, at rules and at panel edges; a band with a gutter is
either columns (read one after the other) or rows (read across: dates beside jobs, labels beside values).
After Nagy and Seth's XY-cut (1984), with the order of columns decided by how their lines stand to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiufang.documents.pdf.lines import is_date, joined, printed_lines, stacked, usual_height
from jiufang.documents.pdf.pieces import Piece, is_cjk_char
from jiufang.documents.pdf.rows import attach, is_label_column, reads_across
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.pdf.tables import Cell, Table, find_tables
from jiufang.documents.pdf.timelines import find_timelines
from jiufang.documents.records import Box

MIN_GUTTER = 5.0  # points
SHRINK = 0.18  # share of the height by which line boxes may overlap without touching
LONG_CELL = 3  # lines; two cells of a row longer than this are columns, not values
CROSSING = 0.08  # share of the lines that may cross the gutter of a page set in columns
COLUMN_LINES = 3
BESIDE = 0.5  # share of the shorter column's height along which columns stand side by side
FIELD_WIDTH, VALUE_WIDTH = 12, 70  # Latin letters, or half as many Han characters: “电话”, an address of two lines
TITLE = 1.4  # in usual heights: what is larger and stands alone heads the region
WIDE_CELL = 0.25  # share of the table; narrower cells are labels, written downwards at times
MAX_DEPTH = 24
DOT_REACH = 2.2  # in heights of the line: how far before a line its bullet stands
PANEL_WIDTH = 40.0  # points; narrower panels are ornaments

Atom = Piece | Table
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """Printed lines that stand together; `region` is the left and right border of their column.

    `table` is the top of the table they are in, negative outside tables.
    """

    lines: tuple[Piece, ...]
    region: Span
    table: float = -1.0


def arrange(pieces: Sequence[Piece], shapes: Shapes, *, width: float) -> list[Block]:
    """Return the blocks of a page in reading order.

    Args:
        pieces: the visible pieces of the page.
        shapes: the page's rules and panels.
        width: of the page, in points.
    """
    level = [p for p in pieces if not p.angle]
    turned = [p for p in pieces if p.angle and p.text]
    tables, rest = find_tables(level, shapes)
    timelines, rest = find_timelines(rest, shapes, width=width)
    atoms: list[Atom] = [*rest, *tables, *timelines]
    edges = _edges(shapes)
    blocks = [_dotted(block, shapes.dots) for block in _order(atoms, (0.0, width), edges, 0)]
    return blocks + [Block((p,), (0.0, width)) for p in turned]


def _dotted(block: Block, dots: list[Box]) -> Block:
    """Mark the lines that begin with a drawn bullet: they go on from no other line."""
    if not dots:
        return block
    lines = tuple(replace(line, icon=True) if not line.icon and _has_dot(line, dots) else line for line in block.lines)
    return replace(block, lines=lines)


def _has_dot(line: Piece, dots: list[Box]) -> bool:
    reach = DOT_REACH * line.height
    return any(line.box[1] < (d[1] + d[3]) / 2 < line.box[3] and line.box[0] - reach < d[0] and d[2] <= line.box[0] + 0.5 for d in dots)


def _order(atoms: list[Atom], region: Span, edges: list[Box], depth: int) -> list[Block]:
    if not atoms:
        return []
    title, rest = _title(atoms)
    if title and depth < MAX_DEPTH:
        return _leaf(title, region) + _order(rest, region, edges, depth + 1)
    gutter = _main_gutter(atoms) if depth < MAX_DEPTH else None
    bands = _split_bands(atoms, gutter, edges) if gutter else _bands(atoms, edges)
    blocks: list[Block] = []
    for band in bands:
        left = [a for a in band if a.box[0] < gutter[1] - MIN_GUTTER / 2] if gutter else []
        right = [a for a in band if not any(a is b for b in left)]
        if gutter and left and right and not _crossing(band, gutter) and _stand_apart(_flat(left), _flat(right)):
            blocks += _columns(band, left, right, gutter, region, edges, depth)
        elif gutter:
            blocks += _order(band, region, edges, depth + 1) if len(band) < len(atoms) else _leaf(band, region)
        else:
            blocks += _read_band(band, region, edges, depth)
    return blocks


def _stand_apart(left: list[Piece], right: list[Piece]) -> bool:
    """Tell whether two sides are columns of their own: neither rows, nor dates beside what they date."""
    return not reads_across(left, right) and not is_label_column(left, right)


def _main_gutter(atoms: Sequence[Atom]) -> Span | None:
    """Find the gutter of a region that is set in columns nearly throughout: hardly any line crosses it."""
    best: tuple[float, Span] | None = None
    starts = sorted(a.box[0] for a in atoms)
    for i, x in enumerate(starts):
        if (i and x - starts[i - 1] < MIN_GUTTER) or sum(x <= s < x + MIN_GUTTER for s in starts) < COLUMN_LINES:
            continue
        cut = (x - 1.0, x - 0.5)
        crossing = _crossing(atoms, cut)
        over = [a for a in atoms if a.box[0] < x - MIN_GUTTER and a.box[2] > x - MIN_GUTTER]
        if len(over) > CROSSING * len(atoms):
            continue
        left = [a for a in atoms if a.box[2] <= x - MIN_GUTTER]
        right = [a for a in atoms if a.box[0] > x - 1.0]
        if min(len(left), len(right)) < COLUMN_LINES or not _side_by_side(left, right):
            continue
        first, second = _flat(left), _flat(right)
        if reads_across(first, second) or is_label_column(first, second):
            continue
        worth = min(len(left), len(right)) / len(atoms) - 3 * len(crossing) / len(atoms)
        if best is None or worth > best[0]:
            best = (worth, (max(a.box[2] for a in left), x))
    return best[1] if best else None


def _crossing(atoms: Sequence[Atom], gutter: Span) -> list[Atom]:
    return [
        a for a in atoms if a.box[0] < gutter[1] - MIN_GUTTER / 2 and a.box[2] > gutter[1] + (a.height if isinstance(a, Piece) else 0.0)
    ]


def _side_by_side(left: Sequence[Atom], right: Sequence[Atom]) -> bool:
    """Tell whether two columns stand beside each other for most of the shorter one."""
    tops, bottoms = [min(a.box[1] for a in side) for side in (left, right)], [max(a.box[3] for a in side) for side in (left, right)]
    shorter = min(b - t for t, b in zip(tops, bottoms, strict=True))
    return min(bottoms) - max(tops) > BESIDE * shorter


def _split_bands(atoms: list[Atom], gutter: Span, edges: list[Box]) -> list[list[Atom]]:
    """Cut a region at the lines that cross its main gutter, and at the rules and panels that span both columns."""
    bands: list[list[list[Atom]]] = []
    was_crossing = False
    for strip in _strips(atoms):
        crosses = bool(_crossing(strip, gutter))
        above = [a for s in bands[-1] for a in s] if bands else []
        if bands and crosses == was_crossing and (crosses or not _is_cut(above, strip, gutter, edges)):
            bands[-1].append(strip)
        else:
            if bands and crosses:
                bands[-1:] = _trimmed(bands[-1])
            bands.append([strip])
        was_crossing = crosses
    return [[atom for strip in band for atom in strip] for band in bands]


def _read_band(band: list[Atom], region: Span, edges: list[Box], depth: int) -> list[Block]:
    gutters = _gutters(band) if depth < MAX_DEPTH else []
    across: list[tuple[list[Piece], list[Piece]]] = []
    for gutter in sorted(gutters, key=lambda g: g[0] - g[1]):
        left, right = _sides(band, gutter)
        if any(isinstance(a, Table) for a in band):
            if not reads_across(_flat(left), _flat(right)):
                return _columns(band, left, right, gutter, region, edges, depth)
            continue
        first, second = _flat(left), _flat(right)
        if is_label_column(first, second):
            across.append((first, second))
        elif not reads_across(first, second):
            return _columns(band, left, right, gutter, region, edges, depth)
    if across:
        first, second = across[-1]
        return _labelled(first, second, region, edges, depth)
    return _leaf(band, region)


def _columns(
    band: list[Atom], left: list[Atom], right: list[Atom], gutter: Span, region: Span, edges: list[Box], depth: int
) -> list[Block]:
    dated, rest = _dated_rows(band, right)
    if dated:
        return _order(dated, region, edges, depth + 1) + _order(rest, region, edges, depth + 1)
    middle = (gutter[0] + gutter[1]) / 2
    return _order(left, (region[0], middle), edges, depth + 1) + _order(right, (middle, region[1]), edges, depth + 1)


def _dated_rows(band: list[Atom], right: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """Part the rows that end in dates from columns below them: above, the right side is nothing but dates."""
    other = [a.box[1] + SHRINK * _slack(a) for a in right if isinstance(a, Table) or not is_date(a.text)]
    dates = [a for a in right if isinstance(a, Piece) and is_date(a.text) and other and a.box[3] < min(other)]
    if not dates or len(dates) == len(right):
        return [], band
    strips = _strips(band)
    first = next(i for i, s in enumerate(strips) if any(a is r for a in s for r in right if not any(r is d for d in dates)))
    return [a for s in strips[:first] for a in s], [a for s in strips[first:] for a in s]


def _title(atoms: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """Part a large line that stands alone above everything else."""
    strips = _strips(atoms)
    if len(strips) < 2 or len(strips[0]) != 1:
        return [], atoms
    height = usual_height(_flat(atoms))
    head = strips[0][0]
    if not isinstance(head, Piece) or head.height < TITLE * height:
        return [], atoms
    return strips[0], [a for s in strips[1:] for a in s]


def _labelled(labels: list[Piece], body: list[Piece], region: Span, edges: list[Box], depth: int) -> list[Block]:
    """Read a column of dates or headings together with what stands beside each."""
    blocks: list[Block] = []
    border = min(p.box[0] for p in body)
    for label, pieces in attach(labels, body):
        beside = _order(list(pieces), (border, region[1]), edges, depth + 1)
        beside = [replace(b, region=region) if b.region[0] == border else b for b in beside]
        blocks += _prefixed(label, beside, region)
    return blocks


def _prefixed(label: Piece | None, blocks: list[Block], region: Span) -> list[Block]:
    """Put a label before its value on one line, or above it when it heads several lines."""
    if label is None:
        return blocks
    lines = [line for b in blocks for line in b.lines]
    if not lines or (len(lines) > 1 and not is_date(label.text) and not _is_field(label, lines)):
        return [Block((label,), region), *blocks]
    first = blocks[0]
    merged = joined([label, replace(first.lines[0], icon=True)])
    return [replace(first, lines=(merged, *first.lines[1:])), *blocks[1:]]


def _is_field(label: Piece, lines: list[Piece]) -> bool:
    """Tell a short label with a value of a few lines ("电话", "Address") from the heading of a section."""
    value = lines[0]
    is_plain = label.size <= 1.05 * value.size and (value.bold or not label.bold)
    is_short = _letters(label.text) <= FIELD_WIDTH and sum(_letters(line.text) for line in lines) <= VALUE_WIDTH
    return is_plain and is_short and not any(is_date(line.text.split("\t")[0]) for line in lines)


def _letters(text: str) -> int:
    return sum(2 if is_cjk_char(c) else 1 for c in text)


def _leaf(band: list[Atom], region: Span) -> list[Block]:
    blocks: list[Block] = []
    pieces: list[Piece] = []
    for atom in sorted(band, key=lambda a: a.box[1]):
        if isinstance(atom, Table):
            blocks += _lines_block(pieces, region) + _read_table(atom)
            pieces = []
        else:
            pieces.append(atom)
    return blocks + _lines_block(pieces, region)


def _lines_block(pieces: list[Piece], region: Span) -> list[Block]:
    lines = [line for line in printed_lines(pieces) if line.text.strip()]
    return [Block(tuple(lines), region)] if lines else []


def _read_table(table: Table) -> list[Block]:
    blocks: list[Block] = []
    for row in table.rows:
        blocks += _read_row(row, (table.box[0], table.box[2]))
    return [replace(block, table=max(0.0, table.box[1])) for block in blocks]


def _read_row(row: list[Cell], region: Span) -> list[Block]:
    """Read a row across: short cells parted by tabs; a cell of several lines ends its row."""
    cells = [(cell, _cell_blocks(cell)) for cell in row]
    cells = [(cell, blocks) for cell, blocks in cells if blocks]
    wide = [
        c
        for c, blocks in cells
        if sum(len(b.lines) for b in blocks) > LONG_CELL and c.box[2] - c.box[0] > WIDE_CELL * (region[1] - region[0])
    ]
    if len(wide) > 1:
        return [b for _, blocks in cells for b in blocks]
    heads = [stacked([line for b in blocks for line in b.lines]) for _, blocks in cells[:-1]]
    if not heads:
        return cells[-1][1] if cells else []
    return _prefixed(joined([heads[0], *(replace(h, icon=True) for h in heads[1:])]), cells[-1][1], region)


def _cell_blocks(cell: Cell) -> list[Block]:
    return [b for b in _order(list(cell.pieces), (cell.box[0], cell.box[2]), [], 1) if b.lines]


def _bands(atoms: list[Atom], edges: list[Box]) -> list[list[Atom]]:
    """Cut atoms into bands from top to bottom: strips stay together while a gutter runs through all of them."""
    bands: list[list[list[Atom]]] = []
    for strip in _strips(atoms):
        if bands and _continues(bands[-1], strip, edges):
            bands[-1].append(strip)
        else:
            if bands:
                bands[-1:] = _trimmed(bands[-1])
            bands.append([strip])
    return [[atom for strip in band for atom in strip] for band in bands]


def _continues(band: list[list[Atom]], strip: list[Atom], edges: list[Box]) -> bool:
    above = [atom for s in band for atom in s]
    was, becomes = _gutters(above), _gutters(above + strip)
    if not was and not becomes:
        return not _gutters(strip)
    shared = [g for g in becomes if not was or any(min(g[1], w[1]) - max(g[0], w[0]) >= MIN_GUTTER for w in was)]
    return bool(shared) and not all(_is_cut(above, strip, g, edges) for g in shared)


def _is_cut(above: list[Atom], strip: list[Atom], gutter: Span, edges: list[Box]) -> bool:
    """Tell whether a rule or the edge of a panel crosses the gutter between two strips."""
    upper, lower = max(a.box[3] - SHRINK * a.height for a in above), min(a.box[1] + SHRINK * a.height for a in strip)
    left, right = _sides(above + strip, gutter)
    if not left or not right:
        return False
    # An ornament may jut over the gutter; what parts both columns spans half of each.
    reach_left = (min(a.box[0] for a in left) + gutter[0]) / 2
    reach_right = (max(a.box[2] for a in right) + gutter[1]) / 2
    return any(upper <= (e[1] + e[3]) / 2 <= lower and e[0] <= reach_left and e[2] >= reach_right for e in edges)


def _trimmed(band: list[list[Atom]]) -> list[list[list[Atom]]]:
    """Part the end of a band when only its left side goes on after a heading or a wide gap: that is a new section."""
    gutters = _gutters([a for s in band for a in s])
    if not gutters:
        return [band]
    widest = max(gutters, key=lambda g: g[1] - g[0])
    last = max((i for i, s in enumerate(band) if any(a.box[0] >= widest[1] - 1 for a in s)), default=len(band) - 1)
    usual = usual_height(_flat([a for s in band for a in s]))
    for i in range(last + 1, len(band)):
        gap = min(a.box[1] for a in band[i]) - max(a.box[3] for a in band[i - 1])
        if gap > 0.8 * usual or max(a.height for a in band[i]) > 1.15 * usual:
            return [band[:i], band[i:]]
    return [band]


def _strips(atoms: list[Atom]) -> list[list[Atom]]:
    strips: list[list[Atom]] = []
    bottom = float("-inf")
    for atom in sorted(atoms, key=lambda a: a.box[1] + SHRINK * _slack(a)):
        if strips and atom.box[1] + SHRINK * _slack(atom) < bottom:
            strips[-1].append(atom)
        else:
            strips.append([atom])
        bottom = max(bottom, atom.box[3] - SHRINK * _slack(atom))
    return strips


def _slack(atom: Atom) -> float:
    return atom.height if isinstance(atom, Piece) else 0.0


def _gutters(atoms: Sequence[Atom]) -> list[Span]:
    """Return the spans of x that no atom covers, between the leftmost and the rightmost."""
    found, reach = [], float("-inf")
    for x0, x1 in sorted((a.box[0], a.box[2]) for a in atoms):
        if x0 - reach >= MIN_GUTTER and reach > float("-inf"):
            found.append((reach, x0))
        reach = max(reach, x1)
    return found


def _sides(band: list[Atom], gutter: Span) -> tuple[list[Atom], list[Atom]]:
    left = [a for a in band if a.box[2] <= gutter[0] + 0.01]
    return left, [a for a in band if a.box[2] > gutter[0] + 0.01]


def _flat(atoms: Sequence[Atom]) -> list[Piece]:
    flat: list[Piece] = []
    for atom in atoms:
        flat += [atom] if isinstance(atom, Piece) else [p for row in atom.rows for cell in row for p in cell.pieces]
    return flat


def _edges(shapes: Shapes) -> list[Box]:
    """Return the horizontal lines that part what is above from what is below."""
    edges = list(shapes.across)
    for x0, y0, x1, y1 in shapes.panels:
        if x1 - x0 > PANEL_WIDTH:
            edges += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
    return edges
