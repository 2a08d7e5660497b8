"""Hand a long list out in pages, by the place where a page ended (keyset pagination): nothing is skipped or shown twice by inserts.

A cursor is sealed: it holds sort keys, which may tell of a person, and it opens for the same list of the same tenant alone, so it
is no way to ask for rows that another order, filter or tenant would show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from jiufang.access.errors import InvalidToken
from jiufang.access.sealing import Seal
from jiufang.errors import BadInput

Row = TypeVar("Row")
Place = tuple[str | int | float | bool | None, ...]
"""Sort keys of a row, the last of them unique."""

USUAL, MOST = 50, 200


@dataclass(frozen=True)
class Listing:
    """One list as one client asks for it.

    Args:
        seal: for cursors alone.
        tenant: whose list it is.
        query: route, filters and order, all that decides which rows come in which order.
    """

    seal: Seal
    tenant: UUID
    query: Mapping[str, Any]

    def cursor(self, place: Place) -> str:
        """Return the cursor of what comes after a row."""
        return self.seal.close(list(place), bound=self._bound)

    def place(self, cursor: str | None) -> Place | None:
        """Return the row after which to go on; None for the beginning.

        Raises:
            InvalidToken: the cursor is of another list, or of nobody's making.
        """
        if not cursor:
            return None
        found = self.seal.open(cursor, bound=self._bound, what="cursor")
        if not isinstance(found, list):
            raise InvalidToken("this cursor was not made here", subject="cursor")
        return tuple(found)

    @property
    def _bound(self) -> str:
        asked = json.dumps(self.query, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return f"cursor {self.tenant} {hashlib.sha256(asked.encode('utf-8', 'surrogatepass')).hexdigest()}"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursor of the next ones; None at the end."""

    rows: Sequence[Row]
    next: str | None


def page(rows: Sequence[Row], listing: Listing, *, size: int, key: Callable[[Row], Place]) -> Page[Row]:
    """Turn one row more than was asked for, as far as there is one, into a page.

    Args:
        rows: `size + 1` rows after the cursor, or fewer at the end.
        listing: the list.
        size: rows of a page.
        key: the sort keys of a row.
    """
    shown = rows[:size]
    return Page(shown, listing.cursor(key(shown[-1])) if len(rows) > size else None)


def read_size(text: str | None) -> int:
    """Return how many rows a page shall have.

    Raises:
        BadInput: not a number from 1 to `MOST`.
    """
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise BadInput(f"a page has 1 to {MOST} rows", subject="limit")
    return int(text)
