"""Tables of any kind become headings and rows, and lose nothing on the way."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.errors import BadInput
from jiufang.learn.history.tables import delimiter_of, table_of

ROWS = [["Candidate", "Stage", "Note"], ["周敏", "面试", "第一行\n第二行"], ["Ada", "Hired", 'says "yes", often']]
cells = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12) | st.sampled_from(
    ["a b", "一,二", "x;y", 'a"b', "1\n2"]
)


def csv_of(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_reads_the_same(encoding, delimiter):
    """A Chinese export reads the same in GB18030 and in UTF-16, with semicolons and with tabs."""
    table = table_of(csv_of(ROWS, delimiter).encode(encoding), name="x")

    assert table.headings == ("Candidate", "Stage", "Note")
    assert [list(row) for row in table.rows] == ROWS[1:]


@given(
    st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=8)),
    st.sampled_from(",;\t|"),
)
@settings(deadline=None)
def test_what_a_table_says_is_read_back(body, delimiter):
    """Whatever stands in the cells, quotes, delimiters and line ends included, is there again."""
    headings = [f"column{n}" for n in range(len(body[0]))]
    table = table_of(csv_of([headings, *body], delimiter).encode(), name="x")

    wanted = [[unicodedata.normalize("NFC", cell).strip() for cell in row] for row in body]
    assert [[c.replace("\r", "") for c in row] for row in table.rows] == wanted


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_a_table_or_bad_input(data):
    """Whatever a file holds, it is read or refused in words."""
    try:
        table = table_of(data, name="x")
    except BadInput:
        return
    assert all(len(row) == len(table.headings) for row in table.rows)
    assert len(set(table.headings)) == len(table.headings)


def test_titles_above_the_headings_are_passed_over():
    """Exports say above the headings who made them, and with which filter."""
    table = table_of(("招聘报表\n导出时间：2025-09-01\n\n" + csv_of(ROWS)).encode("gb18030"), name="x")

    assert table.headings == ("Candidate", "Stage", "Note")
    assert len(table.rows) == 2


def test_json_in_its_shapes_reads_the_same():
    """An array, an object with an array in it, and lines; nested objects are told by their paths."""
    records = [{"candidate": {"name": "Ada"}, "tags": ["a", "b"], "hired": True}, {"candidate": {"name": "周敏"}, "hired": False}]
    shapes = [json.dumps(records), json.dumps({"total": 2, "applications": records}), "\n".join(map(json.dumps, records))]
    tables = [table_of(shape.encode(), name="x") for shape in shapes]

    assert all(t.headings == ("candidate.name", "tags", "hired") for t in tables)
    assert all(t.rows == (("Ada", "a; b", "true"), ("周敏", "", "false")) for t in tables)


def test_a_workbook_reads_days_and_whole_numbers_as_people_write_them():
    """A day in a cell is YYYY-MM-DD and 7.0 is 7; of several sheets the fullest is read."""
    import datetime as dt

    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["only a note"])
    sheet = book.create_sheet("data")
    for row in (["Candidate", "Applied", "Rounds"], ["周敏", dt.datetime(2025, 3, 1), 7.0], ["Ada", dt.date(2025, 3, 2), 8]):
        sheet.append(row)
    book.save(out)
    table = table_of(out.getvalue(), name="x.xlsx")

    assert table.rows == (("周敏", "2025-03-01", "7"), ("Ada", "2025-03-02", "8"))
    with pytest.raises(BadInput, match="no such sheet"):
        table_of(out.getvalue(), name="x.xlsx", sheet="nope")


def test_a_web_page_that_is_called_a_workbook_is_read():
    """Some systems export an HTML table under the name of XLS."""
    page = "<html><body><table><tr><th>候选人</th><th>状态</th></tr><tr><td>周敏</td><td>已入职</td></tr></table></body></html>"

    assert table_of(page.encode("gb18030"), name="x.xls").rows == (("周敏", "已入职"),)


def test_what_holds_no_rows_is_refused():
    """Headings alone, nothing at all, and Excel 97 are told apart in words."""
    for data, why in ((b"a,b\n", "no rows"), (b"", "empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "Excel 97")):
        with pytest.raises(BadInput, match=why):
            table_of(data, name="x")


def test_commas_in_prose_are_no_delimiters():
    """A tab parts two columns whose texts are full of commas."""
    assert delimiter_of("name\tnote\nAda\tJava, Kafka, and more\nBo\tnothing, really\n") == "\t"
