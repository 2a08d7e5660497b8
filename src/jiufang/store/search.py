"""Keep what people are searched by, and find them by it: entries, postings and vectors of one tenant.

A new entry is found at once: it waits as it is, and every few hundred are packed into the postings (index/postings.py). All that is
looked up by is compared with leakproof operators, so that row-level security lets PostgreSQL use the indexes; its own full-text
operators are none (docs/decisions/0013-our-own-postings.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, text, update

from jiufang.index.entries import EVERYBODY, HIGHEST, RULES, Entry, entry
from jiufang.index.postings import OFFSET, SEGMENT, Postings, Stored, joined, pack, without
from jiufang.profiles.features import Features
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import search_entries as e
from jiufang.store.tables import search_postings as p
from jiufang.store.tables import search_vectors as v

PACKED_AT_ONCE = 256  # entries that wait are looked through one by one: 256 take a few milliseconds
LOCK = "search"
PLACES = ":places"  # store/places.py; no word and no facet begins so
# An array is one value, however long: a list of a thousand would be a thousand.
HOLDERS = Prepared(
    lambda: text("SELECT term, segment, numbers, impacts FROM search_postings WHERE term = ANY(CAST(:terms AS text[]))"), binary=True
)
WAITING = Prepared(lambda: text("SELECT id, terms FROM search_entries WHERE number IS NULL ORDER BY id"))
# The length of a value is known without reading it.
PACKED = Prepared(
    lambda: text(
        "SELECT (SELECT max(number) FROM search_entries WHERE number IS NOT NULL) AS highest, "
        "(SELECT coalesce(sum(length(numbers)), 0) FROM search_postings WHERE term = :everybody) AS length"
    )
)
WHOSE = Prepared(
    lambda: text(
        "SELECT number, id, person_id FROM search_entries WHERE number = ANY(CAST(:numbers AS int[])) "
        "UNION ALL SELECT NULL, id, person_id FROM search_entries WHERE id = ANY(CAST(:ids AS uuid[])) AND number IS NULL"
    ),
    binary=True,
)
FACETS = Prepared(
    lambda: text("SELECT id, array_to_string(facets, chr(10)) AS told FROM search_entries WHERE id = ANY(CAST(:ids AS uuid[]))")
)
# Who goes has no place any more (store/places.py), and whoever is given their number begins without one.
NOWHERE = Prepared(
    lambda: text(
        "UPDATE search_postings SET numbers = set_byte(set_byte(numbers, :at, 255), :at + 1, 255) "
        "WHERE term = :term AND segment = :segment AND length(numbers) > :at"
    )
)
APPENDED = """
INSERT INTO search_postings AS kept (tenant_id, term, segment, numbers, impacts)
SELECT :tenant, term, segment, numbers, impacts
FROM unnest(CAST(:terms AS text[]), CAST(:segments AS int[]), CAST(:numbers AS bytea[]), CAST(:impacts AS bytea[]))
    AS given (term, segment, numbers, impacts)
ORDER BY term, segment
ON CONFLICT (tenant_id, term, segment)
DO UPDATE SET numbers = kept.numbers || excluded.numbers, impacts = kept.impacts || excluded.impacts
"""


@dataclass(frozen=True)
class Found:
    """The postings of a question's terms, and whose the numbers are that stand for entries not packed yet."""

    postings: Postings
    tail: tuple[UUID, ...]

    @property
    def packed(self) -> int:
        """One more than the highest number that was packed."""
        return self.postings.size - len(self.tail)


def keep(session: Session, profile: UUID, person: UUID, said: Features) -> None:
    """Let a person be found by what a profile says of them."""
    made = entry(said)
    row = {"person_id": person, "rules": RULES, "terms": written(made), "facets": list(made.facets)}
    session.insert(e, profile, **row)


def remove(session: Session, profiles: Sequence[UUID]) -> int:
    """Let nobody be found by some profiles any more; return how many entries there were."""
    if not profiles:
        return 0
    alone(session)
    rows = session.connection.execute(select(e.c.id, e.c.number, e.c.terms).where(e.c.id.in_(profiles))).all()
    for row in rows:
        if row.number is not None:
            _cut(session, row.number, read(row.terms))
    session.connection.execute(delete(e).where(e.c.id.in_(profiles)))
    return len(rows)


def forget(session: Session, persons: Sequence[UUID]) -> None:
    """Cut persons out of the postings, before their entries are removed with everything else of theirs."""
    alone(session)
    rows = session.connection.execute(select(e.c.number, e.c.terms).where(e.c.person_id.in_(persons), e.c.number.is_not(None)))
    for row in rows.all():
        _cut(session, row.number, read(row.terms))


def pack_waiting(session: Session, *, least: int = PACKED_AT_ONCE) -> int:
    """Pack the entries that wait, if they are so many; return how many were packed."""
    waiting = select(e.c.id, e.c.terms).where(e.c.number.is_(None)).order_by(e.c.id)
    if len(session.connection.execute(waiting.with_only_columns(e.c.id).limit(least)).all()) < max(1, least):
        return 0
    alone(session)
    rows = session.connection.execute(waiting).all()
    first = _next_number(session)
    numbers = {row.id: first + place for place, row in enumerate(rows)}
    _append(session, pack((numbers[row.id], read(row.terms)) for row in rows))
    given = {"ids": list(numbers), "numbers": list(numbers.values())}
    for table in ("search_entries", "search_vectors"):
        changed = f"UPDATE {table} AS t SET number = g.number FROM unnest(CAST(:ids AS uuid[]), CAST(:numbers AS int[])) AS g (id, number) WHERE t.id = g.id"  # noqa: S608 - our own names
        session.connection.execute(text(changed), given)
    return len(rows)


def find(session: Session, terms: Iterable[str]) -> Found:
    """Return the postings of some terms, of packed entries and of those that wait."""
    asked = sorted({*terms})
    stored: dict[str, dict[int, Stored]] = {term: {} for term in asked}
    for term, segment, numbers, impacts in HOLDERS.all(session.connection, terms=asked) if asked else ():
        stored[term][segment] = Stored(numbers, impacts)
    waiting = WAITING.all(session.connection)
    highest, length = PACKED.all(session.connection, everybody=EVERYBODY)[0]
    first = 0 if highest is None else int(highest) + 1
    held = {}
    for term in asked:
        tail = [(first + place, weight) for place, row in enumerate(waiting) if (weight := weight_in(row.terms, term))]
        held[term] = joined(stored[term], tail)
    size = first + len(waiting)
    return Found(Postings(size, int(length) // OFFSET.itemsize + len(waiting), held), tuple(row.id for row in waiting))


def ids_of(session: Session, found: Found, numbers: Sequence[int]) -> dict[int, tuple[UUID, UUID]]:
    """Return profile and person of each number."""
    first = found.packed
    tail = {first + place: id for place, id in enumerate(found.tail)}
    wanted = {int(number) for number in numbers}
    waiting = {id: number for number, id in tail.items() if number in wanted}
    packed = [number for number in wanted if number < first]
    rows = WHOSE.all(session.connection, numbers=array(packed), ids=array(waiting))
    return {row.number if row.number is not None else waiting[row.id]: (row.id, row.person_id) for row in rows}


def facets_of(session: Session, profiles: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the facets of some profiles."""
    return {id: tuple(told.split("\n")) if told else () for id, told in FACETS.all(session.connection, ids=array(profiles))}


def current(session: Session, person: UUID) -> UUID | None:
    """Return the profile by which a person is found; None when they are not."""
    query = select(e.c.id).where(e.c.person_id == person).order_by(e.c.id.desc()).limit(1)
    return session.connection.execute(query).scalar_one_or_none()


def outdated(session: Session, *, limit: int) -> list[UUID]:
    """Return current profiles without an entry by the rules of this version."""
    query = text(
        "SELECT c.id FROM profiles c LEFT JOIN search_entries e ON e.tenant_id = c.tenant_id AND e.id = c.id "
        "WHERE c.current AND (e.id IS NULL OR e.rules <> :rules) ORDER BY c.id LIMIT :limit"
    )
    return list(session.connection.execute(query, {"rules": RULES, "limit": limit}).scalars())


def clear(session: Session) -> None:
    """Remove everything that is searched, to be made anew."""
    alone(session)
    for table in (v, e, p):
        session.connection.execute(delete(table))


def array(values: Iterable[int | UUID]) -> str:
    """Return numbers or ids as PostgreSQL reads an array: as one text, which is cheaper than a thousand values."""
    return f"{{{','.join(map(str, values))}}}"


def written(made: Entry) -> str:
    """Return the terms of an entry as it is kept: a line each, with the weight after a tab."""
    return "\n" + "".join(f"{term}\t{weight}\n" for term, weight in made.impacts.items())


def read(terms: str) -> Mapping[str, int]:
    """Return what `written` wrote."""
    lines = (line.partition("\t") for line in terms.split("\n") if line)
    return {term: int(weight) for term, _, weight in lines}


def weight_in(terms: str, term: str) -> int:
    """Return how much a term weighs in an entry as it is kept; 0 when it is not in it."""
    if term == EVERYBODY:
        return HIGHEST
    at = terms.find(f"\n{term}\t")
    return int(terms[at + len(term) + 2 : terms.index("\n", at + 1)]) if at >= 0 else 0


def alone(session: Session) -> None:
    """Let those who change the postings of a tenant follow one another."""
    key = f"{LOCK} {session.tenant}"
    session.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _next_number(session: Session) -> int:
    highest = session.connection.execute(select(func.max(e.c.number)).where(e.c.number.is_not(None))).scalar_one()
    return 0 if highest is None else int(highest) + 1


def _append(session: Session, packed: Mapping[tuple[int, str], Stored]) -> None:
    order = sorted(packed, key=lambda key: (key[1], key[0]))
    given = {
        "tenant": session.tenant,
        "terms": [term for _, term in order],
        "segments": [segment for segment, _ in order],
        "numbers": [packed[key].numbers for key in order],
        "impacts": [packed[key].impacts for key in order],
    }
    session.connection.execute(text(APPENDED), given)


def _cut(session: Session, number: int, terms: Iterable[str]) -> None:
    """Cut a number out of the postings of its terms."""
    segment, offset = divmod(number, SEGMENT)
    NOWHERE.run(session.connection, term=PLACES, segment=segment, at=2 * offset)
    of_it = (p.c.segment == segment) & p.c.term.in_(list(terms))
    rows = session.connection.execute(select(p.c.term, p.c.numbers, p.c.impacts).where(of_it)).all()
    for row in rows:
        left = without(Stored(row.numbers, row.impacts), offset)
        this = (p.c.segment == segment) & (p.c.term == row.term)
        if left.numbers:
            session.connection.execute(update(p).where(this).values(numbers=left.numbers, impacts=left.impacts))
        else:
            session.connection.execute(delete(p).where(this))
