"""Copy a workspace while it is used, and bring a copy back, wherever its database lies: both are checked row by row.

A backup is a folder of its own:

    data.zip         the tables, as `copies` writes them; personal content in them is sealed
    people.jsonl     the rows with words of candidates in the clear, sealed here under each one's key
    keys.json        the persons' keys, still wrapped by the master key, which is never part of a backup
    manifest.json    columns, rows and checksum of every table, and the hash of each file

The keys stand apart so that erasing a person reaches backups too: their key is taken out of `keys.json`, the rest stays as it is. Who
has no key in a backup was erased, and is erased again before anybody is served from it.

What was written from the server in a folder can be read into one that somebody else runs, and the other way round.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import OperationalError

from jiufang.errors import BadInput, Sealed
from jiufang.store import copies, erasure, migrate, search
from jiufang.store.connect import APPLICATION, MAKE_ROLE, Database, owner_engine
from jiufang.store.copies import Copied
from jiufang.store.embedded import EmbeddedServer
from jiufang.store.master import Keyring
from jiufang.store.outages import outages
from jiufang.store.register import MADE_AGAIN, SEALED_IN_BACKUPS
from jiufang.store.sealed_rows import fill_rows, remove_rows, write_rows
from jiufang.store.session import Session
from jiufang.store.tables import erasures, person_keys
from jiufang.store.vault import Place, Vault, Wrapped

FORMAT = 3
DATA, PEOPLE, KEYS, MANIFEST = "data.zip", "people.jsonl", "keys.json", "manifest.json"
FILES = (DATA, PEOPLE, KEYS)
OWN = "hash"  # of the manifest itself
APART = (person_keys.name, *(held.table.name for held in SEALED_IN_BACKUPS), *MADE_AGAIN)  # tables whose rows stand in other files, or none
KNOWN = "backups.json"  # in the workspace's folder: where its backups lie, so that erasing reaches them
IN_USE, LOCKED = "55006", "55P03"  # SQLSTATE: object_in_use, lock_not_available
STOP_FIRST = "stop servers and workers first"
LOCK_WAIT = "20s"  # for tables that somebody else works on
KEYLESS = """
SELECT p.tenant_id, p.id FROM persons p
WHERE p.erased_at IS NULL AND NOT EXISTS (SELECT FROM person_keys k WHERE k.tenant_id = p.tenant_id AND k.id = p.id) ORDER BY p.id
"""
NUMBERED = "SELECT t FROM unnest(ARRAY['search_entries', 'search_vectors']) t WHERE to_regclass(t) IS NOT NULL"
Then = Callable[[Session], object]
"""Done for each tenant of a restored database, before anybody is served from it."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: its folder, the revision of its tables, rows and checksum of each."""

    folder: Path
    revision: str
    tables: dict[str, tuple[int, str]]


def back_up(database: Database, folder: Path, *, keyring: Keyring, workspace: Path | None = None) -> Backup:
    """Copy a database as it is at one moment, while others go on working.

    Args:
        database: the database.
        folder: what the backup becomes; there must be nothing yet.
        keyring: the master keys, by which each candidate's words are sealed with their own key.
        workspace: the workspace's folder, which remembers where its backups lie.

    Raises:
        BadInput: there is something at that place.
        Unavailable: the disk is full, or the database went away; nothing is left then.
    """
    if folder.exists():
        raise BadInput("there is something already", subject=str(folder), hint="name a new folder")
    making = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    try:
        with outages(), _moment(database) as connection:
            written = _write(connection, making, Vault(keyring))
        making.rename(folder)
        if workspace is not None:
            _remember(workspace, folder)
            _forget_meanwhile(database, workspace)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return _told(folder, written)


def check(folder: Path) -> dict[str, Any]:
    """Return a backup's manifest, once its files are what it says.

    Raises:
        BadInput: it is no backup, incomplete, damaged, or of a newer program.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest.get("format") != FORMAT:
            raise BadInput("this backup is of another version", subject=str(folder), hint="restore it with the version that wrote it")
        found = {name: _hash_of(folder / name) for name in FILES}
    except (OSError, ValueError):
        raise BadInput("this is no complete backup", subject=str(folder), hint="name the folder that the backup was written to") from None
    if manifest.get(OWN) != _own_hash(manifest):
        raise BadInput("this file is damaged", subject=str(folder / MANIFEST), hint="take another backup")
    for name, hash in found.items():
        if manifest["files"].get(name) != hash:
            raise BadInput("this file is damaged", subject=str(folder / name), hint="take another backup")
    if manifest["revision"] not in migrate.revisions():
        raise BadInput("this backup is of a newer version", subject=str(folder), hint="update jiufang")
    return manifest


def verify(folder: Path, keyring: Keyring) -> Backup:
    """Make sure that a backup is whole and that its keys open, without touching anything.

    Raises:
        BadInput: it is damaged, of a newer program, or locked with another master key.
    """
    manifest = check(folder)
    _try_keys(_read_keys(folder), keyring, folder)
    return _told(folder, manifest)


def restore(
    server: EmbeddedServer, database: str, folder: Path, *, keyring: Keyring, erased: Iterable[UUID], then: Then | None = None
) -> Backup:
    """Put a backup in the place of a folder's database; until all of it is there and checked, the database stays as it was.

    Who was erased since the backup, or has no key in it, is erased in what was restored before it takes the database's place.

    Args:
        server: the server of the workspace.
        database: the database to replace; nobody may be connected to it.
        folder: the backup.
        keyring: the master keys; they have to open the keys of the backup.
        erased: who was erased since: neither their keys nor anything else of theirs is brought back.
        then: what else belongs to it.

    Raises:
        BadInput: the backup is damaged, or locked with another master key.
    """
    manifest, keys = _opened(folder, keyring, erased)
    making = f"{database}_restoring"
    with owner_engine(server.url()).connect() as admin:
        admin.execution_options(isolation_level="AUTOCOMMIT")
        admin.execute(text(MAKE_ROLE))
        admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        admin.exec_driver_sql(f"CREATE DATABASE {making}")
        try:
            made = Database(server.url(user=APPLICATION, database=making), owner_url=server.url(database=making))
            with made.owner() as connection:
                _fill(connection, folder, manifest, keys, Vault(keyring), then)
            made.close()
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}_before WITH (FORCE)")
            if admin.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}).scalar():
                admin.exec_driver_sql(f"ALTER DATABASE {database} RENAME TO {database}_before")
            admin.exec_driver_sql(f"ALTER DATABASE {making} RENAME TO {database}")
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}_before WITH (FORCE)")
        except BaseException as error:
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
            if _state(error) == IN_USE:
                raise BadInput("somebody is working in the workspace", subject="restore", hint=STOP_FIRST) from None
            raise
    return _told(folder, manifest)


def restore_hosted(database: Database, folder: Path, *, keyring: Keyring, erased: Iterable[UUID], then: Then | None = None) -> Backup:
    """Put a backup in the place of everything in a database that somebody else runs, in one transaction: all of it, or nothing changes.

    Args:
        database: the database; of its owner no more is asked than to own the tables.
        folder: the backup.
        keyring: the master keys; they have to open the keys of the backup.
        erased: who was erased since: neither their keys nor anything else of theirs is brought back.
        then: what else belongs to it.

    Raises:
        BadInput: the backup is damaged, or locked with another master key; or somebody is working in the database.
    """
    manifest, keys = _opened(folder, keyring, erased)
    try:
        with database.owner() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            if migrate.revision(connection) is not None:
                migrate.downgrade(connection, to="base")
            _fill(connection, folder, manifest, keys, Vault(keyring), then)
    except OperationalError as error:
        if _state(error) != LOCKED:
            raise
        raise BadInput("somebody is working in the database", subject="restore", hint=STOP_FIRST) from None
    return _told(folder, manifest)


def forget(workspace: Path, persons: Iterable[UUID]) -> tuple[list[str], list[str]]:
    """Take persons' keys out of every backup of a workspace that can be reached.

    Returns:
        The backups that were reached, and those that were not: whoever restores one of them passes it who was erased since.
    """
    gone, reached, missing = {str(person) for person in persons}, [], []
    with _alone(workspace):
        for place in _known(workspace):
            try:
                _take_out(Path(place), gone)
                reached.append(place)
            except OSError:
                missing.append(place)
    return reached, missing


def known(workspace: Path) -> list[Path]:
    """Return the backups of a workspace that lie where they were written to."""
    return [Path(place) for place in _known(workspace) if (Path(place) / MANIFEST).is_file()]


def discard(backups: Iterable[Path], *, workspace: Path | None) -> None:
    """Remove backups, and forget where they lay."""
    gone = {str(folder.absolute()) for folder in backups}
    for place in gone:
        shutil.rmtree(place)
    if workspace is not None and gone:
        with _alone(workspace):
            _replace(workspace / KNOWN, json.dumps([place for place in _known(workspace) if place not in gone]))


@contextmanager
def _moment(database: Database) -> Iterator[Connection]:
    """Hold one moment of the database still."""
    engine = owner_engine(database.owner_url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection
    finally:
        engine.dispose()


def _write(connection: Connection, folder: Path, vault: Vault) -> dict[str, Any]:
    revision, keys, sums = migrate.revision(connection), list[dict[str, str]](), list[dict[str, copies.Sum]]()
    written = copies.tables(APART)
    with os.fdopen(_ours(folder / DATA), "wb") as data, os.fdopen(_ours(folder / PEOPLE), "w", encoding="utf-8") as people:
        with zipfile.ZipFile(data, "w", compresslevel=copies.QUICKLY) as archive, copies.as_application(connection):
            for tenant in copies.tenants(connection):
                copies.enter(connection, tenant)
                copies.write(connection, archive, tenant, leave_out=APART)
                sums.append(copies.checksums(connection, [one.table for one in written]))
                theirs = _keys_of(connection)
                write_rows(connection, people, theirs, vault)
                keys += theirs
        for file in (data, people):
            file.flush()
            os.fsync(file.fileno())
    _replace(folder / KEYS, json.dumps(keys))
    files = {name: _hash_of(folder / name) for name in FILES}
    columns = {one.table: one.columns for one in written}
    manifest = {"format": FORMAT, "revision": revision, "columns": columns, "tables": copies.added(sums), "files": files}
    _write_manifest(folder, manifest)
    return manifest


def _keys_of(connection: Connection) -> list[dict[str, str]]:
    columns = person_keys.c.tenant_id, person_keys.c.id, person_keys.c.master, person_keys.c.wrapped
    rows = connection.execute(select(*columns).order_by(person_keys.c.id))
    return [{"tenant": str(r[0]), "id": str(r[1]), "master": r[2], "wrapped": base64.b64encode(r[3]).decode()} for r in rows]


def _opened(folder: Path, keyring: Keyring, erased: Iterable[UUID]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the manifest of a backup, and the keys of those who were not erased since."""
    manifest, keys, gone = check(folder), _read_keys(folder), set(erased)
    _try_keys(keys, keyring, folder)
    return manifest, [key for key in keys if UUID(key["id"]) not in gone]


def _fill(
    connection: Connection, folder: Path, manifest: dict[str, Any], keys: Sequence[dict[str, str]], vault: Vault, then: Then | None
) -> None:
    """Load a backup into an empty database, compare it with the manifest, erase who was erased, and bring it to today's tables."""
    written = [Copied(name, tuple(columns)) for name, columns in manifest["columns"].items()]
    migrate.upgrade(connection, to=manifest["revision"])
    apart = [name for name in APART if connection.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar()]  # at that revision
    with copies.unbound(connection, [*manifest["columns"], *apart]):
        with copies.whole(folder / DATA) as archive:
            copies.read(connection, archive, written)
        copies.compare(connection, manifest["tables"], subject=str(folder))
        gone = _put_people(connection, folder, keys, vault)
    migrate.upgrade(connection)
    everybody = copies.tenants(connection)
    with copies.as_application(connection):
        for tenant in everybody:
            copies.enter(connection, tenant)
            session = Session(connection, tenant, vault)
            erasure.erase_again(session, gone.get(tenant, []))
            search.pack_waiting(session, least=1)
            if then is not None:
                then(session)


def _put_people(connection: Connection, folder: Path, keys: Sequence[dict[str, str]], vault: Vault) -> dict[UUID, list[UUID]]:
    """Put back keys and rows of those who were not erased; return the others, by tenant."""
    rows = [{"tenant_id": k["tenant"], "id": k["id"], "master": k["master"], "wrapped": base64.b64decode(k["wrapped"])} for k in keys]
    if rows:
        connection.execute(insert(person_keys), rows)
    gone: dict[UUID, list[UUID]] = {}
    for tenant, person in connection.execute(text(KEYLESS)):
        gone.setdefault(tenant, []).append(person)
    with (folder / PEOPLE).open(encoding="utf-8") as lines:
        fill_rows(connection, lines, keys, vault)
    remove_rows(connection, [person for several in gone.values() for person in several])
    for name in connection.execute(text(NUMBERED)).scalars():
        connection.exec_driver_sql(f"UPDATE {name} SET number = NULL")  # noqa: S608 - our own names; the postings are made again
    return gone


def _try_keys(keys: list[dict[str, str]], keyring: Keyring, folder: Path) -> None:
    """Open every key, so that nothing is restored that could not be read.

    Raises:
        BadInput: the master key is another one, or a key is damaged.
    """
    vault = Vault(keyring)
    for key in keys:
        place = Place(UUID(key["tenant"]), person_keys.name, UUID(key["id"]), "wrapped")
        try:
            vault.unwrap(Wrapped(key["master"], base64.b64decode(key["wrapped"])), place)
        except Sealed as damaged:
            raise BadInput("a key in the backup is damaged", subject=str(folder / KEYS), hint="take another backup") from damaged


def _read_keys(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / KEYS).read_text("utf-8"))
    return found


def _take_out(folder: Path, gone: set[str]) -> None:
    """Take keys out of a backup."""
    keys = [key for key in _read_keys(folder) if key["id"] not in gone]
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    _replace(folder / KEYS, json.dumps(keys))
    manifest["files"][KEYS] = _hash_of(folder / KEYS)
    _write_manifest(folder, manifest)


def _forget_meanwhile(database: Database, workspace: Path) -> None:
    """Take out who was erased while the backup was written: their erasure did not know of it yet."""
    gone: list[UUID] = []
    with database.owner() as connection, copies.as_application(connection):
        for tenant in copies.tenants(connection):
            copies.enter(connection, tenant)
            gone += connection.execute(select(erasures.c.person_id)).scalars()
    if gone:
        forget(workspace, gone)


def _known(workspace: Path) -> list[str]:
    path = workspace / KNOWN
    return list(json.loads(path.read_text("utf-8"))) if path.exists() else []


def _remember(workspace: Path, folder: Path) -> None:
    with _alone(workspace):
        _replace(workspace / KNOWN, json.dumps(sorted({*_known(workspace), str(folder.absolute())})))


@contextmanager
def _alone(workspace: Path) -> Iterator[None]:
    """Let one process at a time change the list of backups, or their keys: of two who write at once, one would bring back a key."""
    with (workspace / f".{KNOWN}").open("ab") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    told = {name: value for name, value in manifest.items() if name != OWN}
    _replace(folder / MANIFEST, json.dumps({**told, OWN: _own_hash(told)}, indent=1))


def _own_hash(manifest: dict[str, Any]) -> str:
    """Return the hash of a manifest without its own hash."""
    told = {name: value for name, value in manifest.items() if name != OWN}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _state(error: BaseException) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def _told(folder: Path, manifest: dict[str, Any]) -> Backup:
    return Backup(folder, manifest["revision"], {name: (rows, sum) for name, (rows, sum) in manifest["tables"].items()})


def _replace(path: Path, content: str) -> None:
    """Write a file of ours alone; a crash leaves the old one or the new one."""
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(_ours(part), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _ours(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
