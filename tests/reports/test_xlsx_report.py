"""The workbook: it opens, no cell is a formula, blind sheets name nobody, every verdict is there."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.reports.xlsx import FORMULA_STARTS, safe_cell, write_xlsx


def cells(path):
    """Return every cell of a workbook."""
    return [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_workbook_opens_and_holds_every_finding(ranked, tmp_path, lang):
    """Two sheets: a line per candidate, a line per finding, head lines above them."""
    write_xlsx(ranked, tmp_path / "o.xlsx", lang=lang)
    ranking, evidence = openpyxl.load_workbook(tmp_path / "o.xlsx").worksheets

    assert ranking.max_row == 1 + len(ranked)
    assert evidence.max_row == 1 + sum(len(m.findings) for m in ranked)


def test_no_cell_is_a_formula(ranked, tmp_path):
    """A résumé that says =HYPERLINK(…) says it as text, and no text starts like a formula."""
    write_xlsx(ranked, tmp_path / "o.xlsx")
    found = cells(tmp_path / "o.xlsx")

    assert all(c.data_type in {"s", "n"} for c in found)
    assert not any(isinstance(c.value, str) and c.value.startswith(FORMULA_STARTS) for c in found)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_dangerous_starts_are_defused(start):
    """Each start that a spreadsheet may run is preceded by an apostrophe, blanks before it or not."""
    assert safe_cell(f"{start}1+1").startswith("'")
    assert safe_cell(f"  {start}1+1").startswith("'")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_safe_cell_keeps_its_text(text):
    """The text stays as it is, but for an apostrophe where one is needed."""
    assert safe_cell(text).removeprefix("'").removeprefix("'") == text.removeprefix("'").removeprefix("'")
    assert not safe_cell(text).startswith(FORMULA_STARTS)


def test_a_blind_workbook_names_nobody(ranked, tmp_path):
    """Names, contacts, schools and files are in no cell, quotes included."""
    write_xlsx(ranked, tmp_path / "o.xlsx", blind=True)
    everything = "\n".join(str(c.value) for c in cells(tmp_path / "o.xlsx"))

    assert [c for c in ("Ada", "Lindqvist", "Aberdeen", "Eve", "Noor", "example.com", "CV.txt") if c in everything] == []
    assert "Python" in everything
