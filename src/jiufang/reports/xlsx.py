"""Turn a shortlist into a workbook: the ranking, and every finding with its quotes; or tables of figures. No cell can act as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiufang.reports.html import candidate_name
from jiufang.reports.veil import Veil
from jiufang.reports.words import words

if TYPE_CHECKING:
    from jiufang.shortlist.records import Shortlist

# OWASP ASVS 5.0.0-1.2.10: a cell that starts with one of these may be run by a spreadsheet; \r and the
# full-width forms as well, since some programs fold them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\0", "\r", "\n", "＝", "＋", "－", "＠")
CELL_LIMIT = 32_000  # Excel holds 32,767 characters in a cell
SHEET_NAME = 31  # characters
FILLS = {"met": "#DCF2E4", "partial": "#FDF0CF", "not_shown": "#FFFFFF", "contradicted": "#FBE3E0"}


def safe_cell(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: an apostrophe goes before a dangerous start."""
    text = text[:CELL_LIMIT]
    return "'" + text if text.lstrip(" \u3000").startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def workbook(tables: Mapping[str, Sequence[Sequence[str | float | None]]]) -> bytes:
    """Return tables as a workbook, a sheet each; the first row of a table is its head.

    Args:
        tables: rows by the name of the sheet, which is cut and cleaned as spreadsheets want it.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    head = book.add_format({"bold": True, "bottom": 1})
    for number, (name, rows) in enumerate(tables.items(), start=1):
        sheet = book.add_worksheet(_sheet_name(name, number))
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell, None if line else head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 12, 16)
    book.close()
    return out.getvalue()


def _sheet_name(name: str, number: int) -> str:
    cleaned = re.sub(r"[\[\]:*?/\\]", " ", name).strip().strip("'")[: SHEET_NAME - 4]
    return f"{number} {cleaned}".strip()


def _write(sheet: Any, line: int, column: int, cell: str | float | None, style: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(line, column, safe_cell(cell), style)
    elif cell is not None:
        sheet.write_number(line, column, cell, style)


def write_xlsx(shortlist: Shortlist, path: Path, *, lang: str = "en", blind: bool = False) -> None:
    """Write two sheets: the shortlist with a column per requirement, and the evidence line by line."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    styles = {name: book.add_format({"bg_color": fill, "valign": "top"}) for name, fill in FILLS.items()}
    styles |= {"head": book.add_format({"bold": True, "bottom": 1}), "wrap": book.add_format({"text_wrap": True, "valign": "top"})}
    _ranking(book.add_worksheet(words(lang)["shortlist"]), shortlist, words(lang), styles, blind=blind)
    _evidence(book.add_worksheet(words(lang)["evidence"]), shortlist, words(lang), styles, blind=blind)
    book.close()


def _ranking(sheet: Any, shortlist: Shortlist, w: dict[str, str], styles: dict[str, Any], *, blind: bool) -> None:
    requirements = shortlist.job.requirements
    head = [
        "#",
        w["candidate"],
        w["score"],
        w["interval"],
        f"{w['experience']} ({w['months']})",
        w["education"],
        *(f"{r.id} {r.text}" for r in requirements),
    ]
    _row(sheet, 0, head, styles["head"])
    for number, (rank, match) in enumerate(zip(shortlist.ranks, shortlist, strict=True), start=1):
        sheet.write_number(number, 0, rank)
        sheet.write_string(number, 1, safe_cell(candidate_name(match, number, w, blind=blind)))
        sheet.write_number(number, 2, match.score)
        sheet.write_string(number, 3, f"{match.interval[0]:.2f}–{match.interval[1]:.2f}")
        sheet.write_number(number, 4, match.profile.total_months)
        sheet.write_string(number, 5, w[f"degree_{match.profile.highest_degree}"])
        for column, finding in enumerate(match.findings, start=6):
            sheet.write_string(number, column, w[finding.verdict], styles[finding.verdict])
    sheet.freeze_panes(1, 2)
    sheet.set_column(1, 1, 28)
    sheet.set_column(3, 4, 12)
    sheet.set_column(6, 5 + max(1, len(requirements)), 14)
    sheet.autofilter(0, 0, max(1, len(shortlist)), len(head) - 1)


def _evidence(sheet: Any, shortlist: Shortlist, w: dict[str, str], styles: dict[str, Any], *, blind: bool) -> None:
    _row(sheet, 0, ["#", w["candidate"], w["requirement"], w["verdict"], w["evidence"], w["reason"]], styles["head"])
    line = 1
    for number, (rank, match) in enumerate(zip(shortlist.ranks, shortlist, strict=True), start=1):
        name, veil = candidate_name(match, number, w, blind=blind), Veil(match, lifted=not blind)
        for finding in match.findings:
            quotes = "\n".join(veil.quote(e) for e in finding.evidence)
            asked = f"{finding.requirement.id} {finding.requirement.text}"
            texts = [name, asked, w[finding.verdict], quotes, veil.text(finding.why)]
            sheet.write_number(line, 0, rank)
            for column, text in enumerate(texts, start=1):
                sheet.write_string(line, column, safe_cell(text), styles[finding.verdict] if column == 3 else styles["wrap"])
            line += 1
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 40)
    sheet.set_column(4, 5, 60)


def _row(sheet: Any, row: int, texts: list[str], style: Any) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, safe_cell(text), style)
