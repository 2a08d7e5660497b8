"""A12: sessions cannot be fixed, reused, outlived or ridden on from another site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.access.cast import MEI, OURS, THEIRS, TOM, Watch, dice

from jiufang.access import cookies, csrf
from jiufang.access.errors import ForeignOrigin
from jiufang.access.memory import MemorySessions, MemoryUsers
from jiufang.access.policy import Via
from jiufang.access.sessions import Limits, Sessions
from jiufang.access.tokens import Kind, Token

ID = UUID(int=100)
KEY = b"k" * 32
ORIGIN = "https://jobs.example.org"


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def sessions(watch: Watch) -> Sessions:
    users = MemoryUsers()
    users.add(MEI)
    users.add(TOM)
    return Sessions(MemorySessions(), users, clock=watch, random=dice())


def begin(sessions: Sessions) -> str:
    token = sessions.begin(MEI, id=ID).token
    assert token
    return token


def test_a_session_tells_who_asks(sessions: Sessions):
    """The token of a session leads to its user and role."""
    known = sessions.recognise(begin(sessions))

    assert known is not None
    assert (known.user, known.actor.role, known.actor.via) == (MEI, MEI.role, Via.SESSION)
    assert known.token is None


def test_tokens_hold_256_bits_and_are_kept_as_hashes(sessions: Sessions):
    """What is kept opens nothing: neither the token nor its secret is in it."""
    token = begin(sessions)
    secret = Token.parse(token, Kind.SESSION)
    assert secret is not None

    kept = repr(sessions.shelf) + str([getattr(s, f) for s in sessions.shelf.rows.values() for f in s.__slots__])

    assert len(secret.secret) * 8 == 256
    assert token not in kept
    assert repr(secret.secret) not in kept
    assert sessions.recognise(secret.hash.hex()) is None


@pytest.mark.parametrize("other", ["", "x", "jfs_", "jfk" + "0" * 80, "会话", "\x00", "jfs_" + "z" * 22 + "_" + "z" * 49])
def test_other_strings_are_nobody(sessions: Sessions, other: str):
    """Whatever is no token of ours opens nothing, without a query where it can be told by its looks."""
    assert sessions.recognise(other) is None


def test_a_token_of_one_tenant_does_not_name_another(sessions: Sessions):
    """The tenant in a token is part of what is hashed: exchanged, the token is another one."""
    token = Token.parse(begin(sessions), Kind.SESSION)
    assert token is not None

    assert sessions.recognise(replace(token, tenant=THEIRS).text) is None


def test_signing_in_ends_the_session_before(sessions: Sessions):
    """Fixation: a token that was in the browser before signing in is worth nothing afterwards."""
    before = begin(sessions)

    after = sessions.begin(TOM, id=UUID(int=101), before=before)

    assert sessions.recognise(before) is None
    assert after.token != before


def test_signing_out_ends_it_for_good(sessions: Sessions):
    """A token that was signed out is not taken again."""
    token = begin(sessions)

    sessions.end(token)

    assert sessions.recognise(token) is None


def test_two_hours_without_use_end_it(sessions: Sessions, watch: Watch):
    """The idle limit counts from the last use."""
    token = begin(sessions)
    watch.go(hours=1, minutes=59)
    token = ((known := sessions.recognise(token)) and known.token) or token
    watch.go(hours=1, minutes=59)
    again = sessions.recognise(token)
    assert again is not None
    watch.go(hours=2, minutes=1)

    assert sessions.recognise(again.token or token) is None


def test_a_day_ends_it_however_busy(sessions: Sessions, watch: Watch):
    """The absolute limit holds for a session that is used every minute."""
    token = begin(sessions)
    for _ in range(24 * 6):
        watch.go(minutes=10)
        known = sessions.recognise(token)
        assert known is not None
        token = known.token or token
    watch.go(minutes=1)

    assert sessions.recognise(token) is None


def test_a_disabled_user_is_out_at_once(sessions: Sessions, watch: Watch):
    """Sessions of somebody who was disabled open nothing from that moment."""
    token = begin(sessions)
    sessions.users.rows[MEI.id] = replace(MEI, disabled_at=watch())

    assert sessions.recognise(token) is None


def test_a_role_counts_from_the_moment_it_is_changed(sessions: Sessions):
    """The role is the user's, read each time; nothing of it is in the token."""
    token = begin(sessions)
    sessions.users.rows[MEI.id] = replace(MEI, role=TOM.role)

    known = sessions.recognise(token)

    assert known is not None
    assert known.actor.role is TOM.role


def test_a_new_password_ends_sessions(sessions: Sessions, watch: Watch):
    """Sessions begun before the password changed are over; one begun with the new password goes on."""
    old = begin(sessions)
    watch.go(minutes=5)
    sessions.users.set_password(MEI.id, "hash", at=watch())
    new = sessions.begin(sessions.users.rows[MEI.id], id=UUID(int=101)).token

    assert sessions.recognise(old) is None
    assert new
    assert sessions.recognise(new)


def test_a_clock_set_back_ends_nothing(sessions: Sessions, watch: Watch):
    """R14: an hour or a day back, a session goes on."""
    token = begin(sessions)
    for hours in (-1, -30):
        watch.go(hours=hours)
        assert sessions.recognise(token)


def test_a_lost_answer_signs_nobody_out(sessions: Sessions, watch: Watch):
    """When the answer with the new token never arrives, the old one goes on."""
    old = begin(sessions)
    watch.go(minutes=31)
    lost = sessions.recognise(old)
    assert lost is not None
    assert lost.token
    for _ in range(10):
        watch.go(minutes=10)
        assert sessions.recognise(old)


def test_requests_under_way_survive_the_change(sessions: Sessions, watch: Watch):
    """For half a minute after the new token was first seen the old one is taken too."""
    old = begin(sessions)
    watch.go(minutes=31)
    new = sessions.recognise(old).token
    assert sessions.recognise(new)
    watch.go(seconds=29)

    assert sessions.recognise(old)
    assert sessions.recognise(new)


def test_a_copied_token_ends_the_session_for_both(sessions: Sessions, watch: Watch):
    """An old token that is shown after the new one has been in use is a copy: neither opens anything any more."""
    stolen = begin(sessions)
    watch.go(minutes=31)
    new = sessions.recognise(stolen).token
    sessions.recognise(new)
    watch.go(minutes=5)

    assert sessions.recognise(stolen) is None
    assert sessions.recognise(new) is None


def test_confirming_changes_the_token(sessions: Sessions, watch: Watch):
    """Giving the password again renews the proof and the token; the former token is worth nothing."""
    token = begin(sessions)
    watch.go(minutes=20)
    known = sessions.recognise(token)
    assert known is not None

    sure = sessions.confirm(known)

    assert sure is not None
    assert sure.token
    assert sure.actor.proved_at == watch()
    assert sessions.recognise(token) is None
    assert sessions.recognise(sure.token)


def test_reading_is_not_writing(sessions: Sessions, watch: Watch):
    """A hundred requests within a minute write nothing; the next minute's one write."""
    token = begin(sessions)
    for _ in range(100):
        watch.go(seconds=0.5)
        assert sessions.recognise(token)
    assert sessions.shelf.writes == 0
    watch.go(seconds=30)
    sessions.recognise(token)
    assert sessions.shelf.writes == 1


class Lives(RuleBasedStateMachine):
    """A browser, a thief and time: what must hold in whatever order they come."""

    def __init__(self) -> None:
        super().__init__()
        self.watch, users = Watch(), MemoryUsers({MEI.id: MEI})
        self.limits = Limits()
        self.sessions = Sessions(MemorySessions(), users, clock=self.watch, random=dice(), limits=self.limits)
        self.begun = self.watch()
        self.browser = [self.sessions.begin(MEI, id=ID).token]
        self.stolen: str | None = None
        self.used = self.begun
        self.over = False

    @rule(minutes=st.floats(0, 90), lost=st.booleans())
    def browse(self, minutes: float, lost: bool) -> None:
        """The browser asks for a page; the answer may get lost."""
        self.watch.go(minutes=minutes)
        known = self.sessions.recognise(self.browser[-1])
        due = self.watch() - self.begun > self.limits.absolute or self.watch() - self.used > self.limits.idle + self.limits.touch
        assert not (known and (due or self.over))
        if known is None:
            self.over = True
        else:
            self.used = self.watch()
            if known.token and not lost:
                self.browser.append(known.token)

    @rule()
    def signs_out(self) -> None:
        """Whoever signs out is out."""
        self.sessions.end(self.browser[-1])
        self.over = True

    @precondition(lambda self: len(self.browser) > 1)
    @rule(seconds=st.floats(31, 3600))
    def an_old_token_is_shown(self, seconds: float) -> None:
        """One that the browser has replaced and used the successor of is worth nothing, half a minute later."""
        self.browse(0, lost=True)
        self.watch.go(seconds=seconds)
        assert self.sessions.recognise(self.browser[-2]) is None
        self.over = self.over or not self.sessions.shelf.rows

    @invariant()
    def over_is_over(self) -> None:
        """No token of a session that ended opens anything, whatever came before and after."""
        if self.over:
            assert all(self.sessions.recognise(token) is None for token in self.browser)


Lives.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
test_whatever_happens = Lives.TestCase


@pytest.mark.parametrize("https", [True, False])
def test_cookie_flags(https: bool):
    """The cookie is for this host, no script and no other site's forms; over https it is nowhere else either."""
    token = Token.new(Kind.SESSION, OURS).text
    told = cookies.header(token, https=https).split("; ")

    assert told[0] == f"{'__Host-' if https else ''}jiufang={token}"
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(told)
    assert ("Secure" in told) == https
    assert not any(part.startswith("Domain") for part in told)
    assert "Max-Age=0" in cookies.forget(https=https)
    assert cookies.read(f"a=b; {told[0]}; c=d", https=https) == token


def test_of_two_cookies_none_is_believed():
    """Cookie tossing: a second cookie of the name, set by a neighbour, is no way to choose the session."""
    assert cookies.read("jiufang=a; jiufang=b", https=False) == ""


def check(method: str = "POST", *, session: UUID | None = ID, token: str | None = None, **headers: str) -> None:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    csrf.check(method, told, origin=ORIGIN, key=KEY, session=session, token=csrf.issue(KEY, ID) if token is None else token)


def test_our_pages_may_change_things():
    """A POST of our own page with its token goes ahead, told by Fetch Metadata or by Origin."""
    check(sec_fetch_site="same-origin")
    check(origin=ORIGIN)
    check(session=None, token="", origin=ORIGIN)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "X"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "cross-site", "origin": ORIGIN},
        {"origin": "https://evil.example.org"},
        {"origin": "https://jobs.example.org.evil.net"},
        {"origin": "http://jobs.example.org"},
        {"origin": "null"},
        {},
    ],
)
def test_another_site_may_not(method: str, headers: dict[str, str]):
    """Whatever another site makes a browser send is refused, with a stolen token too."""
    with pytest.raises(ForeignOrigin):
        check(method, **headers)


def test_tokens_are_of_one_session_and_key():
    """The token of another session, of another key, none, or a changed one is refused."""
    good = csrf.issue(KEY, ID)
    bad = ["", good[:-4], good + "AAAA", csrf.issue(KEY, MEI.id), csrf.issue(b"q" * 32, ID), "会" * 43, "A" * len(good)]
    for token in bad:
        with pytest.raises(ForeignOrigin):
            check(token=token, sec_fetch_site="same-origin")


def test_tokens_differ_on_every_page():
    """BREACH: the same secret never stands twice in the same letters."""
    tokens = {csrf.issue(KEY, ID) for _ in range(100)}

    assert len(tokens) == 100
    assert all(csrf.fits(KEY, ID, token) for token in tokens)


def test_reading_needs_nothing():
    """Links from mail lead to pages."""
    for method in ("GET", "HEAD", "OPTIONS"):
        check(method, token="", sec_fetch_site="cross-site")


def test_limits_are_in_order():
    """A token is changed within the idle limit, and that within the absolute one."""
    limits = Limits()

    assert dt.timedelta(0) < limits.overlap < limits.touch < limits.rotation < limits.idle < limits.absolute
