"""Tasks are asked for once, tried again with a reason, cancelled, looked at when dead, and each tenant's own."""

from __future__ import annotations

import threading

import pytest

pytest.importorskip("procrastinate")

from sqlalchemy import text

from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.queue import Kind, Run, State, Timing, Worker, again, ask, cancel, find, listed, retrying, waiting
from jiufang.queue.running import Overtaken, begin, perform
from jiufang.store import audit
from jiufang.store.ids import new_id

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=0.5, reconnect=0.05)


@pytest.fixture
def asked(store):
    """A task about some document."""
    with store.session() as session:
        return ask(session, Kind.PARSE, {"document": new_id()}, by="mei")


def work(store, handler, kind=Kind.PARSE):
    """Do what can be done now."""
    assert Worker(store, {kind: handler}, timing=QUICK).run(until_empty=True)


def idle(store, kind=Kind.PARSE):
    """Make sure that nothing can be done now."""
    done = []
    work(store, done.append, kind)
    assert done == []


def look(store, task):
    """Return a task as it is now."""
    with store.session() as session:
        return find(session, task.id)


def attempt(store, task, **given):
    """Begin a task as a worker does."""
    return begin(store, store_tenant(store), task.id, closing=threading.Event(), **given)


def store_tenant(store):
    """Return the tenant that the tests work in."""
    with store.session() as session:
        return session.tenant


def test_it_is_done(store, asked):
    """A worker that is told of a task does it, and keeps how far it came."""
    seen = []

    def handler(run):
        seen.append(run.task.ids)
        run.step(1, 2)

    work(store, handler)
    task = look(store, asked)

    assert seen == [asked.ids]
    assert (task.state, task.attempt, task.steps, task.of_steps, task.reason) == (State.DONE, 1, 1, 2, "")
    assert task.ended_at is not None


def test_asked_twice_is_done_once(store):
    """The same kind, ids and content are one task, also once it is done; other content is another."""
    ids, done = {"document": new_id()}, []
    with store.session() as session:
        first = ask(session, Kind.PARSE, ids, by="mei", content=["reader 1"])
        second = ask(session, Kind.PARSE, ids, by="li", content=["reader 1"])
        other = ask(session, Kind.PARSE, ids, by="mei", content=["reader 2"])
    work(store, lambda run: done.append(run.task.id))
    with store.session() as session:
        third = ask(session, Kind.PARSE, ids, by="li", content=["reader 1"])
    work(store, lambda run: done.append(run.task.id))

    assert first == second
    assert sorted(done) == sorted([first.id, other.id])
    assert (third.id, third.state) == (first.id, State.DONE)


def test_a_task_is_there_exactly_if_its_cause_is(store):
    """Taken back with its transaction, a task is neither kept nor delivered."""
    with store.session() as session, session.connection.begin_nested() as attempt:
        ask(session, Kind.PARSE, {"document": new_id()}, by="mei")
        attempt.rollback()
    idle(store)

    with store.session() as session:
        assert listed(session) == []


def test_what_was_made_and_the_mark_are_one(store, asked):
    """A handler that fails after it wrote leaves nothing of it."""

    def handler(run):
        with run.settle() as session:
            audit.log(session, actor="worker", action="wrote", subject="test")
            raise RuntimeError

    run = attempt(store, asked)
    assert perform(run, handler) is not None

    with store.session() as session:
        assert audit.entries(session) == []
        assert find(session, asked.id).state is State.WAITING


def test_failures_are_tried_again_with_a_reason_until_dead(store, asked):
    """Five failures, then it is dead; the reason is the error's class, never its words; tried again, it starts anew."""
    works = threading.Event()

    def handler(run):
        if not works.is_set():
            raise ValueError("Ada Lindqvist, ada@example.com")

    for _ in range(retrying.FAILURES + 1):
        work(store, handler)
    dead = look(store, asked)
    assert (dead.state, dead.failures, dead.reason) == (State.DEAD, retrying.FAILURES, "ValueError")
    with store.session() as session:
        assert listed(session, state=State.DEAD) == [dead]
        again(session, asked.id, by="mei")
        assert waiting(session) == 1
    works.set()
    work(store, handler)

    assert look(store, asked).state is State.DONE


def test_waits_grow_and_differ(store):
    """Each wait is about four times the one before, spread by chance, and never longer than an hour."""
    assert [retrying.wait(n, chance=1.0) for n in (1, 2, 3, 4)] == [5.0, 20.0, 80.0, 320.0]
    assert retrying.wait(1, chance=0.0) == 2.5
    assert retrying.wait(30, chance=1.0) == 3600.0


def test_what_is_put_off_is_not_begun_early(store, asked):
    """A delivery that comes too early learns when to come again, and counts as no attempt."""

    def fails(_):
        raise RuntimeError

    assert perform(attempt(store, asked), fails, first_wait=60.0) > 25
    early = attempt(store, asked)

    assert 25 < early <= 60
    assert look(store, asked).attempt == 1


def test_what_cannot_work_is_not_tried_again(store, asked):
    """Bad input is dead at once; what was erased in the meantime is nobody's business any more."""

    def hopeless(_):
        raise BadInput("no")

    def gone(_):
        raise NotFound("no")

    with store.session() as session:
        other = ask(session, Kind.PARSE, {"document": new_id()}, by="mei")
    perform(attempt(store, asked), hopeless)
    perform(attempt(store, other), gone)

    assert (look(store, asked).state, look(store, other).state) == (State.DEAD, State.CANCELLED)


def test_cancelled_before_it_begins(store, asked):
    """A task that waits is cancelled at once; its delivery finds nothing to do; the log tells who cancelled it."""
    with store.session() as session:
        assert cancel(session, asked.id, by="li").state is State.CANCELLED
    idle(store)
    with store.session() as session:
        assert [(e.actor, e.action) for e in audit.entries(session)] == [("li", "cancelled")]
        with pytest.raises(Conflict):
            cancel(session, asked.id, by="li")
        with pytest.raises(BadInput):
            again(session, asked.id, by=" ")


def test_cancelled_while_it_runs(store, asked):
    """A task that runs is cancelled at its next step."""

    def handler(run):
        run.step(1, 3)
        with store.session() as session:
            cancel(session, asked.id, by="li")
        run.step(2, 3)
        went_on.set()

    went_on = threading.Event()
    work(store, handler)
    task = look(store, asked)

    assert not went_on.is_set()
    assert (task.state, task.steps, task.reason) == (State.CANCELLED, 1, "cancelled")


def test_who_was_overtaken_keeps_nothing(store, asked):
    """A worker that was only slow cannot settle, fail or move on a task that another has begun; the other can."""
    slow, quick = attempt(store, asked), attempt(store, asked)
    for act in (lambda: slow.step(1, 2), lambda: slow.settle().__enter__(), lambda: slow.give_up(RuntimeError())):
        with pytest.raises(Overtaken):
            act()
    assert perform(quick, lambda _: None) is None

    task = look(store, asked)
    assert (task.state, task.attempt, task.kills) == (State.DONE, 2, 1)
    with pytest.raises(Overtaken):
        perform(slow, lambda _: None)


def test_who_loses_workers_repeatedly_waits(store, asked):
    """After one worker vanished a task is begun at once; after a second, others come first."""
    assert isinstance(attempt(store, asked), Run)
    assert isinstance(attempt(store, asked), Run)
    early = attempt(store, asked)

    assert 2 < early <= retrying.FIRST_WAIT
    assert 2 < attempt(store, asked) <= early
    task = look(store, asked)
    assert (task.state, task.attempt, task.kills, task.reason) == (State.WAITING, 2, 2, "the worker vanished")


def test_what_kills_its_workers_is_dead(store, asked):
    """A task whose workers vanish again and again is not begun for ever."""
    begun = [attempt(store, asked, first_wait=0.0) for _ in range(3 * retrying.KILLS)]

    assert sum(isinstance(one, Run) for one in begun) == retrying.KILLS + 1
    assert begun[-1] is None
    task = look(store, asked)
    assert (task.state, task.reason) == (State.DEAD, "the worker vanished")


def test_a_closing_worker_gives_back_what_runs(store, asked):
    """Closed, a worker takes nothing on, lets tasks stop at their next step, and counts no failure."""
    begun = threading.Event()

    def endless(run):
        begun.set()
        while True:
            run.step(0, 0)
            threading.Event().wait(0.01)

    with Worker(store, {Kind.PARSE: endless}, timing=QUICK):
        assert begun.wait(10)
    task = look(store, asked)
    assert (task.state, task.failures, task.kills) == (State.WAITING, 0, 0)
    work(store, lambda _: None)

    assert look(store, asked).state is State.DONE


def test_a_short_task_ends_while_its_worker_closes(store, asked):
    """What needs less than the time of grace is finished, not begun anew."""
    begun = threading.Event()

    def handler(_):
        begun.set()
        threading.Event().wait(0.2)

    with Worker(store, {Kind.PARSE: handler}, timing=QUICK):
        assert begun.wait(10)

    assert (look(store, asked).state, look(store, asked).attempt) == (State.DONE, 1)


def test_a_worker_outlives_its_connections(store, asked):
    """A database that breaks all connections, as it does when it restarts, gets its worker back."""
    done = threading.Event()
    with Worker(store, {Kind.MATCH: lambda _: done.set()}, timing=QUICK):
        threading.Event().wait(0.5)
        with store.database.owner() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        with store.session() as session:
            ask(session, Kind.MATCH, {"job": new_id()}, by="mei")
        assert done.wait(10)


def test_kinds_are_done_by_who_can(store, asked):
    """A worker leaves alone what it has no handler for."""
    idle(store, kind=Kind.MATCH)

    assert look(store, asked).state is State.WAITING


def test_each_tenant_sees_its_own_tasks(store, asked, make_tenant):
    """Nobody finds or cancels another tenant's task; one worker does them all, each in its own tenant."""
    other, seen = make_tenant("Hillside"), []
    with store.session(other) as session:
        assert listed(session) == []
        with pytest.raises(NotFound):
            cancel(session, asked.id, by="mallory")
        theirs = ask(session, Kind.PARSE, asked.ids, by="ada")
    work(store, lambda run: seen.append((run.tenant, run.task.id)))

    assert set(seen) == {(store_tenant(store), asked.id), (other, theirs.id)}


def test_deliveries_hold_ids_only_and_go_when_done(store, asked):
    """Procrastinate's table holds the ids of tenant and task, and is empty when all is done."""
    query = text("SELECT args, queue_name, task_name, lock FROM queue.procrastinate_jobs")
    with store.session() as session:
        (row,) = session.connection.execute(query)
        assert row.args == {"tenant": str(session.tenant), "task": str(asked.id)}
        assert tuple(row)[1:] == ("parse", "jiufang.work", str(asked.id))
    work(store, lambda _: None)

    with store.session() as session:
        assert session.connection.execute(query).all() == []


def test_the_migration_is_procrastinates_own_schema(server, database, empty):
    """Our copy of its tables and functions is what the installed version expects."""
    from importlib.resources import files

    from jiufang.store.connect import owner_engine

    query = """
        SELECT proname, regexp_replace(prosrc, '\\s+', ' ', 'g') FROM pg_proc WHERE pronamespace = CAST(CAST(:schema AS text) AS regnamespace)
        UNION SELECT table_name || '.' || column_name, concat(udt_name, ' ', is_nullable)
            FROM information_schema.columns WHERE table_schema = CAST(:schema AS text)
        UNION SELECT indexname, regexp_replace(indexdef, '(queue|public)\\.', '', 'g') FROM pg_indexes WHERE schemaname = CAST(:schema AS text)
    """
    with owner_engine(server.url(database=empty)).begin() as connection:
        connection.connection.cursor().execute(files("procrastinate.sql").joinpath("schema.sql").read_text("utf-8"))
        expected = set(map(tuple, connection.execute(text(query), {"schema": "public"})))
    with database.owner() as connection:
        found = set(map(tuple, connection.execute(text(query), {"schema": "queue"})))

    ours = {"enrol", "tenants.tenant_id", "tenants_pkey"}  # the roll of tenants lies beside them
    assert {one for one in found if one[0] not in ours} == expected
    assert len(expected) > 50
