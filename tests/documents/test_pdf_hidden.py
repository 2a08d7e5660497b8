"""What nobody can see never reaches the text, and is told; what can be seen is never flagged."""

from __future__ import annotations

import io
from functools import lru_cache

import pytest
from hidden_pdfs import (
    FAMILIES,
    LATE_ONLY,
    PAYLOAD_EN,
    PAYLOAD_ZH,
    VISIBLE,
    font_for,
    make,
    on_a_layer_that_is_off,
    squashed,
    with_annotation,
    with_metadata,
)
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from jiufang.documents.pdf import read_pdf

HEIGHT = A4[1]
CASES = [(name, late, payload) for name in FAMILIES for late in (True, False) for payload in (PAYLOAD_EN, PAYLOAD_ZH)]
CASES += [(name, True, payload) for name in LATE_ONLY for payload in (PAYLOAD_EN, PAYLOAD_ZH)]


@lru_cache(maxsize=1)
def _clean_text() -> str:
    return read_pdf(make(None, ""), name="clean.pdf").text


@pytest.mark.parametrize(("name", "late", "payload"), CASES)
def test_hidden_words_are_dropped_and_told(name: str, late: bool, payload: str) -> None:
    """A payload hidden by any trick is absent from the text and present in `hidden`, before or after the visible text."""
    family, trick = (FAMILIES | LATE_ONLY)[name]
    document = read_pdf(make(trick, payload, late=late), name="attack.pdf")

    assert squashed(document.text) == squashed(_clean_text())
    assert squashed(payload)[:12] in squashed("".join(h.quote for h in document.hidden))
    assert family in {h.family for h in document.hidden} or name == "white over text"
    assert "hidden_text" in {p.code for p in document.problems}


def test_a_clean_file_is_not_flagged() -> None:
    """The same page without a payload has no hidden text, no problems, and all its lines."""
    document = read_pdf(make(None, ""), name="clean.pdf")

    assert not document.hidden
    assert not document.problems
    assert [squashed(line) for line in document.text.split("\n") if line] == [squashed(line) for line in VISIBLE]


def _on_dark_panel(canvas, payload):
    canvas.setFillColor(HexColor(0x22313F))
    canvas.rect(40, 280, 520, 60, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(60, 300, payload)


def _light_grey(canvas, payload):
    canvas.setFillColor(HexColor(0xBBBBBB))
    canvas.drawString(60, 300, payload)


def _small_print(canvas, payload):
    canvas.setFont("Helvetica", 5)
    canvas.drawString(60, 300, payload)


def _watermarked(canvas, payload):
    canvas.drawString(60, 300, payload)
    canvas.setFillColor(HexColor(0x999999), alpha=0.4)
    canvas.setFont("Helvetica-Bold", 60)
    canvas.translate(60, 250)
    canvas.rotate(30)
    canvas.drawString(0, 0, "DRAFT COPY")


def _turned(canvas, payload):
    canvas.translate(560, 200)
    canvas.rotate(90)
    canvas.drawString(0, 0, payload)


@pytest.mark.parametrize("style", [_on_dark_panel, _light_grey, _small_print, _watermarked, _turned])
def test_visible_words_are_kept(style) -> None:
    """White on dark, light grey, five points, below a watermark, turned: all of it can be read, so it stays."""
    document = read_pdf(make(style, "Forklift licence, renewed in March 2023"), name="clean.pdf")

    assert "Forkliftlicence,renewedinMarch2023" in squashed(document.text)
    assert not document.hidden


def test_a_layer_that_is_off_is_hidden() -> None:
    """Text on an optional-content layer that no viewer shows is hidden text."""
    document = read_pdf(on_a_layer_that_is_off(PAYLOAD_EN), name="layer.pdf")

    assert "zebrafish" not in document.text
    assert {h.family for h in document.hidden} == {"layer_off"}


def test_odd_notes_and_metadata_are_told_and_normal_ones_are_not() -> None:
    """Orders to a machine in notes or metadata are reported; a title and an author are not, and none is text."""
    assert {h.family for h in read_pdf(with_annotation(PAYLOAD_EN), name="n.pdf").hidden} == {"annotation"}
    assert not read_pdf(with_annotation("Page two follows"), name="n.pdf").hidden
    odd = read_pdf(with_metadata(subject=PAYLOAD_EN), name="m.pdf")
    assert {h.family for h in odd.hidden} == {"metadata"}
    assert "zebrafish" not in odd.text
    assert not read_pdf(
        with_metadata(title="Résumé of Ada Example", author="Ada Example", keywords="logistics, warehouse"), name="m.pdf"
    ).hidden


def test_reading_twice_gives_the_same_bytes() -> None:
    """The reader is deterministic, hidden text included."""
    data = make(FAMILIES["under a picture"][1], PAYLOAD_ZH)

    assert read_pdf(data, name="a").model_dump_json() == read_pdf(data, name="a").model_dump_json()


LONG_LINES = (
    "Negotiated haulage rates with nine carriers and cut empty runs by a fifth",
    "与九家承运商谈判运价，空驶率下降两成，客户投诉减半",
)


@pytest.mark.parametrize("size", [(595, 10_000), (595, 14_400), (2384, 3370)])
@pytest.mark.parametrize("line", LONG_LINES)
def test_small_print_on_a_huge_page_is_read_and_not_accused(size: tuple[int, int], line: str) -> None:
    """Sites export a résumé as one page many sheets long: drawn coarsely, its letters are still no lie, and white ones still hidden."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.setFont(font_for(line), 8)
    for number in range(40):
        canvas.drawString(40, size[1] - 60 - 13 * number, f"{line} {number}")
    canvas.setFillColor(white)
    canvas.drawString(40, 200, PAYLOAD_EN)
    canvas.save()
    document = read_pdf(buffer.getvalue(), name="long.pdf")

    assert [row for row in document.text.split("\n") if row] == [f"{line} {number}" for number in range(40)]
    assert {h.family for h in document.hidden} == {"white"}
