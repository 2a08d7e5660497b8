"""Turn the ink of each character of a page into a small shape, and compare it with what the character should look like.

A font may draw one letter and call it another: the eye reads "dock worker", a program reads "ten years of Kubernetes".
No table inside the font can be believed, so the picture is asked: each glyph becomes an 8 × 8 shape, free of size and
place, and is compared with the shapes of the same character in common fonts (data/glyph_shapes.npz, measured by
`python -m benchmarks.glyph_shapes`).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SIDE = 8  # cells; Han characters of one stroke count are still told apart, and no style of type matters
SLICES = 64  # of a box, in which the edges of the ink are looked for
FAINT = 0.12  # of the fullest slice: ink of a neighbour that reaches into the box
LEVELS = 7  # steps above and below the mean in which shapes are stored

Shapes = NDArray[np.float32]


@lru_cache(maxsize=1)
def known_shapes() -> tuple[NDArray[np.int64], Shapes]:
    """Return the code points that can be judged, in order, and float32 [code points, styles, 64], each shape of length 1."""
    with (files("jiufang.documents") / "data" / "glyph_shapes.npz").open("rb") as file:
        stored = np.load(file)
        latin, han = _unpacked(stored["latin"]), _unpacked(stored["han"])
        codes = np.concatenate([stored["latin_codes"], stored["han_codes"]]).astype(np.int64)
        other = _other_case(stored["latin_codes"])
    latin = np.concatenate([latin, latin[other]], axis=1)
    han = np.repeat(han[:, :1], latin.shape[1], axis=1)
    order = np.argsort(codes)
    return codes[order], np.concatenate([latin, han])[order]


def _other_case(codes: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Return where the same letter stands in the other case: in small capitals and all-capital fonts it lends its shape."""
    at = {chr(code): number for number, code in enumerate(codes.tolist())}
    return np.array([at[c.swapcase()] for c in at])


def likeness(codes: NDArray[np.int64], shapes: Shapes, *, quarters: int = 0) -> NDArray[np.float64]:
    """Return how much each shape looks like its character: 1 the same, about 0 another; nan for what is not judged.

    Args:
        codes: of the characters.
        shapes: of their ink.
        quarters: by how many quarter turns the shapes are turned first.
    """
    known, stored = known_shapes()
    at = np.clip(np.searchsorted(known, codes), 0, len(known) - 1)
    if quarters:
        shapes = np.rot90(shapes.reshape(-1, SIDE, SIDE), quarters, axes=(1, 2)).reshape(len(shapes), SIDE * SIDE)
    alike = np.einsum("nd,nsd->ns", shapes, stored[at]).max(axis=1, initial=-1.0).astype(np.float64)
    return np.where(known[at] == codes, alike, np.nan)


def shapes_of(
    rows: NDArray[np.int64], columns: NDArray[np.int64], ink: NDArray[np.float32], boxes: NDArray[np.float64], size: tuple[int, int]
) -> Shapes:
    """Return the shape of the ink inside each box.

    Args:
        rows: of the pixels with ink.
        columns: of the same pixels.
        ink: how dark each of them is, on any scale.
        boxes: float64 [n, 4], left, top, right, bottom in pixels.
        size: height and width of the picture.

    Returns:
        float32 [n, 64], of mean 0 and length 1; all 0 where there is no ink.
    """
    if not len(boxes):
        return np.zeros((0, SIDE * SIDE), dtype=np.float32)
    owner = _owners(boxes, size)[rows, columns]
    mine = owner >= 0
    owner, ink = owner[mine], ink[mine]
    x, y = columns[mine].astype(np.float64) + 0.5, rows[mine].astype(np.float64) + 0.5
    tight = _tight(owner, x, y, ink, boxes)
    middle, half = (tight[:, :2] + tight[:, 2:]) / 2, (tight[:, 2:] - tight[:, :2]).max(axis=1) / 2
    half = np.maximum(half, 1.0)[owner]
    step = SIDE / (2 * half)
    u, v = (x - middle[owner, 0] + half) * step, (y - middle[owner, 1] + half) * step
    return _normalised(_splat(owner, u, v, step, ink, len(boxes)))


def packed(shapes: Shapes) -> NDArray[np.uint8]:
    """Store shapes with four bits a cell."""
    steps = np.round(shapes / np.abs(shapes).max(axis=-1, keepdims=True) * LEVELS).astype(np.int64) + LEVELS
    result: NDArray[np.uint8] = (steps[..., 0::2] * 16 + steps[..., 1::2]).astype(np.uint8)
    return result


def _unpacked(stored: NDArray[np.uint8]) -> Shapes:
    shapes = np.empty((*stored.shape[:-1], 2 * stored.shape[-1]), dtype=np.float32)
    shapes[..., 0::2], shapes[..., 1::2] = stored >> 4, stored & 15
    return _normalised(shapes)


def _normalised(shapes: Shapes) -> Shapes:
    centred = shapes - shapes.mean(axis=-1, keepdims=True)
    length = np.linalg.norm(centred, axis=-1, keepdims=True)
    result: Shapes = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-6)
    return result


def _owners(boxes: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.int32]:
    """Write the number of its character on each pixel of the page; of two, the smaller one has it, a watermark not."""
    height, width = size
    owner = np.full(size, -1, dtype=np.int32)
    edges = np.clip(np.round(boxes), 0, (width, height, width, height)).astype(int).tolist()
    by_height = np.argsort(boxes[:, 1] - boxes[:, 3], kind="stable").tolist()
    for number in by_height:
        left, top, right, bottom = edges[number]
        owner[top:bottom, left:right] = number
    return owner


def _tight(
    owner: NDArray[np.int32], x: NDArray[np.float64], y: NDArray[np.float64], ink: NDArray[np.float32], boxes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Draw the boxes in until their edges have ink."""
    low, span = boxes[:, :2], np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-3)
    result = np.empty_like(boxes)
    for axis, place in enumerate((x, y)):
        where = np.clip((place - low[owner, axis]) / span[owner, axis] * SLICES, 0, SLICES - 1).astype(np.int64)
        profile = np.bincount(owner * SLICES + where, weights=ink, minlength=len(boxes) * SLICES).reshape(-1, SLICES)
        filled = profile > FAINT * profile.max(axis=1, keepdims=True)
        first, last = filled.argmax(axis=1), SLICES - filled[:, ::-1].argmax(axis=1)
        result[:, axis] = low[:, axis] + first / SLICES * span[:, axis]
        result[:, axis + 2] = low[:, axis] + last / SLICES * span[:, axis]
    return result


def _splat(
    owner: NDArray[np.int32],
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    step: NDArray[np.float64],
    ink: NDArray[np.float32],
    count: int,
) -> Shapes:
    """Share out each pixel among the cells that it covers; small print has pixels as large as cells."""
    cells = np.zeros(count * SIDE * SIDE)
    reach = np.minimum(step, 1.0) / 2
    halves = [_halves(place, reach) for place in (u, v)]
    for column, wide in halves[0]:
        for row, high in halves[1]:
            inside = (column >= 0) & (column < SIDE) & (row >= 0) & (row < SIDE)
            cell = (owner * SIDE + row) * SIDE + column
            cells += np.bincount(cell[inside], weights=(ink * wide * high)[inside], minlength=len(cells))
    return cells.reshape(count, -1).astype(np.float32)


def _halves(place: NDArray[np.float64], reach: NDArray[np.float64]) -> tuple[tuple[NDArray[np.int64], NDArray[np.float64]], ...]:
    """Return the two cells that a pixel may touch along one axis, and how much of it lies in each."""
    low, high = np.floor(place - reach).astype(np.int64), np.floor(place + reach).astype(np.int64)
    beyond = np.where(high > low, (place + reach - high) / (2 * reach), 0.0)
    return (low, 1.0 - beyond), (high, beyond)
