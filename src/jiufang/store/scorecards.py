"""Keep interviews and their scorecards: what is rated is fixed with the kit, and what is handed in stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from jiufang.decisions.deciding import decider
from jiufang.decisions.scorecards import Panel, Rating, Row, Scorecard, checked, panel, rows_of, submit
from jiufang.errors import BadInput, Conflict
from jiufang.interview.records import Kit
from jiufang.store import applications, audit
from jiufang.store import tables as t
from jiufang.store.session import Session


@dataclass(frozen=True)
class Interview:
    """A conversation that is planned or was held: with whom, for which application, who asks, and the questions."""

    id: UUID
    person: UUID
    application: UUID
    interviewers: tuple[str, ...]
    starts_at: dt.datetime | None
    kit: Kit


def plan(
    session: Session, *, person: UUID, job: UUID, kit: Kit, interviewers: Sequence[str], by: str, starts_at: dt.datetime | None = None
) -> UUID:
    """Plan an interview with the questions that everybody on the panel asks and rates.

    Args:
        session: the tenant's transaction.
        person: the candidate.
        job: the job.
        kit: the questions; they quote the candidate and are sealed.
        interviewers: who is on the panel.
        by: who plans it.
        starts_at: when, with its time zone; None when that is open.

    Raises:
        BadInput: there is nobody on the panel, or nothing to rate.
    """
    names = tuple(dict.fromkeys(decider(name) for name in interviewers))
    if not names or not rows_of(kit):
        raise BadInput("an interview needs interviewers and questions", subject=str(person), hint="name them, and give a kit")
    applications.apply(session, person, job)
    c = t.applications.c
    application = session.connection.execute(select(c.id).where(c.person_id == person, c.job_id == job)).scalar_one()
    id = session.insert(t.interviews, application_id=application, person_id=person, starts_at=starts_at, interviewers=list(names))
    session.update(t.interviews, id, kit=session.seal(kit.to_dict(), person=person, at=(t.interviews, id, "kit")))
    audit.log(session, actor=by, action="planned", subject="interview", subject_id=id, interviewers=len(names))
    return id


def load(session: Session, id: UUID) -> Interview:
    """Return an interview.

    Raises:
        NotFound: there is none.
    """
    row = session.get(t.interviews, id)
    kit = Kit.model_validate(session.unseal(row.kit, person=row.person_id, at=(t.interviews, id, "kit")))
    return Interview(id, row.person_id, row.application_id, tuple(row.interviewers), row.starts_at, kit)


def keep(session: Session, interview: UUID, card: Scorecard) -> Scorecard:
    """Keep a draft, in place of an earlier one of the same interviewer.

    Raises:
        BadInput: the interviewer is not on the panel, or a rating is not on the scale.
        Conflict: theirs is in already.
    """
    return _write(session, load(session, interview), card.model_copy(update={"submitted_at": None}))


def hand_in(session: Session, interview: UUID, by: str, *, at: dt.datetime) -> Scorecard:
    """Hand in the draft of an interviewer; from now on it stays, and they see the others'.

    Raises:
        BadInput: there is no draft, or nothing is rated in it.
        Conflict: it is in already.
    """
    held = load(session, interview)
    draft = next((card for card in _cards(session, held) if card.by == by), None)
    if draft is None:
        raise BadInput("there is no draft of this interviewer", subject=by, hint="keep one first")
    done = _write(session, held, submit(draft, rows_of(held.kit), at=at))
    audit.log(session, actor=by, action="handed in", subject="scorecard", subject_id=interview, rated=len(done.ratings))
    return done


def shown(session: Session, interview: UUID, *, viewer: str) -> Panel:
    """Return what somebody may see of the scorecards of an interview; that they looked is logged."""
    held = load(session, interview)
    seen = panel(_cards(session, held), rows_of(held.kit), viewer=viewer, interviewers=held.interviewers)
    audit.log(session, actor=viewer, action="saw", subject="scorecards", subject_id=interview, shown=len(seen.cards), hidden=seen.hidden)
    return seen


def own(session: Session, interview: UUID, by: str) -> Scorecard | None:
    """Return what an interviewer kept or handed in; None while there is nothing."""
    return next((card for card in _cards(session, load(session, interview)) if card.by == by), None)


def _write(session: Session, held: Interview, card: Scorecard) -> Scorecard:
    rows: Sequence[Row] = rows_of(held.kit)
    if card.by not in held.interviewers:
        raise BadInput("this person is not on the panel", subject=card.by, hint=f"it is {', '.join(held.interviewers)}")
    checked(card, rows)
    c = t.scorecards.c
    query = select(c.id, c.submitted_at).where(c.interview_id == held.id, c.made_by == card.by).with_for_update()
    known = session.connection.execute(query).one_or_none()
    if known is not None and known.submitted_at is not None:
        raise Conflict("this scorecard is in and stays as it is", subject=card.by)
    points = {rating.row: rating.points for rating in card.ratings}
    id = known.id if known else session.insert(t.scorecards, interview_id=held.id, person_id=held.person, made_by=card.by, ratings={})
    words = {"words": card.words, "rows": {rating.row: rating.words for rating in card.ratings if rating.words}}
    sealed = session.seal(words, person=held.person, at=(t.scorecards, id, "notes"))
    session.update(t.scorecards, id, ratings=points, notes=sealed, submitted_at=card.submitted_at)
    return card


def _cards(session: Session, held: Interview) -> list[Scorecard]:
    query = select(t.scorecards).where(t.scorecards.c.interview_id == held.id).order_by(t.scorecards.c.id)
    cards = []
    for row in session.connection.execute(query).all():
        told = session.unseal(row.notes, person=row.person_id, at=(t.scorecards, row.id, "notes"))
        order = [one.id for one in rows_of(held.kit) if one.id in row.ratings]  # JSONB keeps no order
        ratings = tuple(Rating(row=one, points=row.ratings[one], words=told["rows"].get(one, "")) for one in order)
        cards.append(Scorecard(by=row.made_by, ratings=ratings, words=told["words"], submitted_at=row.submitted_at))
    return cards
