"""A workspace whose calls can be one transaction: what one look takes is asked at once, and told to the audit log with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from jiufang.store.session import Session
from jiufang.workspace.opened import OpenWorkspace


class Together(OpenWorkspace):
    """An open workspace; what is called within `together`, in the same thread, is one transaction."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._held = threading.local()

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction, or go on in the one that is held."""
        held: Session | None = getattr(self._held, "session", None)
        return super().session() if held is None else nullcontext(held)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold one transaction for what comes; for reading that is quick, since whoever writes to the log meanwhile waits for it."""
        with super().session() as session:
            self._held.session = session
            try:
                yield
            finally:
                del self._held.session
