"""Back a workspace up, and bring it back: who was erased since stays erased, who was put out stays out, what was to be done still is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.queue import deliver_again
from jiufang.store import backup, erasure, scrubbing
from jiufang.store.backup import Backup
from jiufang.store.opening import NAME
from jiufang.store.session import Session
from jiufang.workspace.entering.keeping_out import keep_out, put_out
from jiufang.workspace.erasing import noted

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

NAMED = "backup-"  # and the moment


def back_up(ws: OpenWorkspace, folder: Path) -> Backup:
    """Copy everything to a new folder while others go on working; the master key is not part of it.

    Raises:
        BadInput: there is something at that place.
    """
    return backup.back_up(ws.store.database, folder, keyring=ws.store.vault.keyring, workspace=ws.store.folder)


def back_up_into(ws: OpenWorkspace, folder: Path, *, keep: int = 0) -> Backup:
    """Copy everything to a folder that is named after the moment, beside earlier ones.

    Args:
        ws: the workspace.
        folder: where backups lie side by side.
        keep: how many to keep; older ones are removed once the new one is whole. All when 0.
    """
    made = back_up(ws, folder / f"{NAMED}{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}")
    older = sorted(path for path in folder.glob(f"{NAMED}*Z") if (path / backup.MANIFEST).exists())
    backup.discard(older[:-keep] if keep else [], workspace=ws.store.folder)
    return made


def verify(ws: OpenWorkspace, folder: Path) -> Backup:
    """Make sure that a backup is whole and opens with the master key that is here.

    Raises:
        BadInput: it does not.
    """
    return backup.verify(folder, ws.store.vault.keyring)


def restore(ws: OpenWorkspace, folder: Path, *, erased: Iterable[UUID] = ()) -> Backup:
    """Put a backup in the place of everything that is here; who was erased since stays erased, and leaves nothing on the disk.

    Args:
        ws: the workspace.
        folder: the backup.
        erased: who else was erased since it was written, in the workspace that it is of.

    Raises:
        BadInput: the backup is damaged, or locked with another master key; everything is as it was.
    """
    store, keyring = ws.store, ws.store.vault.keyring
    persons, gone = {*erased, *_erased_here(ws)}, put_out(ws)

    def then(session: Session) -> None:
        keep_out(session, gone)
        deliver_again(session)

    store.database.close()
    with noted(ws) as note:
        if store.server is not None:
            found = backup.restore(store.server, NAME, folder, keyring=keyring, erased=persons, then=then)
        else:
            found = backup.restore_hosted(store.database, folder, keyring=keyring, erased=persons, then=then)
    if scrubbing.scrub(store.database) and note is not None:
        note.unlink()
    return found


def _erased_here(ws: OpenWorkspace) -> set[UUID]:
    gone: set[UUID] = set()
    for tenant in ws.store.tenants():
        with ws.store.session(tenant) as session:
            gone.update(erasure.erased(session))
    return gone
