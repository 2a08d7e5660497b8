"""Tell a gutter between columns from one inside rows, and put labels beside what they label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from jiufang.documents.pdf.lines import clusters, is_date, printed_lines, stacked, usual_height
from jiufang.documents.pdf.pieces import BULLETS, Piece

ITEM_MARK = re.compile(rf"^(?:[{re.escape(BULLETS)}–—-]|[（(]?\d{{1,2}}[.)）、])$")
LEVEL = 0.33  # in heights: how far the middles of two lines may differ and still be one row
ALIGNED = 0.85  # share of lines that stand level with the other side in rows
DATES = 0.6  # share of dates from which on a side is a column of dates
LABEL_WIDTH = 10.0  # in heights of the line: about eight em
LABEL_LINES = 3  # a label of more lines is a paragraph
LABELLED = 0.75  # share of labels that stand beside the start or the middle of a block
BLOCK_GAP = 0.45  # in heights: how much more than the usual gap parts two blocks
LABEL_RISE = 1.3  # in heights: how far above its label a block may begin
LEVEL_WORTH = 0.7  # in heights of gap: what it counts that a label is level with a line
DENSE = 3  # wrapped lines on both sides from which on they are columns of text
WRAPPED = 0.85  # share of the width from which on a line looks wrapped


def reads_across(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether what stands left and right of a gutter belongs to the same rows.

    Args:
        left: pieces left of the gutter.
        right: pieces right of it.
    """
    first, second = printed_lines(left), printed_lines(right)
    to_left, to_right = _level_share(second, first), _level_share(first, second)
    if all(ITEM_MARK.match(line.text) for line in first):
        return True
    if _dates(second) >= DATES and to_left >= ALIGNED:
        return True
    if _dates(first) >= DATES and to_right >= ALIGNED and not _wrapped(first):
        return True
    if max(to_left, to_right) < ALIGNED or (_wrapped(first) >= DENSE and _wrapped(second) >= DENSE):
        return False
    if min(to_left, to_right) >= ALIGNED:
        return not (_is_headed(first) and _is_headed(second))
    fewer, more = (second, first) if to_left >= to_right else (first, second)
    if fewer is first and sum(line.text[-1:] in ":：" for line in first) < 0.5 * len(first):
        return False
    # Level by chance happens to one line in three; a run of close lines beside a longer text is a column of its own.
    return not _wrapped(fewer) and len(fewer) <= 0.75 * len(more) and _is_sparse(fewer)


def is_label_column(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether the left side holds dates or short headings, each beside its own block on the right."""
    lines, beside = printed_lines(left), printed_lines(right)
    if not lines or len(beside) < 2:
        return False
    height = usual_height(lines)
    if max(line.box[2] - line.box[0] for line in lines) > LABEL_WIDTH * height * (1.6 if _dates(lines) >= DATES else 1.0):
        return False
    labels = clusters(lines)
    if len(labels) == len(lines) and min(_level_share(lines, beside), _level_share(beside, lines)) >= ALIGNED:
        return False
    if sum(len(c) > LABEL_LINES for c in labels) > 0.15 * len(labels):
        return False
    if sum(is_date(stacked(c).text) for c in labels) >= DATES * len(labels):
        return True
    if len(labels) < 2 and len(lines) > 1:
        return False
    blocks = _blocks(beside)
    if _beside_blocks(labels, blocks) >= LABELLED * len(labels):
        return True
    return len(lines) == len(labels) >= 2 and _above_blocks(labels, blocks) >= LABELLED * len(labels)


def attach(labels: Sequence[Piece], body: Sequence[Piece]) -> list[tuple[Piece | None, list[Piece]]]:
    """Deal the body out to its labels, from top to bottom.

    Returns:
        (label, pieces beside it) pairs; the first label is None for what stands above the first label.
    """
    groups = clusters(printed_lines(labels))
    lines = printed_lines(body)
    tops = _starts(groups, lines)
    dealt: list[tuple[Piece | None, list[Piece]]] = [(None, [p for p in body if p.middle < tops[0]])]
    for i, group in enumerate(groups):
        lower = tops[i + 1] if i + 1 < len(tops) else float("inf")
        dealt.append((stacked(group), [p for p in body if tops[i] <= p.middle < lower]))
    return [(label, pieces) for label, pieces in dealt if label or pieces]


def _starts(groups: list[list[Piece]], lines: list[Piece]) -> list[float]:
    """Return for each label the height at which what stands beside it begins."""
    blocks = _blocks(lines)
    singles = [[group[0]] for group in groups]
    begins = max(_beside_blocks(singles, blocks, centred=False), _above_blocks(singles, blocks))
    tops: list[float] = []
    before = float("-inf")
    for group in groups:
        level = next((line.box[1] for line in lines if abs(line.middle - group[0].middle) < LEVEL * line.height), None)
        if begins >= DATES * len(groups):
            tops.append(min(t for t in (group[0].box[1], level, _block_above(group, blocks, before)) if t is not None))
        else:
            tops.append(_centred_start(group, lines, before))
        before = max(tops[-1], (group[0].box[1] + group[-1].box[3]) / 2)
    return tops


def _block_above(group: list[Piece], blocks: list[list[Piece]], before: float) -> float | None:
    """Return the top of a block that begins a little above its label, as where the block has one line more."""
    top, reach = group[0].box[1], LABEL_RISE * group[0].height
    return next((b[0].box[1] for b in blocks if before < b[0].middle and top - reach < b[0].box[1] <= top), None)


def _centred_start(group: list[Piece], lines: list[Piece], before: float) -> float:
    """Return the top of the block in whose middle a label stands: after the widest gap since the last label."""
    usual = _usual_gap(lines)
    top, middle = group[0].box[1], (group[0].box[1] + group[-1].box[3]) / 2
    best, score = top, LEVEL_WORTH
    for i, line in enumerate(lines):
        if line.middle <= before or line.box[1] > middle + 0.2 * line.height:
            continue
        height = max(line.height, 1.0)
        gap = (line.box[1] - lines[i - 1].box[3] - usual) / height if i else 1.5
        level = abs(line.middle - group[0].middle) < LEVEL * height
        worth = min(gap, 1.5) + (LEVEL_WORTH if level else 0.0) + 0.01 * i
        if worth > score:
            best, score = line.box[1], worth
    return min(best, top)


def _level_share(lines: Sequence[Piece], others: Sequence[Piece]) -> float:
    if not lines:
        return 0.0
    hits = sum(any(abs(line.middle - o.middle) < LEVEL * min(line.height, o.height) for o in others) for line in lines)
    return hits / len(lines)


def _dates(lines: Sequence[Piece]) -> float:
    return sum(is_date(line.text) for line in lines) / max(1, len(lines))


def _wrapped(lines: Sequence[Piece]) -> int:
    """Count the lines that reach the edge of their column and go on in the next line."""
    if len(lines) < 2:
        return 0
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    if right - left < 2 * LABEL_WIDTH * usual_height(lines) / 2:
        return 0
    full = [line.box[2] - left > WRAPPED * (right - left) for line in lines]
    near = [b.box[1] - a.box[3] < a.height for a, b in pairwise(lines)]
    return sum(a and b for a, b in zip(full, near, strict=False))


def _is_headed(lines: Sequence[Piece]) -> bool:
    """Tell whether the first line stands out from those below it like a heading."""
    if len(lines) < 3:
        return False
    head, size = lines[0], median(line.size for line in lines[1:])
    plain = sum(not line.bold for line in lines[1:]) > 0.5 * (len(lines) - 1)
    return head.size > 1.1 * size or (head.bold and plain)


def _is_sparse(lines: Sequence[Piece]) -> bool:
    """Tell whether most lines stand alone, with room above."""
    return len(clusters(lines)) >= 0.6 * len(lines)


def _usual_gap(lines: Sequence[Piece]) -> float:
    gaps = [b.box[1] - a.box[3] for a, b in pairwise(lines)]
    return median(gaps) if gaps else 0.0


def _blocks(lines: list[Piece]) -> list[list[Piece]]:
    """Part lines where the gap is wider than usual."""
    usual = _usual_gap(lines)
    blocks = [[lines[0]]]
    for above, line in pairwise(lines):
        if line.box[1] - above.box[3] > usual + BLOCK_GAP * line.height:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks


def _above_blocks(labels: list[list[Piece]], blocks: list[list[Piece]]) -> int:
    """Count the labels below whose top the next line beside begins a block, as beside a padded panel."""
    lines = [(line, i == 0) for block in blocks for i, line in enumerate(block)]
    hits = 0
    for label in labels:
        below = [(line.box[1], begins) for line, begins in lines if line.middle > label[0].box[1] - 0.3 * label[0].height]
        hits += bool(below) and below[0][1] and below[0][0] - label[0].box[1] < 3 * label[0].height
    return hits


def _beside_blocks(labels: list[list[Piece]], blocks: list[list[Piece]], *, centred: bool = True) -> int:
    """Count the labels that stand level with the start or the middle of a block which no other label has."""
    free = list(blocks)
    hits = 0
    for label in labels:
        height = max(label[0].height, 1.0)
        middle = (label[0].box[1] + label[-1].box[3]) / 2
        for block in free:
            begins = abs(label[0].box[1] - block[0].box[1]) < 1.3 * height
            within = centred and abs(middle - (block[0].box[1] + block[-1].box[3]) / 2) < height
            if begins or within:
                free.remove(block)
                hits += 1
                break
    return hits
