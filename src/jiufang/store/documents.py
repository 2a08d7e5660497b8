"""Keep documents by the hash of their bytes: the file as it came, and what was read in it, both sealed for its person."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.documents.records import Document
from jiufang.errors import NotFound
from jiufang.store import fingerprints, people
from jiufang.store.ids import new_id
from jiufang.store.lists.keyset import among
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import documents, persons, profiles

RECEIVED = "received"  # then the status of the reading: ok, partial, failed


@dataclass(frozen=True)
class Received:
    """A document that is kept; `new` is False when it was there already."""

    id: UUID
    person: UUID
    new: bool


@dataclass(frozen=True)
class Settled:
    """How the reading of a document ended; `status` is `received` as long as it has not."""

    id: UUID
    person: UUID
    member: str
    status: str
    reader: str
    reason: str


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


def receive_member(session: Session, sha256: bytes, *, container: bytes, name: str, member: str) -> Received:
    """Keep a document that came in an archive or e-mail; of itself it is what was read in it that is kept.

    Args:
        session: the tenant's transaction.
        sha256: of the member's bytes.
        container: the SHA-256 of what it came in, which is not kept: it may hold other people's documents too.
        name: the name of what it came in, sealed.
        member: its path therein.
    """
    return _keep(session, sha256, None, name=name, media_type="", member=member, kind="resume", container=container)


def original(session: Session, document: UUID) -> bytes:
    """Return a file as it came.

    Raises:
        NotFound: there is no such document, or it came in an archive.
        Sealed: its person was erased.
    """
    row = session.get(documents, document)
    content = ORIGINAL.all(session.connection, id=document)[0].original
    if content is None:
        raise NotFound("the file itself is not kept", subject=f"documents {document}", hint="it came in an archive; its text is kept")
    return session.unseal_bytes(content, person=row.person_id, at=(documents, document, "original"))


ORIGINAL = Prepared(lambda: select(documents.c.original).where(documents.c.id == bindparam("id")), binary=True)


def name(session: Session, document: UUID) -> str:
    """Return the name that a file came with."""
    return _names(session, session.get(documents, document))[0]


def name_in(session: Session, row: Any) -> str:
    """Return the name that a file came with, of a row with `id`, `person_id` and `name`."""
    return _names(session, row)[0]


def received_at(session: Session, document: UUID) -> dt.datetime:
    """Return when a file came."""
    came: dt.datetime = session.get(documents, document).created_at
    return came


def discard(session: Session, document: UUID) -> None:
    """Remove a file that turned out to be an archive or e-mail, with the person that it stood for: what was in it is kept instead."""
    person = session.get(documents, document).person_id
    session.connection.execute(delete(documents).where(documents.c.id == document))
    session.keys.erase(person)
    session.connection.execute(delete(persons).where(persons.c.id == person))


def keep_reading(session: Session, document: UUID, reading: Document) -> None:
    """Keep what was read in a file."""
    person = session.get(documents, document).person_id
    told = session.seal(reading.to_dict(), person=person, at=(documents, document, "reading"))
    session.update(documents, document, reading=told, status=str(reading.status), media_type=reading.media_type)


def settle(session: Session, document: UUID, *, status: str, reason: str, reader: str) -> None:
    """Keep how the reading of a file ended, by which version of the program, and what it says of problems."""
    person = session.get(documents, document).person_id
    told = session.seal(reason, person=person, at=(documents, document, "reason")) if reason else None
    session.update(documents, document, status=status, reader=reader, reason=told)


def of_file(session: Session, sha256: bytes) -> list[Settled]:
    """Return what came of a file: itself, or what was in it."""
    c = documents.c
    query = (
        select(c.id, c.person_id, c.member, c.name, c.status, c.reader, c.reason)
        .where(or_(c.sha256 == sha256, c.container == sha256))
        .order_by(c.id)
    )
    return [
        Settled(
            row.id,
            row.person_id,
            _names(session, row)[1] if row.member else "",
            row.status,
            row.reader,
            session.unseal(row.reason, person=row.person_id, at=(documents, row.id, "reason")) if row.reason else "",
        )
        for row in session.connection.execute(query)
    ]


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


def texts(session: Session, of: Sequence[UUID]) -> dict[UUID, str]:
    """Return the text of the document that each of some profiles was read in; of those who were erased there is none."""
    d, p = documents.c, profiles.c
    query = select(p.id, d.id.label("document"), d.person_id, d.reading).join(documents, d.id == p.document_id)
    rows = session.connection.execute(query.where(among(p.id, of), d.reading.is_not(None))).all()
    session.keys.fetch(row.person_id for row in rows)
    return {
        row.id: session.unseal(row.reading, person=row.person_id, at=(documents, row.document, "reading"))["text"] for row in rows
    }  # the places of its words, which are most of it, are not looked at


def find(session: Session, sha256: bytes, *, member: str = "") -> Received | None:
    """Return the document of these bytes, if it is kept."""
    query = select(documents.c.id, documents.c.person_id).where(documents.c.sha256 == sha256, documents.c.member == _blind(session, member))
    row = session.connection.execute(query).one_or_none()
    return Received(row.id, row.person_id, new=False) if row else None


def _keep(
    session: Session,
    sha256: bytes,
    content: bytes | None,
    *,
    name: str,
    media_type: str,
    member: str,
    kind: str,
    container: bytes | None = None,
) -> Received:
    found = find(session, sha256, member=member)
    if found:
        return found
    id = new_id()
    with session.connection.begin_nested() as attempt:
        person = people.create(session)
        row = {
            "person_id": person, "kind": kind, "sha256": sha256, "member": _blind(session, member), "media_type": media_type, "size": len(content or b""),
            "status": RECEIVED, "container": container, "name": session.seal([name, member], person=person, at=(documents, id, "name")),
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


def _names(session: Session, row: Any) -> tuple[str, str]:
    """Return the name of a file, and the path of a document in it."""
    name, member = session.unseal(row.name, person=row.person_id, at=(documents, row.id, "name"))
    return str(name), str(member)


def _blind(session: Session, member: str) -> str:
    """Return what tells a path in an archive from others: it often is the name of a person, and is only kept sealed."""
    return fingerprints.of(session, "member", member).fingerprint.hex() if member else ""
