"""Turn printed lines into logical lines: a sentence that was wrapped at the edge of its column becomes one line again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.documents.pdf.layout import Block
from jiufang.documents.pdf.lines import is_date
from jiufang.documents.pdf.pieces import BULLETS, Piece, is_cjk_char, merge

NEAR_EDGE = 1.0  # in heights: lines that end this near the rightmost one show where the column ends
WIDE = 0.7  # share of the column: a line as long as this shows the edge by itself
NARROW, SURE = 8.5, 12.0  # in heights: a column of lists is narrower; from the second on two full lines show the edge
LIST_WIDTH = 16.0  # in heights: narrower columns hold lists as often as sentences
CELL_AIR = 2.5  # in heights: full lines of a cell end this near its border
MARGIN = 0.35  # share of a column that its right margin takes at most
LEADING = 1.0  # in heights: continuation lines follow at less than this, or than the gap within their paragraph
INDENT = 2.6  # in heights: how far bullets and first lines stand in or out

SENTENCE_END = re.compile(r"[。！？；;!?][”’」』）)\"']?$|[a-zà-ÿ0-9)%]{2}\.[”’)\"']?$")
ITEM = re.compile(
    rf"^(?:[{re.escape(BULLETS)}–—]|[-*o]\s|[（(]?\d{{1,2}}[)）、]|\d{{1,2}}\.(?!\d)|[（(]?[一二三四五六七八九十]{{1,3}}[)）、.．]|[①-⑳]|[A-Za-z][.)]\s)"
)
BEGINS_WITH_DATE = re.compile(r"^(?:19|20)\d\d\s*[年./–—-]")
COMMA = re.compile(r"[，、；。]")
ENDS_WITH_DATE = re.compile(r"(?:(?:19|20)\d\d(?:\s*[年./-]\s*\d{1,2}月?)?|至今|present|now|current)\W*$", re.IGNORECASE)
LABEL = re.compile(r"^[^\s:：,，。;；.]{1,12}(?: [^\s:：,，。;；.]{1,12}){0,2}\s?[:：]")
HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")
# Parts that keep their hyphen when a line breaks after it: “full-time”, “self-taught”, “co-author”.
HYPHEN_PREFIXES = frozenset(
    "all anti best bi co cost cross data decision end entry ex extra fast first follow four front full half hands hard high in inter key large"
    " long low main mid multi new next non off on one out over part peer post pre problem quality re real second self semi short single small"
    " state sub team third three time top two under up user well wide world e customer client cloud open object hand order".split()
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A logical line: the printed lines that were joined, as one piece; `last` is its lowest printed line."""

    piece: Piece
    first: Piece
    last: Piece
    region: tuple[float, float]
    table: float = -1.0
    lines: int = 1


def paragraphs(blocks: Sequence[Block]) -> list[list[Paragraph]]:
    """Join wrapped lines; the result has one list of paragraphs for each block.

    Two lines are joined where geometry makes it sure: the first word of the second would not have fitted on the first,
    both have the same size and the leading of a paragraph, and the second is no item, label or date.
    """
    edges = _edges(blocks)
    return [_join(block, edges.get(block.region)) for block in blocks]


def _edges(blocks: Sequence[Block]) -> dict[tuple[float, float], float]:
    """Return the right edge of each column whose lines show it."""
    lines: dict[tuple[float, float], list[Piece]] = {}
    cells = {block.region for block in blocks if block.table >= 0}
    for block in blocks:
        lines.setdefault(block.region, []).extend(block.lines)
    edges = {}
    for region, members in lines.items():
        rightmost = max(members, key=lambda p: p.box[2])
        right, height = rightmost.box[2], rightmost.height
        if region[1] - right > (CELL_AIR * height if region in cells else MARGIN * (region[1] - region[0])):
            continue
        near = sum(right - m.box[2] < NEAR_EDGE * m.height and m.box[2] - m.box[0] > NARROW * m.height for m in members)
        if (
            near >= (2 if right - min(m.box[0] for m in members) > SURE * height else 3)
            or rightmost.box[2] - rightmost.box[0] > WIDE * height
            or region[1] - right < 1.5 * height
        ):
            edges[region] = right
    return edges


def _join(block: Block, edge: float | None) -> list[Paragraph]:
    made: list[Paragraph] = []
    for line in block.lines:
        if made and edge is not None and _continues(made[-1], line, edge):
            made[-1] = _extended(made[-1], line)
        else:
            made.append(Paragraph(line, line, line, block.region, block.table))
    return made


def _continues(paragraph: Paragraph, line: Piece, edge: float) -> bool:
    last, height = paragraph.last, max(paragraph.last.height, line.height)
    if "\t" in last.text.split("\t", 1)[-1] and paragraph.lines == 1:
        return False
    if line.icon or line.box[1] - last.box[3] > LEADING * height or line.box[1] < last.middle:
        return False
    if abs(line.size - last.size) > 0.08 * max(line.size, last.size) or (line.bold and not last.bold):
        return False
    if (
        SENTENCE_END.search(last.text)
        or ITEM.match(line.text)
        or BEGINS_WITH_DATE.match(line.text)
        or LABEL.match(line.text)
        or is_date(line.text)
        or "\t" in line.text
    ):
        return False
    if is_date(last.text.rsplit("\t", 1)[-1]) or last.text[-1:] in ":：":
        return False
    if ENDS_WITH_DATE.search(last.text) and not line.text[0].islower():
        return False
    if edge - min(paragraph.first.box[0], line.box[0]) < LIST_WIDTH * height and not _is_prose(last, line):
        return False
    return _is_aligned(paragraph, line) and edge - last.box[2] < _first_word_width(line)


def _is_prose(last: Piece, line: Piece) -> bool:
    """Tell whether two lines of a narrow column are one sentence rather than two entries of a list."""
    before, after = last.text[-1], line.text[0]
    if is_cjk_char(before) and is_cjk_char(after):
        return bool(COMMA.search(last.text + line.text))
    word = line.text.split(" ", 1)[0].rstrip(".,;:!?)")
    return (after.islower() and word.isalpha()) or (before == "," and after.isalnum() and "@" not in line.text)


def _is_aligned(paragraph: Paragraph, line: Piece) -> bool:
    first, height = paragraph.first, max(line.height, 1.0)
    if paragraph.lines > 1:
        return abs(line.box[0] - paragraph.last.box[0]) < 0.6 * height
    start = _after_tab(first)
    if ITEM.match(first.text):
        return -0.5 * height < line.box[0] - first.box[0] < INDENT * height
    return abs(line.box[0] - start) < 0.6 * height or 0 < start - line.box[0] < INDENT * height


def _after_tab(piece: Piece) -> float:
    """Return where the text after a leading label begins."""
    at = piece.text.rfind("\t") + 1
    box = next((b for b in piece.boxes[at:] if b), piece.box)
    return box[0]


def _first_word_width(line: Piece) -> float:
    """Return the width of what could have moved up: a word, or a Han character with the punctuation after it."""
    end = 1
    if not is_cjk_char(line.text[0]):
        while end < len(line.text) and line.text[end] != " " and not is_cjk_char(line.text[end]):
            end += 1
    elif len(line.text) > 1 and line.text[1] in "，。、；：！？）》”":
        end = 2
    boxes = [b for b in line.boxes[:end] if b]
    if not boxes:
        return 0.0
    slack = 0.15 if not is_cjk_char(line.text[0]) else 0.35  # justified Chinese lines end with a little air
    return boxes[-1][2] - boxes[0][0] + (slack + 0.15) * line.height


def _extended(paragraph: Paragraph, line: Piece) -> Paragraph:
    piece = paragraph.piece
    if HYPHENATED.search(piece.text) and line.text[:1].islower():
        before = re.split(r"[^\w]", piece.text[:-1])[-1].lower()
        if before not in HYPHEN_PREFIXES:
            piece = Piece(piece.text[:-1], piece.box, piece.boxes[:-1], piece.order, piece.size, piece.bold, piece.angle, piece.icon)
        separator = ""
    else:
        glued = is_cjk_char(piece.text[-1]) or is_cjk_char(line.text[0]) or piece.text.endswith(("-", "/", "–"))
        separator = "" if glued else " "
    return Paragraph(
        merge([piece, line], separators=[separator]), paragraph.first, line, paragraph.region, paragraph.table, paragraph.lines + 1
    )
