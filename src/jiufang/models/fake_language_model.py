"""Answer a reader's question without any model: the line that shares most words with a requirement is its quote."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from jiufang.text.tokens import bigrams

ASKED = re.compile(r"^(\S+): (.+)$")
ENOUGH = 0.5  # share of a requirement's words that a line must have to be quoted


class FakeLanguageModel:
    """A `LanguageModel` for tests and for trying out the path: it understands nothing but shared words."""

    name = "fake-language-model@1"

    def answer(
        self, prompt: str, *, system: str = "", schema: Mapping[str, Any] | None = None, max_tokens: int = 2048, temperature: float = 0.0
    ) -> str:
        """Return an answer of the form that readers ask for, always the same to the same question."""
        asked, _, resume = prompt.partition("\n\n")
        lines = [line[1:].strip() for line in resume.splitlines() if line.startswith("¦")]
        rows = [ASKED.match(line) for line in asked.splitlines()]
        return json.dumps({"findings": [_finding(m.group(1), m.group(2), lines) for m in rows if m]}, ensure_ascii=False)


def _finding(id: str, requirement: str, lines: list[str]) -> dict[str, Any]:
    wanted = bigrams(requirement)
    shares = [(len(wanted & bigrams(line)) / max(1, len(wanted)), -number) for number, line in enumerate(lines)]
    share, number = max(shares, default=(0.0, 0))
    if share < ENOUGH:
        return {"id": id, "quotes": [], "verdict": "not_shown"}
    return {"id": id, "quotes": [lines[-number]], "verdict": "met"}
