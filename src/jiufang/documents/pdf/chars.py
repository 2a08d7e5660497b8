"""Turn a page of PDFium into arrays of characters: code, box from the top left, whether a blank comes before."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

# FPDFText marks a hyphen that ends a line, and characters without a code, with these.
END_HYPHEN = 0x02
NO_CODE = (0x00, 0xFFFE, 0xFFFF)
FLAT = 0.45  # share of the font's size; fonts made of a few glyphs, as browsers embed them, are only as high as those
DESCENT, ASCENT = 0.22, 0.78  # shares of the font's size below and above the baseline
LAP = 0.08  # of the height, by which letters of one line overlap when they were slanted by machine
SLANTED = 6  # such letters, from which on their matrices are asked for
ASTRAY = 0.5  # points between where a character begins and where its matrix puts it
PLACES = 2  # decimals of a point: a hundredth is finer than any printer
SPACES = (0x20, 0xA0, 0x3000, 0x09, 0x0A, 0x0D, 0x1680, 0x202F, 0x205F)


@dataclass(frozen=True, slots=True)
class Chars:
    """The printing characters of a page in the order of its content stream.

    `box` is float64 [n, 4] (left, top, right, bottom in points from the top left); `spaced` tells of white space
    before a character: 2 where the stream has some, 1 where PDFium guesses it, 0 elsewhere; `index` is the
    character's number in PDFium's text page.
    """

    code: NDArray[np.int64]
    box: NDArray[np.float64]
    spaced: NDArray[np.int8]
    index: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.code)

    def keep(self, mask: NDArray[np.bool_] | NDArray[np.int64]) -> Chars:
        """Return the characters for which the mask holds, or those of the given numbers."""
        return Chars(self.code[mask], self.box[mask], self.spaced[mask], self.index[mask])


def read_chars(page: Any, textpage: Any, *, forms: bool = True) -> Chars:
    """Read every printing character of a page.

    Args:
        page: a pypdfium2 `PdfPage`.
        textpage: its `PdfTextPage`.
        forms: whether the page draws forms, whose characters PDFium misplaces at times.
    """
    count = max(0, textpage.count_chars())
    codes = _codes(textpage, count)
    blank = np.isin(codes, SPACES)
    codes[codes == END_HYPHEN] = 0x2D
    printing = ~blank & ~np.isin(codes, NO_CODE)
    index = np.flatnonzero(printing)
    spaced = np.zeros(count + 1, dtype=np.int8)
    spaced[1:] = _blanks(textpage, blank)
    rects = _loose_boxes(textpage, index)
    if forms:
        _put_in_place(textpage, rects, index)
    _unslant(textpage, rects, index)
    _raise_flat(textpage, codes[index], rects, index)
    return Chars(codes[index], np.round(to_page(page, rects), PLACES), spaced[index], index)


def to_page(page: Any, rects: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn rectangles of the PDF's user space (left, bottom, right, top) into boxes from the page's top left."""
    left, bottom, right, top = bounding_box(page)
    x0, y0, x1, y1 = rects.T
    sides = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[page.get_rotation() % 360]
    return np.stack(sides, axis=1)


def bounding_box(page: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of the part of user space that a viewer shows."""
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page.raw, rect) or rect.right <= rect.left or rect.top <= rect.bottom:
        width, height = page.get_size()
        return 0.0, 0.0, width, height
    return rect.left, rect.bottom, rect.right, rect.top


def _codes(textpage: Any, count: int) -> NDArray[np.int64]:
    import pypdfium2.raw as raw

    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = raw.FPDFText_GetText(textpage.raw, 0, count, buffer) if count else 1
    codes: NDArray[np.int64] = np.frombuffer(bytes(buffer), dtype=np.uint16)[:count].astype(np.int64)
    if written - 1 == count and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    # Some characters have no text of their own, or need two units: ask for each one.
    single = raw.FPDFText_GetUnicode
    return np.fromiter(map(single, repeat(textpage.raw), range(count)), dtype=np.int64, count=count)


def _blanks(textpage: Any, blank: NDArray[np.bool_]) -> NDArray[np.int8]:
    import pypdfium2.raw as raw

    kinds = np.zeros(len(blank), dtype=np.int8)
    where = np.flatnonzero(blank)
    made_up = np.fromiter(map(raw.FPDFText_IsGenerated, repeat(textpage.raw), where.tolist()), dtype=np.int8, count=len(where))
    kinds[where] = np.where(made_up == 1, 1, 2)
    return kinds


@lru_cache(maxsize=1)
def _loose_box() -> Any:
    """Return FPDFText_GetLooseCharBox with plain addresses as arguments: three times as fast as the typed call."""
    import pypdfium2.raw as raw

    address = ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(address)


def _loose_boxes(textpage: Any, index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return float64 [n, 4]: left, bottom, right, top in user space, as high as the font, as wide as the advance."""
    memory = np.zeros((len(index), 4), dtype=np.float32)  # FS_RECTF: left, top, right, bottom
    base = memory.ctypes.data
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    call = _loose_box()
    for _ in map(call, repeat(handle), index.tolist(), range(base, base + 16 * len(index), 16)):
        pass
    return memory[:, [0, 3, 2, 1]].astype(np.float64)


def _unslant(textpage: Any, rects: NDArray[np.float64], index: NDArray[np.int64]) -> None:
    """Draw in the boxes of letters that were slanted by machine: theirs are those around a parallelogram and overlap.

    Browsers slant so what has no italic of its own, and write each letter for itself.
    """
    import pypdfium2.raw as raw

    height = np.maximum(rects[:, 3] - rects[:, 1], 0.1)
    level = np.abs(np.diff(rects[:, 1])) < 0.1 * height[1:]
    lap = (rects[:-1, 2] - rects[1:, 0]) / height[1:]
    close = np.flatnonzero(level & (lap > LAP) & (lap < 1))
    if len(close) < SLANTED:
        return
    matrix = raw.FS_MATRIX()
    for i in np.union1d(close, close + 1).tolist():
        if raw.FPDFText_GetMatrix(textpage.raw, int(index[i]), ctypes.byref(matrix)) and abs(matrix.b) < 0.01 * abs(matrix.d):
            excess = min(abs(matrix.c / matrix.d) * height[i], 0.6 * (rects[i, 2] - rects[i, 0])) / 2
            rects[i, 0] += excess
            rects[i, 2] -= excess


def _put_in_place(textpage: Any, rects: NDArray[np.float64], index: NDArray[np.int64]) -> None:
    """Move characters from the space of a form to that of the page.

    PDFium forgets the form's matrix for characters that come with their spelling (/ActualText): browsers write
    ligatures, dashes and some Han characters so, and put every passage that is a little transparent into a form.
    """
    import pypdfium2.raw as raw

    handle, matrix, x, y = textpage.raw, raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for k, i in enumerate(index.tolist()):
        if not raw.FPDFText_GetCharOrigin(handle, i, x, y) or not raw.FPDFText_GetMatrix(handle, i, ctypes.byref(matrix)):
            continue
        if abs(x.value - matrix.e) + abs(y.value - matrix.f) > ASTRAY:
            size = raw.FPDFText_GetFontSize(handle, i) * abs(matrix.d)
            rects[k] = _moved(rects[k], (x.value, y.value), matrix, raw.FPDFText_GetTextObject(handle, i), size)


def _moved(rect: NDArray[np.float64], origin: tuple[float, float], matrix: Any, item: Any, size: float) -> NDArray[np.float64]:
    """Return a box on the page, as high as the font, when the text object's own matrix explains where it went astray."""
    import pypdfium2.raw as raw

    own = raw.FS_MATRIX()
    if not item or not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(own)) or abs(own.a * own.d - own.b * own.c) < 1e-9:
        return rect
    to_page_space = np.linalg.inv(_square(own)) @ _square(matrix)
    corners = np.array([[rect[i], rect[j], 1.0] for i in (0, 2) for j in (1, 3)]) @ to_page_space
    if np.abs(np.array([*origin, 1.0]) @ to_page_space - (matrix.e, matrix.f, 1.0)).max() > ASTRAY:
        return rect
    (left, bottom, _), (right, top, _) = corners.min(axis=0), corners.max(axis=0)
    if abs(matrix.b) < abs(matrix.d):
        bottom, top = min(bottom, matrix.f - DESCENT * size), max(top, matrix.f + ASCENT * size)
    return np.array([left, bottom, right, top])


def _square(m: Any) -> NDArray[np.float64]:
    return np.array([[m.a, m.b, 0.0], [m.c, m.d, 0.0], [m.e, m.f, 1.0]])


def _raise_flat(textpage: Any, codes: NDArray[np.int64], rects: NDArray[np.float64], index: NDArray[np.int64]) -> None:
    """Give a dash, a dot or the Han one the height of its font where its box is only as high as its ink.

    Letters keep their boxes: one without height is a trick, a dash without is none.
    """
    high, wide = rects[:, 3] - rects[:, 1], rects[:, 2] - rects[:, 0]
    usual = float(np.median(high)) if len(high) else 0.0
    for i in np.flatnonzero(high < FLAT * usual).tolist():
        is_han_stroke = codes[i] >= 0x2E80 and wide[i] > FLAT * usual
        if is_han_stroke or not chr(codes[i]).isalnum():
            _raise(textpage, rects[i], int(index[i]))


def _raise(textpage: Any, rect: NDArray[np.float64], index: int) -> None:
    import pypdfium2.raw as raw

    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    known = raw.FPDFText_GetMatrix(textpage.raw, index, ctypes.byref(matrix))
    if not known or abs(matrix.b) > abs(matrix.d) or not raw.FPDFText_GetCharOrigin(textpage.raw, index, x, y):
        return
    size = raw.FPDFText_GetFontSize(textpage.raw, index) * abs(matrix.d)
    if rect[3] - rect[1] < FLAT * size:
        rect[1], rect[3] = y.value - DESCENT * size, y.value + ASCENT * size


def without_duplicates(chars: Chars) -> Chars:
    """Drop a character printed twice on nearly the same spot, which is how some writers make bold."""
    return chars.keep(~duplicates(chars))


def duplicates(chars: Chars) -> NDArray[np.bool_]:
    """Tell which characters were printed before on nearly the same spot."""
    if len(chars) < 2:
        return np.zeros(len(chars), dtype=bool)
    box = chars.box
    width = np.maximum(box[:, 2] - box[:, 0], 0.1)
    height = np.maximum(box[:, 3] - box[:, 1], 0.1)
    order = np.lexsort((box[:, 0], np.round(box[:, 1] / 3), chars.code))
    a, b = order[:-1], order[1:]
    same = (chars.code[a] == chars.code[b]) & (np.abs(box[a, 1] - box[b, 1]) < 0.2 * height[a])
    same &= np.abs(box[a, 0] - box[b, 0]) < 0.4 * width[a]
    same &= np.abs(height[a] - height[b]) < 0.1 * height[a]
    again = np.zeros(len(chars), dtype=bool)
    again[np.maximum(a, b)[same]] = True
    return again
