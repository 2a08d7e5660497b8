"""Pictures: bombs refused, the page upright, words with places, lines in human order."""

from __future__ import annotations

import io

import numpy as np
import pytest
import seeds
from PIL import Image

from jiufang.documents.images import read_image
from jiufang.documents.ocr import RapidOcrRecognizer, Segment, readable
from jiufang.documents.scan import printed, slope_of
from jiufang.errors import MissingCapability, UnreadableDocument


class FixedRecognizer:
    """Sees the same lines on every picture."""

    def recognize(self, image):
        """Return two lines."""
        height, width = image.shape[:2]
        return [("李伟 Java", (10.0, 10.0, width - 10.0, 40.0), 0.9), ("Beijing", (10.0, height - 40.0, 90.0, height - 10.0), 0.9)]


def test_any_recogniser_will_do():
    """A recogniser of one method is enough; words get places within their line, a Han character each."""
    document = read_image(seeds.picture(size=(1000, 1400)), name="cv.png", ocr=FixedRecognizer())

    assert document.text.split() == ["李伟", "Java", "Beijing"]
    assert [document.text[w.start : w.end] for w in document.words] == ["李", "伟", "Java", "Beijing"]
    assert document.pages[0].source == "ocr"
    assert document.words[0].box[2] <= document.words[1].box[2] <= document.words[2].box[2]


@pytest.mark.parametrize("data", [seeds.png_header(40_000, 40_000), seeds.png_header(8_000, 7_000, data=b"\x00" * (8_001 * 7_000))])
def test_a_picture_of_too_many_pixels_is_refused(data):
    """Fifty million pixels are the limit, before any of them is decoded."""
    with pytest.raises(UnreadableDocument, match="million pixels"):
        read_image(data, name="bomb.png", ocr=FixedRecognizer())


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "CMYK", "I;16"])
def test_every_colour_model_is_read(mode):
    """Grey, transparent, indexed, four-colour and deep pictures come out as RGB on white."""
    seen = []

    class Watching(FixedRecognizer):
        def recognize(self, image):
            """Note the picture."""
            seen.append(image)
            return super().recognize(image)

    picture = (
        Image.new("L", (1000, 1000), 255).convert(mode) if mode != "I;16" else Image.fromarray(np.full((1000, 1000), 65535, np.uint16))
    )
    out = io.BytesIO()
    picture.save(out, "TIFF")
    read_image(out.getvalue(), name="cv.tif", ocr=Watching())

    assert seen[0].shape == (1000, 1000, 3)
    assert seen[0].dtype == np.uint8


def test_a_photo_taken_sideways_is_turned():
    """The orientation that a camera notes is applied."""
    document = read_image(
        seeds.picture(
            "JPEG",
            (1200, 900),
            exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00",
        ),
        name="cv.jpg",
        ocr=FixedRecognizer(),
    )

    assert document.pages[0].height > document.pages[0].width


def test_without_a_recogniser_a_picture_is_a_missing_capability():
    """The error says what to install."""
    with pytest.raises(MissingCapability, match="media"):
        read_image(seeds.picture(), name="cv.png")


def test_lines_of_a_page_that_lies_askew_keep_their_order():
    """A slope that would mix lines is taken out before lines are formed."""
    slope = 0.03
    segments = []
    for row in range(12):
        middle = 300 if row % 2 else 650  # no gutter runs through all rows
        for left, right, text in ((50, middle, f"start{row}"), (middle + 40, 950, f"end{row}")):
            top = 100 + 40 * row + slope * left
            segments.append(Segment(text, (left, top, right, top + 28 + slope * (right - left)), 0.9, 28.0, slope))
    image = np.full((1400, 1000, 3), 255, np.uint8)

    words = [word for block in printed(segments, image) for line in block for word in line.text.split()]

    assert slope_of(segments) == pytest.approx(slope)
    assert words == [word for n in range(12) for word in (f"start{n}", f"end{n}")]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("姓…名：李伟→", "姓名：李伟"), ("邮.箱：a@b.cn", "邮箱：a@b.cn"), ("2.5 years", "2.5 years"), ("Node.js", "Node.js")],
)
def test_formatting_marks_are_taken_out(raw, shown):
    """A screenshot of an editor shows tabs as arrows and blanks as dots."""
    assert readable(raw) == shown


@pytest.mark.ocr
def test_the_real_recogniser_reads_a_picture():
    """PP-OCR reads two printed lines, with blanks between English words."""
    pytest.importorskip("rapidocr")
    document = read_image(seeds.picture(), name="cv.png", ocr=RapidOcrRecognizer())

    assert document.text.split("\n") == ["Zhang Min", "Laboratory assistant"] or document.text.split() == [
        "Zhang",
        "Min",
        "Laboratory",
        "assistant",
    ]
