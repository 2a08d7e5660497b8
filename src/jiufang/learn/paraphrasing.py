"""Have a language model tell requirements otherwise, and keep what demands exactly the same as far as code can tell.

What comes out has the form of `training/wordings`: {requirement, translation, rewording}. Checked are language, length, numbers with
their units, tools, certificates, languages, level words by their presence, and denial. Whoever trains on it should still read a sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from jiufang.errors import JiufangError
from jiufang.generate.items import items
from jiufang.generate.words import named, negated
from jiufang.protocols import LanguageModel
from jiufang.text.language import HAN

PROMPT_VERSION = "2026.11-1"  # raised with every change of data/prompt.md
BATCH = 8
TOKENS_A_REQUIREMENT = 160
LENGTHS = (0.35, 3.5)  # times the width of the requirement, a Chinese character counted as two letters
LEVEL = re.compile(
    r"精通|熟练|熟悉|了解|掌握|独立|主导|负责|优先"
    r"|\b(?:expert|master\w*|proficien\w*|fluen\w*|advanced|strong|familiar\w*|basic|knowledge|independent\w*|led|lead\w*|own\w*|prefer\w*)\b",
    re.IGNORECASE,
)


def paraphrased(requirements: Sequence[str], model: LanguageModel) -> Iterator[dict[str, str]]:
    """Yield a record for each requirement of which both tellings pass; the others are left out, and a failing model ends it.

    Args:
        requirements: texts of requirements, in Chinese or English.
        model: the model to ask.
    """
    for start in range(0, len(requirements), BATCH):
        asked = requirements[start : start + BATCH]
        try:
            rows = _ask(asked, model)
        except (JiufangError, OSError, ValueError, RecursionError):
            return
        for row in rows:
            record = _record(row, asked)
            if record:
                yield record


def faults(requirement: str, told: str, *, other_language: bool) -> list[str]:
    """Return why a telling may not demand the same; none means that nothing speaks against it."""
    wide = _width(told) / max(1, _width(requirement))
    checks = {
        "another language": bool(HAN.search(told)) != (bool(HAN.search(requirement)) != other_language),
        "too short or too long": not LENGTHS[0] <= wide <= LENGTHS[1],
        "the same words": told.casefold().strip() == requirement.casefold().strip(),
        "other numbers": sorted(i.value for i in items(told)) != sorted(i.value for i in items(requirement)),
        "other tools, certificates or languages": _names(told) != _names(requirement),
        "a level more or less": bool(LEVEL.search(told)) != bool(LEVEL.search(requirement)),
        "denies, or no longer denies": negated(told) != negated(requirement),
        "more than one line": "\n" in told,
    }
    return [fault for fault, is_so in checks.items() if is_so]


def _ask(requirements: Sequence[str], model: LanguageModel) -> list[Any]:
    lines = "\n".join(f"{n}. {' '.join(text.split())}" for n, text in enumerate(requirements, start=1))
    given = model.answer(
        lines, system=_instructions(), schema=schema_for(len(requirements)), max_tokens=TOKENS_A_REQUIREMENT * len(requirements)
    )
    data = json.loads(given)
    rows = data.get("wordings") if isinstance(data, dict) else None
    return rows if isinstance(rows, list) else []


def _record(row: Any, requirements: Sequence[str]) -> dict[str, str] | None:
    """Return what a row tells of its requirement, when it is sound."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), int) or not 1 <= row["id"] <= len(requirements):
        return None
    requirement, translation, rewording = requirements[row["id"] - 1], row.get("translation"), row.get("rewording")
    if not isinstance(translation, str) or not isinstance(rewording, str):
        return None
    if faults(requirement, translation, other_language=True) or faults(requirement, rewording, other_language=False):
        return None
    return {"requirement": requirement, "translation": translation, "rewording": rewording}


def schema_for(count: int) -> dict[str, Any]:
    """Return the JSON schema of an answer about so many requirements."""
    text = {"type": "string", "maxLength": 300}
    entry = {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "translation", "rewording"],
        "properties": {"id": {"type": "integer", "minimum": 1, "maximum": count}, "translation": text, "rewording": text},
    }
    rows = {"type": "array", "maxItems": count, "items": entry}
    return {"type": "object", "additionalProperties": False, "required": ["wordings"], "properties": {"wordings": rows}}


def _names(text: str) -> frozenset[str]:
    return frozenset(id for _, _, id in named(text))


def _width(text: str) -> int:
    return sum(2 if HAN.match(char) else 1 for char in text)


def _instructions() -> str:
    return (files("jiufang.learn") / "data" / "prompt.md").read_text(encoding="utf-8")
