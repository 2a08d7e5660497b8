"""List candidates, the newest first, merged ones as one: who they are where that may be shown, and what is known of them blind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CompoundSelect, Select, Text, Uuid, any_, bindparam, func, literal_column, select, union_all

from jiufang.profiles.records import Contact
from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch, grouped
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

p = t.persons.c
NEWEST = Keyset((p.id,), descending=True)
GIVEN = bindparam("ids", type_=ARRAY(Uuid))
DOCUMENT, APPLICATION, TAG = "document", "application", "tag"


@dataclass(frozen=True)
class Outline:
    """What the latest profile of a person says blind, in a line."""

    profile: UUID
    document: UUID
    title: str
    highest_degree: str
    total_months: int
    location: str | None
    lang: str
    as_of: str


@dataclass(frozen=True)
class Person:
    """A candidate in a list; `contact` is None where nobody asked who they are."""

    id: UUID
    version: int
    created_at: dt.datetime
    contact: Contact | None = None
    outline: Outline | None = None
    same: tuple[UUID, ...] = ()
    documents: int = 0
    applications: int = 0
    tags: tuple[str, ...] = field(default=())


def page(
    session: Session, *, identity: bool, after: Place | None = None, limit: int = USUAL, tag: UUID | None = None, source: str = ""
) -> Slice[Person]:
    """Return some candidates.

    Args:
        session: the tenant's transaction.
        identity: whether names and contacts are opened.
        after: where the last page ended.
        limit: how many.
        tag: only those with a tag, whichever of the same persons bears it.
        source: only those with an application that came this way.
    """
    query = select(p.id, p.version, p.created_at).where(p.merged_into.is_(None), p.erased_at.is_(None))
    if tag is not None:
        query = query.where(p.id.in_(_bearing(t.taggings.c.person_id, t.taggings.c.tag_id == tag)))
    if source:
        query = query.where(p.id.in_(_bearing(t.applications.c.person_id, t.applications.c.source == source)))
    rows = fetch(session, query, NEWEST, after=after, limit=limit)
    return Slice(tuple(_filled(session, rows.rows, identity=identity)), rows.next)


def of(session: Session, persons: Sequence[UUID], *, identity: bool) -> dict[UUID, Person]:
    """Return candidates by their ids, each under the id asked for; whoever was erased is left out."""
    root = roots(session, persons)
    found = apart(session, sorted(set(root.values())), identity=identity)  # by their keys: a join over who is whom would read everybody
    return {id: found[at_last] for id, at_last in root.items() if at_last in found}


def roots(session: Session, persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return who some persons are at last; ids that are nobody's are left out."""
    return dict(ROOTS.all(session.connection, ids=list(persons)))


def apart(session: Session, ids: Sequence[UUID], *, identity: bool) -> dict[UUID, Person]:
    """Return persons as documents introduced them, whoever they turned out to be; whoever was erased is left out."""
    rows = HERE.all(session.connection, ids=list(ids))
    return {person.id: person for person in _filled(session, rows, identity=identity)}


def _bearing(column: Any, condition: Any) -> Any:
    """Return whom persons with something are at last."""
    one = t.persons.alias("one")
    return select(func.coalesce(one.c.root_id, one.c.id)).join(column.table, column == one.c.id).where(condition)


def _filled(session: Session, rows: Sequence[Any], *, identity: bool) -> list[Person]:
    """Return persons with all that stands beside them, in a few queries for all of them."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    same = grouped(MERGED.all(session.connection, ids=ids))
    root = {one: id for id in ids for one in (id, *same.get(id, []))}
    contacts = _contacts(session, ids) if identity else {}
    outlines, beside = _outlines(session, root), _beside(session, root)
    return [
        Person(
            id=row.id,
            version=row.version,
            created_at=row.created_at,
            contact=contacts.get(row.id),
            outline=outlines.get(row.id),
            same=tuple(sorted(same.get(row.id, []))),
            documents=sum(number for kind, number, _ in beside.get(row.id, ()) if kind == DOCUMENT),
            applications=sum(number for kind, number, _ in beside.get(row.id, ()) if kind == APPLICATION),
            tags=tuple(sorted({name for kind, _, name in beside.get(row.id, ()) if kind == TAG})),
        )
        for row in rows
    ]


def _contacts(session: Session, ids: Sequence[UUID]) -> dict[UUID, Contact]:
    session.keys.fetch(ids)
    rows = CONTACTS.all(session.connection, ids=list(ids))
    told = {row.id: session.unseal(row.contact, person=row.id, at=(t.persons, row.id, "contact")) if row.contact else {} for row in rows}
    return {id: Contact.model_validate(contact) for id, contact in told.items()}


def _outlines(session: Session, root: dict[UUID, UUID]) -> dict[UUID, Outline]:
    """Return the outline of each person's latest profile."""
    return {
        root[row.person_id]: Outline(
            row.id, row.document_id, row.title or "", row.degree or "none", row.months or 0, row.location, row.lang, row.as_of
        )
        for row in OUTLINES.all(session.connection, ids=list(root))
    }


def _beside(session: Session, root: dict[UUID, UUID]) -> dict[UUID, list[tuple[str, int, str]]]:
    """Return how many documents and applications each person has, and their tags."""
    rows = BESIDE.all(session.connection, ids=list(root))
    return grouped((root[person], (kind, number, name)) for person, kind, number, name in rows)


def _outlined() -> Select[Any]:
    c, said = t.profiles.c, t.profiles.c.features
    return (
        select(
            c.person_id, c.id, c.document_id, c.lang, c.as_of,
            said[("tenures", "0", "title")].astext.label("title"), said["highest_degree"].astext.label("degree"),
            said["total_months"].as_integer().label("months"), said["location"].astext.label("location"),
        )
        .where(c.person_id == any_(GIVEN), c.current)
        .order_by(c.id)
    )  # fmt: skip


def _standing_beside() -> CompoundSelect[Any]:
    d, a, g = t.documents.c, t.applications.c, t.taggings.c
    kind, number, name = (
        (literal_column(f"'{kind}'", Text) for kind in (DOCUMENT, APPLICATION, TAG)),
        func.count(),
        literal_column("''", Text),
    )
    document, application, tag = (one.label("kind") for one in kind)
    sent = select(d.person_id, document, number.label("number"), name.label("name")).where(d.person_id == any_(GIVEN)).group_by(d.person_id)
    applied = select(a.person_id, application, number, name).group_by(a.person_id)
    applied = applied.where(a.person_id == any_(GIVEN), a.duplicate_of.is_(None))
    tagged = select(g.person_id, tag, literal_column("1"), t.tags.c.name).join(t.tags, t.tags.c.id == g.tag_id)
    return union_all(sent, applied, tagged.where(g.person_id == any_(GIVEN)))


ROOTS = Prepared(lambda: select(p.id, func.coalesce(p.root_id, p.id).label("root")).where(p.id == any_(GIVEN)))
HERE = Prepared(lambda: select(p.id, p.version, p.created_at).where(p.id == any_(GIVEN), p.erased_at.is_(None)))
MERGED = Prepared(lambda: select(p.root_id, p.id).where(p.root_id == any_(GIVEN)))
CONTACTS = Prepared(lambda: select(p.id, p.contact).where(p.id == any_(GIVEN)))
OUTLINES = Prepared(_outlined)
BESIDE = Prepared(_standing_beside)
