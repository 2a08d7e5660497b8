"""Turn files of past applications into records of them: columns guessed or given, days read, résumés and advertisements fetched from beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.learn.history.attributes import attribute
from jiufang.learn.history.beside import ad_for, resume_texts
from jiufang.learn.history.columns import GROUP, Mapped, by_role, guess
from jiufang.learn.history.days import Order, day_of, is_ambiguous, order_of
from jiufang.learn.history.naming import email_key, name_key, phone_key
from jiufang.learn.history.plans import Plan
from jiufang.learn.history.records import Application
from jiufang.learn.history.stages import is_closed, names_end, names_round, yes_or_no
from jiufang.learn.history.tables import Table, read_table
from jiufang.text.language import LETTER, is_cjk

NEEDED = {
    "a résumé": ("resume", "resume_file", "facts"),
    "a job": ("title", "ad", "job"),
    "an outcome": ("stage", "outcome", "hired", "label"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of a file: its table, what each column was taken for, its applications.

    `closed` tells whether a stage is the furthest that an application reached, since the file names no end; `notes` what to look at.
    """

    table: Table
    columns: Mapped
    applications: tuple[Application, ...]
    closed: bool = False
    notes: tuple[str, ...] = ()


def read(path: Path, *, plan: Plan | None = None) -> Source:
    """Read a file of past applications.

    Args:
        path: CSV, TSV, XLSX, JSON, JSONL, in any character set.
        plan: what a person knows of it; everything is guessed without.

    Raises:
        BadInput: it is no table, or nothing in it tells of a résumé, a job or an outcome.
        MissingCapability: a workbook needs openpyxl.
    """
    plan = plan or Plan()
    table = read_table(path, sheet=plan.sheet)
    return source_of(table, plan=plan)


def source_of(table: Table, *, plan: Plan) -> Source:
    """Read a table of past applications; see `read`."""
    columns = guess(table, given=plan.columns)
    heads = by_role(columns)
    for what, some in NEEDED.items():
        if not any(role in heads for role in some):
            hint = f"say which column is {' or '.join(some)}, with --map {some[0]}=HEADING; there are {', '.join(table.headings)}"
            raise BadInput(f"no column tells of {what}", subject=table.name, hint=hint)
    rows = _Rows(table, heads, plan)
    applications = tuple(rows.application(n) for n in range(len(table.rows)))
    closed = is_closed([a.stages for a in applications]) if plan.closed is None else plan.closed
    return Source(table, columns, applications, closed, rows.notes())


class _Rows:
    """The rows of a table, told by role."""

    def __init__(self, table: Table, heads: Mapping[str, Sequence[str]], plan: Plan) -> None:
        self._table, self._heads, self._plan = table, heads, plan
        self._at = {heading: place for place, heading in enumerate(table.headings)}
        days = [heading for role in ("decided", "applied") for heading in heads.get(role, ())]
        self._orders = {heading: plan.dates or order_of(table.column(heading)) or Order.MONTH_FIRST for heading in days}
        self._files = resume_texts(table.column(heads["resume_file"][0]), plan.resumes) if "resume_file" in heads else {}

    def application(self, number: int) -> Application:
        """Return what a row tells."""
        row = self._table.rows[number]
        names = self._names(row)
        at = self._day(row)
        job, title = self._one(row, "job"), self._one(row, "title")
        return Application(
            row=f"{self._table.name}:{self._table.lines[number]}",
            keys=self._keys(row, names),
            job=job or title,
            title=title,
            ad=ad_for(job, title, "\n".join(self._cells(row, "ad")), self._plan.ads),
            resume=self._resume(row),
            names=names,
            schools=tuple(self._cells(row, "school")),
            stages=(*self._cells(row, "stage"), *self._outcomes(row)),
            hired=yes_or_no(self._one(row, "hired")),
            label=self._label(row),
            at=at,
            family=self._one(row, "family"),
            lang=self._one(row, "lang").lower()[:2],
            groups=self._groups(row, at) if self._plan.groups else {},
            consent="consent" not in self._heads or yes_or_no(self._one(row, "consent")) is True,
        )

    def notes(self) -> tuple[str, ...]:
        """Return what a person should look at."""
        unsure = [h for h in self._orders if not self._plan.dates and is_ambiguous(self._table.column(h))]
        told = [f"“{h}” may write the day or the month first; month first is assumed (--dates dmy says otherwise)" for h in unsure]
        if self._plan.resumes is None and "resume_file" in self._heads and not {"resume", "facts"} & {*self._heads}:
            told.append("files of résumés are named; --resumes FOLDER says where they lie")
        return tuple(told)

    def _cells(self, row: Sequence[str], role: str) -> list[str]:
        return [row[self._at[heading]] for heading in self._heads.get(role, ()) if row[self._at[heading]]]

    def _outcomes(self, row: Sequence[str]) -> list[str]:
        """Return what outcomes are told; “未通过” below the heading 复试结果 is told of the second interview."""
        told = [(heading, row[self._at[heading]]) for heading in self._heads.get("outcome", ()) if row[self._at[heading]]]
        return [f"{heading}: {cell}" if names_round(heading) and names_end(cell) else cell for heading, cell in told]

    def _one(self, row: Sequence[str], role: str) -> str:
        return next(iter(self._cells(row, role)), "")

    def _names(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return the person's names: cells that are parts of one (first, last) are put together too."""
        cells = self._cells(row, "name")
        joined = ("" if all(map(is_cjk, cells)) else " ").join(cells)
        return tuple(dict.fromkeys(name for name in (joined, *cells) if len(name) > 1))

    def _keys(self, row: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
        ids = [f"id:{cell}" for cell in self._cells(row, "person")[:1]]
        mails = [email_key(cell) for cell in self._cells(row, "email") if "@" in cell]
        phones = [key for cell in self._cells(row, "phone") if (key := phone_key(cell))]
        return (*ids, *mails, *phones) or tuple(name_key(name) for name in names[:1])

    def _day(self, row: Sequence[str]) -> dt.date | None:
        """Return the last of the days on which it was decided, else the first on which they applied."""
        for role, choose in (("decided", max), ("applied", min)):
            cells = ((heading, row[self._at[heading]]) for heading in self._heads.get(role, ()))
            days = [day for heading, cell in cells if cell and (day := day_of(cell, order=self._orders[heading]))]
            if days:
                return choose(days)
        return None

    def _resume(self, row: Sequence[str]) -> str:
        if told := "\n".join(self._cells(row, "resume")):
            return told
        if text := self._files.get(self._one(row, "resume_file"), ""):
            return text
        facts = [(heading, row[self._at[heading]]) for heading in self._heads.get("facts", ()) if row[self._at[heading]]]
        # Headings stand above what they head, as in a résumé; a bare number, such as of years, says nothing without its own beside it.
        blocks = [f"{heading}\n{cell}" for heading, cell in facts if LETTER.search(cell)]
        return "\n\n".join([*blocks, *(f"{heading}: {cell}" for heading, cell in facts if not LETTER.search(cell))])

    def _label(self, row: Sequence[str]) -> float | None:
        try:
            label = float(self._one(row, "label"))
        except ValueError:
            return None
        return label if 0 <= label <= 1 else None

    def _groups(self, row: Sequence[str], at: dt.date | None) -> dict[str, str]:
        told = {
            role.removeprefix(GROUP): attribute(role.removeprefix(GROUP), self._one(row, role), at=at)
            for role in self._heads
            if role.startswith(GROUP)
        }
        return {name: value for name, value in told.items() if value}
