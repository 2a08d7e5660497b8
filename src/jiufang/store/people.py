"""Keep persons: who they are, who may be the same, and how they are erased.

Each document introduces a person of its own. Two who share an address, a number, or a name with an employer may be the same; a
recruiter looks and merges them, which only points one at the other, so that it can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Uuid, any_, bindparam, case, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import Conflict, NotFound
from jiufang.profiles.records import Contact, Profile
from jiufang.store import audit, fingerprints, standing
from jiufang.store.fingerprints import Identifier
from jiufang.store.ids import new_id
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import merge_proposals, person_identifiers, persons

OPEN, MERGED, REFUSED, UNDONE = "open", "merged", "refused", "undone"


@dataclass(frozen=True)
class Proposal:
    """Two persons who may be the same, and what they share."""

    id: UUID
    person: UUID
    other: UUID
    reasons: tuple[str, ...]
    status: str
    version: int


def create(session: Session) -> UUID:
    """Make a person with a key; what they are called comes with their profile."""
    person = session.insert(persons)
    session.keys.make(person)
    return person


def keep_contact(session: Session, person: UUID, contact: Contact) -> None:
    """Keep how a person is called and reached, sealed."""
    told = session.seal(contact.to_dict(), person=person, at=(persons, person, "contact"))
    session.update(persons, person, contact=told)


def contact(session: Session, person: UUID) -> Contact:
    """Return how a person is called and reached.

    Raises:
        NotFound: there is no such person.
        Sealed: they were erased.
    """
    sealed = session.get(persons, person).contact
    told = session.unseal(sealed, person=person, at=(persons, person, "contact")) if sealed else None
    if told is None:
        session.keys.of(person)  # an erased person is not the same as one who gave no name
    return Contact.model_validate(told or {})


def root(session: Session, person: UUID) -> UUID:
    """Return the person that somebody was merged into, themselves when they were not.

    Raises:
        NotFound: there is no such person.
    """
    row = ROOT.one_or_none(session.connection, person=person)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"persons {person}")
    return UUID(str(row.root))


def group(session: Session, person: UUID) -> list[UUID]:
    """Return everybody who is the same person, the one they were merged into first.

    Raises:
        NotFound: there is no such person.
    """
    row = SAME.one_or_none(session.connection, person=person)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"persons {person}")
    return [row.root, *(row.same or ())]


def roots(session: Session, among: Sequence[UUID] | None = None) -> dict[UUID, UUID]:
    """Return whom each merged person was merged into at last; who is not in it stands alone.

    Args:
        session: the tenant's transaction.
        among: who is asked for; everybody when None.
    """
    rows = ROOTS.all(session.connection) if among is None else ROOTS_OF.all(session.connection, ids=list(among))
    return {row.id: row.root_id for row in rows}


def identify(session: Session, person: UUID, profile: Profile) -> list[UUID]:
    """Keep what identifies a person, blind, and propose to merge them with those who share some of it.

    Returns:
        The proposals made.
    """
    known = fingerprints.of_profile(session, profile)
    _wait_for(session, known)
    for identifier in known:
        row = {"tenant_id": session.tenant, "person_id": person, "kind": identifier.kind, "fingerprint": identifier.fingerprint}
        session.connection.execute(upsert(person_identifiers).values(id=new_id(), **row).on_conflict_do_nothing())
    shared = _sharing(session, person, known)
    return [made for other, reasons in shared.items() if (made := _propose(session, person, other, reasons))]


def find(session: Session, *, email: str = "", phone: str = "") -> list[UUID]:
    """Return the persons with an address or a number, each as the one they were merged into."""
    asked = [(fingerprints.EMAIL, fingerprints.normal_email(email)), (fingerprints.PHONE, fingerprints.normal_phone(phone))]
    known = [fingerprints.of(session, kind, value) for kind, value in asked if value]
    return sorted({root(session, other) for other in _sharing(session, None, known)})


def proposals(session: Session, *, status: str = OPEN) -> list[Proposal]:
    """Return the pairs to look at, the oldest first."""
    query = select(merge_proposals).where(merge_proposals.c.status == status).order_by(merge_proposals.c.id)
    return [_proposal(row) for row in session.connection.execute(query)]


def merge(session: Session, proposal: UUID, *, by: str) -> UUID:
    """Take two persons for the same; nothing of either is changed, and `unmerge` undoes it.

    Returns:
        The person that both are now: the one who came first.

    Raises:
        Conflict: somebody decided on it before.
    """
    found = _undecided(session, proposal)
    kept, absorbed = sorted((root(session, found.person_id), root(session, found.other_id)))
    if kept != absorbed:
        session.update(persons, absorbed, merged_into=kept)
        _regroup(session, kept)
    _decide(session, found, MERGED, by=by, absorbed=absorbed if kept != absorbed else None)
    return kept


def refuse(session: Session, proposal: UUID, *, by: str) -> None:
    """Take two persons for different ones; they are not proposed again.

    Raises:
        Conflict: somebody decided on it before.
    """
    _decide(session, _undecided(session, proposal), REFUSED, by=by)


def unmerge(session: Session, proposal: UUID, *, by: str) -> None:
    """Take back a merge; both are as they were.

    Raises:
        Conflict: they are not merged.
    """
    found = session.get(merge_proposals, proposal, lock=True)
    if found.status != MERGED:
        raise Conflict(f"the two are not merged, but {found.status}", subject=str(proposal))
    if found.absorbed_id is not None:
        apart = root(session, found.absorbed_id)
        session.update(persons, found.absorbed_id, merged_into=None)
        for one in (found.absorbed_id, apart):
            _regroup(session, one)
    _decide(session, found, UNDONE, by=by)


def _regroup(session: Session, first: UUID) -> None:
    """Let everybody who is the same person as somebody point at them, and have one application for each job that counts."""
    here = select(persons.c.id).where(persons.c.id == first).cte("same", recursive=True)
    below = here.union_all(select(persons.c.id).join(here, persons.c.merged_into == here.c.id))
    same = list(session.connection.execute(select(below.c.id)).scalars())
    into = case((persons.c.id == first, null()), else_=literal(first, persons.c.id.type))
    session.connection.execute(update(persons).where(persons.c.id.in_(same)).values(root_id=into))
    standing.count_once(session, same)
    standing.refresh(session, persons=same)


def _sharing(session: Session, person: UUID | None, known: Sequence[Identifier]) -> dict[UUID, set[str]]:
    """Return who else has some of the identifiers, and which kinds."""
    c = person_identifiers.c
    shared: dict[UUID, set[str]] = {}
    for identifier in known:
        query = select(c.person_id).where(c.kind == identifier.kind, c.fingerprint == identifier.fingerprint)
        for other in session.connection.execute(query).scalars():
            if other != person:
                shared.setdefault(other, set()).add(identifier.kind)
    return shared


def _wait_for(session: Session, known: Sequence[Identifier]) -> None:
    """Let transactions about the same identifiers follow one another: else neither would see the other's person."""
    for number in sorted(int.from_bytes(identifier.fingerprint[:8], "big", signed=True) for identifier in known):
        session.connection.execute(select(func.pg_advisory_xact_lock(number)))


def _propose(session: Session, person: UUID, other: UUID, reasons: set[str]) -> UUID | None:
    """Propose a merge, or give further reasons for one that is open; None when it was decided on, or is one already."""
    if root(session, person) == root(session, other):
        return None
    first, second = sorted((person, other))
    row = {"person_id": first, "other_id": second, "reasons": sorted(reasons)}
    statement = upsert(merge_proposals).values(tenant_id=session.tenant, id=new_id(), **row)
    again = statement.on_conflict_do_update(
        index_elements=["tenant_id", "person_id", "other_id"],
        set_={"reasons": statement.excluded.reasons, "version": merge_proposals.c.version + 1, "updated_at": func.now()},
        where=merge_proposals.c.status == OPEN,
    )
    return session.connection.execute(again.returning(merge_proposals.c.id)).scalar_one_or_none()


def _undecided(session: Session, proposal: UUID) -> Row[Any]:
    found = session.get(merge_proposals, proposal, lock=True)
    if found.status not in {OPEN, UNDONE}:
        raise Conflict(f"the two were {found.status} already", subject=str(proposal), hint="load the proposals again")
    return found


def _decide(session: Session, found: Row[Any], status: str, *, by: str, absorbed: UUID | None = None) -> None:
    session.update(merge_proposals, found.id, status=status, absorbed_id=absorbed, decided_by=by, decided_at=func.now())
    who = {"person": str(found.person_id), "other": str(found.other_id)}
    audit.log(session, actor=by, action=status, subject="merge_proposal", subject_id=found.id, **who)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(row.id, row.person_id, row.other_id, tuple(row.reasons), row.status, row.version)


def _root() -> Select[Any]:
    asked = persons.alias("asked").c
    return select(func.coalesce(asked.root_id, asked.id).label("root")).where(asked.id == bindparam("person"))


def _same() -> Select[Any]:
    """Return the query of whom somebody was merged into, and everybody else who was."""
    first = _root().subquery("first")
    others = select(func.array_agg(aggregate_order_by(persons.c.id, persons.c.id))).where(persons.c.root_id == first.c.root)
    return select(first.c.root, others.scalar_subquery().label("same"))


def _merged() -> Select[Any]:
    return select(persons.c.id, persons.c.root_id).where(persons.c.root_id.is_not(None))


ROOTS = Prepared(_merged)
ROOTS_OF = Prepared(lambda: _merged().where(persons.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))
ROOT, SAME = Prepared(_root), Prepared(_same)
