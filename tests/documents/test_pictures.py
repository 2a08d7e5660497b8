"""Pictures of pages: every kind that has pages, members of archives included; drawn in a worker, empty paper cut off."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import numpy as np
import pytest
import seeds
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from jiufang.documents import ReadingPool
from jiufang.documents.pictures import draw_page, member_of, without_empty_foot
from jiufang.errors import UnreadableDocument


def pdf(text: str = "Ada Lindqvist, data engineer") -> bytes:
    """Return a page with one line at its head."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 780, text)
    canvas.save()
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    """Return an archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def mail(data: bytes) -> bytes:
    """Return a message with a PDF attached."""
    message = EmailMessage()
    message["Subject"] = "Application"
    message.set_content("Hello")
    message.add_attachment(data, maintype="application", subtype="pdf", filename="cv.pdf")
    return message.as_bytes()


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a picture in pixels."""
    return Image.open(io.BytesIO(picture)).size


@pytest.mark.parametrize(
    ("data", "name", "member"),
    [
        (pdf(), "cv.pdf", None),
        (zipped(cv_pdf=pdf()), "all.zip", "cv.pdf"),
        (mail(pdf()), "mail.eml", "cv.pdf"),
        (zipped(a_eml=mail(pdf())), "all.zip", "a.eml/cv.pdf"),
        (zipped(in_zip=zipped(cv_pdf=pdf())), "all.zip", "in.zip/cv.pdf"),
    ],
)
def test_a_page_is_drawn_wherever_the_file_lies(data, name, member):
    """A PDF alone, in an archive, in an e-mail, in an e-mail in an archive: the same picture."""
    assert draw_page(data, name=name, member=member, page=1) == draw_page(pdf(), name="cv.pdf", page=1)


def test_a_picture_is_drawn_the_way_it_was_read():
    """A quarter turn of the reader is a quarter turn of the picture; the longer side is that of A4."""
    data = seeds.picture(size=(1000, 1400))
    lying = draw_page(data, name="cv.png", page=1, dpi=100, turned=1)

    assert size(lying)[0] > size(lying)[1]
    assert max(size(lying)) <= 1169


def test_empty_paper_at_the_foot_is_cut_off():
    """A line at the head of a page leaves a strip, not a page of white."""
    width, height = size(draw_page(pdf(), name="cv.pdf", page=1))

    assert height < width / 3


def test_a_coloured_side_column_does_not_keep_empty_paper():
    """Rows like the last one are empty, even where a column of colour runs down to the foot."""
    page = np.full((400, 300, 3), 255, np.uint8)
    page[:, :80] = (20, 60, 120)
    page[30:60, 100:280] = 0

    assert without_empty_foot(page).shape[0] < 100


def test_a_full_page_stays_as_it_is():
    """Where print reaches the foot, nothing is cut."""
    page = np.full((400, 300, 3), 255, np.uint8)
    page[20:390:10, 20:280] = 0

    assert without_empty_foot(page).shape == page.shape


@pytest.mark.parametrize("member", ["no.pdf", "../cv.pdf", "cv.pdf/x"])
def test_a_member_that_is_not_there_is_told(member):
    """A path that no member bears draws nothing."""
    with pytest.raises(UnreadableDocument):
        member_of(zipped(cv_pdf=pdf()), name="all.zip", member=member)


def test_the_pool_draws_in_a_worker_and_never_raises():
    """Pages come back as WebP; what has no such page, or is no document, comes back empty."""
    with ReadingPool(1) as pool:
        drawn = pool.render(zipped(cv_pdf=pdf()), 1, member="cv.pdf")
        assert drawn[8:12] == b"WEBP"
        assert [pool.render(pdf(), 9), pool.render(b"%PDF-1.7 broken", 1), pool.render(b"words", 1)] == [b"", b"", b""]
