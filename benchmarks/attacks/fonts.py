"""Family H15: fonts whose glyphs show one text and whose codes say another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from benchmarks.attacks.base import LEFT, rows

SHOWN = "Walks dogs for the shelter on Sundays and sings bass in a choir of forty voices from the valley "
PRIVATE = 0xE000
ANSWER = 480  # bytes that one entry of a table of codes may hold
_numbers = count()


class Disguise(ttfonts.TTFont):  # type: ignore[misc]
    """A font of private codes: the nth looks like the nth character of one text and claims to be that of another."""

    def __init__(self, name: str, shown: str, claimed: list[str]) -> None:
        super().__init__(name, "Vera.ttf")
        self.face.name = name.encode()
        self.claims = {PRIVATE + n: text for n, text in enumerate(claimed)}
        for n, char in zip(range(len(claimed)), cycle(shown), strict=False):
            self.face.charToGlyph[PRIVATE + n] = self.face.charToGlyph[ord(char)]
            self.face.charWidths[PRIVATE + n] = self.face.charWidths[ord(char)]

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font with a table of codes that lies."""
        with _lying(self.claims):
            super().addObjects(doc)


@contextmanager
def _lying(claims: dict[int, str]) -> Iterator[None]:
    honest = ttfonts.makeToUnicodeCMap

    def table(name: str, subset: list[int]) -> str:
        entries = [f"<{n:02X}> <{claims.get(code, chr(code)).encode('utf-16-be').hex().upper()}>" for n, code in enumerate(subset)]
        body = "\n".join(
            f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
            for part in (entries[i : i + 100] for i in range(0, len(entries), 100))
        )
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n/Ordering (UCS)\n"
            f"/Supplement 0\n>> def\n/CMapName /{name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )

    ttfonts.makeToUnicodeCMap = table
    try:
        yield
    finally:
        ttfonts.makeToUnicodeCMap = honest


def another_text(canvas: Canvas, payload: str, y: float) -> None:
    """Show one text and say another, letter by letter."""
    for number, row in enumerate(rows(payload)):
        _draw(canvas, row, SHOWN.ljust(len(row)), y - 12 * number)


def one_alphabet(canvas: Canvas, payload: str, y: float) -> None:
    """Exchange the letters of an alphabet among themselves, as a font with a rewritten table of characters does."""
    letters = sorted(set(payload) - {" "})
    drawn = [chr(97 + n % 26) for n in range(len(letters))]
    look = dict(zip(letters, drawn[::-1], strict=True))
    for number, row in enumerate(rows(payload)):
        _draw(canvas, row, "".join(look.get(c, " ") for c in row), y - 12 * number)


def one_mark(canvas: Canvas, payload: str, y: float) -> None:
    """Let a single dot say a whole sentence."""
    _draw_claims(canvas, [payload[: ANSWER // 2]], ".", y)


def blank_glyphs(canvas: Canvas, payload: str, y: float) -> None:
    """Let glyphs without ink say something."""
    for number, row in enumerate(rows(payload)):
        _draw(canvas, row, " ", y - 12 * number)


def dots(canvas: Canvas, payload: str, y: float) -> None:
    """Let a dotted line say something."""
    for number, row in enumerate(rows(payload)):
        _draw(canvas, row, ".", y - 12 * number)


def spelled_otherwise(canvas: Canvas, payload: str, y: float) -> None:
    """Give visible words another spelling for machines (/ActualText)."""
    spelling = ("\ufeff" + payload).encode("utf-16-be").hex().upper()
    canvas.setFont("Helvetica", 9)
    canvas._code.append(f"/Span <</ActualText <{spelling}>>> BDC")
    canvas.drawString(LEFT, y, SHOWN[:60])
    canvas._code.append("EMC")


VARIANTS: tuple[Callable[[Canvas, str, float], None], ...] = (another_text, one_alphabet, one_mark, dots, spelled_otherwise, blank_glyphs)


def _draw(canvas: Canvas, claimed: str, shown: str, y: float) -> None:
    _draw_claims(canvas, list(claimed), shown, y)


def _draw_claims(canvas: Canvas, claims: list[str], shown: str, y: float) -> None:
    name = f"Disguise{next(_numbers)}"
    pdfmetrics.registerFont(Disguise(name, shown, claims))
    canvas.setFont(name, 9)
    canvas.drawString(LEFT, y, "".join(chr(PRIVATE + n) for n in range(len(claims))))
