"""Turn a picture of a résumé (photo, scan, screenshot) into a document, by text recognition."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.records import Box, Document, Line, Page, Problem, Status, Word
from jiufang.documents.scan import Row, rows_of
from jiufang.errors import MissingCapability, UnreadableDocument
from jiufang.protocols import TextRecognizer
from jiufang.text.normalise import clean

# A4 at 600 dpi is 35 million pixels; Pillow alone would only warn up to 179 million.
MAX_PIXELS = 50_000_000
# A4 at 200 dpi. More pixels cost time and bring no better reading.
LONG_SIDE = 2400
# Screenshots and thumbnails: small print is read better when enlarged.
SHORT_SIDE = 900
MAX_FRAMES = 6
A4_HEIGHT = 841.9
POINTS = 72.0
SURE = 0.75


def read_image(data: bytes, *, name: str, ocr: TextRecognizer | None = None) -> Document:
    """Read a picture of a résumé.

    Args:
        data: PNG, JPEG, TIFF (several pages too), WebP, BMP or GIF; HEIC when pillow-heif is installed.
        name: the file name.
        ocr: reads the words.

    Raises:
        UnreadableDocument: the picture is broken, too large, or without words.
        MissingCapability: there is no text recognition.
    """
    if ocr is None:
        raise MissingCapability(
            "a picture can only be read by text recognition", subject=name, hint="pip install 'jiufang[media]', or ask for a PDF or DOCX"
        )
    draft = _Draft()
    frames, left_out = _frames(data, name)
    for number, frame in enumerate(frames, start=1):
        draft.add_page(number, frame, ocr)
    problems = draft.problems
    if left_out:
        problems.append(Problem(code="pages_left_out", message=f"only the first {MAX_FRAMES} pages were read"))
    status = Status.PARTIAL if problems else Status.OK
    return draft.document(name, problems=tuple(problems), status=status)


def _frames(data: bytes, name: str) -> tuple[list[NDArray[np.uint8]], bool]:
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    _allow_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            several = picture.format == "TIFF"
            frames = []
            for frame in ImageSequence.Iterator(picture):
                if len(frames) == MAX_FRAMES:
                    return frames, True
                frames.append(_prepared(frame))
                if not several:
                    break
            return frames, False
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UnreadableDocument(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels", subject=name) from None
    except Image.UnidentifiedImageError:
        raise UnreadableDocument(
            "the picture is damaged or of a kind that cannot be read", subject=name, hint="save it as PDF, PNG or JPEG"
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableDocument(f"the picture is damaged ({type(error).__name__})", subject=name, hint="ask for it again") from None


def _allow_heic() -> None:
    try:
        from pillow_heif import register_heif_opener  # type: ignore[import-not-found]
    except ImportError:
        return
    register_heif_opener()


def _prepared(frame: Any) -> NDArray[np.uint8]:
    """Return a frame as RGB on white, upright, of a size that reads well."""
    from PIL import Image, ImageOps

    if frame.size[0] * frame.size[1] > MAX_PIXELS:
        raise Image.DecompressionBombError
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = Image.new("RGB", upright.size, "white")
        paper.paste(upright, mask=upright.getchannel("A"))
        upright = paper
    elif upright.mode in ("I;16", "I;16B", "I", "F"):
        upright = ImageOps.autocontrast(Image.fromarray(_to_eight_bits(np.asarray(upright))))
    return np.asarray(_resized(upright.convert("RGB")), dtype=np.uint8)


def _to_eight_bits(deep: NDArray[Any]) -> NDArray[np.uint8]:
    low, high = float(deep.min()), float(deep.max())
    return ((deep.astype(np.float32) - low) * (255.0 / max(high - low, 1.0))).astype(np.uint8)


def _resized(picture: Any) -> Any:
    from PIL import Image

    width, height = picture.size
    factor = min(1.0, LONG_SIDE / max(width, height))
    if min(width, height) < SHORT_SIDE and max(width, height) < LONG_SIDE / 2:
        factor = 2.0
    if factor == 1.0:
        return picture
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


class _Draft:
    """Text, lines and words of the pages read so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pages: list[Page] = []
        self.lines: list[Line] = []
        self.words: list[Word] = []
        self.problems: list[Problem] = []

    def add_page(self, number: int, image: NDArray[np.uint8], ocr: TextRecognizer) -> None:
        height, width = image.shape[:2]
        # A picture has no true size: call its longer side that of A4.
        scale = A4_HEIGHT / max(height, width)
        self.pages.append(Page(number=number, width=round(width * scale, 1), height=round(height * scale, 1), source="ocr"))
        rows = recognized_rows(image, ocr)
        if rows and sum(row.score for row in rows) / len(rows) < SURE:
            self.problems.append(Problem(code="poor_scan", message="the picture is hard to read; words may be wrong", page=number))
        for before, row in zip([None, *rows], rows, strict=False):
            self._add_row(row, number, scale, apart=before is not None and before.block != row.block)
        self._add_text("\n" if rows else "")

    def _add_row(self, row: Row, number: int, scale: float, *, apart: bool) -> None:
        if apart:
            self._add_text("\n")
        start = self.length
        for index, cell in enumerate(row.cells):
            self._add_text("\t" if index else "")
            self._add_words(cell.text, cell.words, cell.box, number, scale)
        box = _scaled(row.box, scale)
        size = round(min(c.box[3] - c.box[1] for c in row.cells) * scale * 0.8, 1)
        self.lines.append(Line(start=start, end=self.length, page=number, box=box, size=size, column=row.column))
        self._add_text("\n")

    def _add_words(self, text: str, placed: tuple[tuple[str, Box], ...], box: Box, number: int, scale: float) -> None:
        text = clean(text)
        start, at = self.length, 0
        for word, place in placed:
            found = text.find(word, at)
            if found >= 0 and word.strip():
                at = found + len(word)
                self.words.append(Word(start=start + found, end=start + at, page=number, box=_scaled(place, scale)))
        if not placed:
            self.words.append(Word(start=start, end=start + len(text), page=number, box=_scaled(box, scale)))
        self._add_text(text)

    def _add_text(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def document(self, name: str, *, problems: tuple[Problem, ...], status: Status) -> Document:
        text = "".join(self.parts).rstrip("\n")
        return Document(
            name=name,
            media_type="image/*",
            text=text,
            pages=tuple(self.pages),
            lines=tuple(self.lines),
            words=tuple(self.words),
            problems=problems,
            status=status,
        )


def recognized_rows(image: NDArray[np.uint8], ocr: TextRecognizer) -> list[Row]:
    """Return the rows on a picture in reading order, from any recogniser; one that gives segments is asked for them."""
    from jiufang.documents.ocr import Segment

    segments = getattr(ocr, "segments", None)
    if segments is not None:
        return rows_of(segments(image), width=image.shape[1])
    return [Row((Segment(text=text, box=box, score=score),)) for text, box, score in ocr.recognize(image)]


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(value * scale, 2) for value in box)
    return (left, top, right, bottom)
