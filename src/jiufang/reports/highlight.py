"""Place evidence on a document: boxes on the pictures of its pages, marks in its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiufang.documents.records import Box, Document, Evidence

LINE_GAP = 0.6  # of a word's height: words further apart vertically stand on different lines
WORD_GAP = 2.5  # of a word's height: wider gaps on a line part two boxes


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text and the requirements that it is evidence for."""

    text: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """A box in per cent of a picture's width and height, and the requirement that it is evidence for."""

    requirement: str
    page: int
    left: float
    top: float
    width: float
    height: float


def marks(text: str, evidence: Sequence[tuple[str, Evidence]]) -> list[Mark]:
    """Cut a text at the borders of (requirement id, evidence), so that overlapping evidence keeps all its ids."""
    borders = sorted({0, len(text), *(e.start for _, e in evidence), *(e.end for _, e in evidence)})
    pieces = []
    for start, end in pairwise(borders):
        ids = tuple(dict.fromkeys(name for name, e in evidence if e.start < end and e.end > start))
        pieces.append(Mark(text[start:end], ids))
    return pieces


def highlights(
    document: Document, evidence: Sequence[tuple[str, Evidence]], *, shown: Mapping[int, float] | None = None
) -> list[Highlight]:
    """Return the boxes of (requirement id, evidence) on the pages of a document, one per printed line.

    Args:
        document: the document that is quoted.
        evidence: requirement ids with what speaks for them.
        shown: page number → share of the page's height that its picture shows, from the top; 1 when absent.
    """
    shares = shown or {}
    sizes = {page.number: (page.width, page.height * shares.get(page.number, 1.0)) for page in document.pages}
    found = []
    for name, quoted in evidence:
        for page, box in lines_of(document.boxes(quoted)):
            if page in sizes:
                found.append(_in_per_cent(name, page, box, *sizes[page]))
    return found


def lines_of(boxes: Sequence[tuple[int, Box]]) -> list[tuple[int, Box]]:
    """Return the boxes of words with those of neighbouring words of a line joined, page by page."""
    joined: list[tuple[int, Box]] = []
    for page, box in boxes:
        if joined and joined[-1][0] == page and _same_line(joined[-1][1], box):
            joined[-1] = (page, _union(joined[-1][1], box))
        else:
            joined.append((page, box))
    return joined


def _same_line(a: Box, b: Box) -> bool:
    height = max(a[3] - a[1], b[3] - b[1])
    return abs(a[1] - b[1]) < LINE_GAP * height and -height < b[0] - a[2] < WORD_GAP * height


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _in_per_cent(name: str, page: int, box: Box, width: float, height: float) -> Highlight:
    left, top, right, bottom = box
    return Highlight(
        name,
        page,
        round(100 * left / width, 2),
        round(100 * top / height, 2),
        round(100 * (right - left) / width, 2),
        round(100 * (bottom - top) / height, 2),
    )
