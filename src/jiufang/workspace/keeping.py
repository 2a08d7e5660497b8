"""Turn files into what is kept of them: each résumé in them with its person, once, all of a file or nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.cache import code_fingerprint
from jiufang.documents.records import Reading, Record, Status
from jiufang.documents.sandbox.pool import load
from jiufang.store import documents, profiles
from jiufang.store.session import Session
from jiufang.workspace import alerting
from jiufang.workspace.engine import Parsed

if TYPE_CHECKING:
    from concurrent.futures import Future

    from jiufang.workspace.opened import OpenWorkspace


class Added(Record):
    """What became of one résumé: whose it is, and whether it was there already; or the reason why it was not read."""

    file: str
    member: str | None = None
    status: Status
    reason: str = ""
    new: bool = False
    person: UUID | None = None
    document: UUID | None = None


def begun(ws: OpenWorkspace, paths: Sequence[Path]) -> list[tuple[Path, list[Added] | tuple[bytes, Future[Reading]]]]:
    """Return what is kept of each file already, or else its bytes and the reading that was begun."""
    found: list[tuple[Path, list[Added] | tuple[bytes, Future[Reading]]]] = []
    for path in paths:
        data, reason = load(path)
        if reason:
            found.append((path, [Added(file=str(path), status=Status.FAILED, reason=reason)]))
            continue
        with ws.session() as session:
            kept = known(session, path, data)
        found.append((path, kept or (data, ws.engine.begin(data, path))))
    return found


def settle(ws: OpenWorkspace, path: Path, data: bytes, reading: Future[Reading], day: str) -> list[Added]:
    """Keep what was read in a file, all of it or nothing."""
    read = reading.result()
    parsed = ws.engine.profiles_of(path, read, day)
    with ws.session() as session:
        return [keep(session, path, data, one, transient=read.transient) for one in parsed]


def known(session: Session, path: Path, data: bytes) -> list[Added] | None:
    """Return what is kept of a file that this program has read before; None when it has to be read."""
    found = documents.of_file(session, hashlib.sha256(data).digest())
    if not found or any(row.reader != code_fingerprint() for row in found):
        return None
    return [
        Added(file=str(path), member=row.member or None, status=Status(row.status), reason=row.reason, person=row.person, document=row.id)
        for row in found
    ]


def keep(session: Session, path: Path, data: bytes, parsed: Parsed, *, transient: bool) -> Added:
    """Keep one résumé of a file, or why it was not read; what only the machine gave up on stays to be read."""
    received = _receive(session, path, data, parsed)
    if parsed.profile is not None:
        profile = profiles.keep(session, received.id, parsed.profile, reader=code_fingerprint())
        alerting.raise_for(session, profile, received.person)
    if not transient:
        documents.settle(session, received.id, status=str(parsed.status), reason=parsed.reason, reader=code_fingerprint())
    told = {"file": str(path), "member": parsed.member, "status": parsed.status, "reason": parsed.reason}
    return Added(**told, new=received.new, person=received.person, document=received.id)


def _receive(session: Session, path: Path, data: bytes, parsed: Parsed) -> documents.Received:
    if parsed.member is None:
        return documents.receive(session, data, name=path.name)
    container = hashlib.sha256(data).digest()
    known = parsed.profile.document.sha256 if parsed.profile else ""
    sha256 = bytes.fromhex(known) if known else hashlib.sha256(container + parsed.member.encode()).digest()
    return documents.receive_member(session, sha256, container=container, name=path.name, member=parsed.member)
