"""Turn a picture of a résumé (photo, scan, screenshot) into a document, by text recognition."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.ocr import Segment
from jiufang.documents.pdf.assemble import Writing
from jiufang.documents.records import Box, Document, Page, Problem, Status
from jiufang.documents.scan import A4_HEIGHT, arranged
from jiufang.errors import MissingCapability, UnreadableDocument
from jiufang.protocols import TextRecognizer

# A4 at 600 dpi is 35 million pixels; Pillow alone would only warn up to 179 million.
MAX_PIXELS = 50_000_000
# A4 at 200 dpi. More pixels cost time and bring no better reading.
LONG_SIDE = 2400
# Screenshots and thumbnails: small print is read better when enlarged.
SHORT_SIDE = 900
TOO_SMALL = 16  # pixels; no line of print is lower
MAX_FRAMES = 6
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
    found, left_out = frames(data, name)
    for number, frame in enumerate(found, start=1):
        draft.add_page(number, frame, ocr)
    problems = draft.problems
    if left_out:
        problems.append(Problem(code="pages_left_out", message=f"only the first {MAX_FRAMES} pages were read"))
    status = Status.PARTIAL if problems else Status.OK
    return draft.document(name, problems=tuple(problems), status=status)


def frames(data: bytes, name: str) -> tuple[list[NDArray[np.uint8]], bool]:
    """Return the pages of a picture as they are read (RGB, of a size that reads well), and whether some were left out.

    Raises:
        UnreadableDocument: the picture is broken or too large.
    """
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    _allow_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            several = picture.format == "TIFF"
            found: list[NDArray[np.uint8]] = []
            for frame in ImageSequence.Iterator(picture):
                if len(found) == MAX_FRAMES:
                    return found, True
                found.append(_prepared(frame))
                if not several:
                    break
            return found, False
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UnreadableDocument(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels", subject=name) from None
    except UnidentifiedImageError:
        raise UnreadableDocument(
            "the picture is damaged or of a kind that cannot be read", subject=name, hint="save it as PDF, PNG or JPEG"
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableDocument("the picture is damaged, or too small to hold words", subject=name, hint="ask for it again") from None


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
    if min(width, height) < TOO_SMALL:
        raise ValueError("too small to hold words")
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
        self.writing = Writing()
        self.pages: list[Page] = []
        self.problems: list[Problem] = []

    def add_page(self, number: int, image: NDArray[np.uint8], ocr: TextRecognizer) -> None:
        image, segments, turned = upright(image, ocr)
        height, width = image.shape[:2]
        scale = A4_HEIGHT / max(height, width)
        self.pages.append(Page(number=number, width=round(width * scale, 1), height=round(height * scale, 1), source="ocr", turned=turned))
        if segments and certainty(segments) < SURE:
            self.problems.append(Problem(code="poor_scan", message="the picture is hard to read; words may be wrong", page=number))
        blocks, frame = arranged(segments, image)
        self.writing.add_page(number, blocks, place=lambda box: _scaled(frame.pixel(box), scale))

    def document(self, name: str, *, problems: tuple[Problem, ...], status: Status) -> Document:
        return Document(
            name=name,
            media_type="image/*",
            text=self.writing.text,
            pages=tuple(self.pages),
            lines=tuple(self.writing.lines),
            words=tuple(self.writing.words),
            problems=problems,
            status=status,
        )


def upright(image: NDArray[np.uint8], ocr: TextRecognizer) -> tuple[NDArray[np.uint8], list[Segment], int]:
    """Return the picture the right way up, what was read on it, and by how many quarter turns it was turned."""
    best = (image, segments_of(image, ocr), 0)
    for turns in _doubts(best[1]):
        turned: NDArray[np.uint8] = np.ascontiguousarray(np.rot90(image, turns))
        again = segments_of(turned, ocr)
        if _legible(again) > _legible(best[1]):
            best = (turned, again, turns)
    return best


def segments_of(image: NDArray[np.uint8], ocr: TextRecognizer) -> list[Segment]:
    """Return the segments on a picture, from any recogniser."""
    ask = getattr(ocr, "segments", None)
    if ask is not None:
        return list(ask(image))
    return [Segment(text=text, box=box, score=score) for text, box, score in ocr.recognize(image)]


def certainty(segments: list[Segment]) -> float:
    """Return the mean confidence of the segments."""
    return sum(s.score for s in segments) / len(segments) if segments else 0.0


def _legible(segments: list[Segment]) -> float:
    return sum(s.score**2 * len(s.text) for s in segments)


def _doubts(segments: list[Segment]) -> tuple[int, ...]:
    """Return by how many quarter turns the picture may have to be turned."""
    if len(segments) < 3:
        return ()
    tall = sum(s.box[3] - s.box[1] > 1.5 * (s.box[2] - s.box[0]) for s in segments)
    if tall > len(segments) / 2:
        return (1, 3)
    return (2,) if certainty(segments) < SURE else ()


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(value * scale, 2) for value in box)
    return (left, top, right, bottom)
