"""`ws.interviews`: conversations that are planned or were held, with their questions and scorecards.

list(since, until, interviewer, job)   a slice of interviews, the soonest first; `timed=False` for those without a time
get(interview)                         one of them, with its kit
plan(application, interviewers, …)     plans one, with the questions that the match calls for
move(interview, …)                     another time, length, place or panel
cancel(interview) · held(interview)    says that it does not take place, or that it did
document(interview)                    the questions as a Word document, to print or to write in
calendar(interview)                    an invitation for calendars (RFC 5546); it names nobody
card(interview, by)                    one's own scorecard, with its version
rate(interview, ratings, by, done)     keeps ratings as a draft, or hands them in; then they stay
panel(interview, viewer)               what somebody may see of all scorecards: others' only once their own is in
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.access.errors import Stale
from jiufang.decisions.deciding import decider
from jiufang.decisions.scorecards import Panel, Rating, Row, Scorecard, rows_of
from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.interview.calendar import AROUND, invitation
from jiufang.interview.records import Kit
from jiufang.store import audit, matches, scorecards
from jiufang.store import tables as t
from jiufang.store.lists import applications
from jiufang.store.lists import interviews as listed
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.covering import Cover
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Room, Shown

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
USUAL_MINUTES, MOST_MINUTES = 60, 600


class InterviewRow(Shown):
    """An interview in a line; `waiting_for` are the interviewers whose scorecard is not in."""

    id: UUID
    version: int
    application: UUID
    job: UUID
    title: str
    candidate: PersonRow
    status: str
    starts_at: dt.datetime | None
    minutes: int | None
    place: str | None
    interviewers: tuple[str, ...]
    waiting_for: tuple[str, ...]


class InterviewShown(InterviewRow):
    """An interview with its questions, and what is rated; blind, quotes are covered where they would tell who it is."""

    kit: Kit
    rows: tuple[Row, ...]


class CardShown(Shown):
    """Somebody's own scorecard; `version` is 0 as long as nothing is kept of it."""

    interview: UUID
    version: int
    card: Scorecard


class Interviews(Room):
    """Conversations with candidates."""

    def list(
        self,
        *,
        timed: bool = True,
        latest: bool = False,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        interviewer: str = "",
        application: UUID | None = None,
        job: UUID | None = None,
        status: str = "",
        by: str = "",
        blind: bool = True,
        after: Place | None = None,
        limit: int = USUAL,
    ) -> Slice[InterviewRow]:
        """Return some interviews.

        Args:
            timed: those with a time, the soonest first; else those without.
            latest: of those with a time the latest first.
            since: only from this moment on.
            until: only before this moment.
            interviewer: only those that somebody takes part in.
            application: only those of an application.
            job: only those for a job.
            status: only `planned`, `held`, `cancelled`.
            by: who asks.
            blind: leave out who the candidates are.
            after: where the last slice ended.
            limit: how many.
        """
        asked: dict[str, Any] = {"since": since, "until": until, "interviewer": interviewer, "application": application, "job": job}
        with self.session() as session:
            found = listed.page(session, timed=timed, latest=latest, **asked, status=status, after=after, limit=limit)
            return Slice(tuple(_rows(session, found.rows, by=self.who(by), blind=blind)), found.next)

    def get(self, interview: UUID, *, by: str = "", blind: bool = True) -> InterviewShown:
        """Return an interview with its questions.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return _one(session, interview, by=self.who(by), blind=blind)

    def plan(
        self,
        application: UUID,
        interviewers: Sequence[str],
        *,
        by: str,
        starts_at: dt.datetime | None = None,
        minutes: int | None = None,
        place: str = "",
        kit: Kit | None = None,
    ) -> InterviewShown:
        """Plan an interview, and fix what everybody on the panel rates.

        Args:
            application: of whom, for which job.
            interviewers: the addresses of those who ask and rate.
            by: who plans it.
            starts_at: when, with its time zone; None while that is open.
            minutes: how long; what the kit takes when absent.
            place: where, or by which link; sealed.
            kit: the questions; those that the last match calls for when absent.

        Raises:
            NotFound: there is no such application, or nobody matched it yet.
            BadInput: there is nobody on the panel, nothing to rate, or no such time.
        """
        _checked(starts_at, minutes)
        with self.session() as session:
            one = applications.one(session, application)
            match = None if kit or one.scored is None else matches.load(session, one.scored.match)
        if kit is None and match is None:
            raise NotFound("the candidate was not matched yet, and no questions are given", subject=f"application {application}")
        asked = kit or self.ws.engine.interview_kit(match)  # type: ignore[arg-type]
        with self.session() as session:
            given = {"kit": asked, "interviewers": interviewers, "by": by, "starts_at": starts_at}
            id = scorecards.plan(session, person=one.applied_as, job=one.job, **given)  # type: ignore[arg-type]
            sealed = session.seal(place, person=one.applied_as, at=(t.interviews, id, "place")) if place else None
            session.update(t.interviews, id, minutes=minutes or asked.minutes + AROUND, place=sealed)
            return _one(session, id, by=by, blind=True)

    def move(
        self,
        interview: UUID,
        *,
        by: str,
        version: int | None = None,
        starts_at: dt.datetime | None = None,
        minutes: int | None = None,
        place: str | None = None,
        interviewers: Sequence[str] | None = None,
    ) -> InterviewShown:
        """Give an interview another time, length, place or panel; what is not given stays.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime, or does not take place.
            BadInput: there is no such time, or somebody who handed a scorecard in would leave the panel.
        """
        _checked(starts_at, minutes)
        with self.session() as session:
            row = _open(session, interview)
            values: dict[str, Any] = {"starts_at": starts_at, "minutes": minutes}
            if place is not None:
                values["place"] = session.seal(place, person=row.person_id, at=(t.interviews, interview, "place"))
            if interviewers is not None:
                values["interviewers"] = _panel(session, interview, interviewers)
            given = {name: value for name, value in values.items() if value is not None}
            session.update(t.interviews, interview, version=version, **given)
            audit.log(session, actor=by, action="moved", subject="interview", subject_id=interview, changed=sorted(given))
            return _one(session, interview, by=by, blind=True)

    def cancel(self, interview: UUID, *, by: str, version: int | None = None) -> InterviewShown:
        """Say that an interview does not take place.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime, or is not planned any more.
        """
        return self._end(interview, CANCELLED, by=by, version=version)

    def held(self, interview: UUID, *, by: str, version: int | None = None) -> InterviewShown:
        """Say that an interview took place.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime, or is not planned any more.
        """
        return self._end(interview, HELD, by=by, version=version)

    def calendar(self, interview: UUID) -> str:
        """Return an interview as calendars take it in; the candidate is a code in it, since invitations travel.

        Raises:
            NotFound: there is none.
            BadInput: it has no time yet.
        """
        with self.session() as session:
            one = listed.one(session, interview)
            place = _place(session, one) or ""
        if one.starts_at is None:
            raise BadInput("this interview has no time yet", subject=f"interview {interview}", hint="move it to one")
        summary, off = f"{one.title} · {showing.label(one.person)}", one.status == CANCELLED
        minutes = one.minutes or USUAL_MINUTES
        return invitation(
            str(interview), start=one.starts_at, minutes=minutes, summary=summary, place=place, sequence=one.version, called_off=off
        )

    def document(self, interview: UUID, *, by: str = "", blind: bool = True) -> bytes:
        """Return the kit of an interview as a Word document; blind, without what tells who the candidate is.

        Raises:
            NotFound: there is none.
        """
        from jiufang.interview.word import to_docx

        shown = self.get(interview, by=by, blind=blind)
        return to_docx(shown.kit.model_copy(update={"candidate": shown.candidate.label, "file": ""}))

    def card(self, interview: UUID, *, by: str) -> CardShown:
        """Return somebody's own scorecard.

        Raises:
            NotFound: there is no such interview.
            BadInput: they are not on its panel.
        """
        with self.session() as session:
            held = scorecards.load(session, interview)
            if by not in held.interviewers:
                raise BadInput("this person is not on the panel", subject=by)
            return _card_shown(session, interview, by)

    def rate(
        self, interview: UUID, ratings: Iterable[Rating], *, by: str, words: str = "", done: bool = False, version: int | None = None
    ) -> CardShown:
        """Keep ratings as a draft; `done` hands them in, after which they stay.

        Args:
            interview: the interview.
            ratings: what was found, row by row.
            by: the interviewer.
            words: what is to be said beside them; sealed.
            done: whether they are handed in.
            version: the version of the scorecard that this was made from; 0 for a new one.

        Raises:
            NotFound: there is no such interview.
            BadInput: the interviewer is not on the panel, or a rating is not on the scale.
            Conflict: theirs are in already.
            Stale: they were changed in the meantime.
        """
        with self.session() as session:
            row = _card(session, interview, by, lock=True)
            if version is not None and version != (row.version if row else 0):
                raise Stale("the scorecard was changed since", subject=by, hint="load it again")
            scorecards.keep(session, interview, Scorecard(by=by, ratings=tuple(ratings), words=words))
            if done:
                scorecards.hand_in(session, interview, by, at=dt.datetime.now(dt.UTC))
            return _card_shown(session, interview, by)  # as it is now, before somebody else changes it

    def panel(self, interview: UUID, *, viewer: str) -> Panel:
        """Return what somebody may see of the scorecards of an interview.

        Raises:
            NotFound: there is none.
        """
        return self.ws.scorecards(interview, viewer=viewer)

    def _end(self, interview: UUID, status: str, *, by: str, version: int | None) -> InterviewShown:
        with self.session() as session:
            _open(session, interview)
            session.update(t.interviews, interview, version=version, status=status)
            audit.log(session, actor=by, action=status, subject="interview", subject_id=interview)
            return _one(session, interview, by=by, blind=True)


def _one(session: Session, interview: UUID, *, by: str, blind: bool) -> InterviewShown:
    """Return an interview as it stands in a transaction."""
    held = scorecards.load(session, interview)
    kit = Kit.model_validate(Cover.of(session, held.person).all(held.kit.to_dict() | {"file": ""})) if blind else held.kit
    (row,) = _rows(session, [listed.one(session, interview)], by=by, blind=blind)
    return InterviewShown(**row.model_dump(), kit=kit, rows=rows_of(kit))


def _rows(session: Session, found: Iterable[listed.Interview], *, by: str, blind: bool) -> Sequence[InterviewRow]:
    several = list(found)
    places = {one.id: _place(session, one) for one in several}
    who = showing.candidates(session, [one.person for one in several], by=by, blind=blind, what="interviews")
    return [
        InterviewRow(
            id=one.id,
            version=one.version,
            application=one.application,
            job=one.job,
            title=one.title,
            candidate=who[one.person],
            status=one.status,
            starts_at=one.starts_at,
            minutes=one.minutes,
            place=places[one.id],
            interviewers=one.interviewers,
            waiting_for=tuple(name for name in one.interviewers if name not in one.handed_in),
        )
        for one in several
        if one.person in who
    ]


def _place(session: Session, one: listed.Interview) -> str | None:
    return str(session.unseal(one.place, person=one.kept_for, at=(t.interviews, one.id, "place"))) if one.place else None


def _open(session: Session, interview: UUID) -> Any:
    row = session.get(t.interviews, interview, lock=True)
    if row.status != PLANNED:
        raise Conflict(f"this interview is {row.status}", subject=f"interview {interview}", hint="plan another one")
    return row


def _panel(session: Session, interview: UUID, interviewers: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(decider(name) for name in interviewers))
    s = t.scorecards.c
    kept = session.connection.execute(select(s.made_by).where(s.interview_id == interview, s.submitted_at.is_not(None))).scalars()
    leaving = [name for name in kept if name not in names]
    if leaving or not names:
        told = f"{leaving[0]} handed a scorecard in" if leaving else "nobody would be on the panel"
        raise BadInput(told, subject=f"interview {interview}", hint="leave them on it")
    return names


def _card(session: Session, interview: UUID, by: str, *, lock: bool = False, hold: bool = False) -> Any:
    s = t.scorecards.c
    query = select(s.id, s.version).where(s.interview_id == interview, s.made_by == by)
    return session.connection.execute(query.with_for_update(read=hold) if lock or hold else query).one_or_none()


def _card_shown(session: Session, interview: UUID, by: str) -> CardShown:
    row, card = _card(session, interview, by, hold=True), scorecards.own(session, interview, by)  # the words of this very version
    return CardShown(interview=interview, version=row.version if row else 0, card=card or Scorecard(by=by))


def _checked(starts_at: dt.datetime | None, minutes: int | None) -> None:
    if starts_at is not None and starts_at.tzinfo is None:
        raise BadInput("a time needs its time zone", subject="starts_at", hint="such as 2026-11-23T09:00:00+08:00")
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise BadInput(f"an interview takes 1 to {MOST_MINUTES} minutes", subject="minutes")
