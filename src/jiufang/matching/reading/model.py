"""Have a language model read a résumé: a question a passage, its answers kept by content, and nothing sent that names the person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jiufang.errors import JiufangError
from jiufang.jobs.records import Requirement
from jiufang.matching.reading.answers import QUOTES, parse, schema_for
from jiufang.matching.reading.prompt import PROMPT_VERSION, fence_for, passages, question, system_prompt
from jiufang.matching.reading.records import Answers, Proposal
from jiufang.matching.records import Verdict
from jiufang.privacy.identifiers import find_identifiers
from jiufang.protocols import LanguageModel

KIND = "readings"  # under which the cache keeps answers
MOST_PASSAGES = 8  # about 48,000 code points; what stands beyond them is not sent (bounded use)
TOKENS_A_FINDING = 160
# What several passages say is joined by the strongest: a deed told anywhere was done.
PRECEDENCE = (Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, Verdict.NOT_SHOWN)


class Shelf(Protocol):
    """Keeps texts by key, as `jiufang.cache.Cache` does."""

    def get(self, kind: str, key: str) -> str | None:
        """Return what was put, or None."""
        ...

    def put(self, kind: str, key: str, value: str) -> None:
        """Keep a text."""
        ...


def mask_identifiers(text: str) -> str:
    """Take out what still looks like an address, a number or an account, whatever the blinding before has left."""
    for start, end, _ in sorted(find_identifiers(text), reverse=True):
        text = f"{text[:start]}[…]{text[end:]}"
    return text


@dataclass(frozen=True)
class ModelReader:
    """A `Reader` over any `LanguageModel`.

    Args:
        model: the model to ask.
        shelf: where answers are kept by model, prompt version and content; None asks every time.
        redact: the last hook before anything leaves; it gets the blind text and returns what may be sent.
    """

    model: LanguageModel
    shelf: Shelf | None = None
    redact: Callable[[str], str] = field(default=mask_identifiers)

    @property
    def name(self) -> str:
        """Name of the model and version of the prompt."""
        return f"{self.model.name}+prompt-{PROMPT_VERSION}"

    def read(self, requirements: Sequence[Requirement], resume: str, *, lang: str, as_of: str) -> Answers:
        """Ask about every passage and join the answers."""
        told = passages(self.redact(resume))[:MOST_PASSAGES]
        answers = [self._ask(requirements, passage, lang=lang, as_of=as_of) for passage in told] if requirements else []
        return Answers(_joined(answers, requirements), "; ".join(dict.fromkeys(a.failed for a in answers if a.failed)))

    def _ask(self, requirements: Sequence[Requirement], passage: str, *, lang: str, as_of: str) -> Answers:
        ids = [r.id for r in requirements]
        fence = fence_for(requirements, passage)
        system, prompt = system_prompt(lang, as_of=as_of, fence=fence), question(requirements, passage, fence=fence)
        key = _key(self.name, system, prompt)
        kept = self.shelf.get(KIND, key) if self.shelf else None
        if kept is not None:
            return parse(kept, ids)
        try:
            given = self.model.answer(
                prompt, system=system, schema=schema_for(ids), max_tokens=TOKENS_A_FINDING * len(ids), temperature=0.0
            )
        except (JiufangError, OSError, ValueError) as error:
            return Answers(failed=f"the model did not answer: {type(error).__name__}")
        given = given.encode("utf-8", "replace").decode() if isinstance(given, str) else ""  # lone surrogates cannot be kept
        answers = parse(given, ids)
        if self.shelf and not answers.failed:
            self.shelf.put(KIND, key, given)
        return answers


def _key(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _joined(answers: Sequence[Answers], requirements: Sequence[Requirement]) -> tuple[Proposal, ...]:
    """Take of each requirement the strongest verdict of all passages, with the quotes of those that gave it."""
    joined = []
    for requirement in requirements:
        said = [p for a in answers for p in a.proposals if p.requirement == requirement.id]
        if said:
            verdict = min((p.verdict for p in said), key=PRECEDENCE.index)
            quotes = dict.fromkeys(q for p in said if p.verdict is verdict for q in p.quotes)
            joined.append(Proposal(requirement.id, verdict, tuple(quotes)[:QUOTES]))
    return tuple(joined)
