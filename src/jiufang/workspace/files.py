"""`ws.files`: the documents of candidates, as they came and as they were read.

of(person)           what a candidate sent, in a line each
get(document)        one of them, in a line
original(document)   the bytes as they came, with name and type; never where the candidate is judged blind
text(document)       what it visibly says; blind, without what identifies its person
receive(data, name)  keeps a file and asks for its reading: `jiufang.workspace.background.hand_in`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from jiufang.errors import NotFound, RefusedByPolicy
from jiufang.privacy.blind import blind as blinded
from jiufang.profiles.records import Profile
from jiufang.store import audit, documents, people, profiles
from jiufang.store import tables as t
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.workspace.records import DocumentRow, DocumentText
from jiufang.workspace.room import Room

if TYPE_CHECKING:
    from jiufang.queue import Task

c = t.documents.c
LISTED = (
    c.id, c.version, c.person_id, c.created_at, c.kind, c.name, c.member, c.media_type, c.size, c.status, c.reason,
    c.original.is_not(None).label("kept"),
)  # fmt: skip


ONE = Prepared(lambda: select(*LISTED).where(c.id == bindparam("id")))
OF_PERSONS = Prepared(lambda: select(*LISTED).where(c.person_id == any_(bindparam("persons", type_=ARRAY(Uuid)))).order_by(c.id))
CURRENT = Prepared(
    lambda: select(t.profiles.c.id, t.profiles.c.lang).where(t.profiles.c.document_id == bindparam("document"), t.profiles.c.current)
)


@dataclass(frozen=True)
class Original:
    """A file as it came."""

    name: str
    media_type: str
    content: bytes


class Files(Room):
    """The documents of candidates."""

    def of(self, person: UUID, *, by: str = "", blind: bool = True) -> tuple[DocumentRow, ...]:
        """Return what a candidate sent, the earliest first.

        Raises:
            NotFound: there is no such candidate.
        """
        with self.session() as session:
            rows = file_rows(session, people.group(session, person), blind=blind)
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[people.root(session, person)], what="files")
            return rows

    def get(self, document: UUID, *, by: str = "", blind: bool = True) -> DocumentRow:
        """Return a document in a line.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            row = _row(session, document)
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[people.root(session, row.person_id)], what="files")
            return _shown(session, row, blind=blind)

    def original(self, document: UUID, *, by: str = "", blind: bool = True) -> Original:
        """Return a file as it came.

        Raises:
            RefusedByPolicy: its person is judged blind, and the file shows who it is.
            NotFound: there is no such document, or it came in an archive.
        """
        if blind:
            raise RefusedByPolicy(
                "the file shows who it is, and this job is judged blind", subject=f"document {document}", hint="read its text"
            )
        with self.session() as session:
            row = _row(session, document)
            told = Original(documents.name(session, document), row.media_type, documents.original(session, document))
            audit.saw(session, actor=self.who(by), persons=[people.root(session, row.person_id)], what="original", document=str(document))
            return told

    def text(self, document: UUID, *, by: str = "", blind: bool = True) -> DocumentText:
        """Return what a document visibly says.

        Raises:
            NotFound: there is no such document, or it was not read yet.
        """
        with self.session() as session:
            row = _row(session, document)
            read = documents.reading(session, document)
            current = CURRENT.one_or_none(session.connection, document=document)
            told = read.text if not blind else _covered(session, read.text, current.id if current else None)
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[people.root(session, row.person_id)], what="text", document=str(document))
            return DocumentText(id=document, person=row.person_id, blind=blind, lang=current.lang if current else "", text=told)

    def receive(self, data: bytes, name: str, *, by: str = "") -> Task | None:
        """Keep a file and ask for its reading; None when all of it was read before."""
        from jiufang.workspace.background import hand_in

        return hand_in(self.ws, data, name, by=self.who(by))


def file_rows(session: Session, persons: Sequence[UUID], *, blind: bool) -> tuple[DocumentRow, ...]:
    """Return the documents of persons, the earliest first."""
    rows = OF_PERSONS.all(session.connection, persons=list(persons))
    if not blind:
        session.keys.fetch(row.person_id for row in rows)
    return tuple(_shown(session, row, blind=blind) for row in rows)


def _row(session: Session, document: UUID) -> Any:
    row = ONE.one_or_none(session.connection, id=document)
    if row is None:
        raise NotFound("there is no such document", subject=f"document {document}")
    return row


def _shown(session: Session, row: Any, *, blind: bool) -> DocumentRow:
    def opened(column: str) -> str | None:
        sealed = getattr(row, column)
        return None if blind or not sealed else str(session.unseal(sealed, person=row.person_id, at=(t.documents, row.id, column)))

    named = ("id", "version", "created_at", "kind", "media_type", "size", "status")
    told = {name: getattr(row, name) for name in named}
    name, member = (None, None) if blind else _names(session, row)
    return DocumentRow(**told, person=row.person_id, name=name, member=member, reason=opened("reason"), original=row.kept)


def _names(session: Session, row: Any) -> tuple[str, str | None]:
    """Return the name of a file, and the path of a document in it."""
    told = session.unseal(row.name, person=row.person_id, at=(t.documents, row.id, "name"))
    name, member = (told, row.member) if isinstance(told, str) else told
    return str(name), str(member) if member else None


def _covered(session: Session, text: str, profile: UUID | None) -> str:
    return covered_text(text, profiles.load(session, profile) if profile is not None else None)


def covered_text(text: str, known: Profile | None) -> str:
    """Return a text line by line without names, contacts, schools and whatever else identifies somebody.

    Args:
        text: a document's, or a piece of it.
        known: what is known of its person.
    """
    names = (known.contact.name,) if known and known.contact.name else ()
    schools = tuple(entry.school for entry in known.education if entry.school) if known else ()
    return "\n".join(blinded(line, names=names, schools=schools) for line in text.splitlines())
