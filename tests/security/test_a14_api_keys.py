"""A14: API keys are kept as hashes, shown once, scoped, and dead the moment they are revoked."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace
from uuid import UUID

import pytest
from tests.access.cast import MALLORY, MEI, OURS, THEIRS, TOM, Watch, dice

from jiufang.access.api_keys import LONGEST, ApiKeys
from jiufang.access.errors import NotAllowed
from jiufang.access.memory import MemoryKeys, MemoryUsers
from jiufang.access.policy import Thing, allowed
from jiufang.access.roles import Permission, Role
from jiufang.access.tokens import FORM, Kind, Token

ID = UUID(int=200)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def keys(watch: Watch) -> ApiKeys:
    return ApiKeys(MemoryKeys(), MemoryUsers({u.id: u for u in (MEI, TOM)}), clock=watch, random=dice())


def make(keys: ApiKeys, *scopes: Permission) -> str:
    return keys.make(TOM, id=ID, name="ATS", scopes=scopes or [Permission.JOBS_READ])[0]


def test_a_key_acts_for_its_user_within_its_scopes(keys: ApiKeys):
    """What the key may do is what its scopes say and its user may do."""
    who = keys.recognise(make(keys, Permission.JOBS_READ))

    assert who is not None
    assert (who.id, who.role, who.credential) == (TOM.id, Role.RECRUITER, ID)
    assert allowed(who, Permission.JOBS_READ, Thing(OURS))
    assert not allowed(who, Permission.JOBS_WRITE, Thing(OURS))


def test_no_key_is_found_in_what_is_kept(keys: ApiKeys):
    """A byte scan of every kept column finds neither the key nor its secret; a list shows six letters of forty-three."""
    text = make(keys)
    token = Token.parse(text, Kind.API_KEY)
    assert token is not None
    kept = pickle.dumps(keys.shelf.rows)

    assert text.encode() not in kept
    assert token.secret not in kept
    assert text.split("_")[2][:43].encode() not in kept
    assert len(set(keys.shelf.rows[ID].hint.split("…")[1])) <= 6


def test_a_revoked_key_is_dead_at_once(keys: ApiKeys, watch: Watch):
    """Nothing is remembered between requests: the next one is refused."""
    text = make(keys)
    assert keys.recognise(text)
    keys.shelf.revoke(ID, at=watch())

    assert keys.recognise(text) is None


def test_a_key_ends(keys: ApiKeys, watch: Watch):
    """However long it was asked for, after 400 days it opens nothing."""
    text, kept = keys.make(TOM, id=ID, name="ATS", scopes=[Permission.JOBS_READ], lasts=dt.timedelta(days=10_000))
    assert kept.expires_at == watch() + LONGEST
    watch.go(days=400)

    assert keys.recognise(text) is None


def test_a_disabled_user_has_no_keys(keys: ApiKeys, watch: Watch):
    """Whoever is disabled takes their programs with them."""
    text = make(keys)
    keys.users.rows[TOM.id] = replace(TOM, disabled_at=watch())

    assert keys.recognise(text) is None


@pytest.mark.parametrize(
    "scope", [Permission.USERS_MANAGE, Permission.DECISIONS_MAKE, Permission.SYSTEM_OPERATE, Permission.SCREENING_ANSWER]
)
def test_nobody_gives_what_they_have_not(keys: ApiKeys, scope: Permission):
    """Scopes beyond the maker's role, and those that need somebody there, are refused."""
    with pytest.raises(NotAllowed):
        make(keys, Permission.JOBS_READ, scope)
    assert keys.shelf.rows == {}


def test_every_wrong_key_is_nobodys(keys: ApiKeys):
    """Each letter exchanged, another kind, another tenant, cut off, longer: nothing opens."""
    text = make(keys)
    token = Token.parse(text, Kind.API_KEY)
    assert token is not None
    wrong = {text[:n] + ("0" if text[n] != "0" else "1") + text[n + 1 :] for n in range(len(text))}
    wrong |= {text[:-1], text + "0", text.lower(), f" {text}", replace(token, tenant=THEIRS).text, replace(token, kind=Kind.SESSION).text}

    assert [w for w in wrong if keys.recognise(w) is not None] == []


def test_another_tenants_key_is_nobody_here(keys: ApiKeys, watch: Watch):
    """A key that somebody made elsewhere is not found, and a row that says otherwise is not believed."""
    other = ApiKeys(MemoryKeys(), MemoryUsers({MALLORY.id: MALLORY}), clock=watch)
    text, kept = other.make(MALLORY, id=ID, name="x", scopes=[Permission.JOBS_READ])
    assert keys.recognise(text) is None
    keys.shelf.add(replace(kept, tenant=OURS))

    assert keys.recognise(text) is None


def test_uses_are_noted_to_the_minute(keys: ApiKeys, watch: Watch):
    """A list of keys shows which ones are not used any more; a thousand requests are not a thousand writes."""
    text = make(keys)
    keys.recognise(text)
    first = keys.shelf.rows[ID].last_used_at
    watch.go(seconds=59)
    keys.recognise(text)
    assert keys.shelf.rows[ID].last_used_at == first
    watch.go(seconds=1)
    keys.recognise(text)
    assert keys.shelf.rows[ID].last_used_at == watch()


def test_scanners_find_leaked_keys(keys: ApiKeys):
    """The published form finds a key in a log, and tells it from a look-alike by its checksum."""
    line = f'curl -H "Authorization: Bearer {make(keys)}" https://jobs.example.org'
    found = FORM.search(line)

    assert found
    assert Token.parse(found[0], Kind.API_KEY)
    assert Token.parse(found[0][:-6] + "000000", Kind.API_KEY) is None
