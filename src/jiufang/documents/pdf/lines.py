"""Turn pieces into printed lines: what stands on one baseline, from left to right, with tabs for wide gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from jiufang.documents.pdf.pieces import BULLETS, CJK_GAP, WIDE, WIDE_BLANK, Piece, is_cjk_char, merge, unspaced

TAB_GAP = 1.5  # in heights of the line; the blanks of justified text in a narrow column stay below
LEVEL = 0.5  # share of the lower height that pieces of one line have in common
PAIR = re.compile(r"^[^\s:：]{1,12}\s*[:：]\s*\S")
OPEN_ENDS = "-–—~～至到/"  # a period goes on in the next line
DATE_GAP = 0.85  # in heights: how far a date stands from the text of its row at least
DATE_LEADS = "-–—~～至到/:：,，、(（"  # what a date goes on from
CLUSTER_GAP = 0.75  # in heights; lines nearer than this belong to one label

DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d\d\d)|至今|目前|\b(?:present|now|current|today|ongoing)\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s*['’]?\d\d",
    re.IGNORECASE,
)
OTHER = re.compile(r"[^\W\d_年月日]")
OTHER_LETTERS = 9  # letters beside the date: “Winter”, “to”, “(2 yrs)”
DATE_LENGTH = 34  # code points; a longer line is a sentence that mentions a year


def printed_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Merge the pieces of each printed line; lines come from top to bottom."""
    return [joined(group) for group in levels(pieces)]


def levels(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces that stand on one baseline, each group from left to right."""
    groups: list[tuple[float, float, list[Piece]]] = []
    for piece in sorted(pieces, key=lambda p: (p.middle, p.box[0])):
        top, bottom = piece.box[1], piece.box[3]
        for i in range(len(groups) - 1, max(-1, len(groups) - 4), -1):
            upper, lower, members = groups[i]
            shared = min(lower, bottom) - max(upper, top)
            clear = all(piece.box[0] >= m.box[2] - 0.5 * piece.height or piece.box[2] <= m.box[0] + 0.5 * piece.height for m in members)
            if clear and shared > LEVEL * min(lower - upper, piece.height):
                members.append(piece)
                break
        else:
            groups.append((top, bottom, [piece]))
    return [sorted(members, key=lambda p: p.box[0]) for _, _, members in groups]


def joined(group: Sequence[Piece]) -> Piece:
    """Join the pieces of one line: a tab across a wide gap or an icon, a blank between words."""
    marked = bool(group[0].icon)
    group = [p for p in group if p.text] or list(group[:1])
    if len(group) == 1:
        return group[0] if group[0].icon == marked else replace(group[0], icon=marked)
    separators = [_separator(a, b) for a, b in pairwise(group)]
    return replace(unspaced(merge(list(group), separators=separators)), icon=marked)


def stacked(lines: Sequence[Piece]) -> Piece:
    """Join the lines of a label that is wrapped or written downwards."""
    separators = ["" if is_cjk_char(a.text[-1:]) and is_cjk_char(b.text[:1]) else " " for a, b in pairwise(lines)]
    return merge(list(lines), separators=separators)


def clusters(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Group lines which follow each other closely."""
    groups: list[list[Piece]] = []
    for line in lines:
        if groups and _follows(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _follows(above: Piece, line: Piece) -> bool:
    if is_date(above.text) and is_date(line.text) and above.text[-1:] not in OPEN_ENDS:
        return False
    if PAIR.match(above.text) and PAIR.match(line.text):
        return False
    return line.box[1] - above.box[3] < CLUSTER_GAP * min(line.height, above.height)


def is_date(text: str) -> bool:
    """Tell whether a short text is a date or a period."""
    return len(text) <= DATE_LENGTH and bool(DATE.search(text)) and len(OTHER.findall(DATE.sub("", text))) <= OTHER_LETTERS


def usual_height(pieces: Sequence[Piece]) -> float:
    """Return the median height of the pieces, at least a point."""
    return max(1.0, median(p.height for p in pieces)) if pieces else 1.0


def _is_dated(a: Piece, b: Piece, gap: float) -> bool:
    """Tell whether a date stands at the end of a row whose text reaches up to it: written apart, it is set apart."""
    is_apart = gap > DATE_GAP * b.height or b.order > a.order + 2 * len(a.text)
    return is_apart and is_date(b.text) and not is_date(a.text) and len(a.text) > 1 and a.text[-1] not in DATE_LEADS


def _separator(a: Piece, b: Piece) -> str:
    gap, height = b.box[0] - a.box[2], max(a.height, b.height)
    if a.text[-1:] in BULLETS and len(a.text) == 1:
        return " "
    if gap > TAB_GAP * height or b.icon or _is_dated(a, b, gap):
        return "\t"
    if is_cjk_char(a.text[-1:]) or is_cjk_char(b.text[:1]):
        if gap < CJK_GAP * height:
            return ""
        if gap > WIDE_BLANK * height:
            return WIDE
    return " " if gap > 0.1 * height else ""
