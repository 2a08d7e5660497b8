"""P05: what lies on the disk is no use to who takes it: no word of a candidate in it, and nothing opens without the master key.

P06: what was altered on the disk is noticed, and not served.
"""

# ruff: noqa: S608 - the names in the queries are our own
from __future__ import annotations

import base64
import json
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.counts import count
from tests.security.canaries import IDENTIFYING, scan
from tests.security.lives import live, opened, settings

import jiufang
from jiufang.errors import BadInput, Sealed
from jiufang.settings import Secret
from jiufang.store import backup, documents, messages, people, profiles
from jiufang.store.master import FILE, Keyring, MasterKey
from jiufang.store.register import HELD
from jiufang.store.tables import person_keys, tenant_keys
from jiufang.store.vault import DataKey, Place

PEOPLE = count(6, 40, variable="JIUFANG_P05_PEOPLE")  # with up to eleven identifying words each
FLIPS = count(30, 100, variable="JIUFANG_P06_FLIPS")


@pytest.fixture(scope="module")
def place():
    """A folder with a workspace, a backup, a cache and a folder for temporary files, which the server's user may reach."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    (made / "tmp").mkdir()
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def lived(place):
    """Candidates who went through everything; the workspace is closed again, a backup beside it."""
    with pytest.MonkeyPatch.context() as patch, opened(place) as ws:
        patch.setattr(tempfile, "tempdir", str(place / "tmp"))
        patch.setenv("TMPDIR", str(place / "tmp"))
        met = live(ws, place, PEOPLE)
        with ws.store.database.owner(autocommit=True) as connection:
            connection.exec_driver_sql("ANALYZE")
        ws.backup(place / "backup")
    return met


@pytest.mark.timeout(120 + 20 * PEOPLE)
def test_p05_no_word_that_tells_who(place, lived):
    """With everything stopped, no name, address, number, file name, note, letter, reason, answer or school is in any file."""
    found = scan([place / "ws", place / "backup", place / "tmp", place / "cache"])
    told = {(number, kind, file) for number, kinds in found.items() for kind in kinds for file in kinds[kind] if kind in IDENTIFYING}
    print(f"P05: {len(lived)} candidates, {len(lived) * len(IDENTIFYING)} canaries that tell who, {len(told)} found")  # noqa: T201 - the figures

    assert told == set()


def test_p05_blind_words_are_in_the_database_alone(place, lived):
    """Words that tell nobody who it is are searched in the clear, so the database holds them (the scan can see); a backup does not."""
    in_database, elsewhere = scan([place / "ws"]), scan([place / "backup", place / "tmp", place / "cache"])

    assert all({"sk", "se"} <= set(in_database[number]) for number in lived)
    assert {number: dict(kinds) for number, kinds in elsewhere.items()} == {}


def test_p05_without_the_master_key_nothing_opens(place, lived):
    """Without its key the workspace is not opened, and gets no other one; with a stranger's key not one person's does."""
    key = place / "ws" / FILE
    key.rename(place / "away")
    try:
        with pytest.raises(BadInput, match="master key"):
            jiufang.open(place / "ws", settings=settings(place))
        assert not key.exists()
        stranger = MasterKey.new()
        with pytest.raises(BadInput, match="is not here"):
            jiufang.open(place / "ws", settings=replace(settings(place), master_key=Secret(str(stranger))))
        with pytest.raises(BadInput, match="is not here"):
            backup.verify(place / "backup", Keyring((stranger,)))
        keys = json.loads((place / "backup" / "keys.json").read_text())
        assert len(keys) == len(lived)
        for one in keys:
            with pytest.raises(Sealed):
                DataKey(stranger.secret).open(base64.b64decode(one["wrapped"]), person_place(one))
    finally:
        (place / "away").rename(key)


@pytest.mark.timeout(120 + 20 * PEOPLE)
def test_p06_a_flipped_bit_is_noticed(place, lived):
    """One bit of a sealed value or a wrapped key, and what it belongs to is refused, not served; put back, it is served again."""
    chance, noticed, served = random.Random(6), 0, []
    with jiufang.open(place / "ws", settings=settings(place)) as ws:
        cells = _cells(ws)
        for table, column, id, person in chance.sample(cells, min(FLIPS, len(cells))):
            with ws.store.database.owner() as connection:
                connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger hinders who sits at the disk
                bits = connection.execute(text(f"SELECT length({column}) * 8 FROM {table.name} WHERE id = :id"), {"id": id}).scalar_one()
                flip = text(f"UPDATE {table.name} SET {column} = set_bit({column}, :n, 1 - get_bit({column}, :n)) WHERE id = :id")
                place_ = {"n": chance.randrange(bits), "id": id}
                connection.execute(flip, place_)
            if _refused(ws, table, column, id, person):
                noticed += 1
            else:
                served.append((table.name, column))
            with ws.store.database.owner() as connection:
                connection.exec_driver_sql("SET session_replication_role = replica")
                connection.execute(flip, place_)
            assert not _refused(ws, table, column, id, person)
    print(f"P06: {noticed} of {noticed + len(served)} flipped bits noticed, {len(served)} served")  # noqa: T201 - the figures

    assert served == []


def person_place(key):
    """Return the place that a person's key in a backup belongs to."""
    return Place(UUID(key["tenant"]), person_keys.name, UUID(key["id"]), "wrapped")


def _cells(ws):
    """Return everything sealed: table, column, row, person."""
    found = []
    with ws.store.database.owner() as connection:
        for held in HELD:
            for column in (*held.sealed, *(["wrapped"] if held.table is person_keys else [])):
                query = text(f"SELECT id, {held.by[0]} FROM {held.table.name} WHERE {column} IS NOT NULL ORDER BY id")
                found += [(held.table, column, *row) for row in connection.execute(query)]
        found += [(tenant_keys, "wrapped", row.id, row.purpose) for row in connection.execute(text("SELECT id, purpose FROM tenant_keys"))]
    return found


def _refused(ws, table, column, id, person):
    """Tell whether reading a cell, as the program reads it where it can, is refused."""
    readers = {
        ("persons", "contact"): lambda session: people.contact(session, id),
        ("documents", "original"): lambda session: documents.original(session, id),
        ("documents", "name"): lambda session: documents.name(session, id),
        ("documents", "reading"): lambda session: documents.reading(session, id),
        ("profiles", "profile"): lambda session: profiles.load(session, id),
        ("messages", "body"): lambda session: messages.load(session, id),
        ("person_keys", "wrapped"): lambda session: session.keys.of(id),
        ("tenant_keys", "wrapped"): lambda session: session.keys.tenant(person),
    }
    usual = lambda session: session.unseal_bytes(_cell(session, table, column, id), person=person, at=(table, id, column))  # noqa: E731
    try:
        with ws.session() as session:
            readers.get((table.name, column), usual)(session)
    except Sealed:
        return True
    return False


def _cell(session, table, column, id):
    return bytes(session.connection.execute(text(f"SELECT {column} FROM {table.name} WHERE id = :id"), {"id": id}).scalar_one())
