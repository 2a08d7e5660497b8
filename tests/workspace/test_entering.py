"""A workspace lets its people in, and nobody else; who is put out is out with the next request, in every process."""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.access.cast import CHEAP, PASSWORD, THEIRS, Watch
from tests.access.provider import CLIENT, REDIRECT, SECRET, running

from jiufang.access.errors import NotAllowed, NotSignedIn, TooMany, WeakPassword
from jiufang.access.outgoing import Outgoing
from jiufang.access.policy import Via
from jiufang.access.roles import Permission, Role
from jiufang.access.tokens import Kind, Token
from jiufang.errors import Conflict, NotFound
from jiufang.settings import Secret, Settings
from jiufang.store import audit, erasure
from jiufang.store import tables as t
from jiufang.store.opening import DEFAULT_TENANT
from jiufang.workspace.entering import Entrance, Entrances

HERE = "203.0.113.9"
EMAIL = "mei@example.org"


@pytest.fixture
def watch():
    """A clock that goes when it is told to."""
    return Watch()


@pytest.fixture
def entrance(store, watch):
    """The entrance of a fresh installation."""
    return Entrance(store, clock=watch, passwords=CHEAP)


@pytest.fixture
def elsewhere(store, watch):
    """The same entrance in another process: nothing is shared but the store."""
    return Entrance(store, clock=watch, passwords=CHEAP)


@pytest.fixture
def mei(entrance):
    """The first owner."""
    return entrance.first_owner(entrance.first_link(), email=EMAIL, name="Mei", password=PASSWORD)


def joined(entrance, email, role):
    """Invite somebody and let them choose their password."""
    user, token = entrance.invite(email, role, by=EMAIL)
    return entrance.accept(token, PASSWORD) and user


def came_in(entrance, email=EMAIL):
    """Sign in, return the token."""
    return entrance.sign_in(email, PASSWORD, address=HERE).known.token


def told(entrance):
    """Return what the audit log says, the oldest first."""
    with entrance.open() as session:
        return [(entry.actor, entry.action, entry.subject) for entry in reversed(audit.entries(session))]


def test_the_first_owner(entrance, elsewhere):
    """The first link makes one owner; a weak password leaves it good; then neither it nor another makes a second."""
    old, link = entrance.first_link(), elsewhere.first_link()
    with pytest.raises(NotFound):
        entrance.first_owner(old, email=EMAIL, name="Mei", password=PASSWORD)
    with pytest.raises(WeakPassword):
        entrance.first_owner(link, email=EMAIL, name="Mei", password="mei@example.org")
    user = entrance.first_owner(link, email=EMAIL, name="Mei", password=PASSWORD)

    assert (user.role, entrance.first_link()) == (Role.OWNER, None)
    with pytest.raises(NotFound):
        entrance.first_owner(link, email="mallory@example.net", name="Mallory", password=PASSWORD)
    assert told(entrance) == [(EMAIL, "became owner", "user")]


def test_in_and_out(entrance, elsewhere, mei):
    """Signed in here, known there; signed out there, nobody here; the device is known again."""
    entered = entrance.sign_in("MEI@example.org ", PASSWORD, address=HERE)
    known = elsewhere.recognise(entered.known.token)
    assert (known.actor.id, known.actor.role, known.actor.via) == (mei.id, Role.OWNER, Via.SESSION)
    assert elsewhere.signin.knows(entered.device, mei.id)
    elsewhere.sign_out(entered.known.token)

    assert entrance.recognise(entered.known.token) is None
    entrance.sign_out("jfs_nothing")
    assert told(entrance)[1:] == [(EMAIL, "signed in", "user"), (EMAIL, "signed out", "user")]


def test_sessions_end_when_the_settings_say_so(store, watch, entrance, mei):
    """Ten minutes idle where that is set, whatever the default is."""
    strict = Entrance(store, clock=watch, passwords=CHEAP, settings=replace(Settings(), session_minutes=10))
    token = came_in(strict)
    watch.go(minutes=9)
    assert strict.recognise(token)
    watch.go(minutes=11)

    assert strict.recognise(token) is None


def test_guesses_are_counted_over_all_processes(entrance, elsewhere, mei):
    """Five guesses here leave none there, and each is in the log; the right password from elsewhere in the world still opens."""
    for n in range(5):
        with pytest.raises(NotSignedIn):
            (entrance, elsewhere)[n % 2].sign_in(EMAIL, f"guess {n}", address=HERE)
    with pytest.raises(TooMany):
        elsewhere.sign_in(EMAIL, PASSWORD, address=HERE)

    assert elsewhere.sign_in(EMAIL, PASSWORD, address="198.51.100.7").known.user.id == mei.id
    assert told(entrance).count(("anonymous", "refused", "sign-in")) == 5


def test_a_disabled_user_is_out_at_once(entrance, elsewhere, mei):
    """Disabled in one process, the session, the key and the password open nothing in another, within a second."""
    tom = joined(entrance, "tom@example.org", Role.RECRUITER)
    session, (key, _) = came_in(elsewhere, tom.email), entrance.make_key(tom, name="ATS", scopes=[Permission.JOBS_READ], by=tom.email)
    assert elsewhere.recognise(session)
    assert elsewhere.program(key)
    began = time.monotonic()
    entrance.disable(tom.id, by=EMAIL)

    assert elsewhere.recognise(session) is elsewhere.program(key) is None
    assert time.monotonic() - began < 1
    with pytest.raises(NotSignedIn):
        came_in(elsewhere, tom.email)
    entrance.enable(tom.id, by=EMAIL)
    assert elsewhere.recognise(session) is None
    assert came_in(elsewhere, tom.email)


def test_a_revoked_key_is_dead_at_once(entrance, elsewhere, mei):
    """Revoked in one process, it opens nothing in another, within a second; revoked again it stays so."""
    text, key = entrance.make_key(mei, name="ATS", scopes=[Permission.JOBS_READ], by=EMAIL)
    actor, _ = elsewhere.program(text)
    assert (actor.id, actor.credential, actor.scopes) == (mei.id, key.id, {Permission.JOBS_READ})
    began = time.monotonic()
    entrance.revoke_key(key.id, by=EMAIL)

    assert elsewhere.program(text) is None
    assert time.monotonic() - began < 1
    entrance.revoke_key(key.id, by=EMAIL)
    with pytest.raises(NotFound):
        entrance.revoke_key(UUID(int=1), by=EMAIL)
    assert [row[1:] for row in told(entrance)[1:]] == [("made", "key"), ("revoked", "key")]


def test_another_role_holds_from_the_next_request(entrance, elsewhere, mei):
    """A session goes on with the new role; the last owner stays owner."""
    tom = joined(entrance, "tom@example.org", Role.RECRUITER)
    session = came_in(elsewhere, tom.email)
    entrance.give_role(tom.id, Role.AUDITOR, by=EMAIL)
    assert elsewhere.recognise(session).actor.role is Role.AUDITOR

    for taken in (lambda: entrance.give_role(mei.id, Role.RECRUITER, by=EMAIL), lambda: entrance.disable(mei.id, by=EMAIL)):
        with pytest.raises(NotAllowed):
            taken()


def test_invitations(entrance, mei):
    """An address is invited once; the newer invitation counts, opens once, and not for who has come in."""
    user, first = entrance.invite("tom@example.org", Role.RECRUITER, by=EMAIL)
    with pytest.raises(Conflict):
        entrance.invite("TOM@example.org", Role.AUDITOR, by=EMAIL)
    second = entrance.invite_again(user.id, by=EMAIL)
    with pytest.raises(NotFound):
        entrance.accept(first, PASSWORD)
    assert entrance.accept(second, PASSWORD).id == user.id
    with pytest.raises(NotFound):
        entrance.accept(second, PASSWORD)
    with pytest.raises(Conflict):
        entrance.invite_again(user.id, by=EMAIL)


def test_new_passwords_end_sessions(entrance, mei):
    """A forgotten one by a link, a known one by itself; either way all browsers are out."""
    token = came_in(entrance)
    assert entrance.forgotten("nobody@example.org", address=HERE) is None
    user, link = entrance.forgotten(EMAIL, address=HERE)
    entrance.reset(link, PASSWORD + "!")
    assert (user.id, entrance.recognise(token)) == (mei.id, None)
    again = entrance.sign_in(EMAIL, PASSWORD + "!", address=HERE).known
    entrance.change_password(again.user, PASSWORD + "!", PASSWORD, address=HERE)
    assert entrance.recognise(again.token) is None


def test_proving_it_again(entrance, watch, mei):
    """A password given again makes the session fresh and changes its token."""
    known = entrance.sign_in(EMAIL, PASSWORD, address=HERE).known
    watch.go(hours=1)
    fresh = entrance.confirm(known, PASSWORD, address=HERE)

    assert fresh.actor.proved_at == watch()
    assert entrance.recognise(known.token) is None
    with pytest.raises(NotSignedIn):
        entrance.confirm(fresh, "wrong", address=HERE)


def test_what_is_not_told_is_not_done(entrance, mei, monkeypatch):
    """A change whose line in the audit log fails is taken back whole: the invitation is still good."""
    user, token = entrance.invite("tom@example.org", Role.RECRUITER, by=EMAIL)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "log", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            entrance.accept(token, PASSWORD)

    assert entrance.users.by_id(user.id).password_hash is None
    assert entrance.accept(token, PASSWORD).id == user.id


def screening(store):
    """Keep a screening session, as far as links are concerned."""
    with store.session() as session:
        person = session.insert(t.persons)
        session.keys.make(person)
        job = session.insert(t.jobs, title="Baker")
        version = session.insert(t.job_versions, job_id=job, number=1, job={}, weights={}, made_by="Mei")
        application = session.insert(t.applications, person_id=person, job_id=job)
        ids = {"person_id": person, "application_id": application, "job_version_id": version}
        return person, session.insert(t.screening_sessions, mode="screening", phase="consent", **ids)


def test_candidates_come_by_link(store, entrance, watch):
    """A link opens one conversation, again and again, until a newer one is sent, it is dropped, or it is too old."""
    _, conversation = screening(store)
    first = entrance.candidate_link(conversation, by=EMAIL)
    assert [entrance.candidate(first).id for _ in range(2)] == [conversation] * 2
    second = entrance.candidate_link(conversation, by=EMAIL)
    with pytest.raises(NotFound):
        entrance.candidate(first)
    watch.go(days=13)
    assert entrance.candidate(second).role is Role.CANDIDATE
    watch.go(days=1)
    with pytest.raises(NotFound):
        entrance.candidate(second)
    third = entrance.candidate_link(conversation, by=EMAIL)
    entrance.drop_candidate_link(conversation, by=EMAIL)
    with pytest.raises(NotFound):
        entrance.candidate(third)
    with pytest.raises(NotFound):
        entrance.candidate_link(UUID(int=1), by=EMAIL)


def test_a_link_of_somebody_erased_opens_nothing(store, entrance):
    """Whoever was erased is not known by their link either."""
    person, conversation = screening(store)
    link = entrance.candidate_link(conversation, by=EMAIL)
    with store.session() as session:
        erasure.erase(session, person, by="Mei")

    with pytest.raises(NotFound):
        entrance.candidate(link)


def test_tokens_of_no_tenant_open_nothing(store, entrance, mei):
    """A well-formed token of a tenant that does not exist, or of another one, is nobody's; nothing is made for it."""
    store.add_tenant(THEIRS, "Blue Fish")
    for tenant in (UUID(int=99), THEIRS):
        foreign = Entrance(store, tenant, passwords=CHEAP)
        assert foreign.recognise(Token.new(Kind.SESSION, tenant).text) is None
        assert foreign.program(Token.new(Kind.API_KEY, tenant).text) is None
        with pytest.raises(NotFound):
            foreign.candidate(Token.new(Kind.CANDIDATE, tenant).text)
        assert foreign.recognise(came_in(entrance)) is None
        assert foreign.users.by_email(EMAIL) is None


def test_each_tenant_has_keys_of_its_own(store):
    """Entrances are made once a tenant; what one seals or signs is nothing to another."""

    class Opened:
        def __init__(self) -> None:
            self.store, self.engine = store, self
            self.settings = Settings()

    store.add_tenant(THEIRS, "Blue Fish")
    entrances = Entrances(Opened(), passwords=CHEAP)
    ours, theirs = entrances(DEFAULT_TENANT), entrances(THEIRS)

    assert entrances(THEIRS) is theirs
    assert len({ours.csrf, theirs.csrf, ours.seal.key, theirs.seal.key}) == 4


def test_at_the_companys_provider(store, watch, tmp_path, entrance, mei):
    """Who was invited comes in through the provider of the settings and is bound to it; asked afresh, it proves them again."""
    assert entrance.oidc is None
    with running(watch, tmp_path) as (provider, tls):
        chosen = replace(Settings(), oidc_issuer=provider.issuer, oidc_client=CLIENT, oidc_secret=Secret(SECRET))
        fetch = Outgoing(inside=frozenset({"localhost"}), tls=tls, resolve=lambda *_: ["127.0.0.1"])
        company = Entrance(store, settings=chosen, redirect=REDIRECT, clock=watch, passwords=CHEAP, fetch=fetch)
        begun = company.oidc.begin(back="/jobs")
        entered = company.sign_in_at_provider(provider.authorize(begun.url), begun.cookie)
        assert (entered.known.user.id, entered.back) == (mei.id, "/jobs")
        assert company.users.by_id(mei.id).oidc_subject == f"{provider.issuer} 248289761001"

        again = company.oidc.begin(afresh=True)
        watch.go(minutes=5)
        assert company.confirm_at_provider(entered.known, provider.authorize(again.url), again.cookie).actor.proved_at == watch()
        provider.person = {**provider.person, "sub": "1", "email": "mallory@example.net"}
        stranger = company.oidc.begin()
        with pytest.raises(NotSignedIn):
            company.sign_in_at_provider(provider.authorize(stranger.url), stranger.cookie)
    assert told(entrance)[-2:] == [(EMAIL, "signed in", "user"), (EMAIL, "confirmed", "user")]


def test_no_token_lies_in_the_database(store, entrance, mei):
    """Of sessions, keys and links the hash is kept alone: no row holds what opens something."""
    key, _ = entrance.make_key(mei, name="ATS", scopes=[Permission.JOBS_READ], by=EMAIL)
    tokens = [came_in(entrance), key, entrance.invite("tom@example.org", Role.RECRUITER, by=EMAIL)[1]]
    with store.database.owner() as connection:
        kept = "".join(str(row) for table in (t.sessions, t.api_keys, t.links, t.users) for row in connection.execute(select(table)))
        assert EMAIL in kept

    assert not [token for token in tokens if token.split("_")[2][:20] in kept]
