"""`ws.people`: the candidates of a workspace, whoever they applied for.

    list(after, limit, tag, source)      a slice of candidates, the newest first; merged ones as one
    get(person)                          one of them, with files and applications
    profile(person) / profiles(person)   what their latest document says; all versions of it
    correct(person, profile, reason)     a new version of the profile, by a recruiter or the candidate
    seen(person)                         who saw and did what

All take `by` and `blind` (see `jiufang.workspace.room.Room`). Files are `ws.files`, tags and notes `ws.tags` and `ws.notes`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Uuid, any_, bindparam, literal_column, select

from jiufang.cache import code_fingerprint
from jiufang.errors import Conflict, NotFound, Sealed
from jiufang.profiles.records import Profile
from jiufang.store import audit, people, profiles
from jiufang.store import tables as t
from jiufang.store.lists import applications, entries, persons
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.files import file_rows
from jiufang.workspace.records import PersonRow, PersonShown, ProfileRow, ProfileShown, Seen
from jiufang.workspace.room import USUAL, Place, Room, Slice


class People(Room):
    """The candidates of a workspace."""

    def list(
        self, *, by: str = "", blind: bool = True, after: Place | None = None, limit: int = USUAL, tag: UUID | None = None, source: str = ""
    ) -> Slice[PersonRow]:
        """Return some candidates, the newest first.

        Args:
            by: who asks.
            blind: leave out who they are.
            after: where the last slice ended.
            limit: how many.
            tag: only those with this tag.
            source: only those with an application that came this way.
        """
        with self.session() as session:
            found = persons.page(session, identity=not blind, after=after, limit=limit, tag=tag, source=source)
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[one.id for one in found.rows], what="list")
        return found.map(showing.person_row)

    def get(self, person: UUID, *, by: str = "", blind: bool = True) -> PersonShown:
        """Return a candidate; asked for somebody who was merged, the person that they are.

        Raises:
            NotFound: there is none, or they were erased.
        """
        with self.session() as session:
            one = persons.of(session, [person], identity=not blind).get(person)
            if one is None:
                raise NotFound("there is no such candidate", subject=f"person {person}")
            same = [one.id, *one.same]
            files = file_rows(session, same, blind=blind)
            applied = applications.of_person(session, same)
            rows = showing.application_rows(session, applied, by=self.who(by), blind=True, what="person")
            if not blind:
                audit.saw(session, actor=self.who(by), persons=[one.id], what="person")
        row, contact = showing.person_row(one), one.contact
        told = {} if contact is None else {"address": contact.address, "links": contact.links}
        applied_as = tuple(found.model_copy(update={"candidate": row}) for found in rows)
        return PersonShown(**{**row.model_dump(), **told}, same=one.same, files=files, applied=applied_as)

    def profile(self, person: UUID, *, profile: UUID | None = None, by: str = "", blind: bool = True) -> ProfileShown:
        """Return what a candidate's latest document says of them, or a version of it.

        Raises:
            NotFound: there is no such candidate, or nothing of theirs was read.
        """
        with self.session() as session:
            row = _profile(session, person, profile)
            whole = None if blind else profiles.load(session, row.id)
            if whole is not None:
                audit.saw(session, actor=self.who(by), persons=[row.person_id], what="profile")
            told = _told(session, row, blind=blind)
            return ProfileShown(**told, features=row.features, profile=whole)

    def profiles(self, person: UUID, *, blind: bool = True) -> tuple[ProfileRow, ...]:
        """Return all versions of what documents say of a candidate, the latest first."""
        c = t.profiles.c
        with self.session() as session:
            query = select(*(column for column in c if column.name not in {"features", "profile"}))
            same = people.group(session, person)
            rows = session.connection.execute(query.where(c.person_id.in_(same)).order_by(c.id.desc())).all()
            return tuple(ProfileRow(**_told(session, row, blind=blind)) for row in rows)

    def correct(
        self, person: UUID, profile: Profile | dict[str, Any], *, by: str, reason: str = "", at: UUID | None = None
    ) -> ProfileShown:
        """Put a corrected profile in the place of the current one; what was read stays, as an earlier version.

        Nothing is matched again by this; `ws.openings.match_again` asks for it.

        Args:
            person: whose.
            profile: the corrected one; a dict of the fields that change leaves the others as they are. The document stays.
            by: who corrects it: a recruiter, or the candidate's link.
            reason: why; sealed.
            at: the profile that was corrected; refused when another one is current by now.

        Raises:
            NotFound: there is no such candidate.
            Conflict: somebody else corrected it first.
            BadInput: it is no profile.
        """
        with self.session() as session:
            row = _profile(session, person, None)
            if at is not None and row.id != at:
                raise Conflict("the profile was corrected since", subject=f"profile {at}", hint="load it again")
            read = profiles.load(session, row.id)
            made = corrected(read, profile)
            id = profiles.keep(session, row.document_id, made, reader=code_fingerprint(), by=by, reason=reason)
            audit.log(session, actor=by, action="corrected", subject="person", subject_id=row.person_id, profile=str(id))
            now = session.get(t.profiles, id)
            return ProfileShown(**_told(session, now, blind=False), features=now.features, profile=made)

    def seen(self, person: UUID, *, after: Place | None = None, limit: int = USUAL) -> Slice[Seen]:
        """Return who saw and did what with a candidate, the latest first."""
        with self.session() as session:
            found = entries.about(session, people.group(session, person), after=after, limit=limit)
            return found.map(_seen)


def corrected(profile: Profile, change: Profile | dict[str, Any]) -> Profile:
    """Return a profile as somebody corrected it; what tells which document it is of stays.

    Raises:
        BadInput: it is no profile.
    """
    from pydantic import ValidationError

    from jiufang.errors import BadInput

    given = change.to_dict() if isinstance(change, Profile) else change
    fixed = {"file": profile.file, "member": profile.member, "sha256": profile.sha256, "schema_version": profile.schema_version}
    try:
        return Profile.model_validate({**profile.to_dict(), **given, **fixed, "document": profile.document})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(first["msg"], subject=".".join(str(part) for part in first["loc"])) from None


def _seen(entry: audit.Entry) -> Seen:
    """Return a line of the log; of a page that showed several, how many they were and not who."""
    told = {**entry.details, "persons": len(entry.details["persons"])} if "persons" in entry.details else entry.details
    return Seen(**{**vars(entry), "details": told})


def _of_persons() -> Select[Any]:
    return select(t.profiles).where(t.profiles.c.person_id == any_(bindparam("persons", type_=ARRAY(Uuid))))


VERSION = Prepared(lambda: _of_persons().where(t.profiles.c.id == bindparam("profile")))
LATEST = Prepared(lambda: _of_persons().where(t.profiles.c.current).order_by(t.profiles.c.id.desc()).limit(literal_column("1")))


def _profile(session: Session, person: UUID, profile: UUID | None) -> Any:
    """Return a profile of a person: the latest that is current, or a certain one."""
    same = people.group(session, person)
    row = (
        VERSION.one_or_none(session.connection, persons=same, profile=profile)
        if profile
        else LATEST.one_or_none(session.connection, persons=same)
    )
    if row is None:
        raise NotFound("nothing was read of this candidate", subject=f"person {person}")
    return row


def _told(session: Session, row: Row[Any], *, blind: bool) -> dict[str, Any]:
    reason = None
    if row.reason is not None and not blind:
        try:
            reason = session.unseal(row.reason, person=row.person_id, at=(t.profiles, row.id, "reason"))
        except Sealed:
            reason = None
    named = ("id", "version", "created_at", "current", "made_by", "reader", "as_of", "lang")
    return {**{name: getattr(row, name) for name in named}, "person": row.person_id, "document": row.document_id, "reason": reason}
