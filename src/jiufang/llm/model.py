"""Turn a question into an answer that can be used: redact, look it up, keep to the budget, ask, check, mend once, re-insert."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jiufang.errors import NoAnswer
from jiufang.llm.ledger import Hold, Ledger
from jiufang.llm.patience import Patience
from jiufang.llm.records import Backend, Failed, Question, Reply, Shelf
from jiufang.llm.redaction import Masker, Redactor, redacted, restored
from jiufang.llm.structure import Accepted, accept, mapped

KIND = "answers"  # under which the cache keeps them
VERSION = "2026.11-1"  # raised with every change of how an answer is asked for or accepted
SECONDS = 300.0  # for one answer, retries and mending included
OVERHEAD = 512  # tokens of a chat template and of a schema in words


@dataclass(frozen=True)
class GuardedModel:
    """A `LanguageModel` over a backend.

    Args:
        backend: runs the model.
        ledger: counts what is used.
        shelf: keeps answers by model, version and content; None asks every time.
        patience: retries, and leaves alone what keeps failing.
        seconds: for one answer, retries included.
        redactor: makes the redactor of one question, given the person's names.
        candidate: whom the questions are about: what their budget is counted under.
        names: the candidate's names, which never leave.
    """

    backend: Backend
    ledger: Ledger
    shelf: Shelf | None = None
    patience: Patience = field(default_factory=Patience, compare=False)
    seconds: float = SECONDS
    redactor: Callable[[Sequence[str]], Redactor] = Masker
    candidate: str = ""
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name and version of the model, and who runs it."""
        return self.backend.name

    def about(self, candidate: str, *, names: Sequence[str] = ()) -> GuardedModel:
        """Return the same model for questions about one candidate.

        Args:
            candidate: anything that stays the same for them; the ledger keeps a hash of it.
            names: their names, as written.
        """
        return replace(self, candidate=candidate, names=tuple(names))

    def answer(
        self, prompt: str, *, system: str = "", schema: Mapping[str, Any] | None = None, max_tokens: int = 2048, temperature: float = 0.0
    ) -> str:
        """Return the answer: with a schema, JSON that follows it; else text without control characters.

        Raises:
            NoAnswer: unreachable, refused, out of time, over a budget, or nothing that can be used after mending once.
            RefusedByPolicy: the server sends us to another one.
        """
        redactor = self.redactor(self.names)
        question = redacted(Question(prompt, system, schema, max_tokens, temperature), redactor)
        key = self._key(question) if temperature == 0 else ""
        kept = self.shelf.get(KIND, key) if self.shelf and key else None
        text = accept(kept, question.schema).text if kept is not None else None
        if text is None:
            text = self._asked(question)
            if self.shelf and key:
                self.shelf.put(KIND, key, text)
        return _whole(text, redactor, structured=schema is not None)

    def _asked(self, question: Question) -> str:
        until = self.patience.clock() + self.seconds
        reply = self._reply(question, until)
        accepted = _accept(reply, question)
        if accepted.text is None:
            accepted = _accept(self._reply(question.mended(reply.text, accepted.why), until), question)
        if accepted.text is None:
            raise NoAnswer(f"the answer cannot be used: {accepted.why}", subject=self.name)
        return accepted.text

    def _reply(self, question: Question, until: float) -> Reply:
        def attempt(seconds: float) -> Reply:
            most = question.size + OVERHEAD
            with self.ledger.hold(most, question.max_tokens, candidate=self.candidate) as hold:
                try:
                    reply = self.backend.ask(question, seconds=seconds)
                except Failed as failed:
                    if not failed.spent:
                        hold.settle(0, 0)
                    raise
                self._settle(hold, reply, most, question.max_tokens)
                return reply

        return self.patience.call(attempt, until=until)

    def _settle(self, hold: Hold, reply: Reply, most: int, longest: int) -> None:
        """Count what the server says it took, within what is possible; what it does not say counts in full."""
        prompt = most if reply.prompt_tokens is None else min(reply.prompt_tokens, most)
        answer = longest if reply.answer_tokens is None else min(reply.answer_tokens, longest)
        hold.settle(prompt + answer, self.ledger.prices.nanos(prompt, answer))

    def _key(self, question: Question) -> str:
        told = [VERSION, self.name, question.system, question.prompt, question.schema, question.max_tokens]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _accept(reply: Reply, question: Question) -> Accepted:
    return accept(reply.text, question.schema, cut=reply.cut)


def _whole(text: str, redactor: Redactor, *, structured: bool) -> str:
    """Put the person's data back in, string by string where the answer is JSON, so that no value can break out of its string."""
    if not structured:
        return restored(text, redactor.restore)
    return json.dumps(mapped(json.loads(text), lambda s: restored(s, redactor.restore)), ensure_ascii=False)
