"""A worker that is told to end (SIGTERM) ends within its bound: short tasks are finished, long ones given back, stubborn ones taken over."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("procrastinate")

from jiufang.queue import Kind, State, Timing, Worker, ask, find
from jiufang.store.ids import new_id
from jiufang.store.master import Keyring
from jiufang.store.opening import Store
from jiufang.store.vault import Vault

GRACE = 1.0  # seconds
SPARE = 20.0  # that a busy machine takes to notice
PROGRAM = """
import os, sys, threading
from jiufang.cli.worker import _stop_on_signals
from jiufang.queue import Kind, Timing, Worker
from jiufang.store.connect import Database
from jiufang.store.master import Keyring
from jiufang.store.opening import Store
from jiufang.store.vault import Vault

url, key, how = sys.argv[1:]
def handler(run):
    print("begun", flush=True)
    for _ in range(3 if how == "short" else 10_000):
        threading.Event().wait(0.1)
        if how == "steps":
            run.step(1, 2)
worker = Worker(Store(Database(url), Vault(Keyring.parse(key))), {Kind.PARSE: handler}, timing=Timing(poll=0.1, beat=0.2, dead_after=0.8, grace=GRACE))
_stop_on_signals(worker.stop)
print("ready", flush=True)
in_order = worker.run()
os._exit(0 if in_order else 3)
""".replace("GRACE", str(GRACE))


@pytest.mark.parametrize(("how", "code", "state"), [("short", 0, State.DONE), ("steps", 0, State.WAITING), ("stubborn", 3, State.RUNNING)])
def test_it_ends_within_its_bound(database, how, code, state):
    """Whatever its task does; what it leaves is done by the next worker, and counted as nobody's failure."""
    key = base64.b64encode(bytes(range(32))).decode()
    store = Store(database, Vault(Keyring.parse(key)))
    tenant = new_id()
    store.add_tenant(tenant, "Harbour Works")
    with store.session(tenant) as session:
        task = ask(session, Kind.PARSE, {"document": new_id()}, by="mei")
    worker = subprocess.Popen([sys.executable, "-c", PROGRAM, database.url, key, how], stdout=subprocess.PIPE, text=True)
    assert [worker.stdout.readline().strip() for _ in range(2)] == ["ready", "begun"]
    asked = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    ended = worker.wait(GRACE + SPARE)
    took = time.monotonic() - asked

    assert ended == code
    assert took < GRACE + SPARE
    with store.session(tenant) as session:
        assert (find(session, task.id).state, find(session, task.id).failures) == (state, 0)
    time.sleep(0.8 if state is State.RUNNING else 0)
    quick = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=GRACE)
    with Worker(store, {Kind.PARSE: lambda run: None}, timing=quick):
        deadline = time.monotonic() + SPARE
        while time.monotonic() < deadline:
            with store.session(tenant) as session:
                if find(session, task.id).ended:
                    break
            time.sleep(0.05)
    with store.session(tenant) as session:
        assert (find(session, task.id).state, find(session, task.id).failures) == (State.DONE, 0)
    print(f"{how}: ended {took:.1f} s after SIGTERM")  # noqa: T201


def test_it_ends_whenever_it_is_told(database):
    """While it still connects and says that it is there, too: nothing that it is told is lost."""
    store = Store(database, Vault(Keyring.parse(base64.b64encode(bytes(range(32))).decode())))
    for begun in range(24):
        with Worker(store, {Kind.PARSE: lambda run: None}, timing=Timing(grace=GRACE)) as worker:
            time.sleep(begun * 0.004)
        assert not worker.is_well
