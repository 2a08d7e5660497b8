"""The master key changes while everybody works, whatever is killed; afterwards the old one opens nothing but older backups."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from jiufang.errors import BadInput, Conflict
from jiufang.store import rotation
from jiufang.store.connect import Database
from jiufang.store.ids import new_id
from jiufang.store.keys import CONTENT
from jiufang.store.master import FILE, Keyring, MasterKey
from jiufang.store.opening import DEFAULT_TENANT, Store, open_store
from jiufang.store.rotation import RETIRED, rotate
from jiufang.store.tables import person_keys, persons, tenant_keys
from jiufang.store.vault import Vault

KILLS = int(os.environ.get("JIUFANG_ROTATION_KILLS", "8"))
PEOPLE = 120


@pytest.fixture
def opened(database, tmp_path):
    """Open the store of a folder on the shared server, as another process would."""

    def open_() -> Store:
        there = Database(database.url, owner_url=database.owner_url)
        return Store(there, Vault(Keyring.of(tmp_path), file=tmp_path / FILE), folder=tmp_path)

    return open_


@pytest.fixture
def kept(opened):
    """A store with two tenants."""
    store = opened()
    for tenant in (DEFAULT_TENANT, new_id()):
        store.add_tenant(tenant, "Harbour Works")
    return store


def add(store, number):
    """Keep a person with something of theirs, in each tenant."""
    for tenant in store.tenants():
        with store.session(tenant) as session:
            id = session.insert(persons)
            session.keys.make(id)
            session.update(persons, id, contact=session.seal(f"Ada {number}", person=id, at=(persons, id, "contact")))
            session.keys.tenant(CONTENT)


def readable(store):
    """Open everything that is kept; return how many persons there are."""
    count = 0
    for tenant in store.tenants():
        with store.session(tenant) as session:
            for id, contact in session.connection.execute(select(persons.c.id, persons.c.contact)).all():
                assert session.unseal(contact, person=id, at=(persons, id, "contact")).startswith("Ada")
                count += 1
            session.keys.tenant(CONTENT)
    return count


def masters(store):
    """Return which master keys wrap something."""
    found = set()
    for tenant in store.tenants():
        with store.session(tenant) as session:
            for table in (person_keys, tenant_keys):
                found |= set(session.connection.execute(select(table.c.master)).scalars())
    return found


def test_all_keys_are_wrapped_anew(kept, opened, tmp_path):
    """Of every tenant, a few at a time; a program that runs goes on; the old key alone is refused, and kept for older backups."""
    for number in range(5):
        add(kept, number)
    running, old = opened(), kept.vault.keyring.current
    told = []
    done = rotate(kept, done=told.append, at_once=3)

    assert done.wrapped == told[-1] == 12
    assert done.retired == (old.id,)
    assert masters(kept) == {done.current} != {old.id}
    assert readable(running) == 10
    add(running, 5)
    assert masters(kept) == {done.current}
    assert Keyring.read(done.kept).keys == (old,)
    assert done.kept.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput, match="is not here"):
        readable(Store(kept.database, Vault(Keyring((old,)))))
    second = rotate(kept)
    assert [key.id for key in Keyring.read(tmp_path / RETIRED).keys] == [done.current, old.id]
    assert len(Keyring.of(tmp_path).keys) == 1
    assert masters(kept) == {second.current}


def test_killed_at_any_moment_it_goes_on(kept, opened, tmp_path):
    """Kill -9 again and again, while others add people: at every moment everything opens, and in the end nothing is left under the old key."""
    for number in range(PEOPLE // 2):
        add(kept, number)
    old, chance, kills, killed_within = kept.vault.keyring.current, random.Random(7), 0, 0
    with adding(opened) as added:
        while kills < KILLS:
            child = os.fork()
            if not child:
                rotate(opened(), at_once=2)
                os._exit(0)
            time.sleep(chance.uniform(0.02, 0.4))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
            killed_within += len(masters(kept)) > 1
            assert readable(kept) >= PEOPLE
        last = rotate(opened(), at_once=50)

    assert added
    assert killed_within
    assert masters(kept) == {last.current}
    assert old.id not in masters(kept)
    assert readable(opened()) == PEOPLE + 2 * len(added)
    assert [key.id for key in Keyring.of(tmp_path).keys] == [last.current]
    print(f"rotation: {kills} kills, {killed_within} of them halfway, {len(added)} people added meanwhile, all {readable(kept)} open")  # noqa: T201 - the figures


@contextmanager
def adding(opened):
    """Add people all the while, as another process; yield whom."""
    added, over, failed = [], threading.Event(), []

    def work():
        store = opened()
        try:
            while not over.is_set():
                add(store, len(added))
                added.append(len(added))
                time.sleep(0.02)
        except BaseException as error:
            failed.append(error)
        store.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield added
    finally:
        over.set()
        thread.join()
    assert not failed, failed


def test_who_wraps_at_that_moment_is_waited_for(kept, opened):
    """A key that was wrapped with the old one and not yet committed when the new one came is wrapped anew too."""
    add(kept, 0)
    slow, began = opened(), threading.Event()

    def wrap_slowly():
        with slow.session() as session:
            id = session.insert(persons)
            session.keys.make(id)
            began.set()
            time.sleep(0.6)
            session.update(persons, id, contact=session.seal("Ada", person=id, at=(persons, id, "contact")))

    thread = threading.Thread(target=wrap_slowly)
    thread.start()
    began.wait()
    done = rotate(kept)
    thread.join()

    assert masters(kept) == {done.current}
    assert readable(kept) == 3


def test_one_at_a_time(kept, opened, monkeypatch):
    """A second rotation is refused while one is under way."""
    seen = []

    def meanwhile(_):
        with pytest.raises(Conflict):
            rotate(opened())
        seen.append(True)

    add(kept, 0)
    rotate(kept, done=meanwhile)

    assert seen


def test_keys_that_were_given(database, kept, opened):
    """Where the key comes from the environment, so does the new one: both in, rotate, the old one out."""
    add(kept, 0)
    old, new = kept.vault.keyring.current, MasterKey.new()
    with pytest.raises(BadInput, match="one key"):
        rotate(Store(database, Vault(Keyring((old,)))))
    done = rotate(Store(database, Vault(Keyring((new, old)))))

    assert (done.wrapped, done.retired, done.kept) == (4, (old.id,), None)
    assert readable(Store(database, Vault(Keyring((new,))))) == 2


def test_a_retired_key_does_not_open_the_store(folder):
    """Put back in the place of the new one, it is refused at the door, with the id of the one that is missing."""
    with open_store(folder) as store:
        add(store, 0)
        old = store.vault.keyring
        new = rotate(store).current
    keys = Keyring.read(folder / FILE)
    old.write(folder)
    with pytest.raises(BadInput, match=new):
        open_store(folder)
    keys.write(folder)
    with open_store(folder) as store:
        assert readable(store) == 1


def test_nothing_is_retired_while_something_is_left(kept, monkeypatch, tmp_path):
    """Should a key have escaped, the old master key stays."""
    add(kept, 0)
    monkeypatch.setattr(rotation, "_wrap_all", lambda *_: 0)
    with pytest.raises(Exception, match="are left"):
        rotate(kept)

    assert len(Keyring.of(tmp_path).keys) == 2
    assert readable(kept) == 2
