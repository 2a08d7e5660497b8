"""`ws.attachments`: files that go with letters, or that somebody laid beside a candidate; nothing is read in them.

of(person) · of_message(message) · get(attachment) · add(person, data, name) · open(attachment) · remove(attachment)
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.store import audit, messages, people
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.workspace.files import Original
from jiufang.workspace.room import Room, Shown

LARGEST = 25 * 2**20  # bytes, as most mail servers take them
c = t.attachments.c
LISTED = tuple(column for column in c if column.name != "content")


class AttachmentRow(Shown):
    """A file beside a letter or a candidate; its name is None where it is not to be seen."""

    id: UUID
    version: int
    person: UUID
    message: UUID | None
    made_by: str
    created_at: dt.datetime
    name: str | None
    media_type: str
    size: int
    sha256: str


class Attachments(Room):
    """Files that go with letters, or that somebody laid beside a candidate."""

    def of(self, person: UUID, *, blind: bool = True) -> tuple[AttachmentRow, ...]:
        """Return the files beside a candidate and their letters, the latest first."""
        with self.session() as session:
            return _rows(session, c.person_id.in_(people.group(session, person)), blind=blind)

    def of_message(self, message: UUID, *, blind: bool = True) -> tuple[AttachmentRow, ...]:
        """Return the files that go with a letter."""
        with self.session() as session:
            return _rows(session, c.message_id == message, blind=blind)

    def get(self, attachment: UUID, *, blind: bool = True) -> AttachmentRow:
        """Return what a file is.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            session.get(t.attachments, attachment)
            return _rows(session, c.id == attachment, blind=blind)[0]

    def add(
        self,
        person: UUID,
        data: bytes,
        *,
        name: str,
        by: str,
        media_type: str = "application/octet-stream",
        message: UUID | None = None,
        blind: bool = False,
    ) -> AttachmentRow:
        """Lay a file beside a candidate, or join it to a letter to them; `blind` leaves its name out of the answer.

        Raises:
            NotFound: there is no such candidate, or no such letter of theirs.
            Conflict: the letter is a draft no more.
            BadInput: it is empty or too large, or has no name.
        """
        if not 0 < len(data) <= LARGEST or not name.strip():
            raise BadInput(f"a file has a name and 1 to {LARGEST} bytes", subject=name or "name")
        with self.session() as session:
            who, id = people.root(session, person), new_id()
            if message is not None:
                _goes_with(session, message, who)
            sealed = {
                "name": session.seal(name, person=who, at=(t.attachments, id, "name")),
                "content": session.seal_bytes(data, person=who, at=(t.attachments, id, "content")),
            }
            plain = {"media_type": media_type, "size": len(data), "sha256": hashlib.sha256(data).digest(), "made_by": by}
            session.insert(t.attachments, id, person_id=who, message_id=message, **plain, **sealed)
            audit.log(session, actor=by, action="attached", subject="person", subject_id=who, attachment=str(id), size=len(data))
            return _rows(session, c.id == id, blind=blind)[0]

    def open(self, attachment: UUID, *, by: str = "", blind: bool = True) -> Original:
        """Return a file as it was given.

        Raises:
            NotFound: there is none.
            RefusedByPolicy: its person is judged blind.
        """
        if blind:
            raise RefusedByPolicy("the file may show who it is about, and this job is judged blind", subject=f"attachment {attachment}")
        with self.session() as session:
            row = session.get(t.attachments, attachment)
            persons = [people.root(session, row.person_id)]
            audit.saw(session, actor=self.who(by), persons=persons, what="attachment", attachment=str(attachment))
            return _original(session, row)

    def remove(self, attachment: UUID, *, by: str, version: int | None = None) -> None:
        """Remove a file.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime, or went with a letter that is a draft no more.
        """
        with self.session() as session:
            row = session.get(t.attachments, attachment)
            if row.message_id is not None:
                _goes_with(session, row.message_id, people.root(session, row.person_id))
            session.update(t.attachments, attachment, version=version)
            session.connection.execute(delete(t.attachments).where(c.id == attachment))
            audit.log(session, actor=by, action="removed", subject="attachment", subject_id=attachment)


def _goes_with(session: Session, message: UUID, person: UUID) -> None:
    """Go on only with a letter to somebody, whose files may still change: it is a draft, or theirs to us."""
    letter = session.get(t.messages, message, lock=True)
    if people.root(session, letter.person_id) != person:
        raise NotFound("there is no such message of this candidate", subject=f"message {message}")
    if letter.direction == messages.OUT and letter.status not in {messages.DRAFT, messages.REQUESTED}:
        raise Conflict(f"the letter is {letter.status}, and no draft", subject=f"message {message}", hint="write a new one")


def files_of(session: Session, message: UUID) -> tuple[Original, ...]:
    """Return the files that go with a letter, as they were given."""
    return tuple(
        _original(session, row) for row in session.connection.execute(select(t.attachments).where(c.message_id == message).order_by(c.id))
    )


def size_of(session: Session, message: UUID) -> int:
    """Return how many bytes the files of a letter have."""
    return int(session.connection.execute(select(func.coalesce(func.sum(c.size), 0)).where(c.message_id == message)).scalar_one())


def _original(session: Session, row: Any) -> Original:
    name = str(session.unseal(row.name, person=row.person_id, at=(t.attachments, row.id, "name")))
    return Original(name, row.media_type, session.unseal_bytes(row.content, person=row.person_id, at=(t.attachments, row.id, "content")))


def _rows(session: Session, condition: Any, *, blind: bool) -> tuple[AttachmentRow, ...]:
    rows = session.connection.execute(select(*LISTED).where(condition).order_by(c.id.desc())).all()
    return tuple(_row(session, row, blind=blind) for row in rows)


def _row(session: Session, row: Any, *, blind: bool) -> AttachmentRow:
    name = None if blind else str(session.unseal(row.name, person=row.person_id, at=(t.attachments, row.id, "name")))
    told = {key: getattr(row, key) for key in ("id", "version", "made_by", "created_at", "media_type", "size")}
    return AttachmentRow(**told, person=row.person_id, message=row.message_id, name=name, sha256=row.sha256.hex())
