"""Find words whose glyphs show something else than their codes say, and read what the eye sees in their place.

Doubt is cheap: ten characters in a row that look little like themselves (`outlines`). Only then are the lines in doubt
read from the picture; a line that the picture confirms, in a script or ornamental type, stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.pdf import outlines, scans
from jiufang.documents.pdf.chars import Chars
from jiufang.documents.pdf.pieces import Piece, readable
from jiufang.documents.pdf.render import bounded_scale, draw
from jiufang.documents.records import Box
from jiufang.protocols import TextRecognizer

WINDOW = 10  # characters judged together
SHARP = 1.9  # pixels a point; below, on pages longer than seven of A4, letters of fewer pixels than these have no shape to compare:
FEWEST_PIXELS = 15.0
LEAST = 6  # characters that can be judged at all
# Mean likeness of ten characters: .7 to .96 in honest files, .15 (Chinese) to .4 (Latin) where letters are exchanged.
DOUBT = 0.5
ASTRAY = 0.6  # of the characters of a line that stand in doubtful windows
SURE = 0.42  # without text recognition, of at least so many characters:
SURE_COUNT = 12
SLIGHT = 20.0  # degrees by which a line may lean and still be judged as it stands
LOOK_SCALE = 2.6  # 190 dpi: small print is read well
PAD = 0.35  # of the height, kept around a line
FAR = 3.0  # heights between characters of one line


@dataclass(frozen=True, slots=True)
class Doubt:
    """Characters that do not look like themselves, and the number of the line in which each stands (-1 elsewhere)."""

    odd: NDArray[np.bool_]
    line: NDArray[np.int64]

    def __bool__(self) -> bool:
        return bool(self.odd.any())


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a closer look found: characters that lie, the lines that they spoil, and what those lines really say."""

    lies: NDArray[np.bool_]
    spoilt: NDArray[np.bool_]
    pieces: tuple[Piece, ...] = ()


def likeness(chars: Chars, shapes: outlines.Shapes, *, scale: float) -> NDArray[np.float64]:
    """Return how much each character, drawn with so many pixels a point, looks like what its code says; nan for those that are not judged."""
    alike = outlines.likeness(chars.code, shapes)
    size = (chars.box[:, 2:] - chars.box[:, :2]).max(axis=1, initial=0) * scale
    return alike if scale >= SHARP else np.where(size < FEWEST_PIXELS, np.nan, alike)


def doubts(chars: Chars, shapes: outlines.Shapes, alike: NDArray[np.float64], textpage: Any) -> Doubt:
    """Find the lines with characters that look little like themselves.

    Args:
        chars: the visible characters of a page.
        shapes: their ink.
        alike: how much each looks like its code; set right for suspects on turned lines.
        textpage: the PDFium text page, asked for the angles of suspects.
    """
    odd, line = np.zeros(len(chars), dtype=bool), np.full(len(chars), -1)
    suspects = _suspects(alike)
    if len(suspects):
        alike[suspects] = _upright(chars.keep(suspects), shapes[suspects], alike[suspects], textpage)
        suspects = _suspects(alike)
    lines = _lines(chars)
    for number in np.unique(lines[suspects]).tolist():
        own = suspects[lines[suspects] == number]
        if alike[own].mean() < ASTRAY:
            odd[own.min() : own.max() + 1] = lines[own.min() : own.max() + 1] == number
            line[lines == number] = number
    return Doubt(odd, line)


def _suspects(alike: NDArray[np.float64]) -> NDArray[np.int64]:
    judged = np.flatnonzero(~np.isnan(alike))
    return judged[_low_windows(alike[judged])] if len(judged) >= LEAST else judged[:0]


def _upright(chars: Chars, shapes: outlines.Shapes, alike: NDArray[np.float64], textpage: Any) -> NDArray[np.float64]:
    """Judge characters on turned lines by their shape turned back; at odd angles there is no judging."""
    import pypdfium2.raw as raw

    angle = np.array([math.degrees(raw.FPDFText_GetCharAngle(textpage.raw, i)) % 360 for i in chars.index.tolist()])
    result = alike.copy()
    result[np.abs((angle + 45) % 90 - 45) > SLIGHT] = np.nan
    for quarters in (1, 2, 3):
        turned = np.abs(angle - 90 * quarters) <= SLIGHT
        # PDFium counts angles one way and viewers turn the other: the better of both counts.
        both = [outlines.likeness(chars.code[turned], shapes[turned], quarters=q) for q in (quarters, -quarters)]
        result[turned] = np.maximum(*both)
    return result


def look_again(page: Any, chars: Chars, alike: NDArray[np.float64], doubt: Doubt, ocr: TextRecognizer | None) -> SecondLook:
    """Read the lines in doubt from the picture, and tell which of them say something else.

    Without recognition only what looks like nothing of the kind counts as a lie.
    """
    if ocr is None:
        sure = doubt.odd.sum() >= SURE_COUNT and np.nanmean(alike[doubt.odd]) < SURE
        return SecondLook(doubt.odd & sure, (doubt.line >= 0) & sure)
    lines = [np.flatnonzero(doubt.line == n) for n in np.unique(doubt.line[doubt.odd]).tolist()]
    boxes = [_around(chars.box[line]) for line in lines]
    read = read_inside(page, boxes, ocr)
    lies, spoilt = np.zeros(len(chars), dtype=bool), np.zeros(len(chars), dtype=bool)
    pieces: dict[Box, Piece] = {}
    for line, box in zip(lines, boxes, strict=True):
        here = [p for p in read if _share(p.box, box)]
        odd = line[doubt.odd[line]]
        if scans.strangers([_text(chars, odd)], " ".join(p.text for p in here))[0]:
            lies[odd], spoilt[line] = True, True
            pieces |= {p.box: _ordered(p, int(chars.index[line[0]])) for p in here if p.box not in pieces}
    return SecondLook(lies, spoilt, tuple(pieces.values()))


def _low_windows(alike: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which characters stand in a window of low mean."""
    size = min(WINDOW, len(alike))
    low = np.convolve(alike, np.ones(size) / size, "valid") < DOUBT
    inside: NDArray[np.bool_] = np.convolve(low, np.ones(size)) > 0.5
    return inside


def _lines(chars: Chars) -> NDArray[np.int64]:
    """Number the runs of characters on one height, without a wide gap."""
    box = chars.box
    height = np.maximum(box[:, 3] - box[:, 1], 0.5)
    gap, shift = box[1:, 0] - box[:-1, 2], np.abs(np.diff(box[:, 3]))
    larger = np.maximum(height[1:], height[:-1])
    apart = (shift > 0.5 * larger) | (gap > FAR * larger) | (gap < -FAR * larger)
    number: NDArray[np.int64] = np.concatenate([[0], np.cumsum(apart)])
    return number


def _around(boxes: NDArray[np.float64]) -> Box:
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    pad = PAD * (bottom - top)
    return left - pad, top - pad, right + pad, bottom + pad


def read_inside(page: Any, boxes: Sequence[Box], ocr: TextRecognizer) -> list[Piece]:
    """Read what stands inside the boxes, everything else painted over."""
    from jiufang.documents.images import segments_of
    from jiufang.documents.scan import Frame, piece_of

    scale = bounded_scale(*page.get_size(), scale=LOOK_SCALE)
    picture = draw(page, scale=LOOK_SCALE)
    shown = np.full_like(picture, 255)
    edges = np.clip(np.array(boxes) * scale, 0, np.tile(picture.shape[1::-1], 2)).astype(int)
    for left, top, right, bottom in edges.tolist():
        shown[top:bottom, left:right] = picture[top:bottom, left:right]
    top, bottom = int(edges[:, 1].min()), int(edges[:, 3].max())
    frame = Frame(1 / scale, 0.0, (0.0, 0.0))
    segments = [s for s in segments_of(np.ascontiguousarray(shown[top:bottom]), ocr) if s.score >= scans.MIN_CONFIDENCE]
    return [_lowered(piece_of(s, n, frame), top / scale) for n, s in enumerate(segments) if s.text.strip()]


def _lowered(piece: Piece, by: float) -> Piece:
    def down(box: Box) -> Box:
        return box[0], box[1] + by, box[2], box[3] + by

    return replace(piece, box=down(piece.box), boxes=tuple(b and down(b) for b in piece.boxes))


def _ordered(piece: Piece, order: int) -> Piece:
    return replace(piece, order=order)


def _share(a: Box, b: Box) -> bool:
    """Tell whether a piece lies on a line."""
    middle = (a[1] + a[3]) / 2
    return b[1] < middle < b[3] and min(a[2], b[2]) > max(a[0], b[0])


def _text(chars: Chars, where: NDArray[np.int64]) -> str:
    return "".join(readable(int(code)) for code in chars.code[where])
