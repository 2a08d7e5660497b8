"""Turn whatever a model says into JSON that follows a schema, or into plain text without control characters; or say what is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiufang.errors import MissingCapability

LIMIT = 200_000  # code points; no caller asks for a fifth of that
STARTS = 24  # braces at which JSON is looked for in an answer with text around it
DEEPEST = 40  # levels; ours have five
FENCE = re.compile(r"```[A-Za-z]*[ \t]*\n?(.*?)```", re.DOTALL)
THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
THOUGHT_END = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
# Escape sequences of terminals: colours, titles and hyperlinks, with the eight-bit forms.
ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]).*?(?:\x07|\x1b\\|\x9c|$)|\x1b.?")
KEPT_CONTROLS = "\n\t"
KEPT_FORMATS = "\u200c\u200d"  # joiners that Persian and emoji are written with


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer's text in the form that was asked for; None with the reason when it cannot be had."""

    text: str | None
    why: str = ""


def accept(answer: str, schema: Mapping[str, Any] | None, *, cut: bool = False) -> Accepted:
    """Bring an answer into form.

    Args:
        answer: anything at all.
        schema: what it should follow; None for plain text.
        cut: the answer ended at its greatest length.

    Returns:
        With a schema, the JSON of it, without what does not belong there: entries of lists that do not follow their own
        schema, or are too many, and unknown properties. Strings are never shortened, since half a quote is no quote.
    """
    if len(answer) > LIMIT:
        return Accepted(None, f"it is longer than {LIMIT} characters")
    said = without_thoughts(answer)
    if schema is None:
        text = clean(said).strip()
        return Accepted(text) if text else Accepted(None, "it is empty")
    why = "it was cut off before the JSON was complete" if cut else "it holds no JSON"
    for number, data in enumerate(_json_in(said)):
        fitted = _clean_data(fit(data, schema))
        wrong = _wrong(fitted, schema)
        if not wrong:
            return Accepted(json.dumps(fitted, ensure_ascii=False))
        why = wrong if number == 0 else why
    return Accepted(None, why)


def without_thoughts(answer: str) -> str:
    """Return an answer without what the model thought aloud; a thought that never ends takes the rest with it."""
    return THOUGHT_END.sub("", THOUGHT.sub("", answer))


def clean(text: str) -> str:
    """Return a text without terminal sequences, control and invisible characters, and in letters that can be stored."""
    text = ESCAPES.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in text if c in KEPT_CONTROLS or c in KEPT_FORMATS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})


def fit(data: Any, schema: Mapping[str, Any]) -> Any:
    """Return the data without unknown properties, and without entries of lists that are wrong or too many."""
    if isinstance(data, dict):
        known = schema.get("properties", {})
        open_ended = schema.get("additionalProperties", True) is not False
        return {k: fit(v, known[k]) if k in known else v for k, v in data.items() if k in known or open_ended}
    if isinstance(data, list) and isinstance(schema.get("items"), Mapping):
        entries = [fit(entry, schema["items"]) for entry in data[: 4 * schema.get("maxItems", len(data)) + 4]]
        return [entry for entry in entries if not _wrong(entry, schema["items"])][: schema.get("maxItems")]
    return data


def _json_in(said: str) -> Iterator[Any]:
    """Give the JSON values in an answer: the whole, what is fenced, what begins at a brace."""
    for text in (said.strip(), *FENCE.findall(said)[:STARTS]):
        yield from _load(text)
    decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)
    at = 0
    for _ in range(STARTS):
        start = min((p for p in (said.find("{", at), said.find("[", at)) if p >= 0), default=-1)
        if start < 0:
            return
        try:
            found, at = decoder.raw_decode(said, start)
        except (ValueError, RecursionError):
            at = start + 1
        else:
            if _shallow(found):
                yield found


def _load(text: str) -> Iterator[Any]:
    try:
        found = json.loads(text, strict=False, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict | list) and _shallow(found):
        yield found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _shallow(data: Any) -> bool:
    level = [data]
    for _ in range(DEEPEST):
        level = [c for d in level for c in (d.values() if isinstance(d, dict) else d if isinstance(d, list) else ())]
        if not level:
            return True
    return False


def _clean_data(data: Any) -> Any:
    return mapped(data, clean)


def mapped(data: Any, change: Any) -> Any:
    """Return JSON data with every string in it, keys apart, changed by a function."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {k: mapped(v, change) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [mapped(v, change) for v in data]
    return data


def _wrong(data: Any, schema: Mapping[str, Any]) -> str:
    """Say what does not follow the schema, without the model's own words; empty when all does."""
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        raise MissingCapability("answers cannot be checked", subject="jsonschema", hint="pip install 'jiufang[llm]'") from None
    error = next(iter(sorted(Draft202012Validator(schema).iter_errors(data), key=lambda e: list(map(str, e.absolute_path)))), None)
    if error is None:
        return ""
    where = "/".join(str(part) for part in error.absolute_path) or "the whole"
    rule = json.dumps(error.validator_value, ensure_ascii=False)[:200]
    return f"{where} breaks the rule {error.validator} = {rule}"
