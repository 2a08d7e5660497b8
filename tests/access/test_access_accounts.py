"""Accounts: the first owner, invitations, forgotten passwords, other roles, goodbye."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from tests.access.cast import CHEAP, LI, MEI, OURS, PASSWORD, Watch, dice

from jiufang.access.accounts import Accounts
from jiufang.access.errors import NotAllowed, NotSignedIn, TooMany, WeakPassword
from jiufang.access.limits import InMemory
from jiufang.access.links import Links
from jiufang.access.memory import MemoryLinks, MemorySessions, MemoryUsers
from jiufang.access.roles import Role
from jiufang.access.sessions import Sessions
from jiufang.access.tokens import Kind
from jiufang.errors import BadInput, Conflict, NotFound

NEW = "purple otter climbs seven"
ID, LINK = UUID(int=500), UUID(int=501)


@pytest.fixture
def accounts() -> Accounts:
    watch = Watch()
    links = Links(MemoryLinks(), clock=watch, random=dice())
    return Accounts(OURS, MemoryUsers(), links, MemorySessions(), CHEAP, InMemory(clock=watch), watch, known=["Example GmbH"])


def with_mei(accounts: Accounts) -> Accounts:
    accounts.users.add(replace(MEI, password_hash=CHEAP.hash(PASSWORD)))
    return accounts


def begin(accounts: Accounts, user=MEI) -> str:
    return Sessions(accounts.sessions, accounts.users, clock=accounts.clock).begin(user, id=UUID(int=510)).token


def open_sessions(accounts: Accounts) -> int:
    return len(accounts.sessions.rows)


def test_the_installer_makes_the_first_owner(accounts: Accounts):
    """With the token that is shown in the terminal, once; a weak password does not use it up."""
    token = accounts.first_link(id=LINK)
    assert token
    given = {"id": ID, "email": "mei@example.org", "name": "Mei"}
    with pytest.raises(WeakPassword):
        accounts.first_owner(token, **given, password="Example2026!!")
    owner = accounts.first_owner(token, **given, password=NEW)

    assert (owner.role, owner.tenant) == (Role.OWNER, OURS)
    assert CHEAP.fits(NEW, owner.password_hash)
    with pytest.raises(NotFound):
        accounts.first_owner(token, **{**given, "id": UUID(int=9)}, password=NEW)


def test_the_first_stranger_does_not(accounts: Accounts):
    """Without the token nobody becomes owner; and with it nobody once there is one."""
    token = accounts.first_link(id=LINK)
    for guess in ("", "jfo_", token[:-1] + "x", accounts.links.make(Kind.INVITATION, OURS, id=ID, about=OURS)[0]):
        with pytest.raises(NotFound):
            accounts.first_owner(guess, id=ID, email="m@example.net", name="", password=NEW)
    with_mei(accounts)

    assert accounts.first_link(id=LINK) is None
    with pytest.raises(NotFound):
        accounts.first_owner(token, id=ID, email="m@example.net", name="", password=NEW)


def test_somebody_is_invited(accounts: Accounts):
    """They choose a password and are in; the link is used up, and no password of theirs worked before."""
    user, token = accounts.invite("Tom@example.org", Role.RECRUITER, id=ID, link=LINK, name="Tom")
    assert user.password_hash is None

    here = accounts.accept(token, NEW)

    assert CHEAP.fits(NEW, here.password_hash)
    with pytest.raises(NotFound):
        accounts.accept(token, PASSWORD)


def test_one_address_is_one_account(accounts: Accounts):
    """In any case of its letters."""
    accounts.invite("tom@example.org", Role.RECRUITER, id=ID, link=LINK)
    with pytest.raises(Conflict):
        accounts.invite("TOM@example.org", Role.OWNER, id=UUID(int=9), link=LINK)


@pytest.mark.parametrize(
    "email",
    ["", "tom", "tom@", "@example.org", "a b@example.org", "tom@example.org\nBcc: x@evil.org", "<t@x.org>", "a@b,c@d.org", "tom@host"],
)
def test_odd_addresses_are_refused(accounts: Accounts, email: str):
    """Nothing that a letter's header would read otherwise gets in."""
    with pytest.raises(BadInput):
        accounts.invite(email, Role.RECRUITER, id=ID, link=LINK)


def test_candidates_have_no_accounts(accounts: Accounts):
    """The role cannot be given."""
    with pytest.raises(BadInput):
        accounts.invite("ada@example.org", Role.CANDIDATE, id=ID, link=LINK)
    with_mei(accounts).users.add(LI)
    with pytest.raises(BadInput):
        accounts.give_role(LI.id, Role.CANDIDATE)


def test_a_forgotten_password(accounts: Accounts):
    """The letter's link sets another one, ends all sessions, and works once; the old password does not work any more."""
    token = begin(with_mei(accounts))
    user, link = accounts.forgotten(" MEI@example.org", link=LINK, address="192.0.2.1")
    assert open_sessions(accounts) == 1
    with pytest.raises(WeakPassword):
        accounts.reset(link, "mei@example.org")
    accounts.reset(link, NEW)

    here = accounts.users.rows[user.id]
    assert CHEAP.fits(NEW, here.password_hash)
    assert not CHEAP.fits(PASSWORD, here.password_hash)
    assert Sessions(accounts.sessions, accounts.users, clock=accounts.clock).recognise(token) is None
    with pytest.raises(NotFound):
        accounts.reset(link, PASSWORD)


def test_nobody_is_told_who_has_an_account(accounts: Accounts):
    """An unknown address costs the same tries as a known one, and whoever may not come in gets no letter."""
    with_mei(accounts)

    def tries(email: str, place: str) -> int:
        for n in range(10):
            try:
                accounts.forgotten(email, link=UUID(int=600 + n), address=f"{place}{n}")
            except TooMany:
                return n
        return 10

    assert tries("mei@example.org", "a") == tries("nobody@example.org", "b") == 3
    accounts.users.add(replace(LI, disabled_at=accounts.clock()))
    assert accounts.forgotten(LI.email, link=LINK, address="192.0.2.9") is None


def test_a_password_is_changed(accounts: Accounts):
    """By whoever knows the old one; a reset link in an old letter is worth nothing afterwards; guesses are counted."""
    with_mei(accounts)
    mei = accounts.users.rows[MEI.id]
    _, letter = accounts.forgotten(MEI.email, link=LINK, address="x")
    begin(accounts)
    for _ in range(4):
        with pytest.raises(NotSignedIn):
            accounts.change(mei, "wrong", NEW, address="x")
    accounts.change(mei, PASSWORD, NEW, address="x")

    assert open_sessions(accounts) == 0
    with pytest.raises(NotFound):
        accounts.reset(letter, PASSWORD)
    with pytest.raises(TooMany):
        accounts.change(mei, NEW, PASSWORD, address="x")


def test_somebody_has_to_be_owner(accounts: Accounts):
    """The last owner can neither step down nor be disabled; one of two can."""
    with_mei(accounts).users.add(LI)
    for step in (lambda: accounts.give_role(MEI.id, Role.RECRUITER), lambda: accounts.disable(MEI.id)):
        with pytest.raises(NotAllowed):
            step()
    accounts.give_role(LI.id, Role.OWNER)
    accounts.disable(MEI.id)

    assert accounts.users.owners() == 1
    with pytest.raises(NotAllowed):
        accounts.give_role(LI.id, Role.AUDITOR)


def test_goodbye(accounts: Accounts):
    """Whoever is disabled has no session and no link left; let in again, they sign in anew."""
    with_mei(accounts).users.add(replace(LI, role=Role.OWNER))
    token = begin(accounts)
    _, letter = accounts.forgotten(MEI.email, link=LINK, address="x")
    accounts.disable(MEI.id)

    assert open_sessions(accounts) == 0
    with pytest.raises(NotFound):
        accounts.reset(letter, NEW)
    accounts.enable(MEI.id)
    assert accounts.users.rows[MEI.id].active
    assert Sessions(accounts.sessions, accounts.users, clock=accounts.clock).recognise(token) is None


def test_signing_out_everywhere(accounts: Accounts):
    """All browsers are out; the password stays."""
    begin(with_mei(accounts))
    accounts.sign_out_everywhere(MEI.id)

    assert open_sessions(accounts) == 0
    assert CHEAP.fits(PASSWORD, accounts.users.rows[MEI.id].password_hash)


def test_strangers_are_not_found(accounts: Accounts):
    """There is nobody of that id to change."""
    for step in (lambda: accounts.give_role(ID, Role.OWNER), lambda: accounts.disable(ID), lambda: accounts.enable(ID)):
        with pytest.raises(NotFound):
            step()
