"""Tell what the company is called, to candidates in conversations, letters and mails, and what its letters end with; and change it.

of(ws)                          name and signature as they are; both empty where nobody has said
change(ws, name, signature)     from now on; letters that are written stay as they are
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from jiufang.access.errors import Stale
from jiufang.access.mail import one_line
from jiufang.errors import BadInput
from jiufang.store import audit
from jiufang.store import tables as t
from jiufang.store.opening import NAME
from jiufang.store.session import Session
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

SIGNATURE = "signature"
LONGEST_NAME, LONGEST_SIGNATURE = 120, 1000  # characters


class Company(Shown):
    """What the company is called, and what its letters end with."""

    version: int
    name: str
    signature: str


def of(ws: OpenWorkspace) -> Company:
    """Return what the company is called."""
    with ws.session() as session:
        return read(session)


def read(session: Session) -> Company:
    """Return what the company is called, in a transaction."""
    row = session.connection.execute(select(t.tenants)).one()
    return Company(version=row.version, name="" if row.name == NAME else row.name, signature=str(row.settings.get(SIGNATURE, "")))


def change(ws: OpenWorkspace, *, name: str, signature: str, by: str, version: int | None = None) -> Company:
    """Say what the company is called, and what its letters end with; empty takes it back.

    Raises:
        BadInput: it is too long.
        Stale: somebody else changed it meanwhile.
    """
    named, ends = one_line(name), "\n".join(one_line(line) for line in signature.strip().splitlines())
    if len(named) > LONGEST_NAME or len(ends) > LONGEST_SIGNATURE:
        raise BadInput(f"a name has {LONGEST_NAME} characters at most, a signature {LONGEST_SIGNATURE}", subject="company")
    kept = t.tenants.c.settings.op("-")(SIGNATURE)
    told = kept.op("||")(cast({SIGNATURE: ends}, JSONB)) if ends else kept
    changed = t.tenants.update().values(name=named or NAME, settings=told, updated_at=func.now(), version=t.tenants.c.version + 1)
    with ws.session() as session:
        found = changed if version is None else changed.where(t.tenants.c.version == version)
        if not session.connection.execute(found).rowcount:
            raise Stale("it was changed in the meantime", subject="company", hint="load it again")
        audit.log(session, actor=by, action="changed", subject="company")
        return read(session)


def signed(text: str, signature: str) -> str:
    """Return a letter with what the company's letters end with; once, however often it is worded."""
    return f"{text.rstrip()}\n\n{signature}" if signature and not text.rstrip().endswith(signature) else text
