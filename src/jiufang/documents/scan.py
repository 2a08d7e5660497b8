"""Turn what a recogniser found on a picture of a page into printed lines in the order in which a person reads them.

The layout is that of the PDF reader: the picture is straightened on paper, its ruled lines are found, and both are
handed over as if they came from a PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.ocr import Segment
from jiufang.documents.pdf.layout import Block, arrange
from jiufang.documents.pdf.pieces import Piece
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.records import Box

A4_HEIGHT = 841.9  # points; a picture has no true size, so its longer side is taken for that of A4
# The recogniser's boxes leave a margin around the print.
MARGIN = 0.78
MAX_SLOPE = 0.2
# Ruled lines are longer than any stroke of a letter: shares of the page's width and height.
MIN_ACROSS, MIN_UPRIGHT = 1 / 18, 1 / 45
MAX_THICKNESS = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """How to get from pixels of a picture that may lie askew to points on a straight page, and back."""

    scale: float
    slope: float
    middle: tuple[float, float]

    def straight(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on the straight page, in points, of a pixel."""
        cx, cy = self.middle
        return (x + self.slope * (y - cy)) * self.scale, (y - self.slope * (x - cx)) * self.scale

    def pixel(self, box: Box) -> Box:
        """Return the box in pixels around a box on the straight page."""
        cx, cy = self.middle
        corners = [(box[i] / self.scale, box[j] / self.scale) for i in (0, 2) for j in (1, 3)]
        xs = [x - self.slope * (y - cy) for x, y in corners]
        ys = [y + self.slope * (x - cx) for x, y in corners]
        return (min(xs), min(ys), max(xs), max(ys))


def printed(segments: Sequence[Segment], image: NDArray[np.uint8]) -> list[list[Piece]]:
    """Return the printed lines of a page, block by block.

    Args:
        segments: what was recognised.
        image: the picture it was recognised on, for its ruled lines.

    Returns:
        Blocks of lines in reading order. The boxes of a line and of its code points are in pixels of the picture.
    """
    blocks, frame = arranged(segments, image)
    return [[_in_pixels(line, frame) for line in block.lines if line.text.strip()] for block in blocks]


def arranged(segments: Sequence[Segment], image: NDArray[np.uint8]) -> tuple[list[Block], Frame]:
    """Return the blocks of a page in reading order, straight on paper, and how to get back to the picture."""
    height, width = image.shape[:2]
    frame = Frame(A4_HEIGHT / max(height, width), slope_of(segments), (width / 2, height / 2))
    pieces = [piece_of(segment, number, frame) for number, segment in enumerate(segments)]
    return arrange(pieces, ruled_lines(image, frame), width=width * frame.scale), frame


def slope_of(segments: Sequence[Segment]) -> float:
    """Return how much the page lies askew: the usual slope of its longer lines, rise over run."""
    slopes = [s.slope for s in segments if s.box[2] - s.box[0] > 4 * s.height and abs(s.slope) < MAX_SLOPE]
    return median(slopes) if slopes else 0.0


def ruled_lines(image: NDArray[np.uint8], frame: Frame) -> Shapes:
    """Find the straight lines that are drawn on a page: the borders of its tables, the rules between sections."""
    shapes = Shapes()
    with suppress(ImportError):
        import cv2

        ink = _ink(cv2, image, frame)
        height, width = ink.shape
        shapes.across = _runs(cv2, ink, (int(width * MIN_ACROSS), 1), frame.scale)
        shapes.upright = _runs(cv2, ink, (1, int(height * MIN_UPRIGHT)), frame.scale)
    return shapes


def _ink(cv2: Any, image: NDArray[np.uint8], frame: Frame) -> Any:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    (cx, cy), s = frame.middle, frame.slope
    straighten = np.array([[1, s, -s * cy], [-s, 1, s * cx]], dtype=np.float64)
    grey = cv2.warpAffine(grey, straighten, (grey.shape[1], grey.shape[0]), borderValue=255)
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)


def _runs(cv2: Any, ink: Any, shape: tuple[int, int], scale: float) -> list[Box]:
    along = 0 if shape[0] > shape[1] else 1
    # A line a pixel thick that still leans a little is broken into steps: thicken it across before looking for runs.
    thick = cv2.dilate(ink, np.ones((3, 1) if along == 0 else (1, 3), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((shape[1], shape[0]), np.uint8))
    boxes = []
    for x, y, w, h, _ in cv2.connectedComponentsWithStats(runs)[2][1:].tolist():
        if (h, w)[along] <= MAX_THICKNESS:
            boxes.append((x * scale, y * scale, (x + w) * scale, (y + h) * scale))
    return boxes


def piece_of(segment: Segment, order: int, frame: Frame) -> Piece:
    """Return what was recognised as a piece of a straight page."""
    box = _straight(segment.box, segment.height or segment.box[3] - segment.box[1], frame)
    boxes = _code_points(segment, box, frame)
    size = round((box[3] - box[1]) * 2 * 0.85) / 2
    return Piece(segment.text, box, boxes, order, size)


def _straight(box: Box, height: float, frame: Frame) -> Box:
    x, y = frame.straight((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    half_width, half_height = (box[2] - box[0]) / 2 * frame.scale, height / 2 * frame.scale * MARGIN
    return (x - half_width, y - half_height, x + half_width, y + half_height)


def _code_points(segment: Segment, box: Box, frame: Frame) -> tuple[Box | None, ...]:
    """Give each code point its box: from the words where the recogniser placed them, else by an even share."""
    boxes: list[Box | None] = [None] * len(segment.text)
    at = 0
    for word, place in segment.words:
        found = segment.text.find(word, at)
        if found < 0:
            continue
        at = found + len(word)
        left, _, right, _ = _straight(place, segment.height, frame)
        boxes[found:at] = _shares(left, right, box, len(word))
    if all(b is None for b in boxes):
        return tuple(_shares(box[0], box[2], box, len(boxes)))
    return tuple(boxes)


def _shares(left: float, right: float, line: Box, count: int) -> list[Box]:
    step = (right - left) / count
    return [(left + i * step, line[1], left + (i + 1) * step, line[3]) for i in range(count)]


def _in_pixels(line: Piece, frame: Frame) -> Piece:
    boxes = tuple(b and frame.pixel(b) for b in line.boxes)
    return replace(line, box=frame.pixel(line.box), boxes=boxes)


def level_box(line: Piece) -> Box:
    """Return the box of a line as high as its print: around a long line that leans, the true box covers its neighbours."""
    left, top, right, bottom = line.box
    middle, half = (top + bottom) / 2, median(b[3] - b[1] for b in line.boxes if b) / 2
    return (left, middle - half, right, middle + half)
