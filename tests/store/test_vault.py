"""Sealed content opens with its key in its place, unaltered; without its key it opens nowhere."""

from __future__ import annotations

import os
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from jiufang.errors import BadInput, Sealed
from jiufang.store.ids import new_id
from jiufang.store.keys import CONTENT, FINGERPRINTS, Keys
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.tables import person_keys, persons
from jiufang.store.vault import NONCE_BYTES, DataKey, Place, Vault

places = st.builds(Place, st.uuids(), st.sampled_from(["persons", "documents"]), st.uuids(), st.sampled_from(["contact", "name"]))
HERE = Place(UUID(int=1), "persons", UUID(int=2), "contact")


@given(st.binary(max_size=2000), places)
def test_what_is_sealed_opens(content, place):
    """Any content, empty included, comes back as it was."""
    key = DataKey.new()

    assert key.open(key.seal(content, place), place) == content


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_records_come_back(value):
    """JSON-ready data are sealed compressed and come back equal."""
    key = DataKey.new()

    assert key.open_json(key.seal_json(value, HERE), HERE) == value


@given(places, places)
def test_no_other_place_will_do(place, other):
    """Moved to another tenant, table, row or column, a sealed value does not open."""
    key = DataKey.new()
    sealed = key.seal(b"Ada", place)
    if place == other:
        assert key.open(sealed, other) == b"Ada"
    else:
        with pytest.raises(Sealed):
            key.open(sealed, other)


def test_parts_of_a_place_do_not_run_together():
    """Table and column are kept apart: (ab, c) is not (a, bc)."""
    first, second = (Place(UUID(int=1), table, UUID(int=2), column) for table, column in (("ab", "c"), ("a", "bc")))

    assert first.to_bytes() != second.to_bytes()


@given(st.binary(min_size=1, max_size=200), st.data())
def test_every_altered_bit_is_noticed(content, data):
    """One bit anywhere, format and nonce included, and the value is refused; so is one cut short or made longer."""
    key = DataKey.new()
    sealed = key.seal(content, HERE)
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    altered = bytearray(sealed)
    altered[bit // 8] ^= 1 << bit % 8

    for wrong in (bytes(altered), sealed[:-1], sealed + b"\0", b""):
        with pytest.raises(Sealed):
            key.open(wrong, HERE)


def test_no_nonce_is_used_twice():
    """A hundred thousand values under one key: as many nonces, and equal content never looks equal."""
    key = DataKey.new()
    sealed = {key.seal(b"same", HERE) for _ in range(100_000)}

    assert len({value[1 : 1 + NONCE_BYTES] for value in sealed}) == len(sealed) == 100_000


def test_another_key_opens_nothing():
    """Neither another person's key nor the content itself says anything."""
    sealed = DataKey.new().seal("九方皋 Ada Canary".encode(), HERE)

    assert b"Canary" not in sealed
    with pytest.raises(Sealed):
        DataKey.new().open(sealed, HERE)


def test_keys_are_not_printed():
    """No log, trace or assertion shows a key."""
    master, key = MasterKey.new(), DataKey.new()

    shown = f"{master!r} {key!r} {Vault(Keyring((master,)))!r}"
    assert not any(part in shown for part in (str(master), repr(master.secret), repr(key.secret)))


def test_the_file_of_the_master_key(tmp_path):
    """It is made once, for its owner only; one that others may read is refused, one that is no key too."""
    first = Keyring.of(tmp_path)
    path = tmp_path / "master.key"

    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.of(tmp_path) == first
    path.chmod(0o644)
    with pytest.raises(BadInput, match="others may read"):
        Keyring.of(tmp_path)
    path.chmod(0o600)
    for wrong in ("", "\n", "c2hvcnQ=", "no key at all"):
        path.write_text(wrong)
        with pytest.raises(BadInput):
            Keyring.of(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_the_environment_comes_first(tmp_path):
    """A key that is given leaves the folder without one."""
    keys = [MasterKey.new(), MasterKey.new()]

    assert Keyring.of(tmp_path, given=f"{keys[0]}, {keys[1]}") == Keyring(tuple(keys))
    assert os.listdir(tmp_path) == []  # noqa: PTH208


@pytest.fixture
def person(database, tenant, vault):
    """A person with a key."""
    id = new_id()
    with database.transaction(tenant) as connection:
        connection.execute(insert(persons).values(tenant_id=tenant, id=id))
        Keys(connection, tenant, vault).make(id)
    return id


def test_a_persons_key_is_kept_wrapped(database, tenant, vault, person):
    """The database never holds the key itself, and gives it back to who has the master key."""
    with database.transaction(tenant) as connection:
        key = Keys(connection, tenant, vault).of(person)
        row = connection.execute(select(person_keys)).one()

    assert key.secret not in row.wrapped
    assert row.master == vault.keyring.current.id


def test_another_master_key_opens_nothing(database, tenant, person):
    """Without the right master key the error says which one is missing."""
    stranger = Vault(Keyring((MasterKey.new(),)))
    with database.transaction(tenant) as connection, pytest.raises(BadInput, match="is not here"):
        Keys(connection, tenant, stranger).of(person)


def test_a_key_moved_to_another_person_does_not_open(database, tenant, vault, person):
    """The row a wrapped key belongs to is authenticated with it."""
    other = new_id()
    with database.transaction(tenant) as connection:
        connection.execute(insert(persons).values(tenant_id=tenant, id=other))
        Keys(connection, tenant, vault).make(other)
        stolen = connection.execute(select(person_keys.c.wrapped).where(person_keys.c.id == person)).scalar_one()
        connection.execute(update(person_keys).where(person_keys.c.id == other).values(wrapped=stolen))
        with pytest.raises(Sealed):
            Keys(connection, tenant, vault).of(other)


def test_erased_is_unreadable(database, tenant, vault, person):
    """With the key gone, what was sealed stays sealed, though every byte of it is still there."""
    with database.transaction(tenant) as connection:
        keys = Keys(connection, tenant, vault)
        sealed = keys.of(person).seal(b"Ada", HERE)
        assert keys.erase(person)
        assert not keys.erase(person)
        with pytest.raises(Sealed, match="erased"):
            keys.of(person)
        with pytest.raises(Sealed):
            keys.tenant(CONTENT).open(sealed, HERE)


def test_rotation_changes_the_wrapping_and_nothing_else(database, tenant, vault, person):
    """After a new master key is in use and all keys are rewrapped, the old one opens nothing and is needed by nothing."""
    with database.transaction(tenant) as connection:
        keys = Keys(connection, tenant, vault)
        before = keys.of(person), keys.tenant(FINGERPRINTS)
        sealed = before[0].seal(b"Ada", HERE)
    new = MasterKey.new()
    both, alone = Vault(Keyring((new, vault.keyring.current))), Vault(Keyring((new,)))
    with database.transaction(tenant) as connection:
        assert Keys(connection, tenant, both).left() == 2
        assert [Keys(connection, tenant, both).rotate(at_most=1) for _ in range(3)] == [1, 1, 0]
        assert Keys(connection, tenant, both).left() == 0
    with database.transaction(tenant) as connection:
        keys = Keys(connection, tenant, alone)
        assert (keys.of(person), keys.tenant(FINGERPRINTS)) == before
        assert keys.of(person).open(sealed, HERE) == b"Ada"
        with pytest.raises(BadInput, match="is not here"):
            Keys(connection, tenant, vault).of(person)


def test_tenant_keys_are_their_own(database, make_tenant, vault):
    """Purposes and tenants have different keys, each the same whenever it is asked for."""
    found = set()
    for name in ("Mei", "Mallory"):
        tenant = make_tenant(name)
        for purpose in (CONTENT, FINGERPRINTS):
            with database.transaction(tenant) as connection:
                first = Keys(connection, tenant, vault).tenant(purpose)
            with database.transaction(tenant) as connection:
                assert Keys(connection, tenant, vault).tenant(purpose) == first
            found.add(first)

    assert len(found) == 4
