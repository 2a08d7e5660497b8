"""Turn a shortlist into one HTML file that needs nothing else: ranking, chips, quotes, pages with the evidence on them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from jiufang.documents.records import Document, Evidence, Page
from jiufang.matching.records import Match
from jiufang.reports.highlight import Highlight, Mark, highlights, marks
from jiufang.reports.phrases import say
from jiufang.reports.veil import Veil
from jiufang.reports.words import words
from jiufang.shortlist import why_not
from jiufang.shortlist.records import WhyNot

if TYPE_CHECKING:
    from jiufang.shortlist.records import Shortlist

SIGNS = {"met": "●", "partial": "◐", "not_shown": "○", "contradicted": "✕"}
FIRST = 5  # places on a list that a recruiter calls first
WHOLE = 0.985  # a picture that shows more of its page than this shows it all: pixels are rounded
PICTURED = 40  # candidates whose pages are drawn; below that the text is shown, or the file would grow past what mail takes

Pictures = Callable[[Match], Sequence[bytes]]
"""Returns the pages of a candidate's document as WebP or PNG pictures; none when there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to look at: its picture as a data URI with its size in pixels, and the boxes of evidence on it."""

    number: int
    picture: str
    size: tuple[int, int]
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the report shows of one candidate."""

    key: str
    rank: int
    name: str
    match: Match
    veil: Veil
    sheets: tuple[Sheet, ...]
    marks: tuple[Mark, ...]
    read_by_ocr: bool
    why_not: WhyNot | None


def write_html(shortlist: Shortlist, path: Path, *, lang: str = "en", blind: bool = False, pictures: Pictures | None = None) -> None:
    """Write the report; in blind mode names, contacts, schools, files and pictures stay out."""
    path.write_text(render_html(shortlist, lang=lang, blind=blind, pictures=pictures), encoding="utf-8")


def render_html(shortlist: Shortlist, *, lang: str = "en", blind: bool = False, pictures: Pictures | None = None) -> str:
    """Return the report as HTML; the same shortlist gives the same bytes.

    Args:
        shortlist: the ranking.
        lang: the language of the report, zh or en.
        blind: whether to leave out who the candidates are.
        pictures: draws the pages of a candidate's document; never asked in blind mode.
    """
    told, script = words(lang), _asset("report.js")
    cards = [_card(shortlist, number, told, blind=blind, pictures=pictures) for number in range(1, len(shortlist) + 1)]
    return _template().render(
        w=told,
        job=shortlist.job,
        cards=cards,
        failed=shortlist.failed,
        blind=blind,
        signs=SIGNS,
        say=lambda text: say(text, lang),
        css=_asset("report.css"),
        js=script,
        js_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _card(shortlist: Shortlist, number: int, told: dict[str, str], *, blind: bool, pictures: Pictures | None) -> Card:
    rank, match = shortlist.ranks[number - 1], shortlist[number - 1]
    document = match.profile.document
    evidence = [(f.requirement.id, e) for f in match.findings for e in f.evidence]
    drawn = list(pictures(match)) if pictures and not blind and number <= PICTURED else []
    return Card(
        key=f"c{number}",
        rank=rank,
        name=candidate_name(match, number, told, blind=blind),
        match=match,
        veil=Veil(match, lifted=not blind),
        sheets=_sheets(document, drawn, evidence),
        marks=() if drawn or blind else tuple(marks(document.text, evidence)),
        read_by_ocr=any(page.source == "ocr" for page in document.pages),
        why_not=_why_not(shortlist, match, rank) if number <= PICTURED else None,
    )


def candidate_name(match: Match, number: int, told: dict[str, str], *, blind: bool) -> str:
    """Return what a report calls a candidate: the name, else the file's; a number in blind mode."""
    if blind:
        return f"{told['blind_name']} {number}"
    return match.profile.contact.name or Path(match.member or match.file or match.profile.document.name).stem


def _why_not(shortlist: Shortlist, match: Match, rank: int) -> WhyNot | None:
    """Tell what would bring a candidate to the first place, or from further down among the first few."""
    if rank == 1:
        return None
    told = why_not(shortlist, match, 1 if rank <= FIRST else FIRST)
    return told if told.changes else None


def _sheets(document: Document, drawn: Sequence[bytes], evidence: Sequence[tuple[str, Evidence]]) -> tuple[Sheet, ...]:
    sizes = [picture_size(picture) for picture in drawn]
    shown = {page.number: _share(page, size) for page, size in zip(document.pages, sizes, strict=False)}
    boxes = highlights(document, evidence, shown=shown)
    return tuple(
        Sheet(page.number, _data_uri(picture), size, tuple(b for b in boxes if b.page == page.number))
        for page, picture, size in zip(document.pages, drawn, sizes, strict=False)
    )


def _share(page: Page, size: tuple[int, int]) -> float:
    """Return how much of a page's height its picture shows: empty paper at the foot is cut off."""
    width, height = size
    share = (height / width) / (page.height / page.width) if width and page.width and page.height else 1.0
    return share if share < WHOLE else 1.0


def picture_size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a lossy WebP or a PNG in pixels; (0, 0) for anything else."""
    if picture[12:16] == b"VP8 ":
        return int.from_bytes(picture[26:28], "little") & 0x3FFF, int.from_bytes(picture[28:30], "little") & 0x3FFF
    if picture.startswith(b"\x89PNG"):
        return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    return 0, 0


def _data_uri(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "webp"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _years(months: int) -> str:
    return f"{months / 12:.1f}".removesuffix(".0")


def _inline(text: str) -> str:
    return re.sub(r"</(script|style)", r"<\\/\1", text, flags=re.IGNORECASE)


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return _inline((files("jiufang.reports") / "assets" / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    source = (files("jiufang.reports") / "assets" / "report.html.jinja").read_text(encoding="utf-8")
    environment: Any = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters |= {"years": _years}
    template: jinja2.Template = environment.from_string(source)
    return template
