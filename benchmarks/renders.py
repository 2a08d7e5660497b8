"""Write the text of a résumé as a file of each kind that people send: txt, md, html, docx and a PDF of one column."""

from __future__ import annotations

import html
import io
from collections.abc import Callable

KINDS = ("txt", "md", "html", "docx", "pdf")
LEFT, TOP, BOTTOM, LINE = 56, 780, 60, 16
WIDTH = 480  # points between the margins
SIZE = 10


def render(text: str, kind: str) -> bytes:
    """Return a file of a kind with the lines of a text, in their order."""
    return WRITERS[kind](text)


def _html(text: str) -> bytes:
    rows = "\n".join(f"<p>{html.escape(line)}</p>" if line.strip() else "<br>" for line in text.split("\n"))
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>\n{rows}\n</body></html>'.encode()


def _docx(text: str) -> bytes:
    from docx import Document

    document, buffer = Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()


def _pdf(text: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas, y = Canvas(buffer, invariant=1), TOP
    for row in (row for line in text.split("\n") for row in _wrapped(line, pdfmetrics.stringWidth)):
        if y < BOTTOM:
            canvas.showPage()
            y = TOP
        canvas.setFont(_font(row), SIZE)
        canvas.drawString(LEFT, y, row)
        y -= LINE
    canvas.save()
    return buffer.getvalue()


def _font(row: str) -> str:
    return "Helvetica" if all(ord(c) < 256 for c in row) else "STSong-Light"


def _wrapped(line: str, width: Callable[[str, str, int], float]) -> list[str]:
    """Cut a line where it leaves the page: between words, or anywhere in Chinese."""
    rows, row = [], ""
    for word in line.split(" ") if line.isascii() else list(line):
        longer = f"{row} {word}" if line.isascii() and row else row + word
        if row and width(longer, _font(longer), SIZE) > WIDTH:
            rows.append(row)
            longer = word
        row = longer
    return [*rows, row]


WRITERS: dict[str, Callable[[str], bytes]] = {
    "txt": str.encode,
    "md": lambda text: text.replace("\n", "  \n").encode(),
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
}
