"""Find candidates by what they are called: their name or address as typed in part, or the code that stands for them where names are covered."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.store import audit
from jiufang.store.lists import persons
from jiufang.workspace import showing, sight
from jiufang.workspace.records import PersonRow

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

LOOKED_THROUGH = 1000  # the latest: names are sealed, so each has to be opened; whoever came earlier is found by a search
SHORTEST = 2  # letters; one character of a Chinese name is enough


def called(ws: OpenWorkspace, typed: str, *, by: str, limit: int = 6, sees_names: bool = True) -> tuple[PersonRow, ...]:
    """Return the latest candidates who are called so; those whose names `by` may not see are found by their code alone.

    Args:
        ws: the workspace.
        typed: a part of a name, of an address, or of a code.
        by: who looks; that they saw a name is logged, of those alone who are returned.
        limit: how many.
        sees_names: whether they see any.
    """
    wanted = " ".join(typed.split()).casefold()
    if len(wanted) < SHORTEST and wanted.isascii():
        return ()
    with ws.session() as session:
        found = persons.page(session, identity=sees_names, limit=LOOKED_THROUGH).rows
    hidden = sight.hidden(ws, [one.id for one in found], by=by) if sees_names else frozenset(one.id for one in found)
    fitting = [row for row in map(_shown(hidden), found) if _is_called(row, wanted)][:limit]
    with ws.session() as session:
        audit.saw(session, actor=by, persons=[row.id for row in fitting if not row.blind], what="palette")
    return tuple(fitting)


def _shown(hidden: Collection[UUID]) -> Callable[[persons.Person], PersonRow]:
    def shown(one: persons.Person) -> PersonRow:
        row = showing.person_row(one)
        if one.id not in hidden:
            return row
        nothing = {"name": None, "email": None, "phone": None}
        return row.model_copy(update={**nothing, "label": showing.label(one.id), "blind": True})

    return shown


def _is_called(row: PersonRow, wanted: str) -> bool:
    told = (row.label, row.name or "", row.email or "")
    return any(wanted in word.casefold() for word in told)
