"""A workspace whose calls can be one transaction: what one look takes is asked at once, and told to the audit log with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from jiufang.store.session import Session
from jiufang.store.shelves import Begun
from jiufang.workspace.opened import OpenWorkspace

__all__ = ["Begun", "Together"]


class Together(OpenWorkspace):
    """An open workspace; what is called within `together`, in the same thread, is one transaction."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._held = _Held()

    def session(self) -> AbstractContextManager[Session]:
        """Go on in the transaction that is held, or else in the one that was begun; open one where there is neither."""
        if self._held.session is not None:
            return nullcontext(self._held.session)
        begun, self._held.begun = self._held.begun, None
        return super().session() if begun is None else self._ending(begun)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold one transaction for what comes; for reading that is quick, since whoever writes to the log meanwhile waits for it."""
        with self.session() as session, self._holding(session):
            yield

    @contextmanager
    def within(self, begun: Begun) -> Iterator[None]:
        """Hold a transaction that others go on in."""
        with begun.within(super().session) as session, self._holding(session):
            yield

    @contextmanager
    def going_on(self, begun: Begun) -> Iterator[None]:
        """Let the first transaction of what comes be the one that was begun, if one was; it ends with that."""
        self._held.begun = begun if begun.session is not None else None
        try:
            yield
        finally:
            self._held.begun = None

    @contextmanager
    def _ending(self, begun: Begun) -> Iterator[Session]:
        with begun, begun.within(super().session) as session:
            yield session

    @contextmanager
    def _holding(self, session: Session) -> Iterator[None]:
        before, self._held.session = self._held.session, session
        try:
            yield
        finally:
            self._held.session = before


class _Held(threading.local):
    """What a thread is in the middle of."""

    session: Session | None = None
    begun: Begun | None = None
