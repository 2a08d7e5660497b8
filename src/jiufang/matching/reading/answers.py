"""Turn whatever a model answers into proposals: what follows the schema is taken, everything else is dropped, nothing raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jiufang.matching.reading.records import Answers, Proposal
from jiufang.matching.records import Verdict

QUOTES = 4  # a requirement; two prove most, dates and their titles may take more
QUOTE_LENGTH = 300  # code points
ANSWER_LIMIT = 200_000  # code points; a longer answer is no answer
FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
SPELLINGS = {"notshown": Verdict.NOT_SHOWN, "met": Verdict.MET, "partial": Verdict.PARTIAL, "contradicted": Verdict.CONTRADICTED}


def schema_for(ids: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer about these requirements; quotes come before the verdict that rests on them."""
    finding = {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "quotes", "verdict"],
        "properties": {
            "id": {"type": "string", "enum": list(ids)},
            "quotes": {"type": "array", "maxItems": QUOTES, "items": {"type": "string", "maxLength": QUOTE_LENGTH}},
            "verdict": {"type": "string", "enum": [v.value for v in Verdict]},
        },
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["findings"],
        "properties": {"findings": {"type": "array", "maxItems": len(ids), "items": finding}},
    }


def parse(answer: str, ids: Sequence[str]) -> Answers:
    """Read an answer, which may be anything at all.

    Args:
        answer: the model's text; JSON as such, in a code fence, or after a preamble.
        ids: the requirements that were asked about; rows about others are dropped.

    Returns:
        The proposals of the rows that make sense, the first of each requirement, in the order asked.
    """
    data = _json_in(answer)
    if data is None:
        return Answers(failed="the answer holds no JSON")
    return proposals_in(data, ids)


def proposals_in(data: object, ids: Sequence[str]) -> Answers:
    """Read the proposals out of an answer's data: `{"findings": [{id, verdict, quotes}]}` or `{id: [verdict, [quote]]}`."""
    found: dict[str, Proposal] = {}
    for key, row in _rows(data):
        proposal = _proposal(key, row, ids)
        if proposal:
            found.setdefault(proposal.requirement, proposal)
    kept = tuple(found[i] for i in ids if i in found)
    return Answers(kept, "" if kept else "the answer holds no finding")


def _json_in(answer: str) -> object | None:
    if len(answer) > ANSWER_LIMIT:
        return None
    fenced = FENCE.search(answer)
    for text in filter(None, (answer, fenced and fenced.group(1), _from_brace(answer, "{"), _from_brace(answer, "["))):
        try:
            found: object = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict | list):
            return found
    return None


def _from_brace(answer: str, brace: str) -> str:
    start = answer.find(brace)
    end = answer.rfind({"{": "}", "[": "]"}[brace])
    return answer[start : end + 1] if 0 <= start < end else ""


def _rows(data: object) -> Iterator[tuple[object, object]]:
    if isinstance(data, Mapping) and isinstance(data.get("findings"), list):
        data = data["findings"]
    if isinstance(data, list):
        yield from ((row.get("id"), row) for row in data if isinstance(row, Mapping))
    elif isinstance(data, Mapping):
        yield from data.items()


def _proposal(key: object, row: object, ids: Sequence[str]) -> Proposal | None:
    if isinstance(row, list) and len(row) == 2:
        row = {"verdict": row[0], "quotes": row[1]}
    if not isinstance(key, str) or key.strip() not in ids or not isinstance(row, Mapping):
        return None
    verdict, quotes = _verdict(row.get("verdict")), row.get("quotes", [])
    if verdict is None or not isinstance(quotes, list):
        return None
    texts = [q for q in quotes if isinstance(q, str) and q.strip() and len(q) <= QUOTE_LENGTH]
    return Proposal(key.strip(), verdict, tuple(dict.fromkeys(texts))[:QUOTES])


def _verdict(value: object) -> Verdict | None:
    return SPELLINGS.get(re.sub(r"[\s_-]", "", value).lower()) if isinstance(value, str) else None
