"""What these tests stand on: a server on loopback, a clock that does not wait, a model over both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Server

from jiufang.llm import GuardedModel
from jiufang.llm.compatible import CompatibleServer
from jiufang.llm.hosts import endpoint
from jiufang.llm.ledger import Ledger
from jiufang.llm.patience import Patience


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback."""
    made = Server()
    yield made
    made.close()


class Clock:
    """Time that passes when somebody sleeps; real time is not spent on waits between attempts."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)

    def __call__(self) -> float:
        """Tell the time."""
        return time.monotonic() + sum(self.slept)


@pytest.fixture
def clock() -> Clock:
    """A clock whose sleeps take no time."""
    return Clock()


@pytest.fixture
def model(server: Server, clock: Clock, tmp_path: Path) -> GuardedModel:
    """A model over the server that gives up within a second."""
    patience = Patience(clock=clock, sleep=clock.sleep, draw=lambda: 0.5)
    backend = CompatibleServer(endpoint(server.url), "tried", key=lambda: "sk-canary-key")
    return GuardedModel(backend, Ledger(tmp_path / "ledger"), patience=patience, seconds=1.0)
