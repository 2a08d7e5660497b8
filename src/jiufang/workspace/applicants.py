"""`ws.applicants`: who applied for a job, where they stand, and what their last match says.

    list(job, stages, order)   a slice of applicants: by `score`, by `lot` (neutral), by `arrived`; verdicts, no quotes
    get(application)           one of them; `several` of them at once
    find(person, job)          the application of somebody for a job, or None
    of(person)                 the applications of somebody
    match(application)         the findings with their quotes, covered where the job is blind
    shortlist(job)             a slice of everybody who was matched, applicants or not, best first
    apply(person, job)         lets somebody apply
    unblind(application, …)    shows somebody who a candidate is in a blind job, with a reason; `unblinded` tells whether they may

A slice opens nothing but the names on it, and these only where they are shown. Moving people is `ws.decide`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal_column, select

from jiufang.errors import NotFound, RefusedByPolicy
from jiufang.matching.records import Match
from jiufang.store import applications as kept
from jiufang.store import audit, jobs, matches, people
from jiufang.store import tables as t
from jiufang.store.lists import applications, shortlists
from jiufang.store.lists.applications import Order
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.records import ApplicationRow, MatchedRow, MatchShown, PersonRow
from jiufang.workspace.room import Room
from jiufang.workspace.veiling import veiled

__all__ = ["Applicants", "Order"]


class Applicants(Room):
    """Who applied for the jobs of a workspace."""

    def list(
        self,
        job: UUID,
        *,
        by: str = "",
        blind: bool = True,
        stages: Sequence[str] = (),
        order: Order = Order.SCORE,
        after: Place | None = None,
        limit: int = USUAL,
    ) -> Slice[ApplicationRow]:
        """Return some applicants of a job.

        Args:
            job: the job.
            by: who asks.
            blind: leave out who they are.
            stages: only those who stand at one of these.
            order: `score`, best first; `lot`, neutral; `arrived`, the latest first.
            after: where the last slice ended.
            limit: how many.

        Raises:
            NotFound: there is no such job.
        """
        with self.session() as session:
            found = applications.page(session, job, stages=stages, order=order, after=after, limit=limit)
            if not found.rows:
                session.get(t.jobs, job)
            rows = showing.application_rows(session, found.rows, by=self.who(by), blind=blind, what="applicants", job=job)
        return Slice(tuple(rows), found.next)

    def get(self, application: UUID, *, by: str = "", blind: bool = True) -> ApplicationRow:
        """Return an application.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            one = applications.one(session, application)
            (row,) = showing.application_rows(session, [one], by=self.who(by), blind=blind, what="application", job=one.job)
            return row

    def several(self, ids: Sequence[UUID], *, by: str = "", blind: bool = True) -> tuple[ApplicationRow, ...]:
        """Return some applications, in the order asked for.

        Raises:
            NotFound: one is not there.
        """
        with self.session() as session:
            found = applications.several(session, ids)
            jobs = {one.job for one in found}
            job = jobs.pop() if len(jobs) == 1 else None
            return tuple(showing.application_rows(session, found, by=self.who(by), blind=blind, what="application", job=job))

    def find(self, person: UUID, job: UUID) -> UUID | None:
        """Return the application of somebody for a job that counts, whichever of the same persons made it."""
        with self.session() as session:
            return applications.found(session, person, job)

    def of(self, person: UUID, *, by: str = "", blind: bool = True) -> tuple[ApplicationRow, ...]:
        """Return the applications of somebody, the earliest first.

        Raises:
            NotFound: there is no such candidate.
        """
        with self.session() as session:
            rows = applications.of_person(session, people.group(session, person))
            return tuple(showing.application_rows(session, rows, by=self.who(by), blind=blind, what="applications"))

    def match(self, application: UUID, *, by: str = "", blind: bool = True) -> MatchShown:
        """Return the last match of an application, finding by finding, with quotes; blind, what would tell who it is is covered.

        Raises:
            NotFound: there is no such application, or nobody matched it yet.
        """
        with self.session() as session:
            one = applications.one(session, application)
            if one.scored is None:
                raise NotFound(
                    "this candidate was not matched yet", subject=f"application {application}", hint="ask for the job to be matched"
                )
            return match_shown(session, one.scored.match, rank=one.scored.rank, by=self.who(by), blind=blind)

    def match_of(self, row: ApplicationRow, *, by: str = "", blind: bool = True) -> MatchShown | None:
        """Return the match of an application that was asked for, as `match` does; None where nobody matched it yet."""
        if row.match is None:
            return None
        with self.session() as session:
            return match_shown(session, row.match.id, rank=row.match.rank, by=self.who(by), blind=blind)

    def match_by_id(self, match: UUID, *, by: str = "", blind: bool = True) -> MatchShown:
        """Return a match by its id, with its rank among all that were made with its version of the job.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return match_shown(session, match, rank=matches.rank(session, match), by=self.who(by), blind=blind)

    def shortlist(
        self, job: UUID, *, by: str = "", blind: bool = True, after: Place | None = None, limit: int = USUAL
    ) -> Slice[MatchedRow]:
        """Return some of everybody who was matched with a job as it stands, applicants or not, best first.

        Raises:
            NotFound: there is no such job.
        """
        with self.session() as session:
            found = shortlists.page(session, jobs.version_of(session, job), job=job, after=after, limit=limit)
            who = showing.candidates(session, [row.person for row in found.rows], by=self.who(by), blind=blind, what="shortlist", job=job)
        return Slice(tuple(_matched(row, who[row.person]) for row in found.rows if row.person in who), found.next)

    def apply(self, person: UUID, job: UUID, *, source: str = "", by: str = "") -> UUID:
        """Let somebody apply for a job, and return their application; who did already stays where they are.

        Raises:
            NotFound: there is no such candidate or job.
        """
        with self.session() as session:
            who = people.root(session, person)
            session.get(t.jobs, job)
            known = applications.found(session, who, job)
            if known is not None:
                return known
            kept.apply(session, who, job, source=source)
            audit.log(session, actor=self.who(by), action="applied", subject="person", subject_id=who, job=str(job), source=source)
            made = applications.found(session, who, job)
            assert made is not None
            return made

    def unblind(self, application: UUID, *, by: str, reason: str) -> None:
        """Let somebody see who a candidate is although the job is judged blind; the reason is kept, sealed, as a note.

        Raises:
            RefusedByPolicy: there is no reason.
            NotFound: there is no such application.
        """
        if not reason.strip():
            raise RefusedByPolicy("names of a blind job are shown for a reason", subject=f"application {application}", hint="say why")
        from jiufang.store import notes

        with self.session() as session:
            one = applications.one(session, application)
            note = notes.add(session, one.person, body=reason, by=by, application=application)
            audit.log(session, actor=by, action="unblinded", subject="application", subject_id=application, note=str(note))
            audit.log(session, actor=by, action="unblinded", subject="person", subject_id=one.person, job=str(one.job))

    def unblinded(self, application: UUID, *, by: str) -> bool:
        """Tell whether somebody was let see who a candidate is, in this job."""
        with self.session() as session:
            return UNBLINDED.one_or_none(session.connection, application=application, by=by) is not None


def _unblinded() -> Select[Any]:
    c = t.audit_log.c
    told = (c.subject_id == bindparam("application"), c.action == "unblinded", c.actor == bindparam("by"))
    return select(c.id).where(*told).limit(literal_column("1"))


UNBLINDED = Prepared(_unblinded)


def match_shown(session: Session, id: UUID, *, rank: int, by: str, blind: bool, found: Match | None = None) -> MatchShown:
    """Return a match with its quotes; whose it is was seen is logged, unless it is covered.

    Args:
        session: the tenant's transaction.
        id: the match.
        rank: its place.
        by: who asks.
        blind: cover what would tell who it is.
        found: the match, if it was loaded before; then whoever loaded it logs who was seen.
    """
    whole = matches.opened(session, id, match=found)
    if not blind and found is None:
        audit.saw(session, actor=by, persons=[whole.person], what="match", job=str(whole.job))
    return uncovered(id, whole, rank=rank, blind=blind)


def uncovered(id: UUID, found: matches.Opened, *, rank: int, blind: bool) -> MatchShown:
    """Return a match that was opened; blind, without what would tell who it is."""
    label = {"file": showing.label(found.person)}
    shown = veiled(found.match, rank).model_copy(update=label) if blind else found.match
    return MatchShown(id=id, person=found.person, job=found.job, job_version=found.number, rank=rank, blind=blind, match=shown)


def _matched(row: shortlists.Matched, candidate: PersonRow) -> MatchedRow:
    scored = showing.match_row(row.scored)
    told = scored.model_dump(exclude={"schema_version"})
    return MatchedRow(**told, candidate=candidate, application=row.application, stage=row.stage)
