"""Turn a query and the place where a page ended into the rows of the next one: an index walk, however long the list.

Nothing is skipped or shown twice because of rows that come in between, as happens with OFFSET (use-the-index-luke.com/no-offset).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, Row, Select, Uuid, any_, literal, tuple_

from jiufang.access.cursors import USUAL, Place
from jiufang.errors import BadInput
from jiufang.store.session import Session

Item = TypeVar("Item")
Other = TypeVar("Other")

__all__ = ["USUAL", "Keyset", "Place", "Slice", "fetch"]


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Some rows of a list, and the place after which the next ones come; None at the end.

    The place holds sort keys: whoever hands it out seals it (access/cursors.py).
    """

    rows: tuple[Item, ...]
    next: Place | None = None

    def map(self, change: Callable[[Item], Other]) -> Slice[Other]:
        """Return the slice with every row turned into something else."""
        return Slice(tuple(change(row) for row in self.rows), self.next)


@dataclass(frozen=True)
class Keyset:
    """An order: columns, the last of them unique, all in one direction."""

    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False

    def after(self, place: Place) -> ColumnElement[bool]:
        """Return the condition of what comes after a place.

        Raises:
            BadInput: the place is of another order.
        """
        if len(place) != len(self.columns):
            raise BadInput("this place is of another list", subject="after", hint="begin at the beginning")
        here = tuple_(*(literal(_typed(value, column), column.type) for value, column in zip(place, self.columns, strict=True)))
        keys = tuple_(*self.columns)
        return keys < here if self.descending else keys > here

    def ordered(self, query: Select[Any]) -> Select[Any]:
        """Return a query in this order."""
        return query.order_by(*(column.desc() if self.descending else column for column in self.columns))


def fetch(session: Session, query: Select[Any], keys: Keyset, *, after: Place | None = None, limit: int = USUAL) -> Slice[Row[Any]]:
    """Return the rows of a query after a place.

    Args:
        session: the tenant's transaction.
        query: which rows; without an order.
        keys: the order.
        after: where the last page ended; None for the beginning.
        limit: how many rows.
    """
    asked = keys.ordered(query if after is None else query.where(keys.after(after)))
    named = [column.label(f"key_{number}") for number, column in enumerate(keys.columns)]
    rows: Sequence[Row[Any]] = session.connection.execute(asked.add_columns(*named).limit(limit + 1)).all()
    shown = tuple(rows[:limit])
    return Slice(shown, place_of(shown[-1], keys) if len(rows) > limit else None)


def place_of(row: Row[Any], keys: Keyset) -> Place:
    """Return the place of a row that `fetch` returned, ready for JSON."""
    return tuple(_plain(row._mapping[f"key_{number}"]) for number in range(len(keys.columns)))


def among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return the condition that an id is one of several: as one array, so that the statement stays the same for any number."""
    return cast("ColumnElement[bool]", column == any_(literal(list(ids), ARRAY(Uuid))))


def grouped(rows: Iterable[tuple[UUID, Item]]) -> dict[UUID, list[Item]]:
    """Return what belongs to each id."""
    found: dict[UUID, list[Item]] = {}
    for id, item in rows:
        found.setdefault(id, []).append(item)
    return found


def _plain(value: Any) -> str | int | float | bool | None:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    plain: str | int | float | bool | None = value
    return plain


def _typed(value: Any, column: ColumnElement[Any]) -> Any:
    try:
        if isinstance(column.type, Uuid):
            return UUID(value)
        return dt.datetime.fromisoformat(value) if isinstance(column.type, DateTime) else value
    except (ValueError, TypeError, AttributeError):
        raise BadInput("this place is of another list", subject="after", hint="begin at the beginning") from None
