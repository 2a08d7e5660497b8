"""Turn a page of any file that has pages into a small picture to look at; runs inside a worker, on bytes nobody trusts."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.detect import detect
from jiufang.errors import UnreadableDocument

A4_INCHES = 11.69  # a picture has no true size, so its longer side is taken for that of A4
QUALITY = 72  # WebP: a tenth of the size of PNG, and small print stays sharp
SAME_TONE = 26  # of 255: noise of a scanner
EMPTY_ROW = 0.003  # share of pixels that may differ in a row of empty paper: dust
MARGIN = 0.035  # of the page, left below the last line
WORTH = 0.1  # of the page: less empty paper than this is not cut off


def draw_page(data: bytes, *, name: str, page: int, dpi: int = 110, member: str | None = None, turned: int = 0) -> bytes:
    """Draw one page as WebP, without the empty paper at its foot.

    Args:
        data: the whole file.
        name: its name.
        page: counted from 1.
        dpi: dots per inch.
        member: the path of the document inside an archive or e-mail.
        turned: quarter turns against the clock that put a picture upright.

    Raises:
        UnreadableDocument: it has no such page, or is of a kind without pages.
    """
    if member:
        name, data = member, member_of(data, name=name, member=member)
    kind = detect(data, name=name).name
    if kind == "pdf":
        pixels = _pdf_page(data, page, dpi)
    elif kind == "image":
        pixels = _image_page(data, name, page, dpi, turned)
    else:
        raise UnreadableDocument(f"{kind} files have no pages to draw", subject=name)
    return _webp(without_empty_foot(pixels))


def member_of(data: bytes, *, name: str, member: str) -> bytes:
    """Return the bytes of a member of an archive or an e-mail, by the path that its document carries.

    Raises:
        UnreadableDocument: there is no such member.
    """
    for path, content in _members(data, name):
        if path == member:
            return content
        if member.startswith(path + "/"):
            return member_of(content, name=path, member=member[len(path) + 1 :])
    raise UnreadableDocument("there is no such file in it", subject=f"{name}: {member}")


def without_empty_foot(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut off the rows at the foot that look like the last one, side columns included; a margin stays."""
    height, width = pixels.shape[:2]
    differs = (np.abs(pixels.astype(np.int16) - pixels[-1].astype(np.int16)).max(axis=2) > SAME_TONE).sum(axis=1)
    printed = np.flatnonzero(differs > EMPTY_ROW * width)
    end = min(height, int(printed[-1] if len(printed) else 0) + max(1, round(MARGIN * height)))
    return pixels[:end] if len(printed) and height - end > WORTH * height else pixels


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    kind = detect(data, name=name).name
    if kind == "zip":
        from jiufang.documents.archive import unpack

        yield from unpack(data, name=name, problems=[])
    elif kind == "eml":
        from jiufang.documents.mail import attachments

        yield from attachments(data)


def _pdf_page(data: bytes, page: int, dpi: int) -> NDArray[np.uint8]:
    from jiufang.documents.pdf.render import draw, open_pdf

    document = open_pdf(data, name="page")
    try:
        if not 1 <= page <= len(document):
            raise UnreadableDocument(f"the PDF has no page {page}", hint=f"it has {len(document)}")
        return draw(document[page - 1], scale=dpi / 72)
    finally:
        document.close()


def _image_page(data: bytes, name: str, page: int, dpi: int, turned: int) -> NDArray[np.uint8]:
    from PIL import Image

    from jiufang.documents.images import frames

    found, _ = frames(data, name)
    if not 1 <= page <= len(found):
        raise UnreadableDocument(f"the picture has no page {page}", subject=name)
    upright = Image.fromarray(np.ascontiguousarray(np.rot90(found[page - 1], turned)))
    side = round(dpi * A4_INCHES)
    upright.thumbnail((side, side))
    return np.asarray(upright)


def _webp(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()
