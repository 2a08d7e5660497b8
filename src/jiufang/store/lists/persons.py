"""List candidates, the newest first, merged ones as one: who they are where that may be shown, and what is known of them blind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from jiufang.profiles.records import Contact
from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Listed, Place, Slice
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

p = t.persons.c
NEWEST = Keyset((p.id,), descending=True)
GIVEN = bindparam("ids", type_=ARRAY(Uuid))
NOBODY = literal_column("'{}'::uuid[]", ARRAY(Uuid))


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
    rows = LISTED.fetch(session, tag=tag, source=source or None, after=after, limit=limit)
    found = apart(session, [row.id for row in rows.rows], identity=identity)
    return rows.map(lambda row: found[row.id])


def of(session: Session, persons: Sequence[UUID], *, identity: bool) -> dict[UUID, Person]:
    """Return candidates by their ids, each under the id asked for; whoever was erased is left out."""
    found = _read(session, WHOLE, persons, identity=identity)
    at_last = {id: one for one in found for id in (one.id, *one.same)}
    return {id: at_last[id] for id in persons if id in at_last}


def roots(session: Session, persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return who some persons are at last; ids that are nobody's are left out."""
    return dict(ROOTS.all(session.connection, ids=list(persons)))


def apart(session: Session, ids: Sequence[UUID], *, identity: bool) -> dict[UUID, Person]:
    """Return persons as documents introduced them, whoever they turned out to be; whoever was erased is left out."""
    return {person.id: person for person in _read(session, APART, ids, identity=identity)}


def _bearing(column: Any, condition: Any) -> Any:
    """Return whom persons with something are at last."""
    one = t.persons.alias("one")
    return select(func.coalesce(one.c.root_id, one.c.id)).join(column.table, column == one.c.id).where(condition)


def _read(session: Session, asked: Mapping[bool, Prepared], ids: Sequence[UUID], *, identity: bool) -> list[Person]:
    """Return persons with all that stands beside them, in one query, in no order."""
    rows = asked[identity].all(session.connection, ids=list(ids)) if ids else []
    return [_person(row, _contact(session, row) if identity else None) for row in rows]


def _person(row: Any, contact: Contact | None) -> Person:
    outline = None
    if row.profile is not None:
        said = (row.title or "", row.degree or "none", row.months or 0, row.location, row.lang, row.as_of)
        outline = Outline(row.profile, row.document, *said)
    tags = tuple(sorted(set(row.tags or ())))
    return Person(row.id, row.version, row.created_at, contact, outline, tuple(row.same), row.documents, row.applications, tags)


def _contact(session: Session, row: Any) -> Contact:
    if row.contact is None:
        return Contact()
    session.keys.bring(row.id, row.master, row.wrapped)
    return Contact.model_validate(session.unseal(row.contact, person=row.id, at=(t.persons, row.id, "contact")))


def _laid_out(who: Callable[[Any], ColumnElement[bool]], *, identity: bool) -> Select[Any]:
    """Return the query of persons who are found by a condition, and all that stands beside each of them and whoever is the same."""
    one, d, a, k = t.persons.alias("one").c, t.documents.c, t.applications.c, t.person_keys.c
    merged = func.array_agg(aggregate_order_by(p.id, p.id))
    same = select(func.coalesce(merged, NOBODY).label("same")).where(p.root_id == one.id).lateral("merged")
    whole = any_(func.array_append(same.c.same, one.id, type_=ARRAY(Uuid)))
    sent = select(func.count()).where(d.person_id == whole).scalar_subquery()
    applied = select(func.count()).where(a.person_id == whole, a.duplicate_of.is_(None)).scalar_subquery()
    tagged = (
        select(func.array_agg(t.tags.c.name)).join(t.taggings, t.tags.c.id == t.taggings.c.tag_id).where(t.taggings.c.person_id == whole)
    )
    latest = _outlined(whole)
    columns = [
        one.id, one.version, one.created_at, same.c.same, sent.label("documents"), applied.label("applications"),
        tagged.scalar_subquery().label("tags"), *latest.c,
    ]  # fmt: skip
    query = select(*columns, *((one.contact, k.master, k.wrapped) if identity else ())).where(who(one), one.erased_at.is_(None))
    joined = one.id.table.join(same, true()).outerjoin(latest, true())
    return query.select_from(joined.outerjoin(t.person_keys, k.id == one.id) if identity else joined)


def _outlined(whole: Any) -> LateralFromClause:
    """Return the query of a person's latest profile."""
    c, said = t.profiles.c, t.profiles.c.features
    columns = (
        c.id.label("profile"), c.document_id.label("document"), c.lang, c.as_of,
        said[("tenures", "0", "title")].astext.label("title"), said["highest_degree"].astext.label("degree"),
        said["total_months"].as_integer().label("months"), said["location"].astext.label("location"),
    )  # fmt: skip
    return select(*columns).where(c.person_id == whole, c.current).order_by(c.id.desc()).limit(literal_column("1")).lateral("latest")


def _at_last(one: Any) -> ColumnElement[bool]:
    asked = t.persons.alias("asked").c
    found = select(func.coalesce(asked.root_id, asked.id)).where(asked.id == any_(GIVEN)).scalar_subquery()
    at_last: ColumnElement[bool] = one.id == any_(func.array(found, type_=ARRAY(Uuid)))
    return at_last  # looked up before: a join over who is whom would read everybody


LISTED = Listed(
    lambda: select(p.id).where(p.merged_into.is_(None), p.erased_at.is_(None)),
    NEWEST,
    tag=lambda: p.id.in_(_bearing(t.taggings.c.person_id, t.taggings.c.tag_id == bindparam("tag"))),
    source=lambda: p.id.in_(_bearing(t.applications.c.person_id, t.applications.c.source == bindparam("source"))),
)
ROOTS = Prepared(lambda: select(p.id, func.coalesce(p.root_id, p.id).label("root")).where(p.id == any_(GIVEN)))
WHOLE = {identity: Prepared(partial(_laid_out, _at_last, identity=identity)) for identity in (False, True)}
APART = {identity: Prepared(partial(_laid_out, lambda one: one.id == any_(GIVEN), identity=identity)) for identity in (False, True)}
"""By whether their contact is read with them."""
