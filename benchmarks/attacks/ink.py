"""Families H1-H14: text on a PDF page that leaves no ink, or none that can be read."""

from __future__ import annotations

import io

from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.attacks.base import FIRST_Y, LEFT, LINE, Trick, font_for, write


def in_colour(colour: Color) -> Trick:
    """Write in a colour."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.setFillColor(colour)
        write(canvas, payload, y)

    return trick


def of_size(points: float) -> Trick:
    """Write in a size."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.setFont(font_for(payload), points)
        canvas.drawString(LEFT, y, payload)

    return trick


def without_paint(canvas: Canvas, payload: str, y: float) -> None:
    """Write in text rendering mode 3."""
    text = canvas.beginText(LEFT, y)
    text.setTextRenderMode(3)
    text.textOut(payload)
    canvas.drawText(text)


def off_page(dx: float, dy: float) -> Trick:
    """Write beside the paper."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.translate(dx, dy)
        write(canvas, payload, y)

    return trick


def under_a_box(canvas: Canvas, payload: str, y: float) -> None:
    """Paint a white box over the words."""
    write(canvas, payload, y)
    canvas.setFillColor(white)
    canvas.rect(LEFT - 6, y - 30, 500, 46, stroke=0, fill=1)


def under_a_picture(canvas: Canvas, payload: str, y: float) -> None:
    """Paint a busy picture over the words."""
    write(canvas, payload, y)
    canvas.drawImage(stripes(), LEFT - 6, y - 30, 500, 46)


def clipped(canvas: Canvas, payload: str, y: float) -> None:
    """Write outside the clipping path."""
    path = canvas.beginPath()
    path.rect(10, 10, 4, 4)
    canvas.clipPath(path, stroke=0, fill=0)
    write(canvas, payload, y)


def transparent(alpha: float) -> Trick:
    """Write with next to no opacity."""
    return in_colour(Color(0, 0, 0, alpha=alpha))


def on_its_own_colour(colour: int) -> Trick:
    """Write in the colour of a panel."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.setFillColor(HexColor(colour))
        canvas.rect(LEFT - 6, y - 30, 500, 46, stroke=0, fill=1)
        write(canvas, payload, y)

    return trick


def scaled(factor: float) -> Trick:
    """Write in twelve points and scale the space down."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.translate(LEFT, y)
        canvas.scale(factor, factor)
        canvas.setFont(font_for(payload), 12)
        canvas.drawString(0, 0, payload)

    return trick


def without_paint_over_a_picture(canvas: Canvas, payload: str, y: float) -> None:
    """Write in mode 3 over a picture, as text recognition does, and say what is not on it."""
    canvas.drawImage(stripes(), LEFT - 6, y - 30, 500, 46)
    without_paint(canvas, payload, y)


def over_text(colour: Color) -> Trick:
    """Write over a visible line."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.setFillColor(colour)
        canvas.setFont(font_for(payload), 10.5)
        width = 40 if payload.isascii() else 18  # shorter than the lines below, so that nothing of it stands free
        for number, row in zip((4, 5, 6, 7), range(0, len(payload), width), strict=False):
            canvas.drawString(LEFT, FIRST_Y - LINE * number, payload[row : row + width])

    return trick


def turned(angle: float) -> Trick:
    """Write white words at an angle."""

    def trick(canvas: Canvas, payload: str, y: float) -> None:
        canvas.setFillColor(white)
        canvas.translate(LEFT + 200, y + (0 if y < 400 else -500))
        canvas.rotate(angle)
        canvas.drawString(0, 0, payload)

    return trick


def on_a_layer(canvas: Canvas, payload: str, y: float) -> None:
    """Write on an optional-content layer; `parts.layer_off` switches it off."""
    canvas._code.append("/OC /Notes BDC")
    canvas.setFillColor(black)
    write(canvas, payload, y)
    canvas._code.append("EMC")


def stripes() -> ImageReader:
    """Return a busy picture; its contrast says nothing about text below it."""
    from PIL import Image

    image = Image.new("RGB", (250, 24), "white")
    for x in range(0, 250, 3):
        image.paste((20, 20, 20), (x, 0, x + 1, 24))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    return ImageReader(buffer)
