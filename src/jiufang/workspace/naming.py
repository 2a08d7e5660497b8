"""Find candidates by what they are called: their name or address as typed in part, or the code that stands for them where names are covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.store import audit
from jiufang.store.lists import persons
from jiufang.store.session import Session
from jiufang.workspace import showing, sight
from jiufang.workspace.records import PersonRow
from jiufang.workspace.roll import roll_of

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

SHORTEST = 2  # letters; one character of a Chinese name is enough
OPENED = 12  # candidates at once: twice as many as are shown, since some may not be named
MOST = 120  # opened for one look; whoever is called like so many others is found by a search


def called(ws: OpenWorkspace, typed: str, *, by: str, limit: int = 6, sees_names: bool = True) -> tuple[PersonRow, ...]:
    """Return the latest candidates who are called so, of all; those whose names `by` may not see are found by their code alone.

    Args:
        ws: the workspace.
        typed: parts of a name or of an address, or of a code.
        by: who looks; that they saw a name is logged, of those alone who are returned.
        limit: how many.
        sees_names: whether they see any.
    """
    words = typed.casefold().split()
    if not words or (len("".join(words)) < SHORTEST and words[0].isascii()):
        return ()
    roll = roll_of(ws)
    with ws.session() as session:
        roll.refresh(session)
        fitting = dict.fromkeys(chain(roll.called(words) if sees_names else (), roll.coded(" ".join(words))))
        rows = list(_shown(session, fitting, words, by=by, limit=limit, sees_names=sees_names))
        audit.saw(session, actor=by, persons=[row.id for row in rows if not row.blind], what="palette")
    return tuple(rows)


def _shown(
    session: Session, fitting: Iterable[UUID], words: Collection[str], *, by: str, limit: int, sees_names: bool
) -> Iterator[PersonRow]:
    """Yield those of some candidates who may be shown to be called so, as they are now."""
    left, asked = limit, list(fitting)[:MOST]
    for start in range(0, len(asked), OPENED):
        several = asked[start : start + OPENED]
        hidden = sight.hidden_in(session, several, by=by) if sees_names else frozenset(several)
        found = persons.of(session, several, identity=sees_names)
        for row in (_covered(showing.person_row(one)) if id in hidden else showing.person_row(one) for id, one in found.items()):
            if left and _is_called(row, words):
                left -= 1
                yield row
        if not left:
            return


def _covered(row: PersonRow) -> PersonRow:
    nothing = {"name": None, "email": None, "phone": None}
    return row.model_copy(update={**nothing, "label": showing.label(row.id), "blind": True})


def _is_called(row: PersonRow, words: Collection[str]) -> bool:
    told = "\n".join((row.label, row.name or "", row.email or "")).casefold()
    return all(word in told for word in words)
