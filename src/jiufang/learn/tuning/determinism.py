"""Let torch compute the same twice, and let a running training be stopped between two steps.

Needs torch.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import torch

from jiufang.learn.tuning.config import Training

if TYPE_CHECKING:
    from jiufang.learn.tuning.engine import Workers


class Interrupted(Exception):
    """Training was stopped and can go on.

    Args:
        folder: where it stands.
        step: that was taken last.
        steps: there are.
    """

    def __init__(self, folder: Path, step: int, steps: int) -> None:
        super().__init__(f"stopped after step {step} of {steps}; the same command goes on from there")
        self.folder, self.step, self.steps = folder, step, steps


@contextmanager
def deterministic(training: Training, seed: int) -> Iterator[None]:
    """Compute in the order that gives the same bits on the same machine; afterwards torch is as it was."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    threads, before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    fills = torch.utils.deterministic.fill_uninitialized_memory
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    torch.set_num_threads(training.threads or threads)
    torch.manual_seed(seed)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)
        torch.utils.deterministic.fill_uninitialized_memory = fills
        torch.set_num_threads(threads)


@contextmanager
def told_to_stop(workers: Workers) -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether the process was asked to end; a second ask ends it at once."""
    asked = threading.Event()
    handlers: dict[int, object] = {}

    def note(number: int, frame: FrameType | None) -> None:
        asked.set()
        signal.signal(number, handlers[number])  # type: ignore[arg-type]

    def stop() -> bool:
        if workers.count == 1:
            return asked.is_set()
        return bool(workers.summed(torch.tensor(float(asked.is_set()), device=workers.device)))

    if threading.current_thread() is threading.main_thread():
        handlers = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
