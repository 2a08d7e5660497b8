"""A database that somebody else runs is backed up and restored by its owner, who is no superuser; and a folder can move there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

import jiufang
from jiufang.errors import BadInput
from jiufang.queue import waiting
from jiufang.settings import Secret, Settings
from jiufang.store import copies, people
from jiufang.store.ids import new_id
from jiufang.store.master import MasterKey
from jiufang.store.tables import notes, tags
from jiufang.workspace.background import hand_in

ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
# Keys get new moments; what is searched is numbered anew.
MADE_AGAIN = ("person_keys", "search_postings", "search_entries")
DELIVERIES = text("SELECT count(*) FROM queue.procrastinate_jobs")


@pytest.fixture
def settings():
    """No models, one worker, a master key of its own."""
    return Settings(models_dir=Path("none"), cache_dir=Path("none"), workers=1, master_key=Secret(str(MasterKey.new())))


@pytest.fixture
def ws(managed, settings):
    """A workspace in a hosted database."""
    with jiufang.open(managed, settings=settings) as opened:
        yield opened


def add(ws, folder, name):
    """Add a résumé under a name, return the person."""
    path = folder / f"{name}.txt"
    path.write_bytes(ADA.replace(b"Ada", name.encode()).replace(b"ada@", f"{name.lower()}@".encode()))
    (added,) = ws.add([path], as_of="2026-11-01")
    return added.person


def held(ws):
    """Return the checksums of all tables but those that a restore makes again."""
    with ws.store.database.owner() as connection, copies.as_application(connection):
        found = []
        for tenant in copies.tenants(connection):
            copies.enter(connection, tenant)
            found.append(copies.checksums(connection, [one.table for one in copies.tables(MADE_AGAIN)]))
        return copies.added(found)


def test_it_comes_back_as_it_was(ws, folder):
    """All tenants' rows are the same, what came later is gone, guards stand, and what was to be done is delivered again."""
    other = new_id()
    ws.store.add_tenant(other, "Blue Fish")
    with ws.store.session(other) as session:
        session.insert(tags, name="theirs")
    add(ws, folder, "Ada")
    hand_in(ws, ADA + b"- Likes the sea.\n", "waiting.txt")
    before = held(ws)
    ws.backup(folder / "backup")
    add(ws, folder, "Later")
    ws.restore(folder / "backup")

    assert held(ws) == before
    with ws.session() as session:
        assert waiting(session) == session.connection.execute(DELIVERIES).scalar_one() >= 1
    with ws.store.database.owner() as connection:
        assert connection.execute(text("SELECT count(*) FROM tags")).scalar_one() == 0  # row-level security binds the owner again
        unbound = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"
        assert connection.execute(text(unbound)).scalar_one() == 0


def test_erased_stay_erased_there(ws, folder):
    """A restored backup brings nobody back whom the database knows to be erased, nor whom the restorer names."""
    here, elsewhere = add(ws, folder, "Grace"), add(ws, folder, "Mary")
    ws.backup(folder / "backup")
    ws.erase(here, by="grace@example.com")
    from jiufang.workspace import backing

    backing.restore(ws, folder / "backup", erased=[elsewhere])
    with ws.session() as session:
        for person in (here, elsewhere):
            assert not session.keys.erase(person)
            assert not people.find(session, email="grace@example.com")


def test_a_failed_restore_changes_nothing(ws, folder, settings, monkeypatch):
    """A backup that does not load as it was written leaves everything as it is, in one transaction."""
    add(ws, folder, "Ada")
    ws.backup(folder / "backup")
    add(ws, folder, "Later")
    before = held(ws)
    real = copies.compare

    def differs(connection, expected, *, subject):
        real(connection, {**expected, "persons": (7, "0")}, subject=subject)

    monkeypatch.setattr(copies, "compare", differs)
    with pytest.raises(BadInput, match="persons"):
        ws.restore(folder / "backup")

    assert held(ws) == before


def test_somebody_who_works_is_waited_for(ws, folder, monkeypatch):
    """While a transaction is open, nothing is replaced under it: it is told to be ended first."""
    monkeypatch.setattr("jiufang.store.backup.LOCK_WAIT", "100ms")
    ws.backup(folder / "backup")
    with ws.session() as session:
        session.insert(tags, name="urgent")
        with pytest.raises(BadInput, match="somebody is working"):
            ws.restore(folder / "backup")


def test_a_folder_moves_to_a_server(ws, folder, settings):
    """What was written from a folder's own server is read into a hosted one, with the same master key."""
    with jiufang.open(folder / "laptop", settings=settings) as laptop:
        person = add(laptop, folder, "Ada")
        with laptop.session() as session:
            note = session.insert(notes, person_id=person, made_by="mei@example.org", body=b"x")
        laptop.backup(folder / "backup")
        before = held(laptop)
    ws.restore(folder / "backup")

    assert held(ws) == before
    with ws.session() as session:
        assert people.contact(session, person).name == "Ada Lindqvist"
        assert session.get(notes, note).made_by == "mei@example.org"
