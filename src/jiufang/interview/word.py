"""Turn an interview kit into a Word document: a block to each question, and the scorecard on a page of its own."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jiufang.interview.bank import words
from jiufang.interview.records import Kit, Question

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

LATIN, HAN = "Calibri", "Microsoft YaHei"
INK, DIM = "1C1C1C", "5C5C5C"
PAGE, MARGIN = (21.0, 29.7), 2.0  # A4, centimetres
ROOM = PAGE[0] - 2 * MARGIN
LABEL, SCORE = 2.6, 0.9  # columns, centimetres
MADE = dt.datetime(2000, 1, 1)  # the same kit gives the same bytes


def to_docx(kit: Kit) -> bytes:
    """Return the kit as a document to edit or print; the same kit gives the same bytes."""
    word, told = _blank(kit), words(kit.lang)
    _text(word.add_paragraph(), told["title"], size=20, bold=True)
    about = [f"{told[key]}: {value}" for key, value in (("job", kit.title or kit.job), ("candidate", kit.candidate)) if value]
    _text(word.add_paragraph(), " · ".join([*about, told["total"].format(count=len(kit.questions), n=kit.minutes)]), colour=DIM)
    _text(word.add_paragraph(), kit.opening)
    for question in kit.questions:
        _question(word, question, kit.lang)
    _text(word.add_paragraph(), kit.closing)
    _scorecard(word, kit)
    return _saved(word)


def _question(word: Word, question: Question, lang: str) -> None:
    told = words(lang)
    head, asked = word.add_paragraph(), word.add_paragraph()
    head.paragraph_format.space_before = _points(14)
    head.paragraph_format.keep_with_next = asked.paragraph_format.keep_with_next = True
    _text(head, f"{question.id} · {told['minutes'].format(n=question.minutes)}", colour=DIM, size=9)
    _text(asked, question.question, size=12, bold=True)
    rows = [(told["probes"], f"{told[question.probes.kind]}: {question.probes.text}")]
    rows += [(told["evidence"], f"“{e.quote}”") for e in question.evidence]
    rows += [(told["good"], question.good_answer), *((told["follow"], f) for f in question.follow_ups)]
    _rows(word, rows)
    word.add_paragraph().paragraph_format.space_after = 0  # two tables that touch become one
    _anchors(word, question)
    _text(word.add_paragraph(), f"{told['notes']}:\n\n", colour=DIM, size=9)


def _rows(word: Word, rows: Sequence[tuple[str, str]]) -> None:
    table = word.add_table(rows=0, cols=2)
    table.autofit = False
    for label, text in rows:
        cells = table.add_row().cells
        _fill(cells[0], label, colour=DIM)
        _fill(cells[1], text)
    _widths(table, (LABEL, ROOM - LABEL))


def _anchors(word: Word, question: Question) -> None:
    """Write the scale of a question: a column to each step."""
    anchors = question.scorecard.anchors
    if not anchors:
        return
    table = word.add_table(rows=2, cols=len(anchors), style="Table Grid")
    for column, anchor in enumerate(anchors):
        _fill(table.cell(0, column), f"□ {anchor.points}", bold=True)
        _fill(table.cell(1, column), anchor.text, size=9)
    _widths(table, [ROOM / len(anchors)] * len(anchors))


def _scorecard(word: Word, kit: Kit) -> None:
    """Write the page on which every question is rated."""
    told = words(kit.lang)
    title = word.add_paragraph()
    title.paragraph_format.page_break_before = True
    _text(title, told["scorecard"], size=16, bold=True)
    _text(word.add_paragraph(), f"{kit.title or kit.job}　{kit.candidate}".strip(), colour=DIM)
    _text(word.add_paragraph(), told["scorecard_hint"], size=9, colour=DIM)
    table = word.add_table(rows=1, cols=7, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("", told["competency"], "1", "2", "3", "4", told["notes"]), strict=True):
        _fill(cell, text, bold=True, size=9)
    for question in kit.questions:
        cells = table.add_row().cells
        boxes = ["□"] * 4 if question.scorecard.anchors else ["–"] * 4
        for cell, text in zip(cells, (question.id, question.scorecard.competency, *boxes, ""), strict=True):
            _fill(cell, text, size=9)
    rated = ROOM - LABEL / 2 - 4 * SCORE
    _widths(table, (LABEL / 2, rated * 0.55, *[SCORE] * 4, rated * 0.45))
    _text(word.add_paragraph(), f"\n{told['overall']}:\n\n\n", colour=DIM)
    _text(word.add_paragraph(), "　　".join(f"{told[key]}: ______________" for key in ("interviewer", "date", "signature")), colour=DIM)


def _blank(kit: Kit) -> Word:
    import docx
    from docx.shared import Cm

    word = docx.Document()
    for style in word.styles:
        if style.name in {"Normal", "Table Grid"}:
            style.font.name, style.font.size = LATIN, _points(10.5)
            style.element.get_or_add_rPr().get_or_add_rFonts().set(_qualified("w:eastAsia"), HAN)
    word.styles["Normal"].paragraph_format.space_after = _points(4)
    page = word.sections[0]
    page.page_width, page.page_height = map(Cm, PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    about = word.core_properties
    about.author, about.title, about.comments = "Jiufang", f"{words(kit.lang)['title']} · {kit.title or kit.job}", ""
    about.created = about.modified = MADE
    return word


def _text(paragraph: Paragraph, text: str, *, size: float | None = None, bold: bool = False, colour: str = INK) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(_printable(text))
    run.bold = bold
    run.font.color.rgb = RGBColor.from_string(colour)
    if size:
        run.font.size = _points(size)


def _fill(cell: _Cell, text: str, *, size: float | None = None, bold: bool = False, colour: str = INK) -> None:
    cell.paragraphs[0].paragraph_format.space_after = _points(2)
    _text(cell.paragraphs[0], text, size=size, bold=bold, colour=colour)


def _widths(table: Table, widths: Sequence[float]) -> None:
    """Set the columns, in centimetres, and keep each row on one page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = Cm(wide)


def _points(number: float) -> int:
    from docx.shared import Pt

    return Pt(number)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _printable(text: str) -> str:
    """Leave out control characters, which XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\u3000")


def _saved(word: Word) -> bytes:
    """Pack the document again with one date, since a packer stamps the time."""
    raw, packed = io.BytesIO(), io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
