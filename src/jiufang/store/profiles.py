"""Keep profiles: what a document says of its person sealed, and beside it the blind features, which alone are matched and searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from jiufang.documents.records import Document
from jiufang.errors import NotFound
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile
from jiufang.store import documents, people, search, standing
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.lists.keyset import among
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session


@dataclass(frozen=True)
class Kept:
    """A profile by its ids; `fingerprint` is of what matching may know of the person."""

    id: UUID
    person: UUID
    document: UUID
    fingerprint: str


def keep(session: Session, document: UUID, profile: Profile, *, reader: str, by: str = "", reason: str = "") -> UUID:
    """Keep the profile of a document, in place of the one that was current; what a person corrected, only a person replaces.

    Args:
        session: the tenant's transaction.
        document: the document that it was read in.
        profile: the profile; its document is kept with it.
        reader: the version of the program that read it.
        by: who corrected it; empty when a program read it.
        reason: why; sealed.

    Returns:
        The id of the profile that is current now. Who may be the same person was proposed along the way.
    """
    person = session.get(t.documents, document, lock=True).person_id
    c = t.profiles.c
    now = session.connection.execute(select(c.id, c.made_by).where(c.document_id == document, c.current)).one_or_none()
    if now is not None and now.made_by and not by:
        return UUID(str(now.id))
    if now is not None:
        session.update(t.profiles, now.id, current=False)
    blind = features(profile)
    id = new_id()
    session.insert(
        t.profiles,
        id,
        person_id=person,
        document_id=document,
        as_of=profile.as_of,
        lang=profile.lang,
        reader=reader,
        fingerprint=blind.fingerprint(),
        made_by=by,
        features=blind_record(blind.to_dict()),
        profile=session.seal(profile.to_dict(), person=person, at=(t.profiles, id, "profile")),
        reason=session.seal(reason, person=person, at=(t.profiles, id, "reason")) if reason else None,
    )
    if now is not None:
        search.remove(session, [now.id])
    search.keep(session, id, person, blind)
    if now is not None:
        standing.refresh(session, persons=[person])
    documents.keep_reading(session, document, profile.document)
    people.keep_contact(session, person, profile.contact)
    people.identify(session, person, profile)
    return id


def load(session: Session, profile: UUID) -> Profile:
    """Return a profile with its document.

    Raises:
        NotFound: there is none.
        Sealed: the person was erased.
    """
    row = WHOLE.one_or_none(session.connection, id=profile)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"profiles {profile}")
    if row.reading is None:
        raise NotFound("it was not read yet", subject=f"documents {row.document_id}")
    session.keys.bring(row.person_id, row.master, row.wrapped)
    told = session.unseal(row.profile, person=row.person_id, at=(t.profiles, profile, "profile"))
    read = session.unseal(row.reading, person=row.person_id, at=(t.documents, row.document_id, "reading"))
    return Profile.model_validate({**told, "document": Document.model_validate(read)})


def _whole() -> Select[Any]:
    c, d, k = t.profiles.c, t.documents.c, t.person_keys.c
    query = select(c.person_id, c.document_id, c.profile, d.reading, k.master, k.wrapped).where(c.id == bindparam("id"))
    return query.join(t.documents, d.id == c.document_id).outerjoin(t.person_keys, k.id == c.person_id)


WHOLE = Prepared(_whole)


def load_several(session: Session, ids: Sequence[UUID]) -> dict[UUID, Profile]:
    """Return profiles with their documents by their ids, in a few queries; those of erased persons are left out."""
    rows = session.connection.execute(select(t.profiles).where(among(t.profiles.c.id, ids))).all()
    session.keys.fetch(row.person_id for row in rows)
    d = t.documents.c
    query = select(d.id, d.person_id, d.reading).where(among(d.id, {row.document_id for row in rows}), d.reading.is_not(None))
    read = {row.id: row for row in session.connection.execute(query)}
    found = {}
    for row in rows:
        if row.document_id in read:
            told = session.unseal(row.profile, person=row.person_id, at=(t.profiles, row.id, "profile"))
            kept = read[row.document_id]
            document = session.unseal(kept.reading, person=kept.person_id, at=(t.documents, kept.id, "reading"))
            found[row.id] = Profile.model_validate({**told, "document": Document.model_validate(document)})
    return found


def current(session: Session, *, person: UUID | None = None) -> Iterator[Kept]:
    """Yield the profiles that count, of everybody or of one person, the oldest first."""
    c = t.profiles.c
    query = select(c.id, c.person_id, c.document_id, c.fingerprint).where(c.current).order_by(c.id)
    found = query if person is None else query.where(c.person_id == person)
    for row in session.connection.execute(found).all():
        yield Kept(row.id, row.person_id, row.document_id, row.fingerprint)


def blind_record(value: object) -> object:
    """Return features without their evidence, which quotes the résumé as it stands, names and all."""
    if isinstance(value, dict):
        return {key: blind_record(part) for key, part in value.items() if key not in {"evidence", "spans"}}
    if isinstance(value, list | tuple):
        return [blind_record(part) for part in value]
    return value.replace("\0", "") if isinstance(value, str) else value  # which PostgreSQL's text cannot hold
