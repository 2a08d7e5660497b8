"""Dress made-up persons in every design: printed pages, drawn pages, Word files, scans with a text layer, old type."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.attacks.base import CHINESE, font_for
from benchmarks.honest.pages import BROWSER, DESIGNS, STYLE, printed
from benchmarks.honest.people import Person, person

WIDTH, HEIGHT = A4
LAYER_SHIFT = 1.5  # points by which a scanner's text layer lies off the print


def honest_files(*, printed_persons: int = 4, drawn_persons: int = 5, scans: int = 2) -> Iterator[tuple[str, bytes]]:
    """Make the files.

    Args:
        printed_persons: in each design of a web page and each language; none without a browser.
        drawn_persons: in each drawn design, Word design and language.
        scans: of each kind and language.

    Yields:
        The file's name, which tells its design, and its bytes.
    """
    both = (False, True)
    yield from _printed([person(100 + n, chinese=zh) for zh in both for n in range(printed_persons)])
    for number in range(drawn_persons):
        for zh in both:
            someone = person(200 + number, chinese=zh)
            for name, make in (DRAWN | WORD).items():
                if data := make(someone):
                    yield f"{name}-{number}-{'zh' if zh else 'en'}.{'docx' if name in WORD else 'pdf'}", data
    for number in range(scans):
        for zh in both:
            someone = person(300 + number, chinese=zh)
            yield f"scan with layer-{number}-{'zh' if zh else 'en'}.pdf", scanned(someone, layer=True)
            yield f"scan-{number}-{'zh' if zh else 'en'}.pdf", scanned(someone, layer=False)


def _printed(persons: list[Person]) -> Iterator[tuple[str, bytes]]:
    names = [(f"{design}-{n}-{'zh' if p.chinese else 'en'}", DESIGNS[design](p)) for design in DESIGNS for n, p in enumerate(persons)]
    if BROWSER and persons:
        with tempfile.TemporaryDirectory() as folder:
            yield from zip((f"{name}.pdf" for name, _ in names), printed([body for _, body in names], Path(folder)), strict=True)
    for name, body in names[:: max(1, len(persons) // 2)]:
        yield f"{name}.html", f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style><body>{body}".encode()


def drawn(p: Person, *, font: str = "", look: str = "plain", size: float = 10.5) -> bytes:
    """Draw the lines of a résumé on a page."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(f"{p.name} - {p.trade}")
    canvas.setAuthor(p.name)
    if look == "dark":
        canvas.setFillColor(HexColor(0x20262E))
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    elif look == "band":
        canvas.setFillColor(HexColor(0x7A1F3D))
        canvas.rect(0, HEIGHT - 118, WIDTH, 118, stroke=0, fill=1)
    for number, line in enumerate(p.lines):
        canvas.setFillColor(_ink(look, number))
        canvas.setFont(font or font_for(line), size * 1.7 if number == 0 else size)
        if look == "doubled":
            canvas.drawString(60.3, HEIGHT - 70 - 1.7 * size * number, line)
        canvas.drawString(60, HEIGHT - 70 - 1.7 * size * number, line)
    if look == "small print":
        canvas.setFont(font_for(p.contact[1]), 4.5)
        canvas.drawString(60, 30, " · ".join(p.contact[:2]))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _ink(look: str, number: int) -> HexColor:
    if look == "dark":
        return HexColor(0xE6E6E6)
    if look == "band":
        return white if number < 3 else black
    if look == "grey":
        return HexColor(0xBDBDBD) if number % 3 == 0 else HexColor(0x444444)
    return HexColor(0x1F5FA8) if look == "blue" and number % 4 == 0 else black


def in_truetype(p: Person) -> bytes:
    """Draw with an embedded subset of a TrueType font; Latin only."""
    if p.chinese:
        return b""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return drawn(p, font="Vera")


def in_type_one(p: Person) -> bytes:
    """Draw with an embedded Type 1 font, as LaTeX does; Latin only."""
    import reportlab

    folder = Path(reportlab.__file__).parent / "fonts"
    if p.chinese or not (folder / "_er_____.pfb").is_file():
        return b""
    face = pdfmetrics.EmbeddedType1Face(str(folder / "_er_____.afm"), str(folder / "_er_____.pfb"))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font("Old", face.name, "WinAnsiEncoding"))
    return drawn(p, font="Old")


def in_script(p: Person) -> bytes:
    """Draw in a calligraphic Type 1 font: letters that look little like print."""
    import reportlab

    folder = Path(reportlab.__file__).parent / "fonts"
    if p.chinese or not (folder / "callig15.pfb").is_file():
        return b""
    face = pdfmetrics.EmbeddedType1Face(str(folder / "callig15.afm"), str(folder / "callig15.pfb"))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font("Script", face.name, "WinAnsiEncoding"))
    return drawn(p, font="Script", size=13)


def typeset(p: Person) -> bytes:
    """Set the lines with groff, where it is installed; Latin only."""
    if p.chinese or not shutil.which("groff"):
        return b""
    source = ".nf\n.ps 16\n" + "\n.ps 11\n".join(line.replace("\\", "") for line in p.lines[:2]) + "\n" + "\n".join(p.lines[2:])
    done = subprocess.run(["groff", "-Tpdf", "-k"], input=source.encode(), capture_output=True, check=False)
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"%PDF") else b""


def scanned(p: Person, *, layer: bool) -> bytes:
    """Turn a drawn page into a picture of it, with the invisible text layer of a scanner or without."""
    import pypdfium2

    picture = pypdfium2.PdfDocument(drawn(p))[0].render(scale=150 / 72).to_pil().convert("L")
    photo = io.BytesIO()
    picture.save(photo, "JPEG", quality=70)
    photo.seek(0)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(photo), 0, 0, WIDTH, HEIGHT)
    for number, line in enumerate(p.lines if layer else ()):
        size = 17.85 if number == 0 else 10.5
        text = canvas.beginText(60 + LAYER_SHIFT, HEIGHT - 70 - 17.85 * number - LAYER_SHIFT)
        text.setTextRenderMode(3)
        text.setFont(font_for(line), size)
        text.textOut(line)
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def letter(p: Person, look: str) -> bytes:
    """Write a Word file."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = f"{p.name} {p.trade}", p.name
    document.sections[0].footer.paragraphs[0].add_run(p.contact[1]).font.size = Pt(6)
    if look == "dark head":
        cell = document.add_table(1, 1).rows[0].cells[0]
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "1F3A5F")
        cell._tc.get_or_add_tcPr().append(shade)
        run = cell.paragraphs[0].add_run(f"{p.name} {p.trade}")
        run.font.color.rgb, run.font.size = RGBColor(255, 255, 255), Pt(18)
    for number, line in enumerate(p.lines):
        run = document.add_paragraph(style="List Bullet" if look == "bullets" and number > 5 else None).add_run(line)
        run.font.bold = number == 0
        if look == "grey" and number % 3 == 1:
            run.font.color.rgb = RGBColor(0xA6, 0xA6, 0xA6)
    if look == "two columns":
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "\n".join(p.skills), p.summary
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


DRAWN: dict[str, Callable[[Person], bytes]] = {
    **{
        f"drawn {look}": (lambda p, look=look: drawn(p, look=look))
        for look in ("plain", "dark", "band", "grey", "blue", "doubled", "small print")
    },  # type: ignore[misc]
    "drawn small": lambda p: drawn(p, size=6.5),
    "truetype": in_truetype,
    "type 1": in_type_one,
    "script": in_script,
    "groff": typeset,
}
WORD: dict[str, Callable[[Person], bytes]] = {
    f"word {look}": (lambda p, look=look: letter(p, look))
    for look in ("plain", "dark head", "bullets", "grey", "two columns")  # type: ignore[misc]
}
