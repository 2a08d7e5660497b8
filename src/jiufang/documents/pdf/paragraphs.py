"""Turn printed lines into logical lines: a sentence that was wrapped at the edge of its column becomes one line again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jiufang.documents.pdf.layout import Block
from jiufang.documents.pdf.lines import is_date
from jiufang.documents.pdf.pieces import BULLETS, Piece, is_cjk_char, merge, union

NEAR_EDGE = 1.0  # in heights: lines that end this near the rightmost one show where the column ends
WIDE = 0.7  # share of the column: a line as long as this shows the edge by itself
NARROW, SURE = 8.5, 12.0  # in heights: a column of lists is narrower; from the second on two full lines show the edge
LIST_WIDTH = 16.0  # in heights: narrower columns hold lists as often as sentences
CELL_AIR = 2.5  # in heights: full lines of a cell end this near its border
MARGIN = 0.35  # share of a column that its right margin takes at most
LEADING = 1.0  # in heights: continuation lines follow at less than this, or than the gap within their paragraph
CUT = 1.0  # points: a line that ends this near the border of its region was cut there
INDENT = 2.6  # in heights: how far bullets and first lines stand in or out

SENTENCE_END = re.compile(r"[。！？；;!?][”’」』）)\"']?$|[a-zà-ÿ0-9)%]{2}\.[”’)\"']?$")
ITEM = re.compile(
    rf"^(?:[{re.escape(BULLETS)}–—]|[-*o]\s|[（(]?\d{{1,2}}[)）、]|\d{{1,2}}\.(?!\d)|[（(]?[一二三四五六七八九十]{{1,3}}[)）、.．]|[①-⑳]|[A-Za-z][.)]\s)"
)
BEGINS_WITH_DATE = re.compile(r"^(?:19|20)\d\d\s*[年./–—-]")
COMMA = re.compile(r"[，、；。]")
ENDS_WITH_DATE = re.compile(r"(?:(?:19|20)\d\d(?:\s*[年./-]\s*\d{1,2}月?)?|至今|present|now|current)\W*$", re.IGNORECASE)
LABEL = re.compile(r"^[^\s:：,，。;；.]{1,12}(?: [^\s:：,，。;；.]{1,12}){0,2}\s?[:：]")
CONTACT = re.compile(r"^\S+@\S|^(?:https?:|www\.)|^\+?[(（]?\d[\d\s()（）-]{7,}")
OPEN_LINE = re.compile(r"[,，、(（&/–-]$")  # an entry of a list that ends so is not at its end
PITCH = 0.25  # points by which the leading inside an entry may vary; between entries it is clearly wider
ENTRIES = 2  # pairs of lines with the wider leading that show it
MIXED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")
MIXED_SPACED = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9%] [\u4e00-\u9fff]")
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
    text = "\n".join(line.text for block in blocks for line in block.lines)
    blank = " " if len(MIXED_SPACED.findall(text)) > len(MIXED.findall(text)) else ""
    columns = {region: [line for block in blocks if block.region == region for line in block.lines] for region in edges}
    leadings = {region: _wrapped_pitch(lines, edges[region]) for region, lines in columns.items()}
    return [_join(block, edges.get(block.region), leadings.get(block.region, 0.0), blank) for block in blocks]


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


def _join(block: Block, edge: float | None, wrap: float, blank: str) -> list[Paragraph]:
    made: list[Paragraph] = []
    for line in block.lines:
        if made and _continues_row(made[-1], line):
            made[-1] = _extended_row(made[-1], line, blank)
        elif made and edge is not None and _continues(made[-1], line, edge, wrap):
            made[-1] = _extended(made[-1], line, blank)
        else:
            made.append(Paragraph(line, line, line, block.region, block.table))
    return made


def _continues_row(paragraph: Paragraph, line: Piece) -> bool:
    """Tell whether a line goes on with the left part of a row that ends in a date: the part was full, and wrapped."""
    row = paragraph.piece
    head, _, date = row.text.rpartition("\t")
    if paragraph.lines > 1 or "\t" in head or not head or not is_date(date) or is_date(head) or not _could_continue(row, line):
        return False
    places = [b for b in row.boxes[: len(head)] if b]
    border = min(b[0] for b in row.boxes[len(head) :] if b)
    is_below = line.middle > row.middle and line.box[1] - row.box[3] < LEADING * line.height
    is_level = abs(line.box[0] - row.box[0]) < 0.6 * line.height and line.box[2] < border + line.height
    return is_below and is_level and line.bold == row.bold and border - places[-1][2] < _first_word_width(line) + 0.3 * line.height


def _could_continue(last: Piece, line: Piece) -> bool:
    """Tell whether nothing in a line itself says that it begins something new."""
    alike = abs(line.size - last.size) <= 0.08 * max(line.size, last.size)
    marks = (ITEM, BEGINS_WITH_DATE, LABEL, CONTACT)
    return alike and not line.icon and "\t" not in line.text and not any(mark.match(line.text) for mark in marks)


def _extended_row(paragraph: Paragraph, line: Piece, blank: str) -> Paragraph:
    row = paragraph.piece
    head, _, _ = row.text.rpartition("\t")
    separator = _blank_between(head, line.text, blank)
    text = head + separator + line.text + row.text[len(head) :]
    boxes = (*row.boxes[: len(head)], *[None] * len(separator), *line.boxes, *row.boxes[len(head) :])
    piece = replace(row, text=text, boxes=boxes, box=union([row.box, line.box]))
    return replace(paragraph, piece=piece, last=line, lines=2)


def _wrapped_pitch(lines: Sequence[Piece], edge: float) -> float:
    """Return the leading of wrapped entries in a list whose entries stand a little further apart, 0 when none is sure."""
    pairs = [(a, b) for a, b in pairwise(lines) if abs(a.size - b.size) < 0.08 * a.size and 0 < b.middle - a.middle < 2.4 * a.height]
    if len(pairs) <= ENTRIES:
        return 0.0
    least = min(b.middle - a.middle for a, b in pairs)
    tight = [(a, b) for a, b in pairs if b.middle - a.middle <= least + PITCH]
    is_wrapped = all(edge - a.box[2] < _first_word_width(b) and abs(a.box[0] - b.box[0]) < INDENT * b.height for a, b in tight)
    return least + PITCH if is_wrapped and len(pairs) - len(tight) >= ENTRIES else 0.0


def _continues(paragraph: Paragraph, line: Piece, edge: float, wrap: float) -> bool:
    last, height = paragraph.last, max(paragraph.last.height, line.height)
    is_entry = 0 < line.middle - last.middle <= wrap
    if "\t" in last.text.split("\t", 1)[-1] and paragraph.lines == 1:
        return False
    if line.box[1] - last.box[3] > LEADING * height or line.box[1] < last.middle or (line.bold and not last.bold):
        return False
    if last.box[2] > paragraph.region[1] - CUT:  # it ran off the page; nobody wrapped it
        return False
    if not _could_continue(last, line) or SENTENCE_END.search(last.text) or (is_date(line.text) and not is_entry):
        return False
    if is_date(last.text.rsplit("\t", 1)[-1]) or last.text[-1:] in ":：":
        return False
    if ENDS_WITH_DATE.search(last.text) and not line.text[0].islower():
        return False
    is_narrow = edge - min(paragraph.first.box[0], line.box[0]) < LIST_WIDTH * height
    if is_narrow and not is_entry and not _is_prose(last, line):
        return False
    return _is_aligned(paragraph, line) and edge - last.box[2] < _first_word_width(line)


def _is_prose(last: Piece, line: Piece) -> bool:
    """Tell whether two lines of a narrow column are one sentence or entry rather than two entries of a list."""
    before, after = last.text[-1], line.text[0]
    if OPEN_LINE.search(last.text) and (after.isalnum() or after in "(（") and "@" not in line.text:
        return True
    if after in "(（" and is_cjk_char(before) == is_cjk_char(line.text[1:2]):
        return True
    if is_cjk_char(before) and is_cjk_char(after):
        return bool(COMMA.search(last.text + line.text))
    word = line.text.split(" ", 1)[0].rstrip(".,;:!?)")
    return after.islower() and word.isalpha()


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


def _extended(paragraph: Paragraph, line: Piece, blank: str) -> Paragraph:
    piece = paragraph.piece
    if HYPHENATED.search(piece.text) and line.text[:1].islower():
        before = re.split(r"[^\w]", piece.text[:-1])[-1].lower()
        if before not in HYPHEN_PREFIXES:
            piece = Piece(piece.text[:-1], piece.box, piece.boxes[:-1], piece.order, piece.size, piece.bold, piece.angle, piece.icon)
        separator = ""
    else:
        separator = _blank_between(piece.text, line.text, blank)
    return Paragraph(
        merge([piece, line], separators=[separator]), paragraph.first, line, paragraph.region, paragraph.table, paragraph.lines + 1
    )


def _blank_between(before: str, after: str, blank: str) -> str:
    """Return what stands where a line was wrapped; between Han and Latin, what this page has elsewhere."""
    if before.endswith(("-", "/", "–")):
        return ""
    first, second = is_cjk_char(before[-1]), is_cjk_char(after[0])
    if first != second and MIXED.match(before[-1] + after[0]):
        return blank
    return "" if first or second else " "
