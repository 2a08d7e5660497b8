"""`ws.notes` and `ws.tags`: what colleagues write down about candidates, and the words that they sort them by.

notes.of(person) · notes.get(note) · notes.add(person, body) · notes.change(note, body) · notes.remove(note)
tags.list() · tags.make(name) · tags.change(tag, name, colour) · tags.remove(tag) · tags.put(person, tag) · tags.take(person, tag)
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import BadInput, Conflict
from jiufang.store import audit, notes, people
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.workspace.covering import Cover
from jiufang.workspace.room import Room, Shown

LONGEST_TAG = 60


class NoteRow(Shown):
    """What somebody wrote down about a candidate."""

    id: UUID
    version: int
    person: UUID
    application: UUID | None
    made_by: str
    created_at: dt.datetime
    updated_at: dt.datetime
    blind: bool
    body: str


class TagRow(Shown):
    """A word that candidates are sorted by, and how many bear it."""

    id: UUID
    version: int
    name: str
    colour: str
    persons: int


class Notes(Room):
    """Notes on candidates; blind, without the words that tell who it is."""

    def of(self, person: UUID, *, by: str = "", blind: bool = True) -> tuple[NoteRow, ...]:
        """Return the notes on a candidate, the latest first."""
        with self.session() as session:
            found = notes.of(session, people.group(session, person))
            cover = Cover.of(session, person) if blind and found else None
            if not blind and found:
                audit.saw(session, actor=self.who(by), persons=[people.root(session, person)], what="notes")
            return tuple(_shown(one, cover) for one in found)

    def get(self, note: UUID, *, by: str = "", blind: bool = True) -> NoteRow:
        """Return a note.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            one = notes.load(session, note)
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[people.root(session, one.person)], what="note")
            return _shown(one, Cover.of(session, one.person) if blind else None)

    def add(self, person: UUID, body: str, *, by: str, application: UUID | None = None) -> NoteRow:
        """Write something down about a candidate.

        Raises:
            NotFound: there is no such candidate.
            BadInput: it says nothing.
        """
        with self.session() as session:
            who = people.root(session, person)
            id = notes.add(session, who, body=body, by=by, application=application)
            audit.log(session, actor=by, action="noted", subject="person", subject_id=who, note=str(id))
            return _shown(notes.load(session, id), None)

    def change(self, note: UUID, body: str, *, by: str, version: int | None = None) -> NoteRow:
        """Put other words in the place of a note's.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime.
        """
        with self.session() as session:
            notes.change(session, note, body=body, version=version)
            one = notes.load(session, note)
            audit.log(session, actor=by, action="changed a note", subject="person", subject_id=one.person, note=str(note))
            return _shown(one, None)

    def remove(self, note: UUID, *, by: str, version: int | None = None) -> None:
        """Remove a note.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime.
        """
        with self.session() as session:
            session.update(t.notes, note, version=version)
            person = session.get(t.notes, note).person_id
            notes.remove(session, note)
            audit.log(session, actor=by, action="removed a note", subject="person", subject_id=person, note=str(note))


class Tags(Room):
    """The words that candidates are sorted by."""

    def list(self) -> tuple[TagRow, ...]:
        """Return all tags, by name."""
        with self.session() as session:
            return _tags(session)

    def make(self, name: str, *, by: str, colour: str = "") -> TagRow:
        """Make a tag.

        Raises:
            BadInput: it has no name, or a long one.
            Conflict: there is one of this name.
        """
        with self.session() as session:
            id = new_id()
            row = {"tenant_id": session.tenant, "id": id, "name": _named(name), "colour": colour}
            made = upsert(t.tags).values(row).on_conflict_do_nothing().returning(t.tags.c.id)
            if session.connection.execute(made).scalar_one_or_none() is None:
                raise Conflict("there is such a tag", subject=name)
            audit.log(session, actor=by, action="made", subject="tag", subject_id=id)
            return _tag(session, id)

    def change(self, tag: UUID, *, by: str, name: str | None = None, colour: str | None = None, version: int | None = None) -> TagRow:
        """Call a tag something else, or give it another colour.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime, or there is one of this name.
        """
        given = {"name": None if name is None else _named(name), "colour": colour}
        with self.session() as session:
            others = select(t.tags.c.id).where(t.tags.c.name == given["name"], t.tags.c.id != tag)
            if session.connection.execute(others).first():
                raise Conflict("there is such a tag", subject=str(name))
            session.update(t.tags, tag, version=version, **{key: value for key, value in given.items() if value is not None})
            audit.log(session, actor=by, action="changed", subject="tag", subject_id=tag)
            return _tag(session, tag)

    def remove(self, tag: UUID, *, by: str, version: int | None = None) -> None:
        """Remove a tag from everybody.

        Raises:
            NotFound: there is none.
            Conflict: it was changed in the meantime.
        """
        with self.session() as session:
            session.update(t.tags, tag, version=version)
            session.connection.execute(delete(t.tags).where(t.tags.c.id == tag))
            audit.log(session, actor=by, action="removed", subject="tag", subject_id=tag)

    def put(self, person: UUID, tag: UUID, *, by: str) -> None:
        """Give a candidate a tag; one that they bear already stays.

        Raises:
            NotFound: there is no such candidate or tag.
        """
        with self.session() as session:
            who = people.root(session, person)
            session.get(t.tags, tag)
            row = {"tenant_id": session.tenant, "id": new_id(), "person_id": who, "tag_id": tag}
            session.connection.execute(upsert(t.taggings).values(row).on_conflict_do_nothing())
            audit.log(session, actor=by, action="tagged", subject="person", subject_id=who, tag=str(tag))

    def take(self, person: UUID, tag: UUID, *, by: str) -> None:
        """Take a tag from a candidate, and from whoever is the same."""
        with self.session() as session:
            same = people.group(session, person)
            session.connection.execute(delete(t.taggings).where(t.taggings.c.person_id.in_(same), t.taggings.c.tag_id == tag))
            audit.log(session, actor=by, action="untagged", subject="person", subject_id=same[0], tag=str(tag))


def _shown(note: notes.Note, cover: Cover | None) -> NoteRow:
    return NoteRow(**{**vars(note), "body": note.body if cover is None else cover.text(note.body)}, blind=cover is not None)


def _tags(session: Session, tag: UUID | None = None) -> tuple[TagRow, ...]:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id)
    borne = (
        select(t.taggings.c.tag_id, func.count(root.distinct()).label("persons"))
        .join(t.persons, t.persons.c.id == t.taggings.c.person_id)
        .group_by(t.taggings.c.tag_id)
        .subquery()
    )
    c = t.tags.c
    query = select(c.id, c.version, c.name, c.colour, func.coalesce(borne.c.persons, 0).label("persons"))
    asked = query.outerjoin(borne, borne.c.tag_id == c.id).order_by(c.name)
    rows = session.connection.execute(asked if tag is None else asked.where(c.id == tag))
    return tuple(TagRow(**row._mapping) for row in rows)


def _tag(session: Session, tag: UUID) -> TagRow:
    return _tags(session, tag)[0]


def _named(name: str) -> str:
    told = " ".join(name.split())
    if not 0 < len(told) <= LONGEST_TAG:
        raise BadInput(f"a tag has 1 to {LONGEST_TAG} characters", subject="name")
    return told
