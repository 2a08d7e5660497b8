"""What every test stands on: no network, a cache of its own, and honest skips for what a machine lacks."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from tests import counts

counts.ask_for_all()
REPOSITORY = Path(__file__).parent.parent
BENCH = REPOSITORY.parent / "shared" / "bench"
EXAMPLES = REPOSITORY / "examples"

ALLOW_NETWORK = False

pytest_plugins = ["tests.postgres", "tests.chromium", "tests.post"]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == getattr(socket, "AF_UNIX", None) or address[0] in {"127.0.0.1", "::1", "localhost"}
        if not (local or ALLOW_NETWORK):
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep results of one test from another, and from the user's folder."""
    monkeypatch.setenv("JIUFANG_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def bench() -> Path:
    """The development data, when it lies beside the checkout."""
    if not BENCH.is_dir():
        pytest.skip("needs ../shared/bench, which is not part of the project")
    return BENCH


@pytest.fixture(scope="session")
def examples() -> Path:
    """The samples that ship with the project."""
    return EXAMPLES
