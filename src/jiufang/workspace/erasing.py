"""Erase people from a workspace, wherever something of them lies: tables, disk, backups, and results of commands that keep nothing.

What has to follow an erasure, when the rows are gone already, is noted in the folder first: a program that was killed, or that found
the tables busy, is followed by one that finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, or_, select

from jiufang.cache import Cache
from jiufang.store import backup, erasure, people, scrubbing
from jiufang.store.erasure import Certificate
from jiufang.store.ids import new_id
from jiufang.store.register import emptied
from jiufang.workspace import promoting

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

NOTED = ".erasing-"  # and an id: an erasure that is not finished


def erase_all(ws: OpenWorkspace, persons: Sequence[UUID], *, by: str) -> list[Certificate]:
    """Erase persons, all of them or none, and clear the disk once.

    Args:
        ws: the workspace.
        persons: their ids.
        by: who asked for it.

    Raises:
        NotFound: one of them is not there.
        BadInput: nobody asked for it.
    """
    with noted(ws) as note, ws.session() as session:
        known = promoting.known_by(ws, session, persons)
        certificates = [erasure.erase(session, person, by=by) for person in persons]
        stale = promoting.mark(ws, session, known, by=by)  # before it is done for good: a mark too many does no harm, one too few does
    gone = [one for certificate in certificates for one in certificate.persons]
    done = scrubbing.scrub(ws.store.database)
    reached, missing = _outside(ws, gone)
    if note is not None and done:
        note.unlink()
    return [
        replace(one, backups=tuple(reached), backups_not_reached=tuple(missing), scrubbed=done, models=tuple(stale)) for one in certificates
    ]


def foreseen(ws: OpenWorkspace, person: UUID) -> dict[str, int]:
    """Return how many rows an erasure would remove from which table, the most first; nothing is changed.

    Raises:
        NotFound: there is no such person.
    """
    with ws.session() as session:
        same = people.group(session, person)
        counted = {
            held.table.name: session.connection.execute(
                select(func.count()).select_from(held.table).where(or_(*(held.table.c[name].in_(same) for name in held.by)))
            ).scalar_one()
            for held in emptied()
        }
    return dict(sorted(((name, count) for name, count in counted.items() if count), key=lambda one: (-one[1], one[0])))


def finish(ws: OpenWorkspace) -> int:
    """Finish what erasures left undone; return how many did."""
    notes = sorted(ws.store.folder.glob(f"{NOTED}*")) if ws.store.folder else []
    if not notes:
        return 0
    with ws.store.database.owner() as connection:
        gone = erasure.erased_of_all(connection)
    done = scrubbing.scrub(ws.store.database)
    _outside(ws, [person for several in gone.values() for person in several])
    for note in notes if done else []:
        note.unlink(missing_ok=True)
    return len(notes)


def _outside(ws: OpenWorkspace, persons: Sequence[UUID]) -> tuple[list[str], list[str]]:
    """Erase persons beyond the database: from backups, and from results of commands that keep nothing."""
    Cache(ws.engine.settings.cache_dir).clear()
    return backup.forget(ws.store.folder, persons) if ws.store.folder else ([], [])


@contextmanager
def noted(ws: OpenWorkspace) -> Iterator[Path | None]:
    """Note that the disk is to be cleared, unless what has to be cleared away does not come to be."""
    if ws.store.folder is None:
        yield None
        return
    note = ws.store.folder / f"{NOTED}{new_id()}"
    note.touch(mode=0o600)
    try:
        yield note
    except BaseException:
        note.unlink()
        raise
