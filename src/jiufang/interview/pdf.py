"""Turn an interview kit into a PDF to print: a block to each question, and the scorecard on a page of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from jiufang.interview.bank import words
from jiufang.interview.records import Kit, Question

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Paragraph

# Adobe's Song face is named, not embedded: every viewer has, or stands in, a Chinese face for it, so no font file must be installed.
HAN, LATIN, BOLD, OTHER = "STSong-Light", "Helvetica", "Helvetica-Bold", "Vera"
INK, DIM, LINE, SHADE = "#1c1c1c", "#5c5c5c", "#c9c4ba", "#f4f2ee"
MARGIN = 51.0  # points, 18 mm
PAGE = (595.28, 841.89)  # A4
WIDE = PAGE[0] - 2 * MARGIN - 12  # the frame of a page keeps 6 points free on each side
LABEL, SCORE = 78.0, 26.0  # columns, points
NOTES = 46.0  # points of room to write in
HAN_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
RUNS = re.compile(f"{HAN_RUN.pattern}+|{HAN_RUN.pattern.replace('[', '[^')}+")


def to_pdf(kit: Kit) -> bytes:
    """Return the kit as A4 pages; the same kit gives the same bytes."""
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    _register()
    told, out = words(kit.lang), io.BytesIO()
    about = f"{told['title']} · {kit.title or kit.job}"
    page = SimpleDocTemplate(
        out, pagesize=PAGE, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=about, author="Jiufang", invariant=1,
    )  # fmt: skip
    parts = [
        *_head(kit),
        *(part for q in kit.questions for part in _question(q, kit.lang)),
        _say(kit.closing),
        PageBreak(),
        *_scorecard(kit),
    ]
    page.build(parts, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


def _head(kit: Kit) -> Iterator[Flowable]:
    told = words(kit.lang)
    yield _say(told["title"], size=20, bold=True, after=6)
    about = [f"{told[key]}: {value}" for key, value in (("job", kit.title or kit.job), ("candidate", kit.candidate)) if value]
    yield _say(" · ".join([*about, told["total"].format(count=len(kit.questions), n=kit.minutes)]), colour=DIM)
    yield _say(kit.opening, after=8)


def _question(question: Question, lang: str) -> Iterator[Flowable]:
    from reportlab.platypus import HRFlowable, KeepTogether, Spacer

    told = words(lang)
    rows = [(told["probes"], f"{told[question.probes.kind]}: {question.probes.text}")]
    rows += [(told["evidence"], f"“{e.quote}”") for e in question.evidence]
    rows += [(told["good"], question.good_answer), *((told["follow"], f) for f in question.follow_ups)]
    head = [
        HRFlowable(width="100%", thickness=0.7, color=LINE, spaceBefore=6, spaceAfter=6),
        _say(f"{question.id} · {told['minutes'].format(n=question.minutes)}", size=8.5, colour=DIM, after=1),
        _say(question.question, size=12, bold=lang == "en", after=5),  # Song has no bold face; beside it a bold Latin word would shout
        _table([[_say(label, size=9, colour=DIM), _say(text, size=9.5)] for label, text in rows], (LABEL, WIDE - LABEL)),
    ]
    scale = question.scorecard.anchors
    if scale:
        steps = [[_say(str(a.points), size=9, bold=True) for a in scale], [_say(a.text, size=8.5) for a in scale]]
        head += [Spacer(1, 4), _table(steps, [WIDE / len(scale)] * len(scale), grid=True, shade=1)]
    notes = _table([[_say(told["notes"], size=8.5, colour=DIM)]], [WIDE], grid=True, height=NOTES)
    yield KeepTogether([*head, Spacer(1, 4), notes])


def _scorecard(kit: Kit) -> Iterator[Flowable]:
    """Yield the page on which every question is rated."""
    told = words(kit.lang)
    yield _say(told["scorecard"], size=16, bold=True, after=4)
    yield _say(f"{kit.title or kit.job}   {kit.candidate}".strip(), colour=DIM)
    yield _say(told["scorecard_hint"], size=9, colour=DIM, after=8)
    rows = [[_say(t, size=9, bold=True) for t in ("", told["competency"], "1", "2", "3", "4", told["notes"])]]
    for question in kit.questions:
        boxes = [""] * 4 if question.scorecard.anchors else ["–"] * 4
        rows.append([_say(t, size=9) for t in (question.id, question.scorecard.competency, *boxes, "")])
    rest = WIDE - SCORE * 5.4
    yield _table(rows, (SCORE * 1.4, rest * 0.55, *[SCORE] * 4, rest * 0.45), grid=True, shade=1)
    yield _say(told["overall"], colour=DIM, before=10, after=4)
    yield _table([[_say("")]], [WIDE], grid=True, height=80)
    lines = [[_say(f"{told[key]}: ________________", size=9, colour=DIM) for key in ("interviewer", "date", "signature")]]
    yield _say("", after=6)
    yield _table(lines, [WIDE / 3] * 3)


def _table(
    rows: Sequence[Sequence[Flowable]], widths: Sequence[float], *, grid: bool = False, shade: int = 0, height: float | None = None
) -> Flowable:
    from reportlab.platypus import Table

    pad = 4 if grid else 1.5
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), pad / 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad / 2 + 1),
        ("LEFTPADDING", (0, 0), (-1, -1), pad if grid else 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), pad),
    ]
    if grid:
        style.append(("GRID", (0, 0), (-1, -1), 0.6, LINE))
    if shade:
        style.append(("BACKGROUND", (0, 0), (-1, shade - 1), SHADE))
    return Table([list(row) for row in rows], colWidths=list(widths), rowHeights=[height] if height else None, style=style, hAlign="LEFT")


def _say(text: str, *, size: float = 10, bold: bool = False, colour: str = INK, before: float = 0, after: float = 3) -> Paragraph:
    """Return a paragraph in which nothing is markup and every character has a face."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    face = BOLD if bold else LATIN
    style = ParagraphStyle(
        "said", fontName=face, fontSize=size, leading=size * 1.4, textColor=colour, spaceBefore=before, spaceAfter=after, wordWrap="CJK" if HAN_RUN.search(text) else None
    )  # fmt: skip
    return Paragraph("".join(_dressed(run, face) for run in RUNS.findall(text)), style)


def _dressed(run: str, face: str) -> str:
    plain = escape("".join(c for c in run if c.isprintable() or c in " \u3000"))
    if HAN_RUN.search(run):
        return f'<font name="{HAN}">{plain}</font>'
    return plain if _in_latin(run) else f'<font name="{OTHER}">{plain}</font>'


def _in_latin(run: str) -> bool:
    try:
        run.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _numbered(canvas: Any, page: Any) -> None:
    canvas.setFont(LATIN, 8)
    canvas.setFillColor(DIM)
    canvas.drawRightString(PAGE[0] - MARGIN, MARGIN / 2, str(page.page))


@lru_cache(maxsize=1)
def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(UnicodeCIDFont(HAN))
    pdfmetrics.registerFont(TTFont(OTHER, "Vera.ttf"))  # comes with the library
