"""Name the trick behind hidden characters, and judge text that lies on other text."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.colours import Colour, grey, is_lost
from jiufang.documents.pdf.chars import Chars, to_page
from jiufang.documents.pdf.render import draw_padded
from jiufang.documents.pdf.shapes import Shapes

SEE_THROUGH = 13  # of 255, about 5 %: text this transparent is gone
PALE = 225  # brightness from which on ground and ink count as white
MAX_PAIRS = 1500  # characters compared with each other, at 20 MB a table; on a page with more, colour alone decides
ALIKE = 2.0  # text on text of more than twice its height is a watermark, not a disguise
COVERED_SHARE = 0.6  # of a run's characters that lie on other text

Pictures = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def activate(texts: Sequence[Any], active: bool) -> None:
    """Switch text objects on or off for the next drawing."""
    import pypdfium2.raw as raw

    for item in texts:
        raw.FPDFPageObj_SetIsActive(item, active)


def overlaid(
    page: Any, textpage: Any, chars: Chars, shapes: Shapes, pictures: Pictures, visible: NDArray[np.bool_], scale: float
) -> NDArray[np.bool_]:
    """Find the characters which lie on other text and cannot be read for it.

    Of two texts in one place, the one whose colour is that of the ground is hidden; when both have ink, the later is.
    """
    result = np.zeros(len(chars), dtype=bool)
    suspects = _crowded(chars.box, page.get_size()) & visible
    where = np.flatnonzero(suspects)
    if not len(where):
        return result
    lost = np.array([_is_lost(textpage, int(chars.index[i]), chars.box[i] * scale, pictures[1]) for i in where], dtype=bool)
    if len(where) > MAX_PAIRS:
        result[where] = lost
        return _whole_runs(chars, result)
    late, mixed = _later(chars, where)
    covered = ~lost & _unchanged(page, textpage, chars, shapes, where, pictures[0], scale)
    result[where] = lost | covered | (late & mixed)
    return _whole_runs(chars, result)


def name_families(
    names: NDArray[np.object_],
    where: NDArray[np.int64],
    textpage: Any,
    chars: Chars,
    shapes: Shapes,
    bare: NDArray[np.uint8],
    page: Any,
    scale: float,
) -> None:
    """Write the name of the trick for each hidden character; those of one text object share it."""
    import pypdfium2.raw as raw

    known: dict[int, str] = {}
    for i in where.tolist():
        item = raw.FPDFText_GetTextObject(textpage.raw, int(chars.index[i]))
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key not in known:
            known[key] = _family(item, chars.box[i], shapes, bare, page, scale)
        names[i] = known[key]


def _family(item: Any, box: NDArray[np.float64], shapes: Shapes, bare: NDArray[np.uint8], page: Any, scale: float) -> str:
    import pypdfium2.raw as raw

    if not item:
        return "invisible"
    if raw.FPDFTextObj_GetTextRenderMode(item) in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return "invisible_mode"
    ink, alpha = fill_of(item)
    if alpha < SEE_THROUGH:
        return "transparent"
    ground = _ground(box * scale, bare)
    if _is_on_layer(item):
        return "layer_off"
    if _is_clipped(item, box, page):
        return "clipped"
    if is_lost(ink, ground):
        if min(grey(ink), grey(ground)) < PALE:
            return "same_as_background"
        return "white" if min(ink) >= 254 else "near_white"
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in shapes.panels + shapes.images):
        return "covered"
    return "invisible"


def fill_of(item: Any) -> tuple[Colour, int]:
    """Return the fill colour of a page object and its opacity, 0..255."""
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return (0, 0, 0), 255
    return (red.value, green.value, blue.value), alpha.value


def _ground(box: NDArray[np.float64], bare: NDArray[np.uint8]) -> Colour:
    height, width = bare.shape[:2]
    x0, y0 = int(np.clip(box[0], 0, width - 1)), int(np.clip(box[1], 0, height - 1))
    x1, y1 = int(np.clip(box[2], x0 + 1, width)), int(np.clip(box[3], y0 + 1, height))
    red, green, blue = np.median(bare[y0:y1, x0:x1, :3].reshape(-1, 3), axis=0).astype(int).tolist()
    return red, green, blue


def _is_lost(textpage: Any, index: int, box: NDArray[np.float64], bare: NDArray[np.uint8]) -> bool:
    import pypdfium2.raw as raw

    item = raw.FPDFText_GetTextObject(textpage.raw, index)
    return bool(item) and is_lost(fill_of(item)[0], _ground(box, bare))


def _is_on_layer(item: Any) -> bool:
    import pypdfium2.raw as raw

    for i in range(max(0, raw.FPDFPageObj_CountMarks(item))):
        buffer, length = (ctypes.c_ushort * 16)(), ctypes.c_ulong()
        mark = raw.FPDFPageObj_GetMark(item, i)
        raw.FPDFPageObjMark_GetName(mark, buffer, 32, length)
        if bytes(buffer)[:4] == "OC".encode("utf-16-le") and length.value == 6:
            return True
    return False


def _is_clipped(item: Any, box: NDArray[np.float64], page: Any) -> bool:
    """Tell whether the clipping path of a text object leaves the character out."""
    import pypdfium2.raw as raw

    clip = raw.FPDFPageObj_GetClipPath(item)
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = []
        for i in range(min(64, max(0, raw.FPDFClipPath_CountPathSegments(clip, path)))):
            x, y = ctypes.c_float(), ctypes.c_float()
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, i)
            if raw.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            left, top, right, bottom = to_page(page, np.array([[min(xs), min(ys), max(xs), max(ys)]]))[0]
            x_mid, y_mid = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            if not (left <= x_mid <= right and top <= y_mid <= bottom):
                return True
    return False


def _crowded(box: NDArray[np.float64], size: tuple[float, float]) -> NDArray[np.bool_]:
    """Find characters in whose middle another one stands: paint the middles on a grid of points and count."""
    width, height = min(int(size[0]) + 2, 4000), min(int(size[1]) + 2, 4000)
    x0, x1 = np.clip(box[:, 0] * 0.7 + box[:, 2] * 0.3, 0, width - 2), np.clip(box[:, 0] * 0.3 + box[:, 2] * 0.7, 0, width - 2)
    y0, y1 = np.clip(box[:, 1] * 0.7 + box[:, 3] * 0.3, 0, height - 2), np.clip(box[:, 1] * 0.3 + box[:, 3] * 0.7, 0, height - 2)
    left, top = x0.astype(int), y0.astype(int)
    right, bottom = np.maximum(x1.astype(int), left + 1), np.maximum(y1.astype(int), top + 1)
    grid = np.zeros((height + 1, width + 1), dtype=np.int32)
    for y, x, sign in ((top, left, 1), (bottom, right, 1), (top, right, -1), (bottom, left, -1)):
        np.add.at(grid, (y, x), sign)
    crowd = np.cumsum(np.cumsum(grid, axis=0), axis=1)
    centre = crowd[(top + bottom) // 2, (left + right) // 2]
    return (centre >= 2) | (crowd[top, left] >= 2) | (crowd[bottom - 1, right - 1] >= 2)


def _later(chars: Chars, where: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which suspects come after what they lie on, and which lie on a different text of like size."""
    box, code = chars.box[where], chars.code[where]
    width = np.minimum(box[:, None, 2], box[None, :, 2]) - np.maximum(box[:, None, 0], box[None, :, 0])
    high = np.minimum(box[:, None, 3], box[None, :, 3]) - np.maximum(box[:, None, 1], box[None, :, 1])
    area = (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    shared = np.clip(width, 0, None) * np.clip(high, 0, None) > 0.3 * np.minimum(area[:, None], area[None, :])
    np.fill_diagonal(shared, False)
    height = box[:, 3] - box[:, 1]
    ratio = height[:, None] / np.maximum(height[None, :], 0.01)
    alike = shared & (ratio < ALIKE) & (ratio > 1 / ALIKE) & (code[:, None] != code[None, :])
    earlier = np.tril(alike, -1)
    return earlier.any(axis=1), alike.any(axis=1)


def _unchanged(
    page: Any, textpage: Any, chars: Chars, shapes: Shapes, where: NDArray[np.int64], full: NDArray[np.uint8], scale: float
) -> NDArray[np.bool_]:
    """Find the suspects that something else hides: the page stays as it is there when their objects are taken away."""
    import pypdfium2.raw as raw

    from jiufang.documents.pdf.hidden import MIN_INK, count_inside, ink

    owners = [ctypes.cast(raw.FPDFText_GetTextObject(textpage.raw, int(chars.index[i])), ctypes.c_void_p).value or 0 for i in where]
    handles = {ctypes.cast(t, ctypes.c_void_p).value: t for t in shapes.texts}
    late, _ = _later(chars, where)
    result = np.zeros(len(where), dtype=bool)
    for group in (late, ~late):
        items = [handles[o] for o in dict.fromkeys(np.array(owners)[group].tolist()) if o in handles]
        if not items:
            continue
        activate(items, False)
        without = draw_padded(page, scale=2.0)
        activate(items, True)
        changed = count_inside(ink(full, without), chars.box[where] * scale) >= MIN_INK
        result |= group & ~changed
    return result


def _whole_runs(chars: Chars, flagged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Extend the verdict to runs of which most is flagged, and drop it where only stray characters are."""
    apart = np.ones(len(chars), dtype=bool)
    apart[1:] = (np.abs(np.diff(chars.box[:, 1])) > 1.0) | (np.diff(chars.index) > 3) | (np.diff(chars.box[:, 0]) < -1.0)
    run = np.cumsum(apart) - 1
    share = np.bincount(run, weights=flagged) / np.bincount(run)
    return share[run] >= COVERED_SHARE
