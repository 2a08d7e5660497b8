"""Turn files into readings without trusting them: each is read in a worker process with limits of its own."""

from __future__ import annotations

from jiufang.documents.sandbox.pool import ReadingPool

__all__ = ["ReadingPool"]
