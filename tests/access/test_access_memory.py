"""The shelves in memory keep what the store's do."""

from __future__ import annotations

import pytest
from tests.access.shelf_contract import ShelfContract, Shelves

from jiufang.access.memory import MemoryAnswers, MemoryKeys, MemoryLinks, MemorySessions, MemoryUsers


class TestMemory(ShelfContract):
    """The contract, kept in memory."""

    @pytest.fixture
    def shelves(self) -> Shelves:
        """Give empty ones."""
        return Shelves(MemoryUsers(), MemorySessions(), MemoryKeys(), MemoryLinks(), MemoryAnswers())
