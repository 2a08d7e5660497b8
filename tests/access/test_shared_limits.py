"""Buckets in a file are those in memory, for all processes that open it, and outlive any of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.access.cast import Watch

pytest.importorskip("fcntl")

from jiufang.access.limits import InMemory, Rate
from jiufang.access.shared_limits import WAYS, Shared

TEN = Rate("api", burst=10, seconds=5)
PROGRAM = """
import sys
from pathlib import Path
from jiufang.access.limits import Rate
from jiufang.access.shared_limits import Shared
limiter, rate = Shared(Path(sys.argv[1])), Rate("api", burst=1000, seconds=1e9)
sys.stdin.readline()
print(sum(limiter.take(rate, "mei").ok for _ in range(900)))
"""
HOLDER = """
import sys, time
from pathlib import Path
from jiufang.access.shared_limits import SECRET, Shared
limiter = Shared(Path(sys.argv[1]))
with limiter._alone(SECRET):
    print("held", flush=True)
    time.sleep(600)
"""


def begun(program: str, path: Path) -> subprocess.Popen[str]:
    """Begin a process."""
    return subprocess.Popen([sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of buckets."""
    Shared.make(tmp_path / "rates")
    return tmp_path / "rates"


@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.tuples(st.floats(0, 3), st.sampled_from(["mei", "tom", "\ud800"]), st.floats(0.1, 12)), max_size=40))
def test_they_count_as_those_in_memory_do(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[float, str, float]]):
    """Whoever asks for whatever whenever is told the same, by whichever process."""
    file, watch = tmp_path_factory.mktemp("limits") / "rates", Watch()
    Shared.make(file, sets=4)
    first, second, memory = Shared(file, clock=watch), Shared(file, clock=watch), InMemory(clock=watch)
    for number, (wait, who, cost) in enumerate(steps):
        watch.go(seconds=wait)
        shared = (first, second)[number % 2]
        assert shared.take(TEN, who, cost=cost) == memory.take(TEN, who, cost=cost)


def test_two_processes_give_no_more_than_one(path: Path):
    """Of two that ask nine hundred times each for the same bucket of a thousand, at the same time, exactly a thousand get through."""
    both = [begun(PROGRAM, path) for _ in range(2)]
    told = [one.communicate("go\n")[0] for one in both]

    assert sum(map(int, told)) == 1000


def test_who_is_killed_holds_nobody_up(path: Path):
    """What a killed process had locked is free."""
    holder = begun(HOLDER, path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    asker = begun(PROGRAM, path)

    assert int(asker.communicate("go\n", timeout=60)[0]) == 900


def test_room_is_bounded(tmp_path: Path):
    """Strangers without number take no more room; the one that keeps asking is not forgotten for them."""
    path, watch = tmp_path / "few", Watch()
    Shared.make(path, sets=1)
    limiter, size = Shared(path, clock=watch), path.stat().st_size
    for _ in range(10):
        assert limiter.take(TEN, "loud").ok
    for number in range(50 * WAYS):
        watch.go(seconds=0.0001)
        limiter.take(TEN, f"stranger {number}")
        if number % (WAYS - 2) == 0:
            assert not limiter.take(TEN, "loud").ok

    assert path.stat().st_size == size
