"""A07: no text of a candidate becomes a formula in a spreadsheet that we write; opened, every cell says what it was told (ASVS 1.2.10).

LibreOffice opens them where it is installed.
"""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from lxml import etree
from tests.counts import count

from jiufang import shortlist
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile
from jiufang.reports.xlsx import FORMULA_STARTS, safe_cell, write_xlsx

CELLS = count(120, 500, variable="JIUFANG_A07_CELLS")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u3000=",
    "\u00a0=",
    "\ufeff=",
    "\u200b=",
    "'=",
    '"=',
    ";=",
    ",=",
    "\x0b=",
    "\u2212",
    "|",
]
CALLS = [
    "1+1", "2*21", "cmd|'/C calc'!A0", 'HYPERLINK("http://127.0.0.1:9/?x="&A1,"x")', "DDE(\"cmd\",\"/C calc\",\"x\")", 'WEBSERVICE("http://127.0.0.1:9/")',
    'IMPORTXML("http://127.0.0.1:9/","//a")', "SUM(1,1)", "MSEXCEL|'\\..\\cmd.exe'!''", 'EXEC("id")', "A1", "NOW()", "[1]x!A1",
]  # fmt: skip


def texts():
    """Return texts that some spreadsheet would run."""
    made = [f"{start}{call}" for start in STARTS for call in CALLS]
    random.Random(7).shuffle(made)
    rest = [f"{start}{n}{call}" for n in range(3) for start in STARTS[:11] for call in CALLS]
    return [*made, *rest][:CELLS]


def ranked(names):
    """Return a shortlist whose candidates are called so."""
    job = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n")
    found = []
    for number, name in enumerate(names):
        text = f"Ada Lindqvist\nada{number}@example.com\n\nEXPERIENCE\nEngineer, Harbour. March 2019 - present\n- Python {number}: {name}\n"
        profile = Profile.from_text(text, as_of="2026-11-01")
        called = profile.model_copy(update={"contact": profile.contact.model_copy(update={"name": name}), "file": f"{number}.txt"})
        found.append(match(called, job, encoder=None))
    return shortlist.order(job, found)


def book(names, path):
    """Write a workbook whose cells say so, and return it."""
    write_xlsx(ranked(names), path)
    return path


def as_csv(cells):
    """Write texts as lines of CSV, defused, as RFC 4180 has them quoted."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([[safe_cell(cell)] for cell in cells])
    return out.getvalue()


def said(cell):
    """Return what a text says when no control codes are written: those that XML cannot hold are dropped or escaped by the writer."""
    return re.sub(r"_x[0-9A-F]{4}_|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\s]", "", cell)


@pytest.mark.timeout(600)
def test_a07_nothing_in_a_workbook_is_a_formula(tmp_path):
    """No cell is one in the file itself, no link leaves it, and every text is there as it was told."""
    told = texts()
    path = book(told, tmp_path / "o.xlsx")
    sheets = openpyxl.load_workbook(path).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    shown = {said(str(cell.value)).removeprefix("'") for cell in cells}
    with zipfile.ZipFile(path) as parts:
        formulas = sum(
            len(etree.fromstring(parts.read(n)).findall(".//{*}f")) for n in parts.namelist() if n.startswith("xl/worksheets/sheet")
        )
        outside = [
            n for n in parts.namelist() if "externalLink" in n or (n.endswith(".rels") and b'TargetMode="External"' in parts.read(n))
        ]
    print(f"A07: {len(told)} dangerous texts in {len(cells)} cells: {formulas} formulas, {len(outside)} links out")  # noqa: T201 - the figures

    assert (formulas, outside) == (0, [])
    assert all(cell.data_type in {"s", "n"} for cell in cells)
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS)]
    assert [text for text in told if said(text).removeprefix("'") not in shown] == []


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice, to open what we write")
@pytest.mark.timeout(600)
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a07_libreoffice_runs_nothing(tmp_path, kind):
    """Opened and saved again by LibreOffice, no cell was computed: each still says what we wrote."""
    told = [text for text in texts() if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r]", text)]
    source = tmp_path / f"o.{kind}"
    if kind == "xlsx":
        book(told, source)
    else:
        source.write_text(as_csv(told), encoding="utf-8", newline="")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    reading = ["--infilter=CSV:44,34,76,1"] if kind == "csv" else []
    asked = [OFFICE, profile, "--headless", "--norestore", *reading, "--convert-to", "fods", "--outdir", str(tmp_path), str(source)]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)
    if not (tmp_path / "o.fods").exists():
        pytest.skip("the LibreOffice here has no spreadsheet (libreoffice-calc)")
    saved = etree.parse(tmp_path / "o.fods").getroot()
    computed = [cell.get(name) for cell in saved.iter("{*}table-cell") for name in cell.attrib if name.endswith("}formula")]
    shown = {said("".join(cell.itertext())).removeprefix("'") for cell in saved.iter("{*}table-cell")}
    lost = [text for text in told if said(text).removeprefix("'") not in shown]
    print(f"A07: LibreOffice opened {len(told)} dangerous texts as {kind}: {len(computed)} computed, {len(lost)} changed")  # noqa: T201 - the figures

    assert computed == []
    assert lost == []


def test_a07_an_undefused_file_is_run(tmp_path):
    """The check can fail: without the apostrophe a spreadsheet program would take the text for a formula."""
    assert safe_cell("=1+1") == "'=1+1"
    assert safe_cell("1+1") == "1+1"
