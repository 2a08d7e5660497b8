"""Fixtures of every test that needs a database: one embedded server a session, one fresh database a test, copied from a template."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from jiufang.store import migrate
from jiufang.store.connect import APPLICATION, Database, owner_engine
from jiufang.store.embedded import EmbeddedServer, open_server
from jiufang.store.ids import new_id
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.opening import DEFAULT_TENANT, Store
from jiufang.store.tables import tenants
from jiufang.store.vault import Vault

TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """A running server with a migrated, empty database to copy."""
    folder = Path(tempfile.mkdtemp(prefix="jf-"))  # a short path, that the server's user may pass when we are root
    with open_server(folder, fsync="off", full_page_writes="off") as running:  # nobody pulls the plug here
        admin(running, f"CREATE DATABASE {TEMPLATE}")
        engine = owner_engine(running.url(database=TEMPLATE))
        with engine.begin() as connection:
            migrate.upgrade(connection)
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server of its own. Not `tmp_path`: pytest closes that to the server's user when we are root."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[str]:
    """The name of a database without tables."""
    yield from fresh(server, "template0")


@pytest.fixture
def database(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database as the application and its owner see it."""
    for name in fresh(server, TEMPLATE):
        opened = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
        yield opened
        opened.close()


@pytest.fixture
def make_tenant(database: Database) -> Callable[[str], UUID]:
    """Make a tenant, return its id."""

    def make(name: str) -> UUID:
        tenant = new_id()
        with database.transaction(tenant) as connection:
            connection.execute(insert(tenants).values(tenant_id=tenant, name=name))
        return tenant

    return make


@pytest.fixture
def tenant(make_tenant: Callable[[str], UUID]) -> UUID:
    """The tenant that most tests work in."""
    return make_tenant("Harbour Works")


@pytest.fixture
def vault() -> Vault:
    """A vault with a key of its own."""
    return Vault(Keyring((MasterKey.new(),)))


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    """A store as `jiufang.open` makes it, on the shared server."""
    made = Store(database, vault)
    made.add_tenant(DEFAULT_TENANT, "Harbour Works")
    return made


@pytest.fixture
def managed(server: EmbeddedServer, empty: str) -> Iterator[str]:
    """The address of an empty database whose owner may make roles and is no superuser, as with a hosted PostgreSQL."""
    role = f"owner_{new_id().hex}"
    with owner_engine(server.url(database=empty)).begin() as administrator:
        administrator.execute(text("CREATE EXTENSION vector"))
    admin(server, f"CREATE ROLE {role} LOGIN CREATEROLE")
    admin(server, f"GRANT jiufang_app TO {role} WITH ADMIN OPTION")
    admin(server, f"ALTER DATABASE {empty} OWNER TO {role}")
    yield server.url(user=role, database=empty)
    admin(server, f"REASSIGN OWNED BY {role} TO postgres")
    admin(server, f"DROP DATABASE {empty} WITH (FORCE)")
    admin(server, f"CREATE DATABASE {empty}")
    admin(server, f"DROP ROLE {role}")


def fresh(server: EmbeddedServer, template: str) -> Iterator[str]:
    """Make a database from a template, and drop it afterwards."""
    name = f"t{new_id().hex}"
    admin(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield name
    admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def admin(server: EmbeddedServer, statement: str) -> None:
    """Run a statement as superuser, outside any transaction."""
    with owner_engine(server.url()).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
