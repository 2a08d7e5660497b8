"""Copy a workspace while it is used, and bring a copy back: both are checked row by row.

A backup is a folder of its own:

    data.dump        the tables as pg_dump writes them; personal content in it is sealed
    people.jsonl     the rows with words of candidates in the clear, sealed here under each one's key
    keys.json        the persons' keys, still wrapped by the master key, which is never part of a backup
    manifest.json    rows and checksum of every table, and the hash of each file

The keys stand apart so that erasing a person reaches backups too: their key is taken out of `keys.json`, the rest stays as it is. Who
has no key in a backup was erased, and is erased again before anybody is served from it.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text

from jiufang.errors import BadInput, MissingCapability, Sealed
from jiufang.store import erasure, migrate
from jiufang.store.connect import APPLICATION, Database, owner_engine
from jiufang.store.embedded import SUPERUSER, EmbeddedServer
from jiufang.store.master import Keyring
from jiufang.store.migrations.guards import ROLE
from jiufang.store.register import SEALED_IN_BACKUPS
from jiufang.store.sealed_rows import fill_rows, remove_rows, write_rows
from jiufang.store.session import Session
from jiufang.store.tables import erasures, metadata, person_keys
from jiufang.store.vault import Place, Vault, Wrapped

FORMAT = 2
DATA, PEOPLE, KEYS, MANIFEST = "data.dump", "people.jsonl", "keys.json", "manifest.json"
FILES = (DATA, PEOPLE, KEYS)
APART = (person_keys.name, *(held.table.name for held in SEALED_IN_BACKUPS))  # tables that pg_dump does not see
KNOWN = "backups.json"  # in the workspace's folder: where its backups lie, so that erasing reaches them
# Rows in any order: the sum of a part of each row's hash. 60 bits of MD5 find accidents; sealing finds intent.
CHECKSUM = "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric), 0)::text FROM {} t"
KEYLESS = """
SELECT p.tenant_id, p.id FROM persons p
WHERE p.erased_at IS NULL AND NOT EXISTS (SELECT FROM person_keys k WHERE k.tenant_id = p.tenant_id AND k.id = p.id) ORDER BY p.id
"""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: its folder, the revision of its tables, rows and checksum of each."""

    folder: Path
    revision: str
    tables: dict[str, tuple[int, str]]


def back_up(server: EmbeddedServer, database: str, folder: Path, *, keyring: Keyring) -> Backup:
    """Copy a database as it is at one moment, while others go on working.

    Args:
        server: the server of the workspace.
        database: its database.
        folder: what the backup becomes; there must be nothing yet.
        keyring: the master keys, by which each candidate's words are sealed with their own key.

    Raises:
        BadInput: there is something at that place.
        InternalError: it could not be written, such as on a full disk; nothing is left then.
    """
    if folder.exists():
        raise BadInput("there is something already", subject=str(folder), hint="name a new folder")
    making = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    try:
        with _snapshot(server, database) as (connection, snapshot):
            written = _write(server, database, connection, snapshot, making, Vault(keyring))
        making.rename(folder)
        _remember(server.folder, folder)
        _forget_meanwhile(server, database)
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
    for name, hash in found.items():
        if manifest["files"].get(name) != hash:
            raise BadInput("this file is damaged", subject=str(folder / name), hint="take another backup")
    return manifest


def restore(server: EmbeddedServer, database: str, folder: Path, *, keyring: Keyring, erased: Iterable[UUID]) -> Backup:
    """Put a backup in a database's place; until all of it is there and checked, the database stays as it was.

    Who was erased since the backup, or has no key in it, is erased in what was restored before it takes the database's place.

    Args:
        server: the server of the workspace.
        database: the database to replace; nobody may be connected to it.
        folder: the backup.
        keyring: the master keys; they have to open the keys of the backup.
        erased: who was erased since: neither their keys nor anything else of theirs is brought back.

    Raises:
        BadInput: the backup is damaged, or locked with another master key.
    """
    manifest, keys, gone = check(folder), _read_keys(folder), set(erased)
    _try_keys(keys, keyring, folder)
    making = f"{database}_restoring"
    with owner_engine(server.url()).connect() as admin:
        admin.execution_options(isolation_level="AUTOCOMMIT")
        admin.execute(text(ROLE))
        admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        admin.exec_driver_sql(f"CREATE DATABASE {making}")
        try:
            _fill(server, making, folder, manifest, [key for key in keys if UUID(key["id"]) not in gone], Vault(keyring))
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}_before WITH (FORCE)")
            if admin.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}).scalar():
                admin.exec_driver_sql(f"ALTER DATABASE {database} RENAME TO {database}_before")
            admin.exec_driver_sql(f"ALTER DATABASE {making} RENAME TO {database}")
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}_before WITH (FORCE)")
        except BaseException:
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
            raise
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


def checksums(connection: Connection, names: Iterable[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return rows and checksum of tables, of all when none are named."""
    asked = {name: connection.exec_driver_sql(CHECKSUM.format(name)).one() for name in sorted(names or metadata.tables)}
    return {name: (rows, sum) for name, (rows, sum) in asked.items()}


@contextmanager
def _snapshot(server: EmbeddedServer, database: str) -> Iterator[tuple[Connection, str]]:
    """Hold one moment of the database still, for us and for pg_dump."""
    engine = owner_engine(server.url(database=database))
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
    engine.dispose()


def _write(server: EmbeddedServer, database: str, connection: Connection, snapshot: str, folder: Path, vault: Vault) -> dict[str, Any]:
    with (folder / DATA).open("xb") as file:
        asked = ("-Fc", "-Z", "gzip:1", f"--snapshot={snapshot}", *(f"--exclude-table-data={name}" for name in APART))
        server.run("pg_dump", "-h", server.socket_dir, "-U", SUPERUSER, *asked, database, stdout=file)
        _settle(file.fileno())
    columns = person_keys.c.tenant_id, person_keys.c.id, person_keys.c.master, person_keys.c.wrapped
    rows = connection.execute(select(*columns).order_by(person_keys.c.id))
    keys = [{"tenant": str(r[0]), "id": str(r[1]), "master": r[2], "wrapped": base64.b64encode(r[3]).decode()} for r in rows]
    with os.fdopen(_ours(folder / PEOPLE), "w", encoding="utf-8") as file:
        write_rows(connection, file, keys, vault)
        file.flush()
        _settle(file.fileno())
    _replace(folder / KEYS, json.dumps(keys))
    tables = checksums(connection)
    for name in APART:  # their rows may be taken out later; what is sealed proves itself
        tables.pop(name)
    files = {name: _hash_of(folder / name) for name in FILES}
    manifest = {"format": FORMAT, "revision": migrate.revision(connection), "tables": tables, "files": files}
    _replace(folder / MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _fill(server: EmbeddedServer, database: str, folder: Path, manifest: dict[str, Any], keys: list[dict[str, str]], vault: Vault) -> None:
    """Load a backup into an empty database, compare it with the manifest, erase who was erased, and bring it to today's tables."""

    def load(*sections: str) -> None:
        with (folder / DATA).open("rb") as file:
            asked = ("--no-owner", "--exit-on-error", "--single-transaction", *(f"--section={name}" for name in sections))
            server.run("pg_restore", "-h", server.socket_dir, "-U", SUPERUSER, "-d", database, *asked, stdin=file)

    load("pre-data", "data")
    engine = owner_engine(server.url(database=database))
    with engine.begin() as connection:
        here = {name: list(told) for name, told in checksums(connection, manifest["tables"]).items()}
        wrong = [name for name, told in manifest["tables"].items() if here[name] != list(told)]
        if wrong:
            raise BadInput(f"these tables did not come back as they were: {', '.join(wrong)}", subject=str(folder))
        for key in keys:
            row = {"tenant_id": key["tenant"], "id": key["id"], "master": key["master"], "wrapped": base64.b64decode(key["wrapped"])}
            connection.execute(insert(person_keys).values(row))
        gone: dict[UUID, list[UUID]] = {}
        for tenant, person in connection.execute(text(KEYLESS)):
            gone.setdefault(tenant, []).append(person)
        with (folder / PEOPLE).open(encoding="utf-8") as rows:
            fill_rows(connection, rows, keys, vault)
        remove_rows(connection, [person for several in gone.values() for person in several])
    load("post-data")
    with engine.begin() as connection:
        migrate.upgrade(connection)
    engine.dispose()
    with _opened(server, database) as made:
        for tenant, several in gone.items():
            with made.transaction(tenant) as connection:
                erasure.erase_again(Session(connection, tenant, vault), several)


@contextmanager
def _opened(server: EmbeddedServer, name: str) -> Iterator[Database]:
    database = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
    try:
        yield database
    finally:
        database.close()


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
    _replace(folder / MANIFEST, json.dumps(manifest, indent=1))


def _forget_meanwhile(server: EmbeddedServer, database: str) -> None:
    """Take out who was erased while the backup was written: their erasure did not know of it yet."""
    engine = owner_engine(server.url(database=database))
    with engine.connect() as connection:
        gone = list(connection.execute(select(erasures.c.person_id)).scalars())
    engine.dispose()
    if gone:
        forget(server.folder, gone)


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


def _told(folder: Path, manifest: dict[str, Any]) -> Backup:
    return Backup(folder, manifest["revision"], {name: (rows, sum) for name, (rows, sum) in manifest["tables"].items()})


def _replace(path: Path, content: str) -> None:
    """Write a file of ours alone; a crash leaves the old one or the new one."""
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(_ours(part), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        _settle(file.fileno())
    part.replace(path)


def _ours(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _settle(descriptor: int) -> None:
    os.fsync(descriptor)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def own_server(server: EmbeddedServer | None) -> EmbeddedServer:
    """Return the server of a folder.

    Raises:
        MissingCapability: the database is run by somebody else, who has better means to copy it.
    """
    if server is None:
        raise MissingCapability(
            "this database is run elsewhere", subject="backup", hint="use its own backups, and keep the master key apart"
        )
    return server
