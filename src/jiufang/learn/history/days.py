"""Turn the days that exports write into dates: ISO, Chinese, American and European order, month names, Excel's and Unix's counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from enum import StrEnum

MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)?\d\d)(?!\d)")
DAY_NAME = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3})[a-z]*\.?,?[\s-]+((?:19|20)?\d\d)(?!\d)")
NAME_DAY = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)")
COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:\d{4,6})?")
EXCEL_START = dt.date(1899, 12, 30)  # day 0 of Excel's calendar, its leap year 1900 counted in
EXCEL_FROM, EXCEL_TO = 32874, 73051  # 1990 to 2100
UNIX_FROM = 631152000  # 1990
MOST = 0.9  # of the cells that have to be days
CENTURY = 2000


class Order(StrEnum):
    """In which order a column writes day and month where both are numbers and the year comes last."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def order_of(cells: Iterable[str]) -> Order | None:
    """Return the order that a column writes its days in, None if these are no days; where nothing tells, the American one.

    A number above 12 in front is a day. What is written in an order that makes no sense is no day.
    """
    told = [cell for cell in cells if cell.strip()]
    counts = {order: sum(day_of(cell, order=order) is not None for cell in told) for order in (Order.MONTH_FIRST, Order.DAY_FIRST)}
    best = max(counts, key=lambda order: counts[order])
    return best if told and counts[best] >= MOST * len(told) else None


def is_ambiguous(cells: Iterable[str]) -> bool:
    """Tell whether days of a column could be read in both orders, and differ."""
    told = [cell for cell in cells if YEAR_LAST.search(cell) and not YEAR_FIRST.search(cell)]
    readings = [(day_of(cell, order=Order.DAY_FIRST), day_of(cell, order=Order.MONTH_FIRST)) for cell in told]
    return bool(readings) and all(a and b for a, b in readings) and any(a != b for a, b in readings)


def day_of(cell: str, *, order: Order = Order.MONTH_FIRST) -> dt.date | None:
    """Return the day that a cell names; None if it names none.

    >>> day_of("2024年3月1日 10:22"), day_of("3/1/24"), day_of("45352")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), datetime.date(2024, 3, 1))
    """
    cell = cell.strip()
    for pattern, read in READERS:
        if found := pattern.search(cell):
            year, month, day = read(found, order)
            return _day(year, month, day)
    return _counted(cell)


def _counted(cell: str) -> dt.date | None:
    if found := COMPACT.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    try:
        number = float(cell)
    except ValueError:
        return None
    if EXCEL_FROM <= number <= EXCEL_TO:
        return EXCEL_START + dt.timedelta(days=int(number))
    seconds = number / 1000 if number > UNIX_FROM * 100 else number
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).date() if UNIX_FROM <= seconds < 10 * UNIX_FROM else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year if year > 99 else CENTURY + year, month, day)
    except ValueError:
        return None


def _numbers(found: re.Match[str], order: Order) -> tuple[int, int, int]:
    first, second = int(found[1]), int(found[2])
    month, day = (second, first) if order is Order.DAY_FIRST else (first, second)
    return int(found[3]), month, day


READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Order], tuple[int, int, int]]], ...] = (
    (YEAR_FIRST, lambda m, order: (int(m[1]), int(m[2]), int(m[3]))),
    (YEAR_LAST, _numbers),
    (DAY_NAME, lambda m, order: (int(m[3]), MONTHS.get(m[2].lower(), 0), int(m[1]))),
    (NAME_DAY, lambda m, order: (int(m[3]), MONTHS.get(m[1].lower(), 0), int(m[2]))),
)
