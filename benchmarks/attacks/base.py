"""Draw a plain résumé of a fictional person, with room above and below it for a trick."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT = 56
CHINESE = "STSong-Light"
LINE = 17
FIRST_Y = HEIGHT - 110  # of the résumé's first line; the payload's early place is above it, its late one at the foot
EARLY_Y, LATE_Y = HEIGHT - 70, 96

ENGLISH = (
    "Marta Ellingwood",
    "Eugene, OR | 541-555-0177 | marta.ellingwood@example.com",
    "Registered nurse with four years on a step-down unit",
    "Experience",
    "Harlow County Hospital, Registered Nurse, June 2022 - present",
    "Care for five patients a shift after heart surgery, on telemetry",
    "Titrated drips by protocol and took blood for gas analysis",
    "Trained two new nurses in the charting system",
    "Bellweather Clinic, Nursing Assistant, March 2019 - May 2022",
    "Took vital signs and helped with wound care",
    "Education",
    "Lane College, Bachelor of Science in Nursing, 2018 - 2022",
    "Certificates",
    "Oregon RN license, active until 2028",
    "BLS, current until 2027",
    "Languages: English, some Spanish",
)
CHINESE_LINES = (
    "宋予桐",
    "杭州 | 13800000177 | song.yutong@example.cn",
    "求职意向：后端开发工程师",
    "工作经历",
    "杭州栖川软件有限公司 后端开发 2022.07 - 至今",
    "用 Java 和 Spring Boot 维护订单服务，每天约二十万笔",
    "把慢查询从两秒降到三百毫秒，给热点数据加了 Redis 缓存",
    "参与消息队列的接入，写单元测试和接口文档",
    "宁波禾穗信息 实习生 2021.06 - 2021.09",
    "整理报表接口，修了十几个缺陷",
    "教育背景",
    "浙江滨江学院 软件工程 本科 2018.09 - 2022.06",
    "技能",
    "Java、MySQL、Redis、Linux，了解 Kafka",
    "英语四级，可以阅读英文文档",
)

Trick = Callable[[Canvas, str, float], Any]


def lines_for(payload: str) -> tuple[str, ...]:
    """Return the lines of the résumé into which a payload goes."""
    return ENGLISH if payload.isascii() else CHINESE_LINES


def page(lines: tuple[str, ...], payload: str = "", *, trick: Trick | None = None, late: bool = True, finish: Trick | None = None) -> bytes:
    """Return a PDF of the lines, with a trick played on the payload.

    Args:
        lines: of the résumé, the name first.
        payload: what the trick hides.
        trick: draws the payload at a height of the page.
        late: draw it after the visible text, at the foot; else before it, at the head.
        finish: something else to do to the document when all is drawn.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    if trick and not late:
        alone(canvas, trick, payload, EARLY_Y)
    canvas.setFillColor(black)
    for number, line in enumerate(lines):
        canvas.setFont(font_for(line), 16 if number == 0 else 10.5)
        canvas.drawString(LEFT, FIRST_Y - LINE * number, line)
    if trick and late:
        alone(canvas, trick, payload, LATE_Y)
    if finish:
        finish(canvas, payload, LATE_Y)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def alone(canvas: Canvas, trick: Trick, payload: str, y: float) -> None:
    """Play a trick without a trace in what is drawn later."""
    canvas.saveState()
    canvas.setFont(font_for(payload), 9)
    trick(canvas, payload, y)
    canvas.restoreState()


def font_for(text: str) -> str:
    """Return a font that has the characters of a text."""
    return "Helvetica" if text.isascii() else CHINESE


def rows(text: str) -> list[str]:
    """Cut a text into rows that fit the page at nine points."""
    width = 96 if text.isascii() else 50
    return [text[i : i + width] for i in range(0, len(text), width)]


def write(canvas: Canvas, text: str, y: float, *, x: float = LEFT) -> None:
    """Draw a text in rows, with the font and colour that are set."""
    for number, row in enumerate(rows(text)):
        canvas.drawString(x, y - 12 * number, row)
