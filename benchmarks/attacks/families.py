"""Name every family of attack and make its files: twelve payloads at two places each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor, black, white

from benchmarks.attacks import characters, fonts, ink, parts, visible, word
from benchmarks.attacks.base import Trick, lines_for, page
from benchmarks.attacks.payloads import PAYLOADS
from jiufang.documents.suspicion import ORDER


@dataclass(frozen=True, slots=True)
class Attack:
    """A résumé with a payload: what family, which of the twelve, before or after the honest words."""

    family: str
    variant: str
    payload: str
    late: bool
    name: str
    data: bytes

    @property
    def kind(self) -> str:
        """Return the ending of its name."""
        return self.name.rsplit(".", 1)[-1]


Made = tuple[str, str, bytes]
Family = Callable[[str, int, bool], Made]


def baseline(payload: str, kind: str) -> bytes:
    """Return the résumé into which a payload goes, without it."""
    lines = lines_for(payload)
    if kind == "docx":
        return word.letter(lines)
    return "\n".join(lines).encode() if kind == "txt" else page(lines)


def attacks(
    families: Sequence[str] = (), *, payloads: Sequence[int] = range(12), places: Sequence[bool] = (True, False)
) -> Iterator[Attack]:
    """Make the files.

    Args:
        families: their names; all when empty.
        payloads: which of the twelve.
        places: after the honest words (True), before them (False).
    """
    for family in families or FAMILIES:
        for number in payloads:
            for late in places:
                variant, name, data = FAMILIES[family](PAYLOADS[number], number * 2 + late, late)
                yield Attack(family, variant, PAYLOADS[number], late, name, data)


def _drawn(*tricks: tuple[str, Trick]) -> Family:
    """Draw the payload on the page, with the variants in turn."""

    def make(payload: str, turn: int, late: bool) -> Made:
        variant, trick = tricks[turn % len(tricks)]
        return variant, "resume.pdf", page(lines_for(payload), payload, trick=trick, late=late)

    return make


def _font(payload: str, turn: int, late: bool) -> Made:
    trick = fonts.VARIANTS[turn % len(fonts.VARIANTS)]
    return trick.__name__, "resume.pdf", page(lines_for(payload), payload, trick=trick, late=late)


def _layer(payload: str, turn: int, late: bool) -> Made:
    return "layer", "resume.pdf", parts.layer_off(page(lines_for(payload), payload, trick=ink.on_a_layer, late=late))


def _metadata(payload: str, turn: int, late: bool) -> Made:
    pdf, variant = page(lines_for(payload)), ("Subject", "Keywords", "xmp", "packed xmp", "Title", "Author")[turn % 6]
    if "xmp" in variant:
        return variant, "resume.pdf", parts.xmp(pdf, payload, packed=variant == "packed xmp")
    return variant, "resume.pdf", parts.information(pdf, payload, variant)


def _beside(payload: str, turn: int, late: bool) -> Made:
    pdf, variant = page(lines_for(payload)), ("note", "field", "attached text", "attached name", "file name")[turn % 5]
    if variant in ("note", "field"):
        return variant, "resume.pdf", parts.annotation(pdf, payload, variant)
    if variant == "file name" and not ORDER.search(payload):
        variant = "attached name"  # claims in the name of a file are honest: job sites write them there
    if variant == "file name":
        return variant, f"{parts.short_name(payload)}.pdf", pdf
    return variant, "resume.pdf", parts.attachment(pdf, payload, by_name=variant == "attached name")


def _picture(payload: str, turn: int, late: bool) -> Made:
    variant = ("exif", "comment", "words", "tail")[turn % 4]
    return variant, "resume.pdf", parts.with_head_shot(lines_for(payload), payload, variant, late=late)


def _word(payload: str, turn: int, late: bool) -> Made:
    hide = word.VARIANTS[turn % len(word.VARIANTS)]
    return hide.__name__, "resume.docx", word.letter(lines_for(payload), payload, hide=hide, late=late)


def _spelled(*spellings: Callable[[str], str]) -> Family:
    """Write the payload in odd characters, into a text file or a Word file."""

    def make(payload: str, turn: int, late: bool) -> Made:
        lines, told = lines_for(payload), spellings[turn // 2 % len(spellings)](payload)
        # In the middle of a line, as an attacker would: the name stays the first line.
        at = len(lines) - 1 if late else 3
        lines = (*lines[:at], f"{lines[at]} {told}", *lines[at + 1 :])
        if turn % 2:
            return "docx", "resume.docx", word.letter(lines)
        return "txt", "resume.txt", "\n".join(lines).encode()

    return make


FAMILIES: dict[str, Family] = {
    "H1 white": _drawn(("white", ink.in_colour(white))),
    "H2 near white": _drawn(("#f4f4f4", ink.in_colour(HexColor(0xF4F4F4))), ("#ffffe8", ink.in_colour(HexColor(0xFFFFE8)))),
    "H3 one point": _drawn(("1 pt", ink.of_size(1)), ("0.4 pt", ink.of_size(0.4))),
    "H4 mode 3": _drawn(("mode 3", ink.without_paint)),
    "H5 off the page": _drawn(("left", ink.off_page(-1200, 0)), ("below", ink.off_page(0, -1500)), ("right", ink.off_page(700, 0))),
    "H6 covered": _drawn(("box", ink.under_a_box), ("picture", ink.under_a_picture)),
    "H7 clipped": _drawn(("clipped", ink.clipped)),
    "H8 transparent": _drawn(("0 %", ink.transparent(0)), ("3 %", ink.transparent(0.03))),
    "H9 same as background": _drawn(("navy", ink.on_its_own_colour(0x1F3A5F)), ("olive", ink.on_its_own_colour(0x6B7A45))),
    "H10 scaled": _drawn(("0.08", ink.scaled(0.08)), ("0.02", ink.scaled(0.02))),
    "H11 mode 3 over a picture": _drawn(("picture", ink.without_paint_over_a_picture)),
    "H12 over visible text": _drawn(("white", ink.over_text(white)), ("black", ink.over_text(black))),
    "H13 rotated white": _drawn(("90", ink.turned(90)), ("37", ink.turned(37))),
    "H14 layer off": _layer,
    "H15 malicious font": _font,
    "H16 metadata": _metadata,
    "H17 note, field, attachment": _beside,
    "H18 head-shot": _picture,
    "D1 Word": _word,
    "U1 tags": _spelled(characters.tags),
    "U2 zero width": _spelled(characters.split),
    "U3 homoglyphs": _spelled(characters.borrowed),
    "U4 bidi": _spelled(characters.turned, characters.scrambled),
    "V1 visible order": visible.order,
    "V2 stuffing": visible.stuffing,
}
