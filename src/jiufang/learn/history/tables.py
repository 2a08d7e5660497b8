"""Turn bytes of CSV, XLSX, JSON, JSONL or an HTML table into a table: headings and rows of text, in any character set and with any delimiter."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jiufang.documents.charset import decode
from jiufang.errors import BadInput, MissingCapability
from jiufang.text.normalise import clean

DELIMITERS = (",", "\t", ";", "|", "，", "；", "\x1f")  # the first of equally good ones wins
CELL_MAX = 4_000_000  # characters; a résumé has a few thousand
PROBE = 50  # records that decide on a delimiter
FULL = 0.5  # share of the width that a row of headings fills; titles above it fill less
TITLE_ROWS = 20  # of an export that says who made it, when, and with which filter
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what an .xls of Excel 97 begins with
JOINT = "; "
UNPACKED_MAX = 2**31  # bytes; a bomb unpacks to more


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, each once, and rows with a cell for each; `lines` tells where in the source each row began, from 1."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, heading: str) -> list[str]:
        """Return the cells below a heading.

        Raises:
            BadInput: there is no such heading.
        """
        if heading not in self.headings:
            raise BadInput("there is no such column", subject=heading, hint=f"{self.name} has {', '.join(self.headings)}")
        at = self.headings.index(heading)
        return [row[at] for row in self.rows]


def read_table(path: Path, *, sheet: str = "") -> Table:
    """Read a file.

    Args:
        path: CSV, TSV, XLSX, JSON, JSONL, or the HTML that some systems call XLS.
        sheet: of a workbook; the one with most rows when empty.

    Raises:
        BadInput: it holds no table.
        MissingCapability: openpyxl is not installed, and it is a workbook.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"it cannot be read: {error.strerror}", subject=str(path)) from error
    return table_of(data, name=path.name, sheet=sheet)


def table_of(data: bytes, *, name: str, sheet: str = "") -> Table:
    """Read the bytes of a table; see `read_table`."""
    if data.startswith(b"PK") and _is_workbook(data):
        return _table(name, _workbook(data, name, sheet))
    if data.startswith(OLE):
        raise BadInput("this is an .xls of Excel 97", subject=name, hint="save it as .xlsx or .csv")
    text = decode(data).replace("\x00", "")
    start = text.lstrip()[:1000].lower()
    if start.startswith(("{", "[")) and (records := _json_records(text)) is not None:
        return _of_records(name, records)
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<?xml")):
        return _table(name, _html_rows(text))
    return _table(name, _delimited(text))


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a text: the sign by which most records have the same number of cells."""
    first = text[:5].lower()
    if first.startswith("sep=") and len(text) > 4:
        return text[4]
    scored = [(_agreement(text, sign), -place, sign) for place, sign in enumerate(DELIMITERS)]
    return max(scored)[2]


def _agreement(text: str, sign: str) -> tuple[float, int]:
    """Return (share of records with the usual number of cells, that number); nothing for a sign that parts nothing."""
    widths = [len(row) for row, _ in zip(_csv(text, sign), range(PROBE), strict=False) if any(cell.strip() for cell in row)]
    if not widths:
        return 0.0, 0
    usual = max(sorted(set(widths), reverse=True), key=widths.count)
    return (round(widths.count(usual) / len(widths), 1), usual) if usual > 1 else (0.0, 1)


def _csv(text: str, sign: str) -> Iterator[list[str]]:
    csv.field_size_limit(CELL_MAX)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
    except csv.Error as error:
        raise BadInput(f"this is no table: {error}", hint="a quotation mark may be left open") from error


def _delimited(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    sign = delimiter_of(text)
    body = text.split("\n", 1)[1] if text[:4].lower() == "sep=" and "\n" in text else text
    csv.field_size_limit(CELL_MAX)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=sign, skipinitialspace=True)
    try:
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"line {reader.line_num} is no row: {error}", hint="a quotation mark may be left open") from error


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_MAX:
                raise BadInput("unpacked it is too big for a workbook", hint="save it as CSV")
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _workbook(data: bytes, name: str, sheet: str) -> Iterator[tuple[int, Sequence[str]]]:
    if find_spec("openpyxl") is None:
        raise MissingCapability("reading a workbook needs openpyxl", subject=name, hint="pip install 'jiufang[train]', or save it as CSV")
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    if sheet and sheet not in book.sheetnames:
        raise BadInput("there is no such sheet", subject=sheet, hint=f"{name} has {', '.join(book.sheetnames)}")
    rows = {one.title: [[_cell(value) for value in row] for row in one.iter_rows(values_only=True)] for one in book.worksheets}
    book.close()
    chosen = rows[sheet] if sheet else max(rows.values(), key=len, default=[])
    return iter(list(enumerate(chosen, start=1)))


def _cell(value: object) -> str:
    """Return a cell as text: days as YYYY-MM-DD, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _html_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of the longest table of a page; exports named .xls often are one."""
    from lxml import html

    try:
        page = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, html.etree.ParserError) as error:
        raise BadInput("there is no table in it") from error
    tables: list[list[list[str]]] = [
        [[" ".join(str(part) for part in cell.itertext()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]
    longest: list[list[str]] = max(tables, key=len, default=[])
    return iter(list(enumerate(longest, start=1)))


def _json_records(text: str) -> list[dict[str, Any]] | None:
    """Return the objects of a JSON text or of its lines; None if it is neither."""
    try:
        told = json.loads(text)
    except ValueError:
        return _json_lines(text)
    if isinstance(told, list):
        return [one for one in told if isinstance(one, dict)] or None
    lists = [value for value in told.values() if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)]
    return max(lists, key=len) if lists else [told]


def _json_lines(text: str) -> list[dict[str, Any]] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        told = [json.loads(line) for line in lines]
    except ValueError:
        return None
    return told if told and all(isinstance(one, dict) for one in told) else None


def _of_records(name: str, records: Sequence[dict[str, Any]]) -> Table:
    flat = [dict(_flat(record)) for record in records]
    headings = tuple(dict.fromkeys(key for record in flat for key in record))
    rows = tuple(tuple(record.get(heading, "") for heading in headings) for record in flat)
    return _checked(Table(name, headings, rows, tuple(range(1, len(rows) + 1))))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of all that an object holds: {"job": {"title": …}} is `job.title`, lists are joined."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        inner = [told for one in value for told in _flat(one)]
        yield path, JOINT.join(f"{key}: {text}" if key else text for key, text in inner if text)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    else:
        yield path, "" if value is None else clean(_cell(value))


def _table(name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """Find the row of headings, and lay the rest out below them."""
    kept = [(line, [clean(cell).strip() for cell in row]) for line, row in rows]
    kept = [(line, row) for line, row in kept if any(row)]
    width = max((_filled(row) for _, row in kept[1:]), default=0)
    place = next((n for n, (_, row) in enumerate(kept[:TITLE_ROWS]) if _filled(row) >= max(1, FULL * width)), 0)
    if not kept:
        raise BadInput("it is empty", subject=name)
    headings = _once(kept[place][1])
    body = [(line, row) for line, row in kept[place + 1 :] if row != kept[place][1]]
    cells = tuple(tuple((row + [""] * len(headings))[: len(headings)]) for _, row in body)
    return _checked(Table(name, headings, cells, tuple(line for line, _ in body)))


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _once(headings: Sequence[str]) -> tuple[str, ...]:
    """Return headings that differ: a second “Status” is “Status (2)”, an empty one “column 3”."""
    told: dict[str, None] = {}
    for place, heading in enumerate(headings, start=1):
        name = wanted = " ".join(heading.split()) or f"column {place}"
        number = 2
        while name in told:
            name, number = f"{wanted} ({number})", number + 1
        told[name] = None
    return tuple(told)


def _checked(table: Table) -> Table:
    if not table.rows:
        raise BadInput("it has headings and no rows", subject=table.name)
    return table
