"""Tell pages that are pictures of text from pages with text, and read the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.pdf.chars import Chars
from jiufang.documents.pdf.layout import Block
from jiufang.documents.pdf.render import bounded_scale, draw
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.records import Box
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
    return looks_written(draw(page, scale=1.0))


def looks_written(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether a picture (RGB) has many rows that change between dark and light, as writing has."""
    picture = pixels.astype(np.int16).mean(axis=2)
    dark = picture < (picture.max() + picture.min()) / 2 if np.ptp(picture) > 60 else np.zeros_like(picture, dtype=bool)
    changes = (dark[:, 1:] != dark[:, :-1]).sum(axis=1)
    return int((changes >= BUSY_ROW).sum()) >= INK_ROWS


def recognised(page: Any, ocr: TextRecognizer) -> tuple[list[Block], Callable[[Box], Box]]:
    """Read a page from its picture, as a picture of the same page is read.

    Returns:
        Its blocks on a straight page, and how to get from a box of them to one of the page.
    """
    from jiufang.documents.images import upright
    from jiufang.documents.scan import arranged

    width, height = page.get_size()
    scale = bounded_scale(width, height, scale=OCR_SCALE)
    picture = draw(page, scale=OCR_SCALE)
    turned, segments, turns = upright(picture, ocr)
    blocks, frame = arranged([s for s in segments if s.score >= MIN_CONFIDENCE], turned)
    size = turned.shape[1], turned.shape[0]

    def place(box: Box) -> Box:
        left, top, right, bottom = _turned_back(frame.pixel(box), size, turns)
        return round(left / scale, 2), round(top / scale, 2), round(right / scale, 2), round(bottom / scale, 2)

    return blocks, place


def _turned_back(box: Box, size: tuple[int, int], turns: int) -> Box:
    """Return where a box was before a picture of that size was turned by so many quarters."""
    x0, y0, x1, y1 = box
    width, height = size
    for _ in range(turns):
        x0, y0, x1, y1 = height - y1, x0, height - y0, x1
        width, height = height, width
    return x0, y0, x1, y1


def strangers(quotes: Sequence[str], text: str) -> NDArray[np.bool_]:
    """Tell which lines of an invisible text layer are not on the picture, allowing for misread characters."""
    seen = _pairs(text)
    return np.array([bool(p := _pairs(q)) and len(p & seen) < FOUND * len(p) for q in quotes], dtype=bool)


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in fold(text) if c.isalnum())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
