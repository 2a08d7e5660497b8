"""Turn the bytes of a PDF into a document: visible words in reading order, hidden words apart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.invisible import hidden_characters
from jiufang.documents.pdf import disguise, hidden, scans
from jiufang.documents.pdf.assemble import Writing
from jiufang.documents.pdf.bombs import refuse_bombs
from jiufang.documents.pdf.chars import Chars, duplicates, read_chars
from jiufang.documents.pdf.extras import odd_annotations, odd_attachments, odd_metadata, odd_pictures
from jiufang.documents.pdf.furniture import Sheet, without_furniture
from jiufang.documents.pdf.layout import Block, arrange
from jiufang.documents.pdf.lettered import lettered
from jiufang.documents.pdf.pieces import Piece, read_pieces
from jiufang.documents.pdf.render import bounded_scale, open_pdf
from jiufang.documents.pdf.shapes import MAX_OBJECTS, Shapes, read_shapes
from jiufang.documents.records import Box, Document, HiddenText, Page, Problem, Status
from jiufang.documents.suspicion import worth_telling
from jiufang.protocols import TextRecognizer

MAX_PAGES = 50  # résumés have one to ten; what follows is told, not read
MAX_DRAWN = 100_000  # objects drawn on all pages together; what is not drawn cannot be checked for hidden text
MAX_PIXELS = 80_000_000  # drawn on all pages together: forty of A4; a giant page counts for six
MAX_SCANS = 6  # pages read from their pictures: some six seconds each
MEANING = {
    "picture": "instructions or long text in the data of a picture",
    "picture_words": "words inside a picture that speak for the candidate or to a machine",
    "font": "a font that shows other letters than it says",
}
MAX_CHARS = 60_000  # on one page; a full page of small print has 10,000


@dataclass(slots=True)
class Sight:
    """What one page shows and hides: pieces of text, or the blocks that were read on its picture."""

    page: Page
    pieces: list[Piece]
    shapes: Shapes
    hidden: list[HiddenText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    place: Callable[[Box], Box] | None = None
    looked_again: bool = False


def read_pdf(data: bytes, *, name: str, ocr: TextRecognizer | None = None, check: bool = True) -> Document:
    """Read a PDF.

    Args:
        data: the bytes of the file.
        name: of the file, for messages.
        ocr: reads pages that are pictures; without it they are a problem.
        check: look for hidden text; off only to measure what the check costs.

    Returns:
        The document; `status` is partial when pages could not be read, failed when nothing could.

    Raises:
        UnreadableDocument: locked, broken, or without pages.
    """
    refuse_bombs(data, name=name)
    document = open_pdf(data, name=name)
    try:
        sights = _look_at_all(document, ocr, check)
        problems = [p for s in sights for p in s.problems]
        if len(document) > len(sights):
            problems.append(Problem(code="too_many_pages", message=f"only the first {len(sights)} of {len(document)} pages were read"))
        outside = odd_metadata(document, data) + odd_attachments(document) if check else []
    finally:
        document.close()
    return _document(sights, outside, problems, data, name)


def _document(sights: list[Sight], outside: list[HiddenText], problems: list[Problem], data: bytes, name: str) -> Document:
    writing = Writing()
    flows = without_furniture([Sheet(s.pieces, s.page.width, s.page.height) for s in sights])
    for sight, pieces in zip(sights, flows, strict=True):
        blocks = sight.blocks or arrange(pieces, sight.shapes, width=sight.page.width)
        writing.add_page(sight.page.number, blocks, place=sight.place)
    found = worth_telling([h for s in sights for h in s.hidden])
    found += outside
    problems = [*problems, *_hidden_problems(found)]
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        text=writing.text,
        pages=tuple(s.page for s in sights),
        lines=tuple(writing.lines),
        words=tuple(writing.words),
        hidden=tuple(found),
        problems=tuple(problems),
        status=_status(writing.text, problems),
    )


def _look_at_all(document: Any, ocr: TextRecognizer | None, check: bool) -> list[Sight]:
    sights: list[Sight] = []
    drawn, pixels = 0, 0.0
    for index in range(min(len(document), MAX_PAGES)):
        eyes = ocr if sum(s.page.source == "ocr" or s.looked_again for s in sights) < MAX_SCANS else None
        sights.append(_look(document, index, eyes, check, room=MAX_DRAWN - drawn))
        if ocr and not eyes:
            sights[-1].problems = [_left_out(p) for p in sights[-1].problems]
        drawn += sights[-1].shapes.count
        width, height = sights[-1].page.width, sights[-1].page.height
        pixels += width * height * bounded_scale(width, height, scale=hidden.SCALE, most=hidden.MOST_PIXELS) ** 2
        if pixels > MAX_PIXELS:
            break
    return sights


def _left_out(problem: Problem) -> Problem:
    if problem.code != "needs_ocr":
        return problem
    return Problem(code="pages_left_out", message=f"only the first {MAX_SCANS} pages were read", page=problem.page)


def _look(document: Any, index: int, ocr: TextRecognizer | None, check: bool, room: int) -> Sight:
    """Read one page; a page that PDFium cannot load is a problem of its own."""
    import pypdfium2

    number = index + 1
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        problem = Problem(code="broken_page", message="this page is damaged and was left out", page=number)
        return Sight(Page(number=number, width=0.0, height=0.0), [], Shapes(), problems=[problem])
    try:
        return _see(page, number, ocr, check, room)
    finally:
        page.close()


def _see(page: Any, number: int, ocr: TextRecognizer | None, check: bool, room: int) -> Sight:
    width, height = page.get_size()
    sight = Sight(Page(number=number, width=round(width, 2), height=round(height, 2)), [], read_shapes(page))
    if sight.shapes.count >= min(MAX_OBJECTS, room):
        sight.problems.append(
            Problem(code="too_complex", message="this page has far more drawings than any résumé; it was left out", page=number)
        )
        return sight
    textpage = page.get_textpage()
    chars = read_chars(page, textpage, forms=sight.shapes.forms)
    if len(chars) > MAX_CHARS:
        chars = chars.keep(np.arange(len(chars)) < MAX_CHARS)
        sight.problems.append(Problem(code="too_much_text", message=f"only the first {MAX_CHARS} characters were read", page=number))
    shown = chars
    if check:
        seen = hidden.look(page, textpage, chars, sight.shapes)
        seen, spoilt = _undisguised(page, textpage, chars, seen, sight, ocr)
        beside = odd_annotations(page, number=number) + (odd_pictures(page, number=number) if sight.shapes.images else [])
        written = lettered(page, sight.shapes.images, ocr, number=number) if ocr else []
        sight.hidden = hidden.report(chars, seen, page=number) + _odd_characters(chars, number) + beside + written
        shown = chars.keep(~seen.hidden & ~spoilt)
    if not sight.looked_again and _needs_eyes(page, textpage, shown, sight.shapes):
        return _recognise(page, sight, ocr)
    sight.pieces += read_pieces(shown.keep(~duplicates(shown)), textpage)
    return sight


def _undisguised(
    page: Any, textpage: Any, chars: Chars, seen: hidden.Visibility, sight: Sight, ocr: TextRecognizer | None
) -> tuple[hidden.Visibility, NDArray[np.bool_]]:
    """Put what the eye sees in the place of lines whose glyphs lie; return what is hidden then, and those lines."""
    shown = np.flatnonzero(~seen.hidden)
    twice = duplicates(chars.keep(shown))
    again, shown = shown[twice], shown[~twice]
    visible = chars.keep(shown)
    shapes = seen.shapes(visible.box)
    alike = disguise.likeness(visible, shapes, scale=seen.scale)
    doubt = disguise.doubts(visible, shapes, alike, textpage)
    spoilt = np.zeros(len(chars), dtype=bool)
    if not doubt:
        return seen, spoilt
    found = disguise.look_again(page, visible, alike, doubt, ocr)
    if ocr is None and found.lies.any():
        message = "the letters on this page are not what its font says they are; text recognition is not installed"
        sight.problems.append(Problem(code="needs_ocr", message=message, page=sight.page.number))
    sight.looked_again, sight.pieces = ocr is not None, list(found.pieces)
    spoilt[shown[found.spoilt]] = True
    spoilt[again] = found.spoilt.any()
    lies, families = seen.hidden.copy(), np.array(seen.families, dtype=object)
    lies[shown[found.lies]], families[shown[found.lies]] = True, "font"
    return replace(seen, hidden=lies, families=tuple(families.tolist())), spoilt


def _needs_eyes(page: Any, textpage: Any, shown: Chars, shapes: Shapes) -> bool:
    """Tell whether a page must be read from its picture: no text to speak of on what looks like writing."""
    if scans.is_garbled(shown, textpage):
        return True
    if len(shown) >= scans.FEW:
        return False
    covered = scans.picture_share(shapes, page.get_size()) >= scans.SCAN_SHARE
    return (covered or not len(shown)) and scans.shows_text(page, shapes.texts)


def _recognise(page: Any, sight: Sight, ocr: TextRecognizer | None) -> Sight:
    number = sight.page.number
    if ocr is None:
        sight.problems.append(Problem(code="needs_ocr", message="this page is a picture; text recognition is not installed", page=number))
        layer = [h for h in sight.hidden if h.family in ("annotation", "picture", "picture_words")]
        return Sight(sight.page, [], sight.shapes, layer, sight.problems)
    blocks, place = scans.recognised(page, ocr)
    # A scan may bring its own invisible text layer: what the picture confirms is no trick.
    alien = scans.strangers([h.quote for h in sight.hidden], "\n".join(line.text for block in blocks for line in block.lines))
    kept = [h for h, is_alien in zip(sight.hidden, alien.tolist(), strict=True) if is_alien or h.family.startswith("picture")]
    read = sight.page.model_copy(update={"source": "ocr"})
    return Sight(read, [], sight.shapes, kept, sight.problems, blocks, place)


def _odd_characters(chars: Chars, number: int) -> list[HiddenText]:
    """Report characters that are invisible by nature, and words with borrowed letters."""
    raw = "".join((" " if s else "") + chr(c) for c, s in zip(chars.code.tolist(), chars.spaced.tolist(), strict=True) if c < 0x110000)
    return [h.model_copy(update={"page": number}) for h in hidden_characters(raw)]


def _hidden_problems(found: Sequence[HiddenText]) -> list[Problem]:
    families = dict.fromkeys((h.family, h.page) for h in found)
    return [
        Problem(code="hidden_text", message=MEANING.get(family, f"text that nobody can see: {family}"), page=page)
        for family, page in families
    ]


def _status(text: str, problems: Sequence[Problem]) -> Status:
    blocking = {"needs_ocr", "broken_page", "too_many_pages", "too_much_text", "too_complex", "pages_left_out"}
    if not text.strip():
        return Status.FAILED
    return Status.PARTIAL if any(p.code in blocking for p in problems) else Status.OK
