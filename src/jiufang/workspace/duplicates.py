"""`ws.duplicates`: pairs of candidates who may be the same person, for somebody to look at; nothing is merged silently.

list(status)        a slice of pairs, the oldest first: `open`, `merged`, `refused`, `undone`
about(person)       the open pairs that a candidate is in
get(pair)           one of them
merge(pair)         takes two for the same; both stay as they are, and `undo` takes it back
refuse(pair)        takes them for different people; they are not proposed again
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.store import people
from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch
from jiufang.store.people import OPEN
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Room, Shown

c = t.merge_proposals.c
OLDEST = Keyset((c.id,))


class PairRow(Shown):
    """Two candidates who may be the same: what they share (`email`, `phone`, `name_employer`), and what somebody decided."""

    id: UUID
    version: int
    created_at: dt.datetime
    reasons: tuple[str, ...]
    status: str
    decided_by: str | None
    decided_at: dt.datetime | None
    person: UUID
    other: UUID
    persons: tuple[PersonRow, ...]


class Duplicates(Room):
    """Pairs of candidates who may be the same person."""

    def list(
        self, *, status: str = OPEN, by: str = "", blind: bool = True, after: Place | None = None, limit: int = USUAL
    ) -> Slice[PairRow]:
        """Return some pairs, the oldest first."""
        with self.session() as session:
            found = fetch(session, select(t.merge_proposals).where(c.status == status), OLDEST, after=after, limit=limit)
            rows = _rows(session, found.rows, by=self.who(by), blind=blind)
        return Slice(rows, found.next)

    def about(self, person: UUID) -> tuple[PairRow, ...]:
        """Return the open pairs that a candidate is in, without names.

        Raises:
            NotFound: there is no such candidate.
        """
        with self.session() as session:
            same = people.group(session, person)
            query = select(t.merge_proposals).where(c.status == OPEN, c.person_id.in_(same) | c.other_id.in_(same)).order_by(c.id)
            return _rows(session, session.connection.execute(query).all(), by=self.ws.by, blind=True)

    def get(self, pair: UUID, *, by: str = "", blind: bool = True) -> PairRow:
        """Return a pair.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return _one(session, pair, by=self.who(by), blind=blind)

    def merge(self, pair: UUID, *, by: str, version: int | None = None) -> PairRow:
        """Take two candidates for the same person.

        Raises:
            NotFound: there is no such pair.
            Conflict: somebody decided on it before.
        """
        with self.session() as session:
            _at(session, pair, version)
            people.merge(session, pair, by=by)
            return _one(session, pair, by=by, blind=True)

    def refuse(self, pair: UUID, *, by: str, version: int | None = None) -> PairRow:
        """Take two candidates for different people.

        Raises:
            NotFound: there is no such pair.
            Conflict: somebody decided on it before.
        """
        with self.session() as session:
            _at(session, pair, version)
            people.refuse(session, pair, by=by)
            return _one(session, pair, by=by, blind=True)

    def undo(self, pair: UUID, *, by: str, version: int | None = None) -> PairRow:
        """Take a merge back; both are as they were.

        Raises:
            NotFound: there is no such pair.
            Conflict: they are not merged.
        """
        with self.session() as session:
            _at(session, pair, version)
            people.unmerge(session, pair, by=by)
            return _one(session, pair, by=by, blind=True)


def _at(session: Session, pair: UUID, version: int | None) -> None:
    """Go on only if a pair is as it was when somebody looked."""
    if version is not None:
        session.update(t.merge_proposals, pair, version=version)


def _one(session: Session, pair: UUID, *, by: str, blind: bool) -> PairRow:
    """Return a pair as it stands in a transaction."""
    return _rows(session, [session.get(t.merge_proposals, pair)], by=by, blind=blind)[0]


def _rows(session: Session, rows: Any, *, by: str, blind: bool) -> tuple[PairRow, ...]:
    ids = [id for row in rows for id in (row.person_id, row.other_id)]
    own = showing.apart(session, ids, by=by, blind=blind, what="duplicates")
    named = ("id", "version", "created_at", "status", "decided_by", "decided_at")
    return tuple(
        PairRow(
            **{name: getattr(row, name) for name in named},
            reasons=tuple(row.reasons),
            person=row.person_id,
            other=row.other_id,
            persons=tuple(own[id] for id in (row.person_id, row.other_id) if id in own),
        )
        for row in rows
    )
