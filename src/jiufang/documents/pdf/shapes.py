"""Turn the objects of a page into what the layout and the visibility check need: rules, panels, pictures, text objects."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np

from jiufang.documents.pdf.chars import to_page
from jiufang.documents.records import Box

RULE = 2.5  # points; a drawn line is thinner
DOT = 9.0  # points; a drawn bullet is smaller
SHORTEST = 6.0  # points; what is shorter is an ornament
MAX_DEPTH = 6  # forms inside forms
MAX_OBJECTS = 40_000  # a page of a résumé has some thousand; drawing 400,000 takes half a minute
RECTANGLE = 6  # segments of a closed rectangle, with a spare one

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Shapes:
    """What is drawn on a page besides its words; boxes in points from the top left."""

    across: list[Box] = field(default_factory=list)
    upright: list[Box] = field(default_factory=list)
    panels: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    count: int = 0
    forms: bool = False


def read_shapes(page: Any) -> Shapes:
    """Read the objects of a page, those inside forms included."""
    import pypdfium2.raw as raw

    shapes = Shapes()
    rects, kinds = [], []
    for item, kind, matrix in _objects(page.raw):
        shapes.count += 1
        shapes.forms = shapes.forms or matrix is not IDENTITY
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            shapes.texts.append(item)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            rects.append(_bounds(item, matrix))
            kinds.append("image" if kind == raw.FPDF_PAGEOBJ_IMAGE else _drawing(item))
    if rects:
        for name, box in zip(kinds, to_page(page, np.array(rects)).tolist(), strict=True):
            _sort_in(shapes, name, tuple(box))
    return shapes


def _sort_in(shapes: Shapes, kind: str, box: Box) -> None:
    x0, y0, x1, y1 = box
    if kind in ("fill", "stroked rectangle", "image") and max(x1 - x0, y1 - y0) < DOT and min(x1 - x0, y1 - y0) > DOT / 8:
        shapes.dots.append(box)
    if kind == "image":
        shapes.images.append(box)
    elif y1 - y0 <= RULE < SHORTEST <= x1 - x0:
        shapes.across.append(box)
    elif x1 - x0 <= RULE < SHORTEST <= y1 - y0:
        shapes.upright.append(box)
    elif min(x1 - x0, y1 - y0) > SHORTEST:
        if "fill" in kind:
            shapes.panels.append(box)
        if kind == "stroked rectangle":
            shapes.across += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
            shapes.upright += [(x0, y0, x0, y1), (x1, y0, x1, y1)]


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    import pypdfium2.raw as raw

    items = list(map(raw.FPDFPage_GetObject, repeat(page), range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS))))
    kinds = list(map(raw.FPDFPageObj_GetType, items))
    if raw.FPDF_PAGEOBJ_FORM in kinds:
        yield from _walk(iter(items), IDENTITY, 0, [MAX_OBJECTS])
    else:
        yield from zip(items, kinds, repeat(IDENTITY))


def _walk(items: Iterator[Any], matrix: Matrix, depth: int, budget: list[int]) -> Iterator[tuple[Any, int, Matrix]]:
    import pypdfium2.raw as raw

    for item in items:
        budget[0] -= 1
        if budget[0] < 0:
            return
        kind = raw.FPDFPageObj_GetType(item)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield item, kind, matrix
        elif depth < MAX_DEPTH:
            inner = (raw.FPDFFormObj_GetObject(item, i) for i in range(max(0, raw.FPDFFormObj_CountObjects(item))))
            yield from _walk(inner, _times(_matrix(item), matrix), depth + 1, budget)


def _matrix(item: Any) -> Matrix:
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(m)):
        return IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _bounds(item: Any, matrix: Matrix) -> Box:
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    if matrix is IDENTITY:
        return left.value, bottom.value, right.value, top.value
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _drawing(item: Any) -> str:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if stroke.value and raw.FPDFPath_CountSegments(item) <= RECTANGLE:
        return "stroked rectangle"
    return "fill" if fill.value else "line" if stroke.value else "clip"
