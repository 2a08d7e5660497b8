"""Keep a server of forks ready: a process of one thread that has the program loaded, from which others are begun at once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from jiufang.web.errand import LOADED

FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # where its client writes for several processes; that it will is settled when it is loaded


def begin() -> ForkServerContext:
    """Begin to load the program, if that was not begun; return what processes are begun with."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", LOADED])
    with measuring():
        forkserver.ensure_running()
    return context


@contextmanager
def measuring() -> Iterator[None]:
    """Let processes that are begun within write their figures for others, once they know where."""
    before = os.environ.get(FIGURES)
    os.environ[FIGURES] = before or os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ[FIGURES]
