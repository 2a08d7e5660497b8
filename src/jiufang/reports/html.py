"""Turn a shortlist into one HTML file that needs nothing else: ranking, chips, quotes, pages with the evidence on them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from jiufang.documents.records import Evidence
from jiufang.matching.records import Match
from jiufang.reports.highlight import Highlight, Mark, highlights, marks
from jiufang.reports.words import words

if TYPE_CHECKING:
    from jiufang.shortlist.records import Shortlist

SIGNS = {"met": "●", "partial": "◐", "not_shown": "○", "contradicted": "✕"}
PICTURED = 40  # candidates whose pages are drawn; below that the text is shown, or the file would grow past what mail takes

Pictures = Callable[[Match], Sequence[bytes]]
"""Returns the pages of a candidate's document as WebP or PNG pictures; none when there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to look at: its picture as a data URI, and the boxes of evidence on it."""

    number: int
    picture: str
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the report shows of one candidate."""

    key: str
    rank: int
    name: str
    match: Match
    sheets: tuple[Sheet, ...]
    marks: tuple[Mark, ...]
    read_by_ocr: bool
    masked: tuple[str, ...] = ()


def write_html(shortlist: Shortlist, path: Path, *, lang: str = "en", blind: bool = False, pictures: Pictures | None = None) -> None:
    """Write the report; in blind mode names, contacts, files and pictures stay out."""
    path.write_text(render_html(shortlist, lang=lang, blind=blind, pictures=pictures), encoding="utf-8")


def render_html(shortlist: Shortlist, *, lang: str = "en", blind: bool = False, pictures: Pictures | None = None) -> str:
    """Return the report as HTML; the same shortlist gives the same bytes."""
    told = words(lang)
    cards = [
        _card(rank, number, match, told, blind=blind, pictures=None if blind or number > PICTURED else pictures)
        for number, (rank, match) in enumerate(zip(shortlist.ranks, shortlist, strict=True), start=1)
    ]
    return _template().render(
        w=told,
        job=shortlist.job,
        cards=cards,
        failed=shortlist.failed,
        blind=blind,
        signs=SIGNS,
        css=_asset("report.css"),
        js=_asset("report.js"),
    )


def _card(rank: int, number: int, match: Match, told: dict[str, str], *, blind: bool, pictures: Pictures | None) -> Card:
    profile, document = match.profile, match.profile.document
    evidence = [(f.requirement.id, e) for f in match.findings for e in f.evidence]
    drawn = list(pictures(match)) if pictures else []
    name = f"{told['blind_name']} {number}" if blind else profile.contact.name or Path(match.member or match.file or document.name).stem
    return Card(
        key=f"c{number}",
        rank=rank,
        name=name,
        match=match,
        sheets=_sheets(drawn, highlights(document, evidence)),
        marks=()
        if drawn
        else tuple(_blinded(marks(document.text, evidence), profile.contact.evidence) if blind else marks(document.text, evidence)),
        read_by_ocr=any(page.source == "ocr" for page in document.pages),
        masked=_identifying(match) if blind else (),
    )


def _sheets(drawn: Sequence[bytes], boxes: Sequence[Highlight]) -> tuple[Sheet, ...]:
    return tuple(Sheet(n, _data_uri(picture), tuple(b for b in boxes if b.page == n)) for n, picture in enumerate(drawn, start=1))


def _data_uri(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "webp" if picture[8:12] == b"WEBP" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _blinded(pieces: Sequence[Mark], contact: Sequence[Evidence]) -> list[Mark]:
    """Leave only what is evidence: the rest of a résumé names its person in more ways than can be listed."""
    return [piece if piece.requirements else Mark(" … ", ()) for piece in pieces]


def _identifying(match: Match) -> tuple[str, ...]:
    """Return the words that would give the person away in a quote, the longest first."""
    contact = match.profile.contact
    words = [contact.name, contact.email, contact.phone, *(contact.name or "").split(), *contact.links]
    return tuple(sorted({word for word in words if word and len(word) > 1}, key=lambda word: (-len(word), word)))


def _hide(text: str, card: Card) -> str:
    for word in card.masked:
        text = text.replace(word, "▇▇")
    return text


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
    environment.filters |= {"years": _years, "hide": _hide}
    template: jinja2.Template = environment.from_string(source)
    return template
