"""Turn a PDF, or a page of it, into an open document and a picture that stays within bounds."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import UnreadableDocument

MAX_PIXELS = 4_000_000  # a page of 14,400 points drawn at twice its size took 2.4 GB (trust.md § 4.2)
MIN_SIDE = 1.0  # points; a degenerate page has no picture
PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def open_pdf(data: bytes, *, name: str) -> Any:
    """Open a PDF from its bytes.

    Raises:
        UnreadableDocument: it is locked, broken, or has no pages.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error):
            raise UnreadableDocument("password-protected", subject=name, hint="ask for a copy without a password") from error
        raise UnreadableDocument("the PDF is broken", subject=name, hint="ask for a new export of the file") from error
    if not pages:
        raise UnreadableDocument("the PDF has no pages", subject=name, hint="ask for a new export of the file")
    return document


def render_page(data: bytes, page: int, *, dpi: int = 110) -> bytes:
    """Return a page as PNG, at most 4 Mpx large.

    Args:
        data: the PDF.
        page: counted from 1.
        dpi: dots per inch; lowered for large pages.

    Raises:
        UnreadableDocument: the PDF cannot be opened or has no such page.
    """
    document = open_pdf(data, name="page")
    try:
        if not 1 <= page <= len(document):
            raise UnreadableDocument(f"the PDF has no page {page}", hint=f"it has {len(document)}")
        picture = draw(document[page - 1], scale=dpi / 72)
    finally:
        document.close()
    return _png(picture)


def draw(page: Any, *, scale: float) -> NDArray[np.uint8]:
    """Return the picture of a page, uint8 [height, width, 3] in RGB, at most 4 Mpx."""
    return np.ascontiguousarray(draw_padded(page, scale=scale)[:, :, :3])


def draw_padded(page: Any, *, scale: float, most: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """Return the picture of a page, of so many pixels at most, with a fourth, unused byte a pixel: so pixels compare as whole numbers."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    scale = bounded_scale(width, height, scale=scale, most=most)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False, force_bitmap_format=raw.FPDFBitmap_BGRx)
    try:
        return np.array(bitmap.to_numpy(), copy=True)
    finally:
        bitmap.close()


def bounded_scale(width: float, height: float, *, scale: float, most: int = MAX_PIXELS) -> float:
    """Return the scale, lowered so that the picture of a page has no more than so many pixels."""
    area = max(width, MIN_SIDE) * max(height, MIN_SIDE)
    longest = max(width, height, MIN_SIDE)
    return min(scale, math.sqrt(most / area) * 0.999, 16_000 / longest)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", optimize=False)
    return buffer.getvalue()
