"""Take out of every question what names or reaches a person, and put it back into the answer, here on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from jiufang.llm.records import Question
from jiufang.llm.structure import mapped
from jiufang.privacy.identifiers import find_identifiers
from jiufang.privacy.redaction import find_personal

# A link that carries a stand-in would carry the person's data to whoever wrote the link, once somebody follows it.
LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|www\.)[^\s<>\"'）」》]+|\]\([^)]*\)", re.IGNORECASE)

WORDED = frozenset({"enum", "const", "title", "description", "default", "examples"})
"""Keywords of a JSON schema whose values are our words."""


class Redactor(Protocol):
    """Knows, for one question and its answer, which stand-in means what."""

    def redact(self, text: str) -> str:
        """Return the text with stand-ins; the same value always gets the same one."""
        ...

    def restore(self, text: str) -> str:
        """Return the text with values where their stand-ins are."""
        ...


@dataclass
class Masker:
    """A `Redactor` of everything personal that `jiufang.privacy` finds, and of the person's names in any spelling.

    Args:
        names: of the person, as written in the profile.
    """

    names: Sequence[str] = ()
    _values: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def redact(self, text: str) -> str:
        """Return the text with `[NAME_1]`, `[PHONE_1]`, … for what is personal."""
        text = self._without(text, [(f.start, f.end, str(f.kind)) for f in find_personal(text, names=self.names)])
        # Two detectors, written apart: what only the blinding of the matcher knows goes as well.
        return self._without(text, _apart((start, end, "id") for start, end, _ in find_identifiers(text)))

    def restore(self, text: str) -> str:
        """Return the text with what was taken out."""
        for stand_in, value in reversed(self._values.items()):
            text = text.replace(stand_in, value)
        return text

    def _without(self, text: str, spans: Iterable[tuple[int, int, str]]) -> str:
        parts, at = [], 0
        for start, end, kind in spans:
            parts += [text[at:start], self._stand_in(kind.upper(), text[start:end], text)]
            at = end
        return "".join([*parts, text[at:]])

    def _stand_in(self, kind: str, value: str, text: str) -> str:
        known = next((s for s, v in self._values.items() if v == value), None)
        if known is not None:
            return known
        number = 1
        while (made := f"[{kind}_{number}]") in self._values or made in text:
            number += 1
        self._values[made] = value
        return made


@dataclass
class Chain:
    """Several redactors, one after another; the last one sees what the others left."""

    links: Sequence[Redactor]

    def redact(self, text: str) -> str:
        """Return the text after all of them."""
        for link in self.links:
            text = link.redact(text)
        return text

    def restore(self, text: str) -> str:
        """Return the text with what each one took, the last one first."""
        for link in reversed(self.links):
            text = link.restore(text)
        return text


def redacted(question: Question, redactor: Redactor) -> Question:
    """Return the question as it may leave: prompt, instructions, and the words within the schema."""
    return replace(
        question,
        system=redactor.redact(question.system),
        prompt=redactor.redact(question.prompt),
        schema=None if question.schema is None else _schema(question.schema, redactor),
    )


def restored(text: str, restore: Callable[[str], str]) -> str:
    """Put values back, except into links."""
    parts, at = [], 0
    for link in LINK.finditer(text):
        parts += [restore(text[at : link.start()]), link.group()]
        at = link.end()
    return "".join([*parts, restore(text[at:])])


def _schema(schema: Mapping[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Redact the words of a schema; its own vocabulary, such as `string`, may be somebody's name and must stay."""

    def inner(value: Any) -> Any:
        if isinstance(value, Mapping):
            return _schema(value, redactor)
        return [inner(v) for v in value] if isinstance(value, list | tuple) else value

    return {k: mapped(v, redactor.redact) if k in WORDED else inner(v) for k, v in schema.items()}


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return spans in order, joined where they touch each other's text."""
    joined: list[tuple[int, int, str]] = []
    for start, end, value in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), value)
        else:
            joined.append((start, end, value))
    return joined
