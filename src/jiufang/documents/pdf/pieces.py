"""Turn characters into pieces: runs of text on one baseline without a wide gap, the atoms of the layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.pdf.chars import Chars
from jiufang.text.normalise import INVISIBLE

# Widths in multiples of the height of the characters (about 1.2 em).
PIECE_GAP = 0.85  # wider than the blank of justified text, narrower than what parts columns
WORD_GAP = 0.17  # without a blank in the stream, a gap from which on words are apart
GUESSED_GAP = 0.11  # the same where PDFium, which knows the font's blank, sees one
MIXED_GAP = 0.15  # the same between Chinese and Latin; browsers put 0.1 there of themselves
TIGHT, HAN_BLANK = 0.05, 0.17  # where Han characters touch, a gap of a blank's width between two is a blank
CJK_BREAK = 0.55  # a gap between Han characters without a blank in the stream that parts pieces
CJK_GAP = 0.45  # letter spacing of Chinese text stays below this
WIDE_BLANK = 0.68  # an ideographic space, or a gap as wide as one, is written as one
WIDE = "\u3000"
MIN_OVERLAP = 0.5  # share of the lower height that characters of one line have in common

CJK_CLASS = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
CJK = re.compile(f"[{CJK_CLASS}]")
LABEL_SPACED = re.compile(r"(?<![^\s])([\u4e00-\u9fff])[ \t\u3000]+([\u4e00-\u9fff])(?=[ \t\u3000]*[:：])")
BLANKS = re.compile("[ \u3000]")
STOPS = "，。、；：！？"
BULLETS = "•●○◦▪▫■□◆◇▶►▸➢➤➔→⇒»›✓✔✅☐☑☒★☆·‣⁃∙❖❏❑※⚫⚪◼◻◾◽⬤◉◎✦✧✱♦☛☞⦁"
# Codes of bullets in the Symbol and Wingdings fonts, which have no Unicode of their own.
SYMBOL_BULLETS = frozenset((0xF06C, 0xF06E, 0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF075, 0xF076, 0xF09F, 0xF0A8, 0xF071, 0xF0B2, 0xF0E8))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline.

    `boxes` has one box for each code point of `text` (None for a blank that was put in).
    """

    text: str
    box: tuple[float, float, float, float]
    boxes: tuple[tuple[float, float, float, float] | None, ...] = field(repr=False)
    order: int
    size: float = 0.0
    bold: bool = False
    angle: int = 0
    icon: bool = False

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        """Return the height on the page of its middle."""
        return (self.box[1] + self.box[3]) / 2


def read_pieces(chars: Chars, textpage: Any) -> list[Piece]:
    """Cut the characters of a page into pieces, and ask for the font of each."""
    if not len(chars):
        return []
    starts = np.flatnonzero(_breaks(chars)).tolist()
    ends = [*starts[1:], len(chars)]
    # On a turned line every character starts a new run, so only runs of one character need the question.
    angles = [_angle(textpage, int(chars.index[s])) if e - s == 1 else 0 for s, e in zip(starts, ends, strict=True)]
    pieces = []
    for start, end, angle in _joined_by_angle(starts, ends, angles):
        made = _piece(chars, start, end, textpage, angle)
        if made is not None:
            pieces.append(made)
    return pieces


def merge(pieces: list[Piece], *, separators: list[str]) -> Piece:
    """Join pieces of one line, from left to right, with the given separators between them."""
    text, boxes = pieces[0].text, list(pieces[0].boxes)
    for separator, piece in zip(separators, pieces[1:], strict=True):
        text += separator + piece.text
        boxes += [None] * len(separator) + list(piece.boxes)
    largest = max(pieces, key=lambda p: len(p.text))
    return replace(
        largest, text=text, boxes=tuple(boxes), box=union([p.box for p in pieces]), order=min(p.order for p in pieces), icon=pieces[0].icon
    )


def union(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    """Return the smallest box that holds all boxes."""
    if len(boxes) == 1:
        return boxes[0]
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


@lru_cache(maxsize=8192)
def is_cjk_char(char: str) -> bool:
    """Tell whether a character is written without blanks around it."""
    return bool(CJK.match(char))


def _breaks(chars: Chars) -> NDArray[np.bool_]:
    box, n = chars.box, len(chars)
    height = np.maximum(box[:, 3] - box[:, 1], 0.5)
    larger, lower = np.maximum(height[1:], height[:-1]), np.minimum(height[1:], height[:-1])
    shared = np.minimum(box[1:, 3], box[:-1, 3]) - np.maximum(box[1:, 1], box[:-1, 1])
    gap = box[1:, 0] - box[:-1, 2]
    apart = (shared < MIN_OVERLAP * lower) | (gap > PIECE_GAP * larger) | (gap < -0.5 * larger)
    han = (chars.code >= 0x2E80) & (chars.code <= 0x9FFF)
    apart |= han[1:] & han[:-1] & (chars.spaced[1:] < 2) & (gap > CJK_BREAK * larger)
    private = (chars.code >= 0xE000) & (chars.code <= 0xF8FF)
    result = np.ones(n, dtype=bool)
    result[1:] = apart | (private[1:] != private[:-1])
    return result


def _joined_by_angle(starts: list[int], ends: list[int], angles: list[int]) -> list[tuple[int, int, int]]:
    """Put neighbouring one-character runs of turned text together: on a turned line every character starts a new one."""
    runs: list[tuple[int, int, int]] = []
    for start, end, angle in zip(starts, ends, angles, strict=True):
        if angle and runs and runs[-1][2] == angle:
            runs[-1] = (runs[-1][0], end, angle)
        else:
            runs.append((start, end, angle))
    return runs


def _piece(chars: Chars, start: int, end: int, textpage: Any, angle: int) -> Piece | None:
    codes, rects = chars.code[start:end].tolist(), [tuple(b) for b in chars.box[start:end].tolist()]
    icon = 0xE000 <= codes[0] <= 0xF8FF
    size, bold, symbol = font_of(textpage, int(chars.index[start]), named=icon)
    if icon:
        bullet = symbol and codes[0] in SYMBOL_BULLETS
        return Piece("•" if bullet else "", rects[0], (rects[0],) if bullet else (), int(chars.index[start]), size, False, 0, not bullet)
    text, boxes = _spell(codes, rects, chars.spaced[start:end].tolist(), turned=bool(angle))
    text, boxes = _unspaced(text, boxes)
    if not text:
        return None
    return Piece(text, union(rects), tuple(boxes), int(chars.index[start]), size, bold, angle)


def _spell(codes: list[int], rects: list[Any], spaced: list[int], *, turned: bool) -> tuple[str, list[Any]]:
    """Write the characters with the blanks that stand, or can be seen, between them."""
    gaps = [b[0] - a[2] for a, b in pairwise(rects)]
    height = median(r[3] - r[1] for r in rects)
    spacing = _letter_spacing(gaps, spaced, height)
    han = HAN_BLANK if gaps and abs(median(gaps)) < TIGHT * height else CJK_GAP
    least = min(CJK_GAP, WORD_GAP) * height  # no gap below it parts characters that the stream does not part
    text: list[str] = []
    boxes: list[Any] = []
    previous = ""
    for i, (code, rect) in enumerate(zip(codes, rects, strict=True)):
        char = readable(code)
        if not char:
            continue
        if (
            previous
            and (spaced[i] or gaps[i - 1] > least)
            and _is_apart(previous, char, 0.0 if turned else gaps[i - 1], spaced[i], spacing, height, han)
        ):
            wide = gaps[i - 1] > max(WIDE_BLANK * height, 2 * spacing) and (is_cjk_char(previous) or is_cjk_char(char)) and not turned
            text.append(WIDE if wide else " ")
            boxes.append(None)
        if (
            char > "\u02ff"
            and unicodedata.combining(char[0])
            and text
            and len(composed := unicodedata.normalize("NFC", text[-1] + char)) == 1
        ):
            text[-1] = composed
            continue
        text += char
        boxes += [rect] * len(char)
        previous = char[-1]
    return "".join(text), boxes


def _letter_spacing(gaps: list[float], spaced: list[int], height: float) -> float:
    """Return the gap that letter spacing puts between the characters of a run, 0 when there is none."""
    if len(gaps) < 3 or 2 in spaced[1:]:
        return 0.0
    usual = median(gaps)
    return usual if usual > 0.1 * height else 0.0


def _is_apart(previous: str, char: str, gap: float, spaced: int, spacing: float, height: float, han: float) -> bool:
    """Tell whether a blank stands before a character: written in the stream, or seen as a gap."""
    if spaced == 2 and gap > -0.2 * height:
        return True
    if spaced and is_cjk_char(previous) != is_cjk_char(char):
        return gap > max(MIXED_GAP * height, 1.7 * spacing)
    if is_cjk_char(previous) or is_cjk_char(char):
        # A stop of full width brings its own air.
        return gap > max((han if spaced and previous not in STOPS else CJK_GAP) * height, 1.6 * spacing)
    return gap > max((GUESSED_GAP if spaced else WORD_GAP) * height, 1.7 * spacing)


def unspaced(piece: Piece) -> Piece:
    """Take the blanks out of a line that only spread one word, or a label."""
    text, boxes = _unspaced(piece.text, list(piece.boxes))
    return piece if text == piece.text else replace(piece, text=text, boxes=tuple(boxes))


def _unspaced(text: str, boxes: list[Any]) -> tuple[str, list[Any]]:
    """Take the blanks out of “个 人 简 历” and “R É S U M É”, which only spread a word, and out of “姓 名：”."""
    parts = [p for p in BLANKS.split(text) if p]
    if (len(parts) >= 3 and all(len(p) == 1 and p.isalpha() for p in parts)) or (len(parts) == 2 and all(CJK.fullmatch(p) for p in parts)):
        return BLANKS.sub("", text), [b for c, b in zip(text, boxes, strict=True) if not BLANKS.match(c)]
    while found := LABEL_SPACED.search(text):
        start, end = found.start(1) + 1, found.start(2)
        text, boxes = text[:start] + text[end:], boxes[:start] + boxes[end:]
    return text, boxes


@lru_cache(maxsize=8192)
def readable(code: int) -> str:
    """Return what a code stands for in text: ligatures and radicals resolved, invisible and private codes empty."""
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return ""
    char = chr(code)
    if 0xFB00 <= code <= 0xFB06 or 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char)
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000 or code == 0xFFFD or INVISIBLE.match(char) or unicodedata.category(char) == "Cc":
        return ""
    return unicodedata.normalize("NFC", char) if code > 0x7F else char


def font_of(textpage: Any, index: int, *, named: bool = False) -> tuple[float, bool, bool]:
    """Return the size in points on the page, whether it is bold, and whether the font is one of symbols."""
    import ctypes

    import pypdfium2.raw as raw

    handle = textpage.raw
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    size = raw.FPDFText_GetFontSize(handle, index) * scale
    buffer = ctypes.create_string_buffer(96)
    raw.FPDFText_GetFontInfo(handle, index, buffer, 96, None)
    name = buffer.value.lower()
    # A generic weight of 400 is also what PDFium reports when the font says nothing, so the name counts too.
    bold = raw.FPDFText_GetFontWeight(handle, index) >= 600 or any(mark in name for mark in (b"bold", b"black", b"heavy"))
    bold = bold or _is_stroked(handle, index)
    return size, bold, named and any(mark in name for mark in (b"wing", b"symbol", b"dingbat"))


def _is_stroked(handle: Any, index: int) -> bool:
    """Tell whether a glyph is filled and stroked, the usual make-believe bold."""
    import pypdfium2.raw as raw

    shape = raw.FPDFText_GetTextObject(handle, index)
    return bool(shape) and raw.FPDFTextObj_GetTextRenderMode(shape) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE


def _angle(textpage: Any, index: int) -> int:
    import math

    import pypdfium2.raw as raw

    turned = round(math.degrees(raw.FPDFText_GetCharAngle(textpage.raw, index))) % 360
    return turned if 5 < turned < 355 else 0
