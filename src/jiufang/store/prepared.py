"""Ask the same thing over and over for a fifth of the cost: a statement is written with SQLAlchemy, and compiled once.

What SQLAlchemy does for each call (a key for its cache, a context, a result) takes four to six times as long as the driver's part of it,
and a page of candidates takes some twenty statements. Only for statements whose values need no conversion between Python and the driver.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import ARRAY, Connection, Double, LargeBinary, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect
    from sqlalchemy.sql.base import Executable
    from sqlalchemy.types import TypeEngine

DRIVERS_OWN = (Double, LargeBinary)  # which the driver gives and takes as they are, whatever SQLAlchemy prepares for others


class Prepared:
    """A statement that is written once.

    Args:
        written: the statement, its values as `bindparam`; called once, when it is first asked.
        binary: whether the values of its rows come as the server keeps them: half as many bytes where they are bytes, or ids.
    """

    def __init__(self, written: Callable[[], Executable], *, binary: bool = False) -> None:
        self._written, self._binary = written, binary

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Return the rows, with names for their columns.

        Args:
            connection: a transaction.
            values: for the statement's `bindparam`s.
        """
        return self._asked(connection, values).fetchall()

    def one_or_none(self, connection: Connection, **values: Any) -> Any | None:
        """Return the first row, or None."""
        return self._asked(connection, values).fetchone()

    def run(self, connection: Connection, **values: Any) -> int:
        """Change rows; return how many were."""
        return self._asked(connection, values).rowcount

    def _asked(self, connection: Connection, values: dict[str, Any]) -> psycopg.Cursor[Any]:
        text, given = self._compiled
        if not connection.in_transaction():
            connection.begin()
        driver: Any = connection.connection.driver_connection
        cursor: psycopg.Cursor[Any] = driver.cursor(row_factory=namedtuple_row, binary=self._binary)
        try:
            return cursor.execute(text, {**given, **values})
        except psycopg.Error as error:
            raise DBAPIError.instance(text, None, error, psycopg.Error, hide_parameters=True) from error

    @cached_property
    def _compiled(self) -> tuple[Any, dict[str, Any]]:
        """Return the statement's text and the values that are part of it.

        Raises:
            TypeError: a value of it would have to be converted.
        """
        dialect = _dialect()
        compiled: Any = self._written().compile(dialect=dialect)  # type: ignore[attr-defined]
        made = {name: (bound, _plain(bound.type).bind_processor(dialect)) for bound, name in compiled.bind_names.items()}
        converted = [name for name, (bound, process) in made.items() if bound.expanding or (process and bound.required)]
        converted += [name for name, _, _, type in compiled._result_columns if _plain(type).result_processor(dialect, None)]
        if converted:
            raise TypeError(f"{', '.join(converted)}: values that have to be converted")
        given = {name: (bound, process) for name, (bound, process) in made.items() if not bound.required}
        return compiled.string, {name: process(bound.value) if process else bound.value for name, (bound, process) in given.items()}


@cache
def _dialect() -> Dialect:
    return create_engine("postgresql+psycopg://").dialect


def _plain(type: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return a type as this database has it; of a list, what it is a list of."""
    one = type.item_type if isinstance(type, ARRAY) else type
    return NullType() if isinstance(one, DRIVERS_OWN) else one.dialect_impl(_dialect())
