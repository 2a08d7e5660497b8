from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jiufang.llm.structure import accept, clean

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["rows"],
    "properties": {
        "rows": {
            "type": "array",
            "maxItems": 3,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {"id": {"enum": ["a", "b"]}, "quote": {"type": "string", "maxLength": 8}},
            },
        }
    },
}
ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["a", "b"])
KEYS = st.sampled_from(["rows", "id", "quote", "other"])
DATA = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25)


@given(DATA, st.sampled_from(["{}", "```json\n{}\n```", "<think>{{</think>{}", "Sure: {} ok?"]))
def test_what_is_accepted_follows_the_schema(data, frame):
    """Whatever JSON comes, in whatever frame: it follows the schema afterwards, or it is not accepted and says why."""
    accepted = accept(frame.format(json.dumps(data)), SCHEMA)
    if accepted.text is None:
        assert accepted.why
    else:
        assert Draft202012Validator(SCHEMA).is_valid(json.loads(accepted.text))


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    """No text at all breaks the reader, and plain text comes back without control characters."""
    accept(text, SCHEMA)
    told = accept(text, None).text or ""
    assert told == clean(told).strip()
    assert not any(ord(c) < 32 and c not in "\n\t" for c in told)


def test_good_rows_survive_bad_ones():
    """One row that breaks its schema does not cost the others, and half a quote is never made."""
    rows = [{"id": "a", "quote": "x" * 9}, {"id": "z"}, 7, {"id": "b", "quote": "short", "more": 1}]
    accepted = accept(json.dumps({"rows": rows, "score": 100}), SCHEMA)
    assert json.loads(accepted.text) == {"rows": [{"id": "b", "quote": "short"}]}
