"""Name the trick behind hidden characters, and judge text that lies on other text."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.colours import Colour, grey, is_lost
from jiufang.documents.pdf.chars import Chars, to_page
from jiufang.documents.pdf.render import bounded_scale, draw_padded
from jiufang.documents.pdf.shapes import Shapes

SEE_THROUGH = 13  # of 255, about 5 %: text this transparent is gone
PALE = 225  # brightness from which on ground and ink count as white
MAX_PAIRS = 1500  # characters compared with each other, at 20 MB a table; on a page with more, colour alone decides
SHARED_AREA = 0.3  # of the smaller character
EVEN = 40  # of 255: the range of colours in what counts as an even ground
DARK = 40  # of 255: black text on an even dark ground shows no ink, so only lighter text needs the second look
GRID = 2  # cells a point
RIM = 0.18  # share of the box on each side that neighbours may share
ALIKE = 2.0  # text on text of more than twice its height is a watermark, not a disguise
COVERED_SHARE = 0.6  # of a run's characters that lie on other text


def activate(texts: Sequence[Any], active: bool) -> None:
    """Switch text objects on or off for the next drawing."""
    import pypdfium2.raw as raw

    for item in texts:
        raw.FPDFPageObj_SetIsActive(item, active)


def lost(
    textpage: Any, chars: Chars, words: NDArray[np.int64], visible: NDArray[np.bool_], bare: NDArray[np.uint8], scale: float
) -> NDArray[np.bool_]:
    """Find words in the colour of an even ground: the ink that shows in their place is that of others."""
    import pypdfium2.raw as raw

    gone = np.zeros(int(words.max(initial=-1)) + 1, dtype=bool)
    firsts = np.flatnonzero(np.diff(words, prepend=-1) > 0)
    for i in firsts[visible[firsts]].tolist():
        item = raw.FPDFText_GetTextObject(textpage.raw, int(chars.index[i]))
        if item and raw.FPDFTextObj_GetTextRenderMode(item) in (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP):
            colour = fill_of(item)[0]
            gone[words[i]] = min(colour) > DARK and _is_even(chars.box[i] * scale, bare, colour)
    return gone[words] & visible


def overlaid(
    page: Any, textpage: Any, chars: Chars, shapes: Shapes, full: NDArray[np.uint8], hidden: NDArray[np.bool_], scale: float
) -> NDArray[np.bool_]:
    """Find the characters which lie on other text and cannot be read for it.

    Of two texts in one place, the one that changes nothing is hidden; when both have ink, the later is.
    """
    result = np.zeros(len(chars), dtype=bool)
    where = np.flatnonzero(_crowded(chars.box, page.get_size()) & ~hidden)
    if not 1 < len(where) <= MAX_PAIRS:
        return result
    owners = _owners(textpage, chars)
    depth = {_address(item): i for i, item in enumerate(shapes.texts)}
    late, mixed, twin = _later(chars, where, np.array([depth.get(owners[i], 0) for i in where]))
    covered = _unchanged(
        page, [shapes.texts[depth[o]] if (o := owners[i]) in depth else None for i in where], chars, late, where, full, scale
    )
    result[where] = (covered | (late & mixed)) & ~twin
    return _whole_objects(np.array(owners), result, hidden) & ~hidden


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
        key = _address(item)
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


def _is_even(box: NDArray[np.float64], bare: NDArray[np.uint8], colour: Colour) -> bool:
    """Tell whether the ground of a box is of one colour, and of this one."""
    height, width = bare.shape[:2]
    x0, y0, x1, y1 = (int(v) for v in np.clip(box, 0, (width, height, width, height)))
    ground = bare[y0 : y1 + 1, x0 : x1 + 1, :3].reshape(-1, 3)
    if not len(ground) or int(np.ptp(ground, axis=0).max()) > EVEN:
        return False
    red, green, blue = ground[0].tolist()
    return is_lost(colour, (red, green, blue))


def _owners(textpage: Any, chars: Chars) -> list[int]:
    import pypdfium2.raw as raw

    return [_address(raw.FPDFText_GetTextObject(textpage.raw, i)) for i in chars.index.tolist()]


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


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
    """Find characters on which another one stands: paint their middles on a grid of half points and count."""
    scale = bounded_scale(*size, scale=GRID)
    width, height = (int(side * scale) + 4 for side in size)
    margin = (box[:, 2:] - box[:, :2]) * RIM
    low = np.clip((box[:, :2] + margin) * scale, 0, (width - 3, height - 3)).astype(int)
    high = np.clip(np.maximum(((box[:, 2:] - margin) * scale).astype(int), low + 1), 1, (width - 2, height - 2))
    (left, top), (right, bottom) = low.T, high.T
    grid = np.zeros((height, width), dtype=np.int16)
    for y, x, sign in ((top, left, 1), (bottom, right, 1), (top, right, -1), (bottom, left, -1)):
        np.add.at(grid, (y, x), sign)
    crowd = np.cumsum(np.cumsum(grid, axis=0, dtype=np.int16), axis=1, dtype=np.int16) >= 2
    if not crowd.any():
        return np.zeros(len(box), dtype=bool)
    windows = zip(top.tolist(), bottom.tolist(), left.tolist(), right.tolist(), strict=True)
    return np.array([bool(crowd[t:b, x0:x1].any()) for t, b, x0, x1 in windows], dtype=bool)


def _later(
    chars: Chars, where: NDArray[np.int64], depth: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which suspects are painted after what they lie on, which lie on another text of like size, which on themselves.

    Some writers print a character twice to make it bold: neither is hidden.
    """
    box, code = chars.box[where], chars.code[where]
    width = np.minimum(box[:, None, 2], box[None, :, 2]) - np.maximum(box[:, None, 0], box[None, :, 0])
    high = np.minimum(box[:, None, 3], box[None, :, 3]) - np.maximum(box[:, None, 1], box[None, :, 1])
    area = (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    shared = np.clip(width, 0, None) * np.clip(high, 0, None) > SHARED_AREA * np.minimum(area[:, None], area[None, :])
    height = box[:, 3] - box[:, 1]
    ratio = height[:, None] / np.maximum(height[None, :], 0.01)
    letters = np.array([chr(c).isalnum() for c in code.tolist()], dtype=bool)  # the box of a slanted stop reaches into its neighbour
    shared &= letters[:, None] & letters[None, :]
    alike = shared & (ratio < ALIKE) & (ratio > 1 / ALIKE) & (code[:, None] != code[None, :]) & (depth[:, None] != depth[None, :])
    twin = shared & (code[:, None] == code[None, :]) & (ratio < 1.1) & (ratio > 0.9)
    np.fill_diagonal(twin, False)
    return (alike & (depth[:, None] > depth[None, :])).any(axis=1), alike.any(axis=1), twin.any(axis=1)


def _unchanged(
    page: Any,
    items: Sequence[Any],
    chars: Chars,
    late: NDArray[np.bool_],
    where: NDArray[np.int64],
    full: NDArray[np.uint8],
    scale: float,
) -> NDArray[np.bool_]:
    """Find the suspects that something else hides: the page stays as it is there when their objects are taken away."""
    from jiufang.documents.pdf.hidden import MIN_INK, MOST_PIXELS, count_inside, difference, ink

    result = np.zeros(len(where), dtype=bool)
    for group in (late, ~late):
        chosen = [item for item, taken in zip(items, group.tolist(), strict=True) if taken and item is not None]
        if not chosen:
            continue
        activate(chosen, False)
        without = draw_padded(page, scale=scale, most=MOST_PIXELS)
        activate(chosen, True)
        changed = count_inside(ink(difference(full, without), full.shape[:2]), chars.box[where] * scale) >= MIN_INK
        result |= group & ~changed
    return result


def _whole_objects(owners: NDArray[np.int64], flagged: NDArray[np.bool_], hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Extend the verdict to text objects of which most is flagged or hidden, and drop it where only stray characters are."""
    _, number = np.unique(owners, return_inverse=True)
    touched = np.bincount(number, weights=flagged) > 0
    share = np.bincount(number, weights=flagged | hidden) / np.bincount(number)
    verdict: NDArray[np.bool_] = (touched & (share >= COVERED_SHARE))[number]
    return verdict
