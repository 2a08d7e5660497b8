"""`ws.log` and `ws.decided`: who did and saw what, and what was decided about candidates; both only grow.

log.list(actor, action, subject)   a slice of the audit log, the latest first
log.verify()                       whether both chains are as they were written
decided.list(job, person)          a slice of decisions, the latest first
decided.get(decision)              one of them; `ws.explain` tells what it rested on
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack
from uuid import UUID

from jiufang.store import audit, decisions, ledger, people
from jiufang.store import tables as t
from jiufang.store.decisions import Decision
from jiufang.store.lists import decisions as listed
from jiufang.store.lists import entries
from jiufang.store.lists.entries import Filter
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.workspace.covering import Cover
from jiufang.workspace.records import Seen
from jiufang.workspace.room import Room, Shown


class DecisionRow(Shown):
    """What somebody decided; the reason is None once its person was erased, and covered where they are judged blind."""

    id: UUID
    number: int
    at: dt.datetime
    made_by: str
    action: str
    person: UUID
    job: UUID
    match: UUID | None
    facts: dict[str, Any]
    reason: str | None


class Chain(Shown):
    """Whether a chain is as it was written: how many rows hold, the first thing that does not, and the hash that it ends with."""

    chain: str
    rows: int
    intact: bool
    problem: str
    head: str = ""


class Log(Room):
    """Who did and saw what."""

    def list(self, *, after: Place | None = None, limit: int = USUAL, **asked: Unpack[Filter]) -> Slice[Seen]:
        """Return some lines of the audit log, the latest first.

        Args:
            after: where the last slice ended.
            limit: how many.
            asked: which of them, by `actor`, `action`, `subject`, `subject_id`, `since` and `until`.
        """
        with self.session() as session:
            found = entries.page(session, after=after, limit=limit, **asked)
        return found.map(lambda entry: Seen(**vars(entry)))

    def verify(self) -> tuple[Chain, ...]:
        """Tell whether decisions and audit log are as they were written; every hash is computed again."""
        with self.session() as session:
            told = {"decisions": decisions.verify(session), "audit_log": audit.verify(session)}
            heads = {table.name: ledger.head(session, table).hash.hex() for table in (t.decisions, t.audit_log)}
        return tuple(
            Chain(chain=name, rows=one.rows, intact=one.intact, problem=one.problem, head=heads[name]) for name, one in told.items()
        )


class Decided(Room):
    """What was decided about candidates."""

    def list(
        self,
        *,
        job: UUID | None = None,
        person: UUID | None = None,
        by: str = "",
        blind: bool = True,
        after: Place | None = None,
        limit: int = USUAL,
    ) -> Slice[DecisionRow]:
        """Return some decisions, the latest first: for a job, about somebody, or all."""
        with self.session() as session:
            persons = people.group(session, person) if person else ()
            found = listed.page(session, job=job, persons=persons, after=after, limit=limit)
            seen = [one.person for one in found.rows if one.reason]
            covers = {id: Cover.of(session, id) for id in set(seen)} if blind else {}
            if not blind:
                audit.saw(session, actor=self.who(by), persons=list(dict.fromkeys(seen)), what="decisions")
        return found.map(lambda one: _shown(one, covers.get(one.person)))

    def get(self, decision: UUID, *, by: str = "", blind: bool = True) -> DecisionRow:
        """Return a decision.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            one = decisions.load(session, decision)
            cover = Cover.of(session, one.person) if blind and one.reason else None
            if not blind and one.reason:
                audit.saw(session, actor=self.who(by), persons=[one.person], what="decision")
        return _shown(one, cover)


def _shown(one: Decision, cover: Cover | None) -> DecisionRow:
    reason = cover.text(one.reason) if cover and one.reason else one.reason
    return DecisionRow(**{**vars(one), "reason": reason})
