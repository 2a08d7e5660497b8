"""Change the master key while everybody goes on working: a new one is made, all data keys are wrapped with it, the old one is retired.

    1  the new key stands before the old one in the key file: from now on it wraps, and both open; programs that run notice
    2  whoever was wrapping a key at that moment is waited for
    3  the data keys of all tenants are wrapped anew, some hundreds a transaction; what they seal stays as it is
    4  nothing is left under the old key: it is taken out of the file, and kept in a file of its own

Killed at any moment, the next rotation goes on where it was: a second key in the file says that one was under way. Backups that were
made before open with the old key alone, and need it as long as they are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from jiufang.errors import BadInput, Conflict, InternalError
from jiufang.store.keys import ROTATED_AT_ONCE, ROTATION
from jiufang.store.master import FILE, Keyring, MasterKey
from jiufang.store.opening import Store

RETIRED = "master.key.retired"
ROTATING = 0x6A69_7568  # “jiuh”: one rotation at a time


@dataclass(frozen=True)
class Rotated:
    """What a rotation came to.

    Args:
        wrapped: how many data keys were wrapped anew by this run; one that was killed before may have done others.
        current: the id of the master key in use.
        retired: the ids of those that open nothing any more but older backups.
        kept: the file that holds the retired ones; None where the keys are not ours to keep.
    """

    wrapped: int
    current: str
    retired: tuple[str, ...]
    kept: Path | None


def rotate(store: Store, *, done: Callable[[int], object] = int, at_once: int = ROTATED_AT_ONCE) -> Rotated:
    """Change the master key, or end a change that was begun.

    Args:
        store: the store; others may work with it.
        done: called with the number of data keys that were wrapped so far.
        at_once: how many in one transaction.

    Raises:
        Conflict: another rotation is under way.
        BadInput: the keys were given by `JIUFANG_MASTER_KEY`, and no new one is among them.
    """
    with store.database.owner(autocommit=True) as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": ROTATING}).scalar_one():
            raise Conflict("another rotation is under way", subject="master key", hint="wait until it has ended")
        folder = _file(store)
        _begin(store, folder)
        connection.execute(text("SELECT pg_advisory_lock(:lock), pg_advisory_unlock(:lock)"), {"lock": ROTATION})
        wrapped = _wrap_all(store, done, at_once)
        return Rotated(wrapped, store.vault.keyring.current.id, *_retire(store, folder))


def _file(store: Store) -> Path | None:
    """Return the folder whose file holds the keys; None where they were given."""
    return store.folder if store.vault.file is not None else None


def _begin(store: Store, folder: Path | None) -> None:
    keyring = store.vault.keyring
    if len(keyring.keys) > 1:
        return  # one was begun, or an older key was put back for the sake of a backup
    if folder is None:
        told = "JIUFANG_MASTER_KEY holds one key, and the new one has to come from where it does"
        raise BadInput(
            told, subject="JIUFANG_MASTER_KEY", hint="start all programs with “NEW,OLD”, then rotate; `jiufang keys new` makes one"
        )
    Keyring((MasterKey.new(), *keyring.keys)).write(folder)


def _wrap_all(store: Store, done: Callable[[int], object], at_once: int) -> int:
    wrapped = 0
    for tenant in store.tenants():
        some = 1
        while some:
            with store.session(tenant) as session:
                some = session.keys.rotate(at_most=at_once)
            wrapped += some
            done(wrapped)
    return wrapped


def _retire(store: Store, folder: Path | None) -> tuple[tuple[str, ...], Path | None]:
    """Take the old keys out of use, once nothing is left that they wrap."""
    for tenant in store.tenants():
        with store.session(tenant) as session:
            if session.keys.left():
                raise InternalError("keys are left under the old master key", subject=f"tenant {tenant}", hint="rotate once more")
    current, *old = store.vault.keyring.keys
    if folder is not None:
        before = Keyring.read(folder / RETIRED).keys if (folder / RETIRED).exists() else ()
        Keyring((*old, *(key for key in before if key not in old))).write(folder, name=RETIRED)
        Keyring((current,)).write(folder, name=FILE)
    return tuple(key.id for key in old), folder / RETIRED if folder else None
