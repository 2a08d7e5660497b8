"""Lend the models of one process to others: each of them in memory once, however many processes answer requests.

The encoder takes half a gigabyte, and what the web asks of it is a line now and then: the words of a search, an answer of a candidate's.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from jiufang.errors import InternalError, Unavailable
from jiufang.models import is_present

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jiufang.matching.verifier import Reading
    from jiufang.protocols import Side
    from jiufang.workspace.engine import Workspace

ENCODER, VERIFIER = "encoder", "verifier"
CALLS = frozenset({(ENCODER, "name"), (ENCODER, "encode"), (VERIFIER, "name"), (VERIFIER, "read")})


class Lender:
    """Answers those who borrow the models of an engine, one at a time: each takes all cores as it is, and is loaded once.

    Args:
        engine: whose.
    """

    def __init__(self, engine: Workspace) -> None:
        self._engine, self._turn = engine, threading.Lock()

    def lend(self, line: Connection) -> None:
        """Answer a process until it has ended."""
        threading.Thread(target=self._answer, args=(line,), name="lender", daemon=True).start()

    def _answer(self, line: Connection) -> None:
        with line:
            while True:
                try:
                    asked = line.recv()
                    line.send(self._told(*asked))
                except (EOFError, OSError):
                    return

    def _told(self, model: str, call: str, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[bool, Any]:
        """Return whether it could be told, and what; of an error its class alone, since its message may quote what was asked."""
        if (model, call) not in CALLS:
            return False, "LookupError"
        try:
            with self._turn:
                found = getattr(getattr(self._engine, model), call)
                return True, found(*given, **named) if callable(found) else found
        except Exception as error:
            return False, type(error).__name__


@dataclass
class Line:
    """The way to whoever lends, for the threads of one process."""

    connection: Connection
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, model: str, call: str, *given: Any, **named: Any) -> Any:
        """Return what a model says.

        Raises:
            Unavailable: whoever lends it has ended.
            InternalError: it failed.
        """
        try:
            with self._turn:
                self.connection.send((model, call, given, named))
                ok, told = self.connection.recv()
        except (EOFError, OSError):
            raise Unavailable("the server ends", subject=model, hint="try again in a moment") from None
        if not ok:
            raise InternalError(f"the model failed: {told}", subject=model)
        return told


@dataclass(frozen=True)
class BorrowedEncoder:
    """An `Encoder` in another process."""

    line: Line

    @cached_property
    def name(self) -> str:
        """Name and version of the model."""
        return str(self.line.ask(ENCODER, "name"))

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        found: NDArray[np.float32] = self.line.ask(ENCODER, "encode", list(texts), side=side)
        return found


@dataclass(frozen=True)
class BorrowedVerifier:
    """A `Verifier` in another process."""

    line: Line

    @cached_property
    def name(self) -> str:
        """Name and version of the model."""
        return str(self.line.ask(VERIFIER, "name"))

    def read(self, requirements: Sequence[str], passages: Sequence[str]) -> Sequence[Reading]:
        """Return what each passage shows of the requirement at its place."""
        found: Sequence[Reading] = self.line.ask(VERIFIER, "read", list(requirements), list(passages))
        return found


def borrow(engine: Workspace, connection: Connection) -> None:
    """Let an engine use the models of another process, where they were fetched."""
    here, line = is_present(engine.settings.models_dir, ENCODER), Line(connection)
    vars(engine).update({ENCODER: BorrowedEncoder(line) if here else None, VERIFIER: BorrowedVerifier(line) if here else None})
