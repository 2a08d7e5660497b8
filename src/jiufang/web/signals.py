"""Hear the signals that ask a server for an end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def handled(ending: Callable[[int, object], object]) -> Iterator[None]:
    """Let something be called at these signals; in the main thread, which alone is told of them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, ending) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignored() -> None:
    """Leave them to the process that began this one, which they reach as well."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
