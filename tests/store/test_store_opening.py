"""A store opens in a folder or on a database that somebody else runs: the same tables, the same guards."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from jiufang.errors import BadInput
from jiufang.store import migrate
from jiufang.store.connect import driven
from jiufang.store.ids import new_id
from jiufang.store.master import MasterKey
from jiufang.store.opening import DEFAULT_TENANT, open_store
from jiufang.store.tables import tags


def test_a_managed_database(managed):
    """The owner of a hosted database migrates it, works as the application, and is bound by row-level security itself."""
    with open_store(url=managed, master_key=str(MasterKey.new())) as store:
        with store.session() as session:
            session.insert(tags, name="urgent")
            assert session.connection.execute(text("SELECT current_user")).scalar_one() == "jiufang_app"
        with store.database.owner() as connection:
            assert migrate.differences(connection) == []
            assert connection.execute(select(tags.c.name)).all() == []
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(insert(tags).values(tenant_id=DEFAULT_TENANT, id=new_id(), name="mine"))


def test_a_managed_database_needs_its_master_key(managed):
    """A key that lies nowhere would be lost with the process."""
    with pytest.raises(BadInput, match="master key"):
        open_store(url=managed)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_addresses_as_hosts_give_them(scheme):
    """`DATABASE_URL` names no driver."""
    assert driven(f"{scheme}://mei:secret@db.example.com/jiufang") == "postgresql+psycopg://mei:secret@db.example.com/jiufang"


def test_tenants_of_one_store(store):
    """A store serves several tenants; each sees its own."""
    other = new_id()
    store.add_tenant(other, "Blue Fish")
    store.add_tenant(other, "Blue Fish")
    for tenant in (DEFAULT_TENANT, other):
        with store.session(tenant) as session:
            session.insert(tags, name="urgent")
            assert len(session.connection.execute(select(tags)).all()) == 1


def test_opened_at_once_for_the_first_time(folder):
    """Four threads and a process open a new folder at the same moment: one of them makes it, all work in it."""
    code = "import sys; from pathlib import Path; from jiufang.store.opening import open_store; open_store(Path(sys.argv[1])).close()"
    with subprocess.Popen([sys.executable, "-c", code, folder]) as other, ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(folder), range(4)))
        assert other.wait() == 0
    masters = {store.vault.keyring for store in stores}
    for number, store in enumerate(stores):
        with store.session() as session:
            session.insert(tags, name=f"tag {number}")
    for store in stores:
        store.close()

    assert len(masters) == 1
    assert stores[0].server.pid() is None


def test_nobody_else_reads_the_master_key(folder):
    """The file's mode is 600, whatever the process would give it."""
    old = os.umask(0)
    try:
        open_store(folder).close()
    finally:
        os.umask(old)

    assert (folder / "master.key").stat().st_mode & 0o777 == 0o600
    assert (folder / "database").stat().st_mode & 0o777 == 0o700
