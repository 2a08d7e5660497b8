"""Listen to what is asked of the database, by SQLAlchemy or by statements that are written once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

BEGIN = "BEGIN"


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Yield the statements, with their values, that any thread asks meanwhile; those that begin transactions too."""
    asked: list[tuple[str, Any]] = []
    execute = psycopg.Cursor.execute

    def heard(self: Any, query: Any, params: Any = None, **given: Any) -> Any:
        asked.append((str(query), params))
        return execute(self, query, params, **given)

    with patch.object(psycopg.Cursor, "execute", heard):
        yield asked
