"""What every keeper of users, sessions, keys, links and answers must do: the ones in memory, and the store's.

A keeper's test makes a subclass of `ShelfContract` whose fixture `shelves` gives the five of one empty tenant; a limiter's one of
`LimiterContract` whose fixture `limiter` gives an empty one.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from tests.access.cast import LI, MEI, MONDAY, OURS, TOM, Watch

from jiufang.access.api_keys import ApiKey, KeyShelf
from jiufang.access.idempotency import Answer, AnswerShelf
from jiufang.access.limits import Limiter, Rate, take
from jiufang.access.links import Link, LinkShelf
from jiufang.access.people import Users
from jiufang.access.roles import Permission, Role
from jiufang.access.sessions import Session, SessionShelf
from jiufang.access.tokens import Kind
from jiufang.errors import Conflict

LATER = MONDAY + dt.timedelta(hours=1)
HASHES = [bytes([n]) * 32 for n in range(4)]


@dataclass
class Shelves:
    """The shelves of one tenant."""

    users: Users
    sessions: SessionShelf
    keys: KeyShelf
    links: LinkShelf
    answers: AnswerShelf


def a_session(number: int = 1, user: UUID = MEI.id) -> Session:
    return Session(OURS, UUID(int=700 + number), user, HASHES[number], MONDAY, MONDAY, MONDAY, MONDAY)


def a_link(number: int = 1, kind: Kind = Kind.PASSWORD, about: UUID = MEI.id) -> Link:
    return Link(OURS, UUID(int=800 + number), kind, about, HASHES[number], LATER)


class LimiterContract:
    """Tests of a limiter; its fixture `limiter` gives one that looks at the fixture `watch`."""

    @pytest.fixture
    def watch(self) -> Watch:
        """Give a clock that goes when it is told to."""
        return Watch()

    def test_a_bucket_empties_and_fills(self, limiter: Limiter, watch: Watch):
        """Three at once, then one every twenty seconds; everybody has a bucket of their own for each rate."""
        rate = Rate("tries", burst=3, seconds=60)
        assert [limiter.take(rate, "mei").ok for _ in range(4)] == [True, True, True, False]
        assert limiter.take(rate, "tom").ok
        assert limiter.take(replace(rate, name="letters"), "mei").ok
        refused = limiter.take(rate, "mei")
        assert (refused.left, round(refused.wait, 6), round(refused.full, 6)) == (0, 20, 60)
        watch.go(seconds=20)
        assert [limiter.take(rate, "mei").ok for _ in range(2)] == [True, False]

    def test_a_clock_set_back_neither_fills_nor_empties(self, limiter: Limiter, watch: Watch):
        """What was taken stays taken, and comes back when its time has come."""
        rate = Rate("tries", burst=1, seconds=60)
        assert limiter.take(rate, "mei").ok
        watch.go(hours=-1)
        assert not limiter.take(rate, "mei").ok
        watch.go(hours=1, seconds=60)
        assert limiter.take(rate, "mei").ok

    def test_what_costs_more_than_a_bucket_holds_never_passes(self, limiter: Limiter):
        """And takes nothing."""
        rate = Rate("pages", burst=5, seconds=60)
        refused = limiter.take(rate, "mei", cost=6)
        assert (refused.ok, refused.wait, refused.left) == (False, math.inf, 5)
        assert limiter.take(rate, "mei", cost=5).ok

    def test_it_counts_as_the_sum_says(self, limiter: Limiter, watch: Watch):
        """Any tries at any moments come out as `limits.take` computes them."""
        rate, bucket, chance = Rate("tries", burst=7, seconds=30), None, random.Random(9)
        for _ in range(60):
            watch.go(seconds=chance.choice([0, 0.5, 1, 7, -3]))
            cost = chance.choice([0.5, 1, 2, 8])
            bucket, expected = take(bucket, rate, at=watch().timestamp(), cost=cost)
            found = limiter.take(rate, "mei", cost=cost)
            assert found.ok == expected.ok
            assert (found.left, found.wait, found.full) == pytest.approx((expected.left, expected.wait, expected.full), abs=1e-5)


class ShelfContract:
    """Tests of the five protocols."""

    @pytest.fixture
    def kept(self, shelves: Shelves) -> Shelves:
        """Give shelves on which Mei and Li are users."""
        shelves.users.add(MEI)
        shelves.users.add(replace(LI, password_hash="hash", name="Li 李"))
        return shelves

    def test_users_are_found(self, kept: Shelves):
        """By id, by address in any case, by their provider's name; as they were kept."""
        assert kept.users.by_id(MEI.id) == MEI
        assert kept.users.by_email("LI@example.org") == replace(LI, password_hash="hash", name="Li 李")
        straight = replace(TOM, id=UUID(int=77), email="Große.Straße@example.org")
        kept.users.add(straight)
        assert kept.users.by_email("GROßE.straße@EXAMPLE.org") == straight
        kept.users.set_subject(MEI.id, "issuer 248")
        assert kept.users.by_subject("issuer 248") == replace(MEI, oidc_subject="issuer 248")
        assert kept.users.by_id(TOM.id) is kept.users.by_email(TOM.email) is kept.users.by_subject("issuer") is None

    def test_one_address_is_one_user(self, kept: Shelves):
        """The second is refused, whatever the case of its letters."""
        with pytest.raises(Conflict):
            kept.users.add(replace(TOM, email=MEI.email.upper()))

    def test_users_change(self, kept: Shelves):
        """Role, password, since when they may not come in; a password kept for other costs leaves `proved_after`."""
        kept.users.set_role(LI.id, Role.OWNER)
        assert kept.users.owners() == 2
        kept.users.set_disabled(MEI.id, at=MONDAY)
        assert kept.users.owners() == 1
        kept.users.set_disabled(MEI.id, at=None)
        kept.users.set_password(MEI.id, "one", at=MONDAY)
        kept.users.set_password(MEI.id, "two", at=None)
        assert kept.users.by_id(MEI.id) == replace(MEI, password_hash="two", proved_after=MONDAY)

    def test_sessions_are_found_by_either_token(self, kept: Shelves):
        """The one in use and the one before."""
        session = a_session()
        kept.sessions.add(session)
        assert kept.sessions.find(HASHES[1]) == session
        turned = replace(session, token_hash=HASHES[2], old_hash=HASHES[1], old_until=LATER, seen_at=LATER, rotated_at=LATER)
        assert kept.sessions.save(turned)

        assert kept.sessions.find(HASHES[1]) == kept.sessions.find(HASHES[2]) == replace(turned, version=2)
        assert kept.sessions.find(HASHES[3]) is None

    def test_of_two_savers_one_is_first(self, kept: Shelves):
        """A version that is not there any more changes nothing; nor does a session that ended."""
        session = a_session()
        kept.sessions.add(session)
        assert kept.sessions.save(replace(session, seen_at=LATER))
        assert not kept.sessions.save(replace(session, token_hash=HASHES[2]))
        assert kept.sessions.find(HASHES[2]) is None
        kept.sessions.end(session.id)
        assert not kept.sessions.save(replace(session, version=2))
        assert kept.sessions.find(HASHES[1]) is None

    def test_sessions_end_by_user(self, kept: Shelves):
        """All of one user's, and no other's; ending what has ended is no error."""
        for session in (a_session(1), a_session(2), a_session(3, LI.id)):
            kept.sessions.add(session)
        kept.sessions.end_all(MEI.id)
        kept.sessions.end(a_session(1).id)

        assert [kept.sessions.find(hash) is None for hash in HASHES[1:]] == [True, True, False]

    def test_keys_are_found(self, kept: Shelves):
        """As they were kept, with their scopes, and the use that was noted."""
        scopes = frozenset({Permission.JOBS_READ, Permission.MATCHES_READ})
        key = ApiKey(OURS, UUID(int=900), MEI.id, "ATS", HASHES[1], "jfk_…abc", scopes, LATER)
        kept.keys.add(key)
        kept.keys.used(key.id, at=MONDAY)

        assert kept.keys.find(HASHES[1]) == replace(key, last_used_at=MONDAY)
        assert kept.keys.find(HASHES[2]) is None

    def test_people_and_their_keys_are_listed(self, kept: Shelves):
        """Everybody, disabled or not; the keys of all, or of one; a key is revoked once."""
        kept.users.set_disabled(LI.id, at=MONDAY)
        kept.users.set_name(MEI.id, "Mei 梅")
        assert [(user.name, user.active) for user in kept.users.listed()] == [("Mei 梅", True), ("Li 李", False)]
        keys = [ApiKey(OURS, UUID(int=900 + n), user.id, "ATS", HASHES[n], "jfk_…", frozenset(), LATER) for n, user in ((1, MEI), (2, LI))]
        for key in keys:
            kept.keys.add(key)

        assert [kept.keys.revoke(keys[0].id, at=at) for at in (MONDAY, LATER)] == [True, False]
        assert kept.keys.listed() == [replace(keys[0], revoked_at=MONDAY), keys[1]]
        assert kept.keys.listed(LI.id) == [keys[1]]

    def test_links_are_used_once(self, kept: Shelves):
        """Of two who use one, one is told so."""
        kept.links.add(a_link())
        assert kept.links.find(HASHES[1]) == a_link()

        assert [kept.links.use(a_link().id, at=at) for at in (MONDAY, LATER)] == [True, False]
        assert kept.links.find(HASHES[1]) == replace(a_link(), used_at=MONDAY)

    def test_links_are_dropped(self, kept: Shelves):
        """Those of a kind about something, and no others."""
        for link in (a_link(1), a_link(2, Kind.INVITATION), a_link(3, about=LI.id)):
            kept.links.add(link)
        kept.links.drop(Kind.PASSWORD, MEI.id)

        assert [kept.links.find(hash) is None for hash in HASHES[1:]] == [True, False, False]

    def test_answers_are_claimed_once(self, kept: Shelves):
        """The first claims; the next get what is there, answered or not, until it expires or is released."""
        answers, asked = kept.answers, HASHES[1]
        answer = Answer(201, (("Location", "/jobs/1"), ("ETag", '"1"')), "职位".encode())
        assert answers.claim("a", "k", asked, at=MONDAY, until=LATER) is None
        assert answers.claim("b", "k", asked, at=MONDAY, until=LATER) is None
        running = answers.claim("a", "k", HASHES[2], at=MONDAY, until=LATER)
        assert running is not None
        assert (running.request_hash, running.answer) == (asked, None)
        answers.keep("a", "k", answer, until=LATER + dt.timedelta(hours=1))
        again = answers.claim("a", "k", asked, at=LATER, until=LATER)
        assert again is not None
        assert again.answer == answer
        answers.release("a", "k")
        assert answers.claim("a", "k", asked, at=LATER, until=LATER) is None
        assert answers.claim("b", "k", asked, at=LATER, until=LATER) is None
