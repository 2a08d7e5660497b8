"""The store keeps what access asks to be kept, for each tenant apart, over all processes."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from tests.access.cast import LI, MEI, MONDAY, OURS, THEIRS, Watch
from tests.access.shelf_contract import HASHES, LATER, LimiterContract, ShelfContract, Shelves, a_link, a_session

from jiufang.access.api_keys import ApiKey
from jiufang.access.idempotency import Answer
from jiufang.access.limits import Limiter, Rate
from jiufang.access.roles import Permission
from jiufang.errors import Conflict
from jiufang.store.shelves import together
from jiufang.store.shelves.answers import StoredAnswers
from jiufang.store.shelves.keys import StoredKeys
from jiufang.store.shelves.links import StoredLinks
from jiufang.store.shelves.rates import StoredRates
from jiufang.store.shelves.sessions import StoredSessions
from jiufang.store.shelves.users import StoredUsers
from jiufang.store.tables import idempotency_keys, rate_buckets, users


def of(store, tenant):
    """Return what opens a transaction of a tenant's."""
    store.add_tenant(tenant, "Harbour Works")
    return partial(store.session, tenant)


def shelves_of(open_):
    """Return the five shelves."""
    return Shelves(StoredUsers(open_), StoredSessions(open_), StoredKeys(open_), StoredLinks(open_), StoredAnswers(open_))


@pytest.fixture
def ours(store):
    """What opens our transactions."""
    return of(store, OURS)


class TestStored(ShelfContract):
    """The contract, kept in the store, each call a transaction."""

    @pytest.fixture
    def shelves(self, ours) -> Shelves:
        """Give empty ones."""
        return shelves_of(ours)


class TestStoredTogether(ShelfContract):
    """The contract, all calls in one transaction."""

    @pytest.fixture
    def shelves(self, ours):
        """Give empty ones."""
        with together(ours) as same:
            yield shelves_of(same)


class TestStoredRates(LimiterContract):
    """The contract, counted in the store."""

    @pytest.fixture
    def limiter(self, ours, watch: Watch) -> Limiter:
        """Give an empty one."""
        return StoredRates(ours, lambda: b"key", clock=watch)


def test_nothing_of_another_tenants_is_found(store, ours):
    """Mallory has the right hash of a session, a key and a link of ours, and the right address, and finds nothing; nor does she end anything."""
    mine, theirs = shelves_of(ours), shelves_of(of(store, THEIRS))
    mine.users.add(MEI)
    mine.sessions.add(a_session())
    mine.keys.add(ApiKey(OURS, UUID(int=900), MEI.id, "ATS", HASHES[1], "jfk_…", frozenset({Permission.JOBS_READ}), LATER))
    mine.links.add(a_link())
    mine.answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER)

    assert theirs.users.by_email(MEI.email) is theirs.users.by_id(MEI.id) is theirs.sessions.find(HASHES[1]) is None
    assert theirs.keys.find(HASHES[1]) is theirs.links.find(HASHES[1]) is None
    assert theirs.users.owners() == 0
    theirs.sessions.end_all(MEI.id)
    theirs.links.drop(a_link().kind, MEI.id)
    theirs.answers.release("a", "k")
    assert not theirs.keys.revoke(UUID(int=900), at=MONDAY)
    assert mine.sessions.find(HASHES[1])
    assert mine.links.find(HASHES[1])
    assert mine.answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER) is not None
    theirs.users.add(replace(MEI, tenant=THEIRS))


def test_calls_together_are_kept_or_not(ours):
    """An error takes back what other shelves kept in the same transaction; nothing is begun before the first call."""

    def both() -> None:
        with together(ours) as same:
            shelves = shelves_of(same)
            shelves.users.add(MEI)
            shelves.links.add(a_link())
            shelves.users.add(replace(LI, email=MEI.email))

    with pytest.raises(Conflict):
        both()
    assert shelves_of(ours).users.by_id(MEI.id) is None
    assert shelves_of(ours).links.find(HASHES[1]) is None


def test_two_owners_do_not_shut_each_other_out(ours):
    """Whoever counts the owners to change one waits for the other who does."""
    users_ = StoredUsers(ours)
    users_.add(MEI)
    users_.add(replace(LI, role=MEI.role))

    def shut_out(other: UUID) -> int:
        with together(ours) as same:
            both = StoredUsers(same)
            left = both.owners()
            time.sleep(0.2)
            if left > 1:
                both.set_disabled(other, at=MONDAY)
            return left

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(shut_out, [MEI.id, LI.id])) == [1, 2]
    assert users_.owners() == 1


def test_of_many_who_claim_one_is_first(ours):
    """Twenty requests with one key at once: one is answered, the others learn that."""
    answers = StoredAnswers(ours)
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER), range(20)))

    assert sum(found is None for found in claimed) == 1


def test_answers_lie_sealed(store, ours):
    """What was answered cannot be read from the row; taken away by an erasure, it is told as gone and the request is not repeated."""
    answers = StoredAnswers(ours)
    answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER)
    answers.keep("a", "k", Answer(201, (), b"Ada Canary"), until=LATER)
    with ours() as session:
        row = session.connection.execute(select(idempotency_keys)).one()
        assert b"Canary" not in row.response
        session.connection.execute(update(idempotency_keys).values(response=None))

    found = answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER)
    assert found is not None
    assert found.answer == Answer(410, (), b"")


def test_what_is_over_is_swept(ours):
    """Old sessions, links and answers go; what is still good stays."""
    shelves, late = shelves_of(ours), MONDAY + dt.timedelta(days=3)
    shelves.users.add(MEI)
    shelves.sessions.add(a_session(1))
    shelves.sessions.add(replace(a_session(2), created_at=late))
    shelves.links.add(a_link())
    shelves.answers.claim("a", "k", HASHES[1], at=MONDAY, until=LATER)

    assert shelves.sessions.sweep(before=late) == shelves.links.sweep(before=late) == shelves.answers.sweep(before=late) == 1
    assert shelves.sessions.find(HASHES[2])


def test_processes_share_a_bucket(ours):
    """Forty at once through two limiters, as of two processes: as many pass as the bucket holds, and none is counted twice."""
    limiters = [StoredRates(ours, lambda: b"key") for _ in range(2)]
    rate = Rate("tries", burst=10, seconds=10_000)
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda n: limiters[n % 2].take(rate, "mei").ok, range(40)))

    assert sum(passed) == 10


def test_rates_tell_nothing_of_whom(ours):
    """No address is in a row; full buckets are swept; the table is unlogged."""
    watch = Watch()
    limiter = StoredRates(ours, lambda: b"key", clock=watch)
    limiter.take(Rate("tries", burst=2, seconds=60), "203.0.113.9")
    with ours() as session:
        shown = session.connection.execute(select(rate_buckets)).one()
        assert b"203" not in shown.key
        assert session.connection.execute(text("SELECT relpersistence FROM pg_class WHERE relname = 'rate_buckets'")).scalar_one() == "u"
    assert limiter.sweep(at=watch().timestamp() + 29) == 0
    assert limiter.sweep(at=watch().timestamp() + 31) == 1


def test_tenants_are_on_the_roll(store, ours):
    """Upkeep knows whom to ask: every tenant by id, and nothing else of them."""
    assert OURS in store.tenants()
    with ours() as session:
        session.connection.execute(select(func.count()).select_from(users))
        columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'queue' AND table_name = 'tenants'"
        assert session.connection.execute(text(columns)).scalars().all() == ["tenant_id"]
