"""Pages are read in the order in which a person reads them, and each word keeps its place."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import layout_pdfs as layouts
import numpy as np
import pytest

from jiufang.documents.images import read_image
from jiufang.documents.ocr import Segment
from jiufang.documents.pdf import read_pdf, render_page
from jiufang.errors import UnreadableDocument

EXAMPLES = Path(__file__).parents[2] / "examples" / "resumes"


def _read(draw) -> str:
    return read_pdf(layouts.page(draw), name="page.pdf").text


def _in_order(text: str, parts: Sequence[str]) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize(
    ("draw", "parts"),
    [
        (layouts.sidebar_right, ("Experience", "2019 - 2023", "three years in a row", "Education", "Contact", "Forklift", "Languages")),
        (layouts.sidebar_left, ("Contact", "Forklift", "Languages", "Experience", "Operator", "Education")),
        (layouts.interleaved, ("left line 0", "left line 7", "right line 0", "right line 7")),
        (layouts.lower_half, ("Profile", "Experience", "2015 - 2019", "Diploma", "Skills", "Spreadsheets", "Languages", "Czech")),
        (layouts.three_columns, ("Ada Example", "one first", "three first", "one second", "three second", "one third", "three third")),
        (layouts.dark_header, ("Ada Example", "ada@example.org", "Experience", "Education")),
    ],
)
def test_columns_are_read_one_after_the_other(draw, parts) -> None:
    """Columns follow each other from left to right whatever the order of the content stream."""
    assert _in_order(_read(draw), parts)


@pytest.mark.parametrize("draw", [layouts.sidebar_right, layouts.sidebar_left, layouts.dark_header, layouts.lower_half])
def test_a_date_at_the_right_edge_stays_with_its_job(draw) -> None:
    """Employer and right-aligned date are one line, parted by a tab."""
    lines = _read(draw).split("\n")

    assert "Shift Lead, Harbour Foods\t2019 - 2023" in lines
    assert "Operator, Milltown Bakery\t2015 - 2019" in lines


def test_a_wrapped_sentence_is_one_line() -> None:
    """Printed lines of one sentence are joined; list entries are not."""
    lines = _read(layouts.sidebar_right).split("\n")

    assert "- Ran a crew of nine on the night line and kept the scrap rate under two per cent for three years in a row." in lines
    assert "Riverside 12, Milltown" in lines


def test_a_timeline_puts_each_date_before_its_job() -> None:
    """A date in the left column is parted by a tab from the first line beside it."""
    assert "2018.03 - 2023.06\t北港物流有限公司 仓库主管\n负责仓库" in _read(layouts.dates_left)
    assert "2015.07 - 2018.02\t海城快运公司 调度员\n安排车辆" in _read(layouts.dates_left)


def test_a_form_is_read_row_by_row() -> None:
    """Cells of a row are parted by tabs, rows by line breaks; a label written downwards is one word."""
    text = _read(layouts.form)

    assert text.startswith("姓名\t张小示\t性别\t女\n电话\t13800000000\t邮箱\ta@example.cn\n")
    assert _in_order(text, ("工作经历", "2018.03-2023.06", "负责出入库", "2015.07-2018.02"))


@pytest.mark.parametrize("draw", [layouts.sidebar_left, layouts.form, layouts.dates_left])
def test_words_and_lines_point_into_the_text(draw) -> None:
    """Every word and line quotes the text verbatim and lies on the page; words cover all that is not blank."""
    document = read_pdf(layouts.page(draw), name="page.pdf")
    covered = set()
    for word in document.words:
        assert document.text[word.start : word.end].strip() == document.text[word.start : word.end] != ""
        assert 0 <= word.box[0] < word.box[2] <= layouts.WIDTH
        assert 0 <= word.box[1] < word.box[3] <= layouts.HEIGHT
        covered.update(range(word.start, word.end))

    assert covered == {i for i, c in enumerate(document.text) if not c.isspace()}
    assert [document.text[line.start : line.end] for line in document.lines] == [t for t in document.text.split("\n") if t]


def test_columns_are_numbered_from_the_left() -> None:
    """A sidebar and the main column have different numbers, the left one the lower."""
    document = read_pdf(layouts.page(layouts.sidebar_left), name="page.pdf")
    column = {document.text[line.start : line.end]: line.column for line in document.lines}

    assert column["Contact"] < column["Experience"]


class _OneLine:
    def recognize(self, image):
        assert image.dtype == np.uint8
        return [("Ada Example, warehouse manager", (100.0, 100.0, 500.0, 130.0), 0.98)]


def _scan(canvas) -> None:
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader

    image = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(image)
    for y in range(100, 1600, 60):
        pen.text((120, y), "words of a scanned page that nobody typed " * 3, fill="black", font_size=28)
    canvas.drawImage(ImageReader(image), 0, 0, layouts.WIDTH, layouts.HEIGHT)


def test_a_scan_is_read_from_its_picture() -> None:
    """A page that is one picture goes to the recogniser, or is a problem when there is none."""
    data = layouts.page(_scan)
    read = read_pdf(data, name="scan.pdf", ocr=_OneLine())

    assert read.text == "Ada Example, warehouse manager"
    assert read.pages[0].source == "ocr"
    assert read.words[0].box[0] == pytest.approx(100 * 72 / 150, abs=0.5)
    assert [p.code for p in read_pdf(data, name="scan.pdf").problems] == ["needs_ocr"]


class _Form:
    """A recogniser that finds the cells of a form wherever the picture shows it."""

    def segments(self, image: np.ndarray) -> list[Segment]:
        """Return the cells in pixels of the picture."""
        scale = image.shape[0] / layouts.HEIGHT
        cells = ((60, 82, "姓名"), (130, 82, "张小示"), (270, 82, "性别"), (340, 82, "女"), (60, 107, "电话"), (130, 107, "13800000000"))
        return [Segment(t, (x * scale, y * scale, (x + 10 * len(t)) * scale, (y + 14) * scale), 0.9, 14 * scale) for x, y, t in cells]

    def recognize(self, image: np.ndarray) -> list[tuple[str, tuple[float, float, float, float], float]]:
        """Satisfy the protocol."""
        return [(s.text, s.box, s.score) for s in self.segments(image)]


def test_a_scanned_page_and_its_picture_give_the_same_text() -> None:
    """Ruled lines part the cells of a form on a scanned page as on a photo of it: labels keep their values."""
    pytest.importorskip("cv2")
    png = render_page(layouts.page(layouts.form), 1, dpi=150)
    from reportlab.lib.utils import ImageReader

    scan = layouts.page(lambda canvas: canvas.drawImage(ImageReader(io.BytesIO(png)), 0, 0, layouts.WIDTH, layouts.HEIGHT))
    read = read_pdf(scan, name="scan.pdf", ocr=_Form())

    assert read.text.split("\n")[:2] == ["姓名\t张小示\t性别\t女", "电话\t13800000000"]
    assert read_image(png, name="scan.png", ocr=_Form()).text == read.text
    assert read.words[0].box[0] == pytest.approx(60, abs=2)


def _field(canvas) -> None:
    for y in (760, 710, 690):
        canvas.line(50, y, 530, y)
    for x in (50, 120, 530):
        canvas.line(x, 690, x, 760)
    layouts.put(canvas, 60, 730, "地址")
    layouts.put(canvas, 130, 740, "北港市海城区长堤路十二号")
    layouts.put(canvas, 130, 722, "二单元三零一室")
    layouts.put(canvas, 60, 696, "电话")
    layouts.put(canvas, 130, 696, "13800000000")


def test_a_short_label_stays_with_a_value_of_several_lines() -> None:
    """A field's label begins its line even when the value needs two; the heading of a section does not."""
    assert _read(_field).split("\n")[0] == "地址\t北港市海城区长堤路十二号"


def _row(canvas) -> None:
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(50, 700, "Northgate Freight Terminal, Harbour City Senior Warehouse")
    canvas.drawString(50, 685, "Operations Manager")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(360, 700, "May 2020 - present")
    for i, text in enumerate(("Ran a crew of nine on the night line.", "Cut the scrap rate.")):
        canvas.drawString(50, 668 - 15 * i, text)


def test_a_row_that_wraps_beside_its_date_is_one_line() -> None:
    """What did not fit before the date goes before it in the text; a line that ends early is not joined."""
    assert _read(_row).split("\n")[:2] == [
        "Northgate Freight Terminal, Harbour City Senior Warehouse Operations Manager\tMay 2020 - present",
        "Ran a crew of nine on the night line.",
    ]


@pytest.mark.parametrize(("file", "period"), [("王若琳-护士", "2021.02 – 至今"), ("万能候选人-白字", "2019.03 – 至今")])
def test_dashes_of_periods_are_kept(file, period) -> None:
    """A font made of the dash alone is as low as the dash; it is no tiny print."""
    read = read_pdf((EXAMPLES / f"{file}.pdf").read_bytes(), name=file)

    assert period in read.text
    assert "tiny" not in {h.family for h in read.hidden}


def test_locked_and_broken_files_say_why() -> None:
    """A password, a truncated file and a file of no kind are refused with a reason and a hint."""
    with pytest.raises(UnreadableDocument, match="password"):
        read_pdf(layouts.page(layouts.form, password="secret"), name="locked.pdf")
    for data in (b"", b"%PDF-1.7\n", b"no pdf at all", layouts.page(layouts.form)[:400]):
        with pytest.raises(UnreadableDocument):
            read_pdf(data, name="broken.pdf")


def test_a_huge_page_is_drawn_small() -> None:
    """A page of 14,400 points renders to at most 4 Mpx, and is read."""
    from PIL import Image
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(14_400, 14_400), invariant=1)
    canvas.setFont("Helvetica", 200)
    canvas.drawString(500, 9000, "Ada Example")
    canvas.showPage()
    canvas.save()
    picture = Image.open(io.BytesIO(render_page(buffer.getvalue(), 1, dpi=144)))

    assert picture.width * picture.height <= 4_000_000
    assert read_pdf(buffer.getvalue(), name="huge.pdf").text == "Ada Example"


def test_a_time_axis_is_read_station_by_station() -> None:
    """Employer, dates and title of a station stand together whichever side of the axis they are on."""
    text = _read(layouts.time_axis)

    for employer, dates, title in (("Harbour Foods", "2019 - 2023", "Shift Lead"), ("Alder Farm", "2010 - 2012", "Farm Hand")):
        lines = text.split("\n")
        at = [lines.index(part) for part in (employer, dates, title)]
        assert max(at) - min(at) == 2
    assert _in_order(text, ("Experience", "Harbour Foods", "Milltown Bakery", "Quarry Stores", "Alder Farm", "Education"))


def test_a_block_that_begins_above_its_label_stays_with_it() -> None:
    """A label in the middle of its block takes all lines of the block."""
    text = _read(layouts.taller_blocks)

    assert _in_order(text, ("Bakery line 1", "2015/3-2016/5", "Quarry line 0", "Quarry line 3"))


def test_a_gap_as_wide_as_an_ideographic_space_is_kept() -> None:
    """Fields of a head stay apart; what is only spread out is not."""
    document = read_pdf(layouts.page(layouts.spaced_fields), name="page.pdf")
    lines = document.text.split("\n")

    assert "青州机电有限公司\u3000工艺主管\t2019.03-2023.06" in lines
    assert {"工作经历", "姓名：任之遥", "负责 3 条产线的工艺文件，改善 12 项。"} <= set(lines)
    assert all(not document.text[w.start : w.end].isspace() and len(document.text[w.start : w.end].split()) == 1 for w in document.words)
