"""Keep documents by the hash of their bytes: the file as it came, and what was read in it, both sealed for its person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.documents.records import Document
from jiufang.errors import NotFound
from jiufang.store import people
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import documents

RECEIVED = "received"  # then the status of the reading: ok, partial, failed


@dataclass(frozen=True)
class Received:
    """A document that is kept; `new` is False when it was there already."""

    id: UUID
    person: UUID
    new: bool


def receive(session: Session, content: bytes, *, name: str, media_type: str = "", kind: str = "resume") -> Received:
    """Keep a file, once: the same bytes, however often and at however many places they arrive at once, are one document.

    Args:
        session: the tenant's transaction.
        content: the file's bytes.
        name: its name, sealed: names of files often name their person.
        media_type: what it is, if known.
        kind: `resume`, `letter`, `transcript`.
    """
    return _keep(session, hashlib.sha256(content).digest(), content, name=name, media_type=media_type, member="", kind=kind)


def receive_member(session: Session, archive: bytes, *, name: str, member: str, media_type: str = "") -> Received:
    """Keep a member of an archive, known by the archive's SHA-256 and its path; its own words come with its reading."""
    return _keep(session, archive, None, name=name, media_type=media_type, member=member, kind="resume")


def original(session: Session, document: UUID) -> bytes:
    """Return a file as it came.

    Raises:
        NotFound: there is no such document, or it came in an archive.
        Sealed: its person was erased.
    """
    row = session.get(documents, document)
    if row.original is None:
        raise NotFound("the file itself is not kept", subject=f"documents {document}", hint="it came in an archive; its text is kept")
    return session.unseal_bytes(row.original, person=row.person_id, at=(documents, document, "original"))


def name(session: Session, document: UUID) -> str:
    """Return the name that a file came with."""
    row = session.get(documents, document)
    return str(session.unseal(row.name, person=row.person_id, at=(documents, document, "name")))


def keep_reading(session: Session, document: UUID, reading: Document) -> None:
    """Keep what was read in a file."""
    person = session.get(documents, document).person_id
    told = session.seal(reading.to_dict(), person=person, at=(documents, document, "reading"))
    session.update(documents, document, reading=told, status=str(reading.status), media_type=reading.media_type)


def reading(session: Session, document: UUID) -> Document:
    """Return what was read in a file.

    Raises:
        NotFound: there is no such document, or it was not read yet.
        Sealed: its person was erased.
    """
    row = session.get(documents, document)
    if row.reading is None:
        raise NotFound("it was not read yet", subject=f"documents {document}")
    return Document.model_validate(session.unseal(row.reading, person=row.person_id, at=(documents, document, "reading")))


def find(session: Session, sha256: bytes, *, member: str = "") -> Received | None:
    """Return the document of these bytes, if it is kept."""
    query = select(documents.c.id, documents.c.person_id).where(documents.c.sha256 == sha256, documents.c.member == member)
    row = session.connection.execute(query).one_or_none()
    return Received(row.id, row.person_id, new=False) if row else None


def _keep(session: Session, sha256: bytes, content: bytes | None, *, name: str, media_type: str, member: str, kind: str) -> Received:
    found = find(session, sha256, member=member)
    if found:
        return found
    id = new_id()
    with session.connection.begin_nested() as attempt:
        person = people.create(session)
        row = {
            "person_id": person, "kind": kind, "sha256": sha256, "member": member, "media_type": media_type, "size": len(content or b""),
            "status": RECEIVED, "name": session.seal(name, person=person, at=(documents, id, "name")),
            "original": None if content is None else session.seal_bytes(content, person=person, at=(documents, id, "original")),
        }  # fmt: skip
        statement = upsert(documents).values(tenant_id=session.tenant, id=id, **row)
        same = statement.on_conflict_do_nothing(index_elements=["tenant_id", "sha256", "member"]).returning(documents.c.id)
        if session.connection.execute(same).one_or_none():
            return Received(id, person, new=True)
        attempt.rollback()  # somebody was faster: their person stays, ours goes
    found = find(session, sha256, member=member)
    assert found is not None
    return found
