"""Open a store: a folder with its own server, or a database that somebody else runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import BadInput
from jiufang.store import audit, migrate
from jiufang.store.connect import APPLICATION, CONNECTIONS, Database
from jiufang.store.embedded import EmbeddedServer, open_server
from jiufang.store.master import FILE, Keyring
from jiufang.store.session import Session
from jiufang.store.tables import tenants
from jiufang.store.vault import Vault

NAME = "jiufang"
DEFAULT_TENANT = UUID("00000000-0000-7000-8000-000000000001")  # of an installation for one company


class Store:
    """A migrated database and the vault that opens its content.

    Args:
        database: the database.
        vault: what wraps the keys.
        folder: the workspace's folder, if there is one.
        server: the server in the folder, if it is ours.

    Attributes:
        outbox: looks at what happened in a transaction (`Session.notes`) before it commits, and keeps what others are to be told.
    """

    def __init__(self, database: Database, vault: Vault, *, folder: Path | None = None, server: EmbeddedServer | None = None) -> None:
        self.database, self.vault, self.folder, self.server = database, vault, folder, server
        self.outbox: Callable[[Session], object] | None = None

    @contextmanager
    def session(self, tenant: UUID = DEFAULT_TENANT) -> Iterator[Session]:
        """Open a transaction of a tenant's; it commits at its end, or takes everything back on an error."""
        with self.database.transaction(tenant) as connection:
            session = Session(connection, tenant, self.vault)
            yield session
            audit.settle(session)
            if self.outbox is not None and session.notes:
                self.outbox(session)

    def add_tenant(self, tenant: UUID, name: str) -> None:
        """Make a tenant, if it is not there yet."""
        with self.session(tenant) as session:
            session.connection.execute(upsert(tenants).values(tenant_id=tenant, name=name).on_conflict_do_nothing())

    def tenants(self) -> list[UUID]:
        """Return the ids of all tenants, for upkeep that goes from one to the next."""
        with self.database.engine.begin() as connection:
            return list(connection.execute(text("SELECT tenant_id FROM queue.tenants ORDER BY tenant_id")).scalars())

    def close(self) -> None:
        """Give everything back; the last to leave a folder stops its server."""
        self.database.close()
        if self.server is not None:
            self.server.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(
    folder: Path | None = None, *, url: str = "", owner_url: str = "", master_key: str = "", connections: int = CONNECTIONS
) -> Store:
    """Open a store, made and migrated when it is new.

    Args:
        folder: where the server and the master key lie; it may be left out when both are given.
        url: a database that somebody else runs (`DATABASE_URL`); empty for the folder's own.
        owner_url: the address of that database's owner, for migrations; `url` when empty.
        master_key: the value of `JIUFANG_MASTER_KEY`; empty for the folder's file.
        connections: how many to the database this process may hold at once.

    Raises:
        BadInput: neither a folder nor enough else is given, or the master key does not fit.
        MissingCapability: the programs of the database are not installed.
        RefusedByPolicy: the database's role bypasses row-level security.
    """
    if folder is None and not (url and master_key):
        raise BadInput("neither a folder nor a database with its master key is given", subject="workspace", hint="name a folder")
    server = None if url or folder is None else open_server(folder)
    try:
        database = Database(url, owner_url=owner_url or url, connections=connections) if server is None else _own(server, connections)
        with database.owner() as connection:
            migrate.upgrade(connection)
        with server.alone() if server else nullcontext():
            keyring = _keyring(database, folder or Path(), given=master_key)
        vault = Vault(keyring, file=folder / FILE if folder and not master_key else None)
        database.check()
    except BaseException:
        if server is not None:
            server.close()
        raise
    store = Store(database, vault, folder=folder, server=server)
    try:
        store.add_tenant(DEFAULT_TENANT, NAME)
        _try_keyring(store)
    except BaseException:
        store.close()
        raise
    return store


def _try_keyring(store: Store) -> None:
    """Make sure that the master keys are those that the keys here are wrapped with; one that a rotation retired opens nothing.

    Raises:
        BadInput: one is missing.
    """
    with store.session() as session:
        for master in session.keys.masters():
            store.vault.keyring[master]


def _keyring(database: Database, folder: Path, *, given: str) -> Keyring:
    """Return the master keys; a folder gets one when it is new, not when it has lost its own: what is kept would never open again."""
    if not given and not (folder / FILE).exists():
        with database.owner() as connection:
            locked = connection.execute(text("SELECT EXISTS (SELECT FROM person_keys) OR EXISTS (SELECT FROM tenant_keys)")).scalar()
        if locked:
            told = "the master key is not here, without which nothing that is kept opens"
            raise BadInput(told, subject=str(folder / FILE), hint="put your copy of the file back")
    return Keyring.of(folder, given=given)


def _own(server: EmbeddedServer, connections: int) -> Database:
    """Return the database of a folder, made when there is none."""
    with server.alone(), Database(server.url()).owner(autocommit=True) as connection:
        if not connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": NAME}).scalar():
            connection.execute(text(f"CREATE DATABASE {NAME}"))
    url, owner = server.url(user=APPLICATION, database=NAME), server.url(database=NAME)
    return Database(url, owner_url=owner, revive=server.revive, connections=connections)
