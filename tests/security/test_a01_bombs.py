"""A01: bombs end as files that could not be read, each within half a minute and a gigabyte, and nobody else waits for them.

A02: so do malformed files, all of them, always the same way. A03: no file makes the program visit an address.

A few here; all with `make trust`, or `JIUFANG_FULL=1 pytest -n0 -s tests/security/test_a01_bombs.py`.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from tests.counts import FULL, count
from tests.security.house import cases, hostile, listener, memory, served

SECONDS = 30.0  # for one file, from the moment that somebody begins to read it
MEGABYTES = 1024
AT_ONCE = 20
CORPUS = count(12, 10_000, variable="JIUFANG_A02_FILES")  # all there are
QUEUE = 1200.0  # seconds that the whole may take on two busy cores
ANSWERED = 30.0
SLOWER = 2.0  # times; others' requests while bombs are read, against none
NOTICED = 0.25  # seconds: below this nobody notices, whatever the ratio
REASONED = {"partial", "failed"}


@pytest.fixture
def house(store, tmp_path):
    """A server with a worker."""
    with served(store, tmp_path) as opened:
        yield opened


def bombs():
    """Return the bombs: nested, lying, by the thousand, in streams, in chains, in references."""
    nobody = "http://127.0.0.1:9/"
    if FULL:
        families = (hostile.archives, hostile.pdfs, hostile.office, hostile.pictures, hostile.mails)
        return {name: data for family in families for name, data in family(nobody)}
    return dict([*islice(hostile.archives(nobody), 6), *islice(hostile.pdfs(nobody), 2)])


def asked(browser, answers, stop):
    """Ask for the candidates again and again; keep how long each answer took."""
    while not stop.is_set():
        started = time.perf_counter()
        assert browser.get("/candidates").status_code == 200
        answers.append(time.perf_counter() - started)
        time.sleep(0.01)


@pytest.mark.timeout(3600)
@pytest.mark.slow
def test_a01_bombs(house):
    """Handed in twenty at once, each is answered at once and settled in its time; the workers stay small, and others are served."""
    files, normal, beside = bombs(), [], []
    house.wait_for(house.hand_in({"warm.txt": b"Ada Lindqvist\nPython\n"})["warm.txt"]["task"], seconds=120)
    _meanwhile(house, normal, lambda: time.sleep(3))
    taken, waited = {}, {}

    def hand_in(item):
        name, data = item
        browser, started = house.another(), time.monotonic()
        taken[name] = house.hand_in({name: data}, browser=browser)[name]
        waited[name] = time.monotonic() - started

    def everything():
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(hand_in, files.items()))
        ended.update({name: house.wait_for(told["task"], seconds=QUEUE) for name, told in taken.items() if told["task"]})

    ended = {}
    with memory() as peak:
        _meanwhile(house, beside, everything)
    slow, before = _p99(beside), _p99(normal)
    print(  # noqa: T201 - the figures
        f"A01: {len(files)} bombs, {AT_ONCE} at once: answered in {max(waited.values()):.1f} s, read in {max(house.took.values()):.1f} s "
        f"at most, {peak[0] >> 20} MB a worker; others p99 {before * 1000:.0f} → {slow * 1000:.0f} ms"
    )

    assert {name: told["status"] for name, told in taken.items() if told["status"] not in {"waiting", "refused"}} == {}
    assert {name: task.state for name, task in ended.items() if task.state != "done"} == {}
    assert max(waited.values()) <= ANSWERED
    assert max(house.took.values()) <= SECONDS * 1.2  # the clock of the reading process, and taking its place
    assert peak[0] >> 20 <= MEGABYTES
    assert slow <= max(SLOWER * before, NOTICED if FULL else 20 * NOTICED)
    for name, data in files.items():
        if taken[name]["task"]:
            assert all(one.reason for one in house.outcome(data) if one.status in REASONED), name


@pytest.mark.timeout(5400)
@pytest.mark.slow
def test_a02_malformed_files(house):
    """Each malformed file ends as read, or with a reason why not; handed in again it is known, and nothing is visited (A03)."""
    with listener() as (url, met), memory() as peak:
        every = list(cases(url)) if FULL else random.Random(2).sample([c for c in islice(cases(url), 300) if len(c.data) < 1 << 20], CORPUS)
        told = {}
        for place in range(0, len(every), AT_ONCE):
            few = every[place : place + AT_ONCE]
            taken = house.hand_in({f"{place + i}-{_plain(case.file)}": case.data for i, case in enumerate(few)})
            for case, (name, one) in zip(few, taken.items(), strict=True):
                if one["task"]:
                    told[name] = (case, house.wait_for(one["task"], seconds=QUEUE))
                else:
                    assert one["status"] in {"known", "refused"}, (name, one)
        tasks = {name: (task.state, task.reason) for name, (_, task) in told.items() if task.state != "done"}
        unexplained = [
            name for name, (case, _) in told.items() for one in house.outcome(case.data) if one.status == "failed" and not one.reason
        ]
        statuses = statistics.multimode(one.status for case, _ in told.values() for one in house.outcome(case.data))
        again = [house.hand_in({name: case.data})[name]["status"] for name, (case, _) in list(told.items())[:AT_ONCE]]
    print(  # noqa: T201 - the figures
        f"A02: {len(every)} malformed files, {len(told)} read: {len(tasks)} without an end, {len(unexplained)} without a reason, most {statuses}, "
        f"slowest {max(house.took.values()):.1f} s, {peak[0] >> 20} MB a worker; A03: {met[0]} connections"
    )

    assert house.tom.get("/candidates").status_code == 200
    assert tasks == {}
    assert unexplained == []
    assert set(again) == {"known"}
    assert max(house.took.values()) <= SECONDS * 1.2
    assert peak[0] >> 20 <= MEGABYTES
    assert met[0] == 0


@pytest.mark.timeout(900)
def test_a03_no_file_makes_us_visit_an_address(house):
    """External entities, remote templates and pictures, links and actions of PDFs, external bodies: nobody comes to the listener."""
    families = (hostile.office, hostile.markup, hostile.mails, hostile.pdfs)
    with listener() as (url, met):
        marked = {name: data for family in families for name, data in _small(family(url)) if url.encode() in data or name.endswith("x")}
        taken = house.hand_in(dict(islice(marked.items(), count(12, 500))))
        for one in taken.values():
            if one["task"]:
                house.wait_for(one["task"], seconds=QUEUE)
    print(f"A03: {len(taken)} files that point to an address, {met[0]} connections")  # noqa: T201 - the figures

    assert len(taken) >= 10
    assert met[0] == 0


def _small(files):
    """Yield files until the first that takes long to make."""
    started = time.monotonic()
    for name, data in files:
        if len(data) < 1 << 20:
            yield name, data
        if not FULL and time.monotonic() - started > 8:
            return


def _plain(name):
    return "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in Path(name).name)[-60:]


def _meanwhile(house, answers, work):
    stop = threading.Event()
    other = threading.Thread(target=asked, args=(house.another(), answers, stop))
    other.start()
    try:
        work()
    finally:
        stop.set()
        other.join()


def _p99(answers):
    return sorted(answers)[int(len(answers) * 0.99)] if answers else 0.0
