"""Keep what access asks to be kept, each as its protocol says: users, sessions, keys, links, answers, rates.

A shelf is given what opens a transaction. Each of its calls is one of its own, or, with `together`, all calls of several shelves are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

from jiufang.store.session import Session

Open = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction of a tenant's."""


@contextmanager
def together(open: Open) -> Iterator[Open]:
    """Make one transaction of all calls of the shelves that are given what this yields.

    It begins with the first call, so that whoever was asked something slow before, such as a limiter, held no connection meanwhile.
    """
    with ExitStack() as stack:
        begun: list[Session] = []

        def same() -> AbstractContextManager[Session]:
            if not begun:
                begun.append(stack.enter_context(open()))
            return nullcontext(begun[0])

        yield same
