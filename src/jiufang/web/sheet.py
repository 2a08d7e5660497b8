"""Turn rows of a shortlist into a table for spreadsheets (RFC 4180), in which no cell acts as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from starlette.responses import Response

from jiufang.reports.xlsx import safe_cell
from jiufang.workspace.records import MatchedRow

MARK = "\ufeff"  # by which Excel knows UTF-8
COLUMNS = ("rank", "candidate", "score", "low", "high", "stage", "person", "application")


def spreadsheet(rows: Sequence[MatchedRow]) -> Response:
    """Return a table with a line a candidate and a column a requirement."""
    requirements = sorted({id for row in rows for id in row.verdicts})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *map(safe_cell, requirements)])
    for row in rows:
        writer.writerow([safe_cell(str(cell)) for cell in (*_cells(row), *(row.verdicts.get(id, "") for id in requirements))])
    headers = {"Content-Disposition": 'attachment; filename="shortlist.csv"'}
    return Response((MARK + text.getvalue()).encode(), 200, headers, "text/csv")


def _cells(row: MatchedRow) -> tuple[object, ...]:
    low, high = row.interval
    return row.rank, row.candidate.label, row.score, low, high, row.stage or "", row.candidate.id, row.application or ""
