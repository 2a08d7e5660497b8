"""What is asked of a language model and what comes back, whichever runs it; and what the room asks of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from jiufang.errors import NoAnswer

SHOWN_AGAIN = 4000  # code points of a bad answer that the model is shown to mend it


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its standing instructions and the form of the answer."""

    prompt: str
    system: str = ""
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 2048
    temperature: float = 0.0

    def mended(self, answer: str, why: str) -> Question:
        """Return the question that shows a bad answer, says what is wrong with it, and asks once more."""
        told = f"Your last answer was:\n{answer[:SHOWN_AGAIN]}\n\nIt cannot be used: {why}. Answer again with the JSON alone."
        return replace(self, prompt=f"{self.prompt}\n\n{told}")

    @property
    def size(self) -> int:
        """Return the bytes of everything said, which no tokenizer turns into more tokens than that."""
        return len(f"{self.system}{self.prompt}{self.schema or ''}".encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said.

    Args:
        text: as it came.
        prompt_tokens: as counted by who answered; None when nobody counted.
        answer_tokens: likewise.
        cut: the answer ended at the greatest length allowed.
    """

    text: str
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    cut: bool = False


class Backend(Protocol):
    """Runs a model: one attempt at one question."""

    @property
    def name(self) -> str:
        """Name and version of the model, and who runs it; part of every cache key."""
        ...

    def ask(self, question: Question, *, seconds: float) -> Reply:
        """Return the reply within so many seconds.

        Raises:
            Failed: there is none; says whether it is worth trying again.
            NoAnswer: there is none, and there will be none.
        """
        ...


class Shelf(Protocol):
    """Keeps texts by key, as `jiufang.cache.Cache` does."""

    def get(self, kind: str, key: str) -> str | None:
        """Return what was put, or None."""
        ...

    def put(self, kind: str, key: str, value: str) -> None:
        """Keep a text."""
        ...


class Failed(NoAnswer):
    """An attempt that failed.

    Args:
        message: what happened.
        hint: what to do next.
        again: another attempt may succeed.
        after: seconds that the other side asked us to wait; None when it did not say.
        spent: tokens may have been used up, so they are counted.
    """

    def __init__(
        self, message: str, *, subject: str = "", hint: str = "", again: bool = False, after: float | None = None, spent: bool = False
    ) -> None:
        super().__init__(message, subject=subject, hint=hint)
        self.again = again
        self.after = after
        self.spent = spent
