"""Keep what access asks to be kept, each as its protocol says: users, sessions, keys, links, answers, rates.

A shelf is given what opens a transaction. Each of its calls is one of its own, or, with `together`, all calls of several shelves are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial

from jiufang.store.session import Session

Open = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction of a tenant's."""


class Begun(ExitStack):
    """A transaction that begins when it is first asked for, and ends with what is entered here.

    So whoever was asked something slow before, such as a limiter, held no connection meanwhile; and one thing can go on in what another
    began: the answer to a request in what it was recognised in.
    """

    session: Session | None = None

    def within(self, open: Open) -> AbstractContextManager[Session]:
        """Lend it, begun as `open` does if it is not yet."""
        if self.session is None:
            self.session = self.enter_context(open())
        return nullcontext(self.session)


@contextmanager
def together(open: Open) -> Iterator[Open]:
    """Make one transaction of all calls of the shelves that are given what this yields."""
    with Begun() as begun:
        yield partial(begun.within, open)
