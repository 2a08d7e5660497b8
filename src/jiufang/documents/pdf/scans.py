"""Tell pages that are pictures of text from pages with text, and turn recognised lines into pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.pdf.chars import Chars
from jiufang.documents.pdf.pieces import Piece
from jiufang.documents.pdf.render import bounded_scale, draw
from jiufang.documents.pdf.shapes import Shapes
from jiufang.protocols import TextRecognizer
from jiufang.text.normalise import fold

SCAN_SHARE = 0.7  # of the page that one picture covers (trust.md § 3.3)
FEW = 60  # visible characters; a scanner's mark or a stamp has fewer, a page of text has more
OCR_SCALE = 150 / 72
MIN_CONFIDENCE = 0.5
SAMPLE = 40  # characters asked for their code
GARBLED = 0.3  # share of characters without a meaning from which on a text layer is of no use
INK_ROWS = 10  # rows of changes from dark to light, in a picture of a page of text
BUSY_ROW = 8  # such changes in a row of pixels that crosses words
FOUND = 0.5  # share of a hidden line's pairs of characters that recognition must find for the line to be honest
CJK_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def picture_share(shapes: Shapes, size: tuple[float, float]) -> float:
    """Return the share of the page that its largest picture covers."""
    width, height = size
    shares = [max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(y1, height) - max(y0, 0.0)) for x0, y0, x1, y1 in shapes.images]
    return max(shares, default=0.0) / max(1.0, width * height)


def is_garbled(chars: Chars, textpage: Any) -> bool:
    """Tell whether the codes of a text layer mean nothing: private ones, or none at all."""
    import pypdfium2.raw as raw

    if not len(chars):
        return False
    private = ((chars.code >= 0xE000) & (chars.code <= 0xF8FF)) | (chars.code == 0xFFFD)
    sample = chars.index[:: max(1, len(chars) // SAMPLE)].tolist()
    unmapped = sum(raw.FPDFText_HasUnicodeMapError(textpage.raw, i) == 1 for i in sample) / len(sample)
    return bool(max(private.mean(), unmapped) > GARBLED)


def shows_text(page: Any, texts: Sequence[Any]) -> bool:
    """Tell whether a page without a text layer looks like writing: many rows that change between dark and light."""
    picture = draw(page, scale=1.0).astype(np.int16).mean(axis=2)
    dark = picture < (picture.max() + picture.min()) / 2 if np.ptp(picture) > 60 else np.zeros_like(picture, dtype=bool)
    changes = (dark[:, 1:] != dark[:, :-1]).sum(axis=1)
    return int((changes >= BUSY_ROW).sum()) >= INK_ROWS


def recognised(page: Any, ocr: TextRecognizer) -> list[Piece]:
    """Read a page from its picture."""
    width, height = page.get_size()
    scale = bounded_scale(width, height, scale=OCR_SCALE)
    lines = ocr.recognize(draw(page, scale=OCR_SCALE))
    pieces = []
    for order, (text, box, confidence) in enumerate(lines):
        text = " ".join(text.split())
        if text and confidence >= MIN_CONFIDENCE:
            pieces.append(_piece(text, tuple(side / scale for side in box), order))
    return pieces


def strangers(quotes: Sequence[str], text: str) -> NDArray[np.bool_]:
    """Tell which lines of an invisible text layer are not on the picture, allowing for misread characters."""
    seen = _pairs(text)
    return np.array([bool(p := _pairs(q)) and len(p & seen) < FOUND * len(p) for q in quotes], dtype=bool)


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in fold(text) if c.isalnum())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _piece(text: str, box: Any, order: int) -> Piece:
    """Spread the width of a line over its characters, Han characters twice as wide as Latin ones."""
    left, top, right, bottom = box
    weights = [2.0 if CJK_RUN.match(c) else 1.0 for c in text]
    edges = left + (right - left) * np.concatenate(([0.0], np.cumsum(weights))) / sum(weights)
    boxes = tuple((float(a), top, float(b), bottom) for a, b in pairwise(edges))
    return Piece(text, (left, top, right, bottom), boxes, order, size=round((bottom - top) * 0.8, 1))
