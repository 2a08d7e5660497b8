"""Tell a person everything that is kept of them: every row that the derivation register names, opened, and every file as it came.

GDPR art. 15 and 20, PIPL art. 45. What is told goes by the register of `store`, so that a table that is added is told as well.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import or_, select

from jiufang.errors import BadInput, NotFound
from jiufang.store import audit, people
from jiufang.store import tables as t
from jiufang.store.register import HELD, Held
from jiufang.store.session import Session

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

# Keys and hashes tell nobody anything; what is searched is made of what the profiles say.
LEFT_OUT = frozenset({t.person_keys.name, t.person_identifiers.name, t.search_entries.name, t.search_vectors.name, t.search_alerts.name})
UNTOLD = frozenset({"tenant_id", "version", "updated_at"})
VERSION = "1"


@dataclass(frozen=True)
class Disclosure:
    """Everything that is kept of a person.

    Args:
        told: rows by table, as JSON-ready data; a file is named in them by its place in `files`.
        files: the files that they sent or were sent, by name.
    """

    told: dict[str, Any]
    files: dict[str, bytes]


def disclose(ws: OpenWorkspace, person: UUID, *, by: str) -> Disclosure:
    """Return everything that is kept of a person, with everybody who was merged with them; that it was told is logged.

    Args:
        ws: the workspace.
        person: any one of their ids.
        by: who asks.

    Raises:
        NotFound: there is no such person, or they were erased.
        BadInput: nobody asks.
    """
    if not by.strip():
        raise BadInput("a disclosure needs somebody who asks for it", subject=str(person))
    files: dict[str, bytes] = {}
    with ws.session() as session:
        if session.get(t.persons, person).erased_at is not None:
            raise NotFound("this person was erased", subject=f"person {person}")
        same = people.group(session, person)
        rows = {held.table.name: _rows(session, held, same, files) for held in HELD if held.table.name not in LEFT_OUT}
        audit.log(session, actor=by, action="disclosed", subject="person", subject_id=same[0], files=len(files))
    told = {"schema_version": VERSION, "person": str(same[0]), "at": dt.datetime.now(dt.UTC).isoformat(), "kept": rows}
    return Disclosure(told, files)


def of_address(ws: OpenWorkspace, address: str) -> list[UUID]:
    """Return the candidates who can be reached at an e-mail address."""
    with ws.session() as session:
        return people.find(session, email=address)


def _rows(session: Session, held: Held, same: list[UUID], files: dict[str, bytes]) -> list[dict[str, Any]]:
    table = held.table
    theirs = select(table).where(or_(*(table.c[name].in_(same) for name in held.by))).order_by(table.c.id)
    return [_row(session, held, row._mapping, files) for row in session.connection.execute(theirs).all()]


def _row(session: Session, held: Held, row: Any, files: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name in UNTOLD or name in held.keyed or value is None:
            continue
        if name in held.sealed:
            told[name] = _opened(session, held, row, name, files)
        else:
            told[name] = value if isinstance(value, (str, int, float, bool, list, dict)) else str(value)
    return told


def _opened(session: Session, held: Held, row: Any, column: str, files: dict[str, bytes]) -> Any:
    owner = row["person_id"] if "person_id" in row else row["id"]
    content = session.unseal_bytes(row[column], person=owner, at=(held.table, row["id"], column))
    try:
        return json.loads(zlib.decompress(content))
    except (zlib.error, ValueError):
        name = f"{held.table.name}-{row['id']}"
        files[name] = content
        return {"file": name}
