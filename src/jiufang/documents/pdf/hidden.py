"""Tell which characters of a page a person can see: what changes on the picture when the text is taken away.

The page is drawn twice, as it is and without its text. A character is visible where the two pictures differ inside
its box. White on white, covered, clipped, transparent, off the page, on a layer that is off: none leaves a difference,
whatever the trick. Only text that lies on other text needs a closer look. The name of the trick is found afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.pdf import outlines, tricks
from jiufang.documents.pdf.chars import Chars
from jiufang.documents.pdf.pieces import readable
from jiufang.documents.pdf.render import bounded_scale, draw_padded
from jiufang.documents.pdf.shapes import Shapes
from jiufang.documents.records import HiddenText

SCALE = 2.0  # 144 dpi: the strokes of a thin 8-point font keep more than half of their contrast
MOST_PIXELS = 12_000_000  # A4 has 2 million; sites export a résumé as one page of 595 × 10,000 points
CONTRAST = 24  # of 255 (trust.md § 3.3): #e8e8e8 on white is lost, #d8d8d8 is not
HUE_SHARE = 0.3  # of the widest channel difference: pure yellow on white counts as seen, #ffffe0 does not
TINY = 2.7  # points of line height, which is 2.2 points of font size
SQUEEZED = 0.06  # width by height, below which letters are squeezed to a line
MIN_INK = 2  # pixels
SEEN_SHARE = 0.3  # of the characters of a word that must show ink for the word to be seen
LONG = 12  # characters; longer words are Chinese sentences
INNER = 0.15  # share of the box left out above and below, where neighbouring lines may reach in
SQUEEZED_LEAST = 20  # characters; fewer squeezed ones are accents or a turned line


# Rows, columns and the change of each colour there.
Change = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]

NOTHING: Change = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which characters of a page are hidden, and how: `families` has one name for each, empty for a visible one.

    `ink` is what the text changes on the picture of the page, which has `scale` pixels a point and is `size` high and wide.
    """

    hidden: NDArray[np.bool_]
    families: tuple[str, ...]
    ink: Change
    scale: float = SCALE
    size: tuple[int, int] = (0, 0)

    def shapes(self, boxes: NDArray[np.float64]) -> outlines.Shapes:
        """Return the shape of the ink in each box (in points)."""
        rows, columns, colours = self.ink
        strength = np.abs(colours).max(axis=1, initial=0).astype(np.float32)
        return outlines.shapes_of(rows, columns, strength, boxes * self.scale, self.size)


def look(page: Any, textpage: Any, chars: Chars, shapes: Shapes) -> Visibility:
    """Find the hidden characters of a page.

    Args:
        page: a pypdfium2 page.
        textpage: its text page.
        chars: its characters.
        shapes: its objects; its text objects are switched off and on again.
    """
    if not len(chars):
        return Visibility(np.zeros(0, dtype=bool), (), NOTHING)
    width, height = page.get_size()
    scale = bounded_scale(width, height, scale=SCALE, most=MOST_PIXELS)
    full = draw_padded(page, scale=scale, most=MOST_PIXELS)
    tricks.activate(shapes.texts, False)
    bare = draw_padded(page, scale=scale, most=MOST_PIXELS)
    tricks.activate(shapes.texts, True)
    outside = _outside(chars.box, width, height)
    tiny = _tiny(chars)
    words = _words(chars)
    change = difference(full, bare)
    seen = _by_word(words, count_inside(ink(change, full.shape[:2]), chars.box * scale) >= MIN_INK)
    hidden = outside | tiny | ~seen
    hidden |= tricks.lost(textpage, chars, words, ~hidden, bare, scale)
    names = np.full(len(chars), "", dtype=object)
    names[tiny], names[outside] = "tiny", "off_page"
    overlaid = tricks.overlaid(page, textpage, chars, shapes, full, hidden, scale)
    names[overlaid], hidden = "overlapped", hidden | overlaid
    unnamed = np.flatnonzero(hidden & (names == ""))
    tricks.name_families(names, unnamed, textpage, chars, shapes, bare, page, scale)
    return Visibility(hidden, tuple(str(n) for n in names), change, scale, (full.shape[0], full.shape[1]))


def report(chars: Chars, seen: Visibility, *, page: int) -> list[HiddenText]:
    """Quote the hidden characters of a page, run by run."""
    found: list[HiddenText] = []
    where = np.flatnonzero(seen.hidden).tolist()
    run: list[int] = []
    for at in where:
        if run and (at - run[-1] > 1 or seen.families[at] != seen.families[run[0]]):
            found.append(_quoted(chars, run, seen.families[run[0]], page))
            run = []
        run.append(at)
    if run:
        found.append(_quoted(chars, run, seen.families[run[0]], page))
    return [h for h in found if h.quote.strip()]


def difference(full: NDArray[np.uint8], bare: NDArray[np.uint8]) -> Change:
    """Return the rows and columns in which two padded pictures of a page differ, and by how much in each colour."""
    rows, columns = np.nonzero(full.view(np.uint32)[:, :, 0] != bare.view(np.uint32)[:, :, 0])
    return rows, columns, full[rows, columns, :3].astype(np.int32) - bare[rows, columns, :3]


def ink(change: Change, size: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return where two pictures differ for the eye: in brightness, or clearly in hue."""
    rows, columns, colours = change
    brightness = np.abs(colours @ np.array([299, 587, 114])) // 1000
    seen = (brightness >= CONTRAST) | (np.abs(colours).max(axis=1, initial=0) * HUE_SHARE >= CONTRAST)
    result = np.zeros(size, dtype=bool)
    result[rows[seen], columns[seen]] = True
    return result


def count_inside(mask: NDArray[np.bool_], boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count the pixels of a mask inside each box (in pixels), a little off at top and bottom left out."""
    margin = INNER * (boxes[:, 3] - boxes[:, 1])
    x0, x1 = _pixels(boxes[:, 0], boxes[:, 2], mask.shape[1])
    y0, y1 = _pixels(boxes[:, 1] + margin, boxes[:, 3] - margin, mask.shape[0])
    windows = zip(y0.tolist(), y1.tolist(), x0.tolist(), x1.tolist(), strict=True)
    return np.array([np.count_nonzero(mask[top:bottom, left:right]) for top, bottom, left, right in windows], dtype=np.int64)


def _pixels(low: NDArray[np.float64], high: NDArray[np.float64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = np.clip(np.floor(low), 0, size).astype(np.int64)
    return first, np.clip(np.maximum(np.ceil(high), first + 1), 0, size).astype(np.int64)


def _outside(box: NDArray[np.float64], width: float, height: float) -> NDArray[np.bool_]:
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    return (x < 0) | (x > width) | (y < 0) | (y > height)


def _tiny(chars: Chars) -> NDArray[np.bool_]:
    wide, high = chars.box[:, 2] - chars.box[:, 0], chars.box[:, 3] - chars.box[:, 1]
    squeezed = (wide < SQUEEZED * high) & (chars.code >= 0x30)
    # Turned text has boxes that lie on their side, and accents may have no width: one alone says nothing.
    squeezed &= squeezed.sum() >= SQUEEZED_LEAST
    small = np.maximum(wide, high) < TINY
    return small | (high < TINY) & (wide < 2 * TINY) | squeezed


def _words(chars: Chars) -> NDArray[np.int64]:
    """Number the words: what blanks and line ends part."""
    apart = np.ones(len(chars), dtype=bool)
    box, back = chars.box, chars.box[1:, 0] - chars.box[:-1, 2]
    apart[1:] = (chars.spaced[1:] > 0) | (np.abs(np.diff(box[:, 1])) > 1.0) | (np.diff(chars.index) > 2)
    apart[1:] |= back < -0.3 * (box[1:, 3] - box[1:, 1])
    number: NDArray[np.int64] = np.cumsum(apart) - 1
    return number


def _by_word(word: NDArray[np.int64], inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Let the characters of a word share their fate: a thin stroke may miss its ink, a neighbour may lend some."""
    share = np.bincount(word, weights=inked) / np.bincount(word)
    long = np.bincount(word) > LONG  # a run without blanks, as in Chinese, may hide a part
    whole = share[word] >= SEEN_SHARE
    return np.where(long[word], inked | (share[word] > 1 - SEEN_SHARE / 2), whole)


def _quoted(chars: Chars, run: list[int], family: str, page: int) -> HiddenText:
    text = "".join((" " if chars.spaced[i] and k else "") + readable(int(chars.code[i])) for k, i in enumerate(run))
    box = chars.box[run]
    corner = (*box[:, :2].min(axis=0).tolist(), *box[:, 2:].max(axis=0).tolist())
    return HiddenText(
        family=family, quote=text, page=page, box=(round(corner[0], 2), round(corner[1], 2), round(corner[2], 2), round(corner[3], 2))
    )
