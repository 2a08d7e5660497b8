"""The part of `ws.messages` that has letters sent by the mail server of the settings, each approved by a person before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.access.mail import is_address
from jiufang.errors import BadInput, Conflict, RefusedByPolicy
from jiufang.generate.replies import Kind
from jiufang.store import audit, consents, mails, messages, people
from jiufang.store import tables as t
from jiufang.store.messages import DRAFT, OUT, SENDING
from jiufang.store.session import Session
from jiufang.workspace import attachments, mailing
from jiufang.workspace.own_file import KEEPING
from jiufang.workspace.room import Room, Shown

if TYPE_CHECKING:
    from jiufang.workspace.letters import MessageRow

CONTACT = "contact"  # the purpose that somebody who wants no more letters takes back
UNASKED = frozenset({Kind.OUTREACH, Kind.INVITATION, Kind.INFORMATION, Kind.OFFER_CALL})


class Travel(Shown):
    """How far a letter is that was given to the mail server; `task` tries it again once it is dead."""

    state: str
    tries: int
    reason: str
    at: dt.datetime
    task: UUID | None = None


class Posting(Room):
    """Letters on their way."""

    def mail(self, message: UUID, *, by: str, version: int | None = None) -> MessageRow:
        """Have a draft sent to the candidate's own address, now that a person has approved it; its words stay as they are.

        Raises:
            NotFound: there is no such message.
            Conflict: it is no draft any more, or was changed in the meantime.
            MissingCapability: no mail server is set.
            BadInput: the candidate has no address, or the files are too large.
            RefusedByPolicy: they do not want to be written to.
        """
        with self.session() as session:
            row = session.get(t.messages, message, lock=True)
            mailing.need(self.ws)
            if (row.status, row.direction) != (DRAFT, OUT):
                raise Conflict(f"it is {row.status}, and no draft", subject=f"message {message}", hint="write a new one")
            person = people.root(session, row.person_id)
            _may_be_written_to(session, person, row.kind)
            _fits(session, message)
            messages.change(session, message, version=version, status=SENDING, made_by=by)
            mailing.approve(session, message, person=person)
            audit.log(session, actor=by, action="approved", subject="message", subject_id=message)
            return self.shown(session, message, by=by, blind=False)

    def take_back(self, message: UUID, *, by: str, version: int | None = None) -> MessageRow:
        """Make a draft again of a letter that the mail server did not take.

        Raises:
            NotFound: there is no such message.
            Conflict: it is on its way or was sent, or was changed in the meantime.
        """
        with self.session() as session:
            row = session.get(t.messages, message, lock=True)
            last = mails.latest(session, message)
            if row.status != SENDING or last is None or last.state is not mails.State.DEAD:
                raise Conflict("it is on its way, or was sent", subject=f"message {message}", hint="look again")
            mails.settle(session, last.id, mails.State.DROPPED, tries=last.tries, reason=last.reason)
            messages.change(session, message, version=version, status=DRAFT, made_by=by)
            audit.log(session, actor=by, action="took back", subject="message", subject_id=message)
            return self.shown(session, message, by=by, blind=False)

    def travel(self, message: UUID) -> Travel | None:
        """Return how far a letter is that was given to the mail server; None for one that was not."""
        from jiufang.queue import Kind as Work
        from jiufang.queue import listed

        with self.session() as session:
            last = mails.latest(session, message)
            if last is None:
                return None
            task = next(iter(listed(session, kind=Work.MAIL, about={"mail": last.id}, limit=1)), None)
            return Travel(state=last.state, tries=last.tries, reason=last.reason, at=last.created_at, task=task.id if task else None)

    def shown(self, session: Session, message: UUID, *, by: str, blind: bool) -> MessageRow:
        """Return a message as it stands in a transaction."""
        raise NotImplementedError


def _may_be_written_to(session: Session, person: UUID, kind: str) -> None:
    """Go on only where somebody has one address, and did not ask to be left alone; an answer to what they wrote may always be sent."""
    if not is_address(people.contact(session, person).email or ""):
        raise BadInput("this candidate has no e-mail address", subject=f"person {person}", hint="correct their profile, or copy the text")
    latest = {one.purpose: one.given for one in consents.history(session, person)}
    if kind in UNASKED and not all(latest.get(purpose, True) for purpose in (KEEPING, CONTACT)):
        raise RefusedByPolicy("this candidate does not want to be written to", subject=f"person {person}", hint="answer what they wrote")


def _fits(session: Session, message: UUID) -> None:
    if attachments.size_of(session, message) > attachments.LARGEST:  # all together, as mail servers count
        raise BadInput("the files are too large for a mail", subject=f"message {message}", hint="remove some")
