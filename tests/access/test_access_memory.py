"""The shelves in memory keep what the store's do."""

from __future__ import annotations

import pytest
from tests.access.cast import Watch
from tests.access.shelf_contract import LimiterContract, ShelfContract, Shelves

from jiufang.access.limits import InMemory
from jiufang.access.memory import MemoryAnswers, MemoryKeys, MemoryLinks, MemorySessions, MemoryUsers


class TestMemory(ShelfContract):
    """The contract, kept in memory."""

    @pytest.fixture
    def shelves(self) -> Shelves:
        """Give empty ones."""
        return Shelves(MemoryUsers(), MemorySessions(), MemoryKeys(), MemoryLinks(), MemoryAnswers())


class TestLimiterInMemory(LimiterContract):
    """The contract, counted in this process."""

    @pytest.fixture
    def limiter(self, watch: Watch) -> InMemory:
        """Give an empty one."""
        return InMemory(clock=watch)
