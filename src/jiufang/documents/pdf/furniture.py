"""Take page numbers and repeated page headers and footers out of the flow of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.documents.pdf.pieces import Piece

MARGIN = 0.085  # share of the page height at top and bottom where headers and footers stand
AIR = 1.2  # in heights: the room between a header and the text
SMALL = 1.02  # a header is hardly larger than the text
NUMBER = re.compile(
    r"^\W*(?:(?:page|p\.?|seite|第)\s*)?\d{1,3}\s*(?:页)?\s*(?:(?:/|of|von|\||，|,|共)\s*(?:共|第)?\s*\d{1,3}\s*页?)?\W*$", re.IGNORECASE
)
PAGE_MARK = re.compile(r"(?:page|seite)\s*\d{1,3}|第\s*\d{1,3}\s*页|\d{1,3}\s*(?:/|of)\s*\d{1,3}\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pieces of a page with its size."""

    pieces: Sequence[Piece]
    width: float
    height: float


def without_furniture(sheets: Sequence[Sheet]) -> list[list[Piece]]:
    """Return the pieces of each page without page numbers, and without headers that repeat what was said before."""
    cleaned: list[list[Piece]] = []
    said = ""
    for number, sheet in enumerate(sheets):
        kept = [p for p in sheet.pieces if not (_in_margin(p, sheet) and _is_number(p.text))]
        if number:
            kept = _without_repeats(kept, sheet, said)
        elif len(sheets) > 1:
            kept = _without_marks(kept, sheet)
        said += "".join(_key(p.text) for p in kept)
        cleaned.append(kept)
    return cleaned


def _without_repeats(pieces: list[Piece], sheet: Sheet, said: str) -> list[Piece]:
    edge = [p for p in pieces if _in_margin(p, sheet)]
    body = [p for p in pieces if not _in_margin(p, sheet)]
    if not edge or not body:
        return pieces
    sizes = sorted(p.size for p in body)
    usual = sizes[len(sizes) // 2]
    top, bottom = min(p.box[1] for p in body), max(p.box[3] for p in body)
    return [p for p in pieces if not (_in_margin(p, sheet) and _is_furniture(p, usual, top, bottom, said))]


def _is_furniture(piece: Piece, usual: float, top: float, bottom: float, said: str) -> bool:
    apart = piece.box[3] + AIR * piece.height < top or piece.box[1] - AIR * piece.height > bottom
    known = _key(piece.text) in said or bool(PAGE_MARK.search(piece.text)) or _is_title(piece.text)
    return apart and known and piece.size <= SMALL * usual


def _without_marks(pieces: list[Piece], sheet: Sheet) -> list[Piece]:
    return [p for p in pieces if not (_in_margin(p, sheet) and PAGE_MARK.fullmatch(p.text.strip(" -–—·|")))]


def _is_title(text: str) -> bool:
    """Tell whether a text only says what kind of document this is."""
    return _key(text) in {"curriculumvitae", "resume", "résumé", "cv", "lebenslauf", "个人简历", "简历", "求职简历"}


def _is_number(text: str) -> bool:
    return bool(NUMBER.match(text)) and len(text) <= 16


def _in_margin(piece: Piece, sheet: Sheet) -> bool:
    return piece.box[3] < MARGIN * sheet.height or piece.box[1] > (1 - MARGIN) * sheet.height


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
