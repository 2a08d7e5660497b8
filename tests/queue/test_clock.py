"""What has to be done every so often is asked for once a period and tenant, however many workers ask."""

from __future__ import annotations

import threading

import pytest

pytest.importorskip("procrastinate")

from jiufang.queue import Kind, State, Timing, Worker, listed
from jiufang.queue.clock import Clock

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=0.5, reconnect=0.05)
HOUR = 3600.0
NOON = 1_800_000_000.0 // HOUR * HOUR


def asked(store, tenant):
    """Return how many tasks a tenant has."""
    with store.session(tenant) as session:
        return len(listed(session))


def test_once_a_period_and_tenant(store, make_tenant):
    """Each tenant once an hour: not by the minute, not by a second worker, and not again when a clock is set back."""
    tenants = [*store.tenants(), make_tenant("Hillside")]
    first, second = Clock(store, {Kind.SWEEP: HOUR}), Clock(store, {Kind.SWEEP: HOUR})
    told = [first.tick(NOON), first.tick(NOON + 60), second.tick(NOON + 120), first.tick(NOON + HOUR), first.tick(NOON)]

    assert told == [2, 0, 2, 2, 2]  # who does not know finds that it was asked for
    assert [asked(store, tenant) for tenant in tenants] == [2, 2]


def test_workers_beside_each_other_do_it_once(store):
    """Three workers that start at the same moment: one task, done once."""
    done, seen = [], threading.Event()

    def handler(run):
        done.append(run.task.id)
        seen.set()

    workers = [Worker(store, {Kind.SWEEP: handler}, timing=QUICK, chores={Kind.SWEEP: HOUR}) for _ in range(3)]
    for one in workers:
        one.start()
    assert seen.wait(20)
    threading.Event().wait(0.5)
    for one in workers:
        one.stop()

    with store.session() as session:
        assert [task.state for task in listed(session)] == [State.DONE]
    assert len(done) == 1


def test_who_works_until_nothing_is_left_asks_for_nothing(store):
    """Otherwise it would never be done."""
    Worker(store, {Kind.SWEEP: lambda run: None}, timing=QUICK, chores={Kind.SWEEP: HOUR}).run(until_empty=True)
    with store.session() as session:
        assert listed(session) == []
