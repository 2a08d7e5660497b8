"""Turn a query and the place where a page ended into the rows of the next one: an index walk, however long the list.

Nothing is skipped or shown twice because of rows that come in between, as happens with OFFSET (use-the-index-luke.com/no-offset).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, Integer, Row, Select, Uuid, any_, bindparam, literal, tuple_

from jiufang.access.cursors import USUAL, Place
from jiufang.errors import BadInput
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

Item = TypeVar("Item")
Other = TypeVar("Other")

__all__ = ["USUAL", "Keyset", "Listed", "Place", "Slice", "fetch"]


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
        return self.beyond(*(literal(value, column.type) for value, column in zip(self.typed(place), self.columns, strict=True)))

    def beyond(self, *here: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition of what comes after some values."""
        keys, place = tuple_(*self.columns), tuple_(*here)
        return keys < place if self.descending else keys > place

    def typed(self, place: Place) -> list[Any]:
        """Return the values of a place as the columns have them.

        Raises:
            BadInput: the place is of another order.
        """
        if len(place) != len(self.columns):
            raise BadInput("this place is of another list", subject="after", hint="begin at the beginning")
        return [_typed(value, column) for value, column in zip(place, self.columns, strict=True)]

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
    rows: Sequence[Row[Any]] = session.connection.execute(asked.add_columns(*_named(keys)).limit(limit + 1)).all()
    return _sliced(rows, keys, limit)


class Listed:
    """A list that is asked for over and over: its statement is written once for each choice of filters.

    Args:
        query: which rows, without an order; its values as `bindparam`.
        keys: the order.
        filters: conditions by the names of their values, each of which is there when its value is given.
    """

    def __init__(self, query: Callable[[], Select[Any]], keys: Keyset, **filters: Callable[[], ColumnElement[bool]]) -> None:
        self._query, self._keys, self._filters = query, keys, filters
        self._made: dict[tuple[str, ...], Prepared] = {}

    def fetch(self, session: Session, *, after: Place | None = None, limit: int = USUAL, **values: Any) -> Slice[Any]:
        """Return the rows after a place.

        Args:
            session: the tenant's transaction.
            after: where the last page ended; None for the beginning.
            limit: how many rows.
            values: of the query and of filters; those of filters that are None are not given.
        """
        place = {} if after is None else dict(zip(_places(self._keys), self._keys.typed(after), strict=True))
        given = {name: value for name, value in values.items() if value is not None or name not in self._filters} | place
        rows = self._statement(tuple(given)).all(session.connection, **given, most=limit + 1)
        return _sliced(rows, self._keys, limit)

    def _statement(self, given: tuple[str, ...]) -> Prepared:
        if given not in self._made:
            self._made[given] = Prepared(lambda: self._written(frozenset(given)))
        return self._made[given]

    def _written(self, given: frozenset[str]) -> Select[Any]:
        keys, query = self._keys, self._query().where(*(made() for name, made in self._filters.items() if name in given))
        if (places := _places(keys))[0] in given:
            query = query.where(
                keys.beyond(*(bindparam(name, type_=column.type) for name, column in zip(places, keys.columns, strict=True)))
            )
        return keys.ordered(query).add_columns(*_named(keys)).limit(bindparam("most", type_=Integer))


def _sliced(rows: Sequence[Any], keys: Keyset, limit: int) -> Slice[Any]:
    """Return the rows of a page and the place of the last, ready for JSON, if there are more."""
    shown = tuple(rows[:limit])
    more = len(rows) > limit
    return Slice(shown, tuple(_plain(getattr(shown[-1], name)) for name in _places(keys)) if more else None)


def _places(keys: Keyset) -> list[str]:
    return [f"key_{number}" for number in range(len(keys.columns))]


def _named(keys: Keyset) -> list[ColumnElement[Any]]:
    return [column.label(name) for name, column in zip(_places(keys), keys.columns, strict=True)]


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
