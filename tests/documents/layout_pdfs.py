"""Lay out fictional résumés in ways that test the order of reading."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
CHINESE = "STSong-Light"
JOBS = (
    "# Experience",
    "Shift Lead, Harbour Foods||2019 - 2023",
    "- Ran a crew of nine on the night line and kept the scrap rate under two per cent for three years in a row.",
    "Operator, Milltown Bakery||2015 - 2019",
    "- Set up ovens and packed orders.",
    "# Education",
    "Milltown College, Diploma||2015",
)
ASIDE = (
    "# Contact",
    "Riverside 12, Milltown",
    "ada@example.org",
    "",
    "# Skills",
    "Allergen control",
    "Forklift licence",
    "",
    "# Languages",
    "English, Polish",
)


def page(draw: Callable[[Canvas], None], *, password: str = "") -> bytes:
    """Return a PDF of the page that a function draws."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=password or None)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def put(canvas: Canvas, x: float, y: float, text: str, *, size: float = 10) -> None:
    """Write a line in a font that has its characters."""
    canvas.setFont("Helvetica" if text.isascii() else CHINESE, size)
    canvas.drawString(x, y, text)


def column(canvas: Canvas, x: float, y: float, width: float, items: tuple[str, ...]) -> float:
    """Write items into a column: `# ` makes a heading, `||` parts a date at the right edge; return the next height."""
    for item in items:
        heading, text = item.startswith("# "), item.removeprefix("# ")
        text, _, date = text.partition("||")
        y -= 8 if heading or not item else 0
        if date:
            put(canvas, x + width - stringWidth(date, "Helvetica", 10), y, date)
        for line in _wrapped(text, width):
            put(canvas, x, y, line, size=12 if heading else 10)
            y -= 15
    return y


def _wrapped(text: str, width: float) -> list[str]:
    lines, current = [], ""
    for part in text.split(" ") if text.isascii() else list(text):
        longer = f"{current} {part}" if current and text.isascii() else current + part
        if current and stringWidth(longer, "Helvetica" if text.isascii() else CHINESE, 10) > width:
            lines.append(current)
            longer = part
        current = longer
    return [*lines, current] if current else []


def sidebar_right(canvas: Canvas) -> None:
    """Main column first on paper, but the sidebar first in the content stream."""
    column(canvas, 420, 700, 140, ASIDE)
    column(canvas, 50, 703, 330, JOBS)


def sidebar_left(canvas: Canvas) -> None:
    """A dark sidebar with white text, drawn after the main column."""
    column(canvas, 230, 753, 320, JOBS)
    canvas.setFillColor(HexColor(0x203040))
    canvas.rect(0, 0, 200, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(white)
    column(canvas, 25, 748, 150, ASIDE)


def interleaved(canvas: Canvas) -> None:
    """Two columns whose lines alternate in the content stream."""
    for i in range(8):
        put(canvas, 50, 700 - 17 * i, f"left line {i} of the first column")
        put(canvas, 320, 696 - 15 * i, f"right line {i} of the second column")


def lower_half(canvas: Canvas) -> None:
    """One column above, two below."""
    y = column(
        canvas,
        50,
        760,
        490,
        (
            "# Profile",
            "Warehouse lead with eight years in chilled food logistics, used to night shifts and audits of teams across two sites.",
            *JOBS,
        ),
    )
    column(canvas, 50, y - 20, 200, ("# Skills", "Allergen control", "Forklift", "Spreadsheets"))
    column(canvas, 310, y - 20, 200, ("# Languages", "English", "Polish", "Czech"))


def three_columns(canvas: Canvas) -> None:
    """Three columns below a centred name."""
    put(canvas, 230, 790, "Ada Example", size=20)
    for i, name in enumerate(("first", "second", "third")):
        column(
            canvas,
            40 + 180 * i,
            740 - 4 * i,
            150,
            (f"# The {name}", f"one {name} entry", f"two {name} entries", f"three {name} entries and more"),
        )


def dates_left(canvas: Canvas) -> None:
    """A timeline in Chinese: dates in a left column, several lines beside each."""
    put(canvas, 50, 760, "工作经历", size=14)
    for i, (date, title, duty) in enumerate(
        (
            ("2018.03 - 2023.06", "北港物流有限公司 仓库主管", "负责仓库日常管理，带领十二人团队完成出入库与盘点。"),
            ("2015.07 - 2018.02", "海城快运公司 调度员", "安排车辆与线路。"),
        )
    ):
        put(canvas, 50, 730 - 50 * i, date)
        put(canvas, 180, 730 - 50 * i, title)
        put(canvas, 180, 715 - 50 * i, duty)


def dark_header(canvas: Canvas) -> None:
    """A dark band with white text: name at the left, contact at the right."""
    canvas.setFillColor(HexColor(0x203040))
    canvas.rect(0, HEIGHT - 110, WIDTH, 110, stroke=0, fill=1)
    canvas.setFillColor(white)
    put(canvas, 50, HEIGHT - 60, "Ada Example", size=24)
    for i, line in enumerate(("020 7946 0000", "ada@example.org", "Milltown")):
        put(canvas, 450, HEIGHT - 48 - 16 * i, line)
    canvas.setFillColor(black)
    column(canvas, 50, HEIGHT - 140, 490, JOBS)


def form(canvas: Canvas) -> None:
    """A ruled Chinese form with merged cells and a label written downwards."""
    canvas.setLineWidth(0.5)
    for y in (760, 735, 710, 630):
        canvas.line(50, y, 530, y)
    for x in (50, 120, 530):
        canvas.line(x, 630, x, 760)
    for x in (260, 330):
        canvas.line(x, 710, x, 760)
    for x, y, text in ((60, 743, "姓    名"), (130, 743, "张小示"), (270, 743, "性别"), (340, 743, "女")):
        put(canvas, x, y, text)
    for x, y, text in ((60, 718, "电话"), (130, 718, "13800000000"), (270, 718, "邮箱"), (340, 718, "a@example.cn")):
        put(canvas, x, y, text)
    for i, text in enumerate("工作经历"):
        put(canvas, 80, 692 - 16 * i, text)
    for i, text in enumerate(("2018.03-2023.06 北港物流有限公司 仓库主管", "负责出入库与盘点。", "2015.07-2018.02 海城快运公司 调度员")):
        put(canvas, 130, 690 - 18 * i, text)


def time_axis(canvas: Canvas) -> None:
    """Four stations along a horizontal axis, their employer, dates and title above and below it by turns."""
    put(canvas, 40, 760, "Ada Example", size=22)
    put(canvas, 40, 700, "Experience", size=16)
    canvas.line(30, 600, 300, 600)
    canvas.line(302, 600, 565, 600)
    stations = (
        ("Harbour Foods", "2019 - 2023", "Shift Lead"),
        ("Milltown Bakery", "2015 - 2019", "Operator"),
        ("Quarry Stores", "2012 - 2015", "Picker"),
        ("Alder Farm", "2010 - 2012", "Farm Hand"),
    )
    for i, (employer, dates, title) in enumerate(stations):
        x = 45 + 135 * i
        above, below = ((employer,), (dates, title)) if i % 2 else ((title, dates), (employer,))
        for row, text in enumerate(reversed(above)):
            put(canvas, x, 612 + 15 * row, text)
        for row, text in enumerate(below):
            put(canvas, x, 580 - 15 * row, text)
    put(canvas, 40, 480, "Education", size=16)
    put(canvas, 40, 460, "Milltown College, Diploma, 2010")


def taller_blocks(canvas: Canvas) -> None:
    """Labels of two lines, each in the middle of what stands beside it; the last block begins above its label."""
    put(canvas, 40, 760, "Projects", size=16)
    for y, label, lines in (
        (720, ("Harbour", "2019/3-2020/5"), 2),
        (650, ("Bakery", "2017/3-2018/5"), 2),
        (570, ("Quarry", "2015/3-2016/5"), 4),
    ):
        for row, text in enumerate(label):
            put(canvas, 40, y - 12 * row, text, size=9)
        top = y + (10 if lines > 2 else 0)
        for row in range(lines):
            put(canvas, 140, top - 15 * row, f"{label[0]} line {row} of what was done there in those days")


def spaced_fields(canvas: Canvas) -> None:
    """A head whose three fields stand an ideographic space apart, below a spread-out heading and a spread-out label."""
    put(canvas, 40, 760, "工　作　经　历", size=14)
    put(canvas, 40, 730, "青州机电有限公司　工艺主管　2019.03-2023.06")
    put(canvas, 40, 714, "姓　名：任之遥")
    put(canvas, 40, 698, "负责 3 条产线的工艺文件，改善 12 项。")
