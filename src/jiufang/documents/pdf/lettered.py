"""Find words inside the small pictures of a page, such as a head-shot with an order to a machine on it.

Such words never count. They are read only where the pixels look like lines of writing, and told only when they read like a payload.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jiufang.documents.pdf import scans
from jiufang.documents.pdf.disguise import read_inside
from jiufang.documents.pdf.render import bounded_scale, draw
from jiufang.documents.records import Box, HiddenText
from jiufang.documents.suspicion import ORDER, is_suspicious
from jiufang.protocols import TextRecognizer

LEAST, MOST = 24.0, 0.4  # points of each side; share of the page, above which a picture is a scan or a background
PORTRAIT = 0.06  # share of the page up to which a picture is a head-shot or a logo, on which claims have no business
MAX_PICTURES = 3
SCALE = 2.0
QUOTE = 300


def lettered(page: Any, images: Sequence[Box], ocr: TextRecognizer, *, number: int) -> list[HiddenText]:
    """Report the words on the small pictures of a page that read like a payload.

    Args:
        page: a pypdfium2 page.
        images: the boxes of its pictures, in points.
        ocr: reads them.
        number: of the page.
    """
    width, height = page.get_size()
    small = [box for box in dict.fromkeys(images) if _is_small(box, width, height)]
    if not small:
        return []
    scale, picture = bounded_scale(width, height, scale=SCALE), draw(page, scale=SCALE)
    written = [box for box in small if scans.looks_written(_cut(picture, box, scale))][:MAX_PICTURES]
    if not written:
        return []
    read = read_inside(page, written, ocr)
    found = []
    for box in written:
        inside = [p for p in read if _lies_in(p.box, box)]
        words = " ".join(p.text for p in sorted(inside, key=lambda p: (p.box[1], p.box[0])))
        area = (box[2] - box[0]) * (box[3] - box[1]) / (width * height)
        if ORDER.search(words) or (area <= PORTRAIT and is_suspicious(words)):
            found.append(HiddenText(family="picture_words", quote=words[:QUOTE], page=number, box=box))
    return found


def _is_small(box: Box, width: float, height: float) -> bool:
    wide, high = min(box[2], width) - max(box[0], 0.0), min(box[3], height) - max(box[1], 0.0)
    return min(wide, high) >= LEAST and wide * high <= MOST * width * height


def _cut(picture: Any, box: Box, scale: float) -> Any:
    left, top, right, bottom = (max(0, int(side * scale)) for side in box)
    cut = picture[top:bottom, left:right]
    return cut if cut.size else np.full((1, 1, 3), 255, dtype=np.uint8)


def _lies_in(piece: Box, box: Box) -> bool:
    x, y = (piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
