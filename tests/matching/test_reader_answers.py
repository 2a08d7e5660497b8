"""A model's answer may be anything; what follows the schema is taken, the rest is dropped, and nothing raises."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.matching.reading.answers import ANSWER_LIMIT, QUOTE_LENGTH, QUOTES, parse, schema_for
from jiufang.matching.records import Verdict

IDS = ("R1", "R2", "R3")
GOOD = json.dumps(
    {
        "findings": [
            {"id": "R1", "quotes": ["Built Kafka pipelines"], "verdict": "met"},
            {"id": "R2", "quotes": [], "verdict": "not_shown"},
            {"id": "R3", "quotes": ["只了解概念", "没有用过"], "verdict": "contradicted"},
        ]
    },
    ensure_ascii=False,
)


def verdicts(answer):
    return {p.requirement: p.verdict.value for p in parse(answer, IDS).proposals}


def test_a_good_answer_is_read():
    """Ids, verdicts and quotes come out as they went in, in the order asked."""
    answers = parse(GOOD, IDS)

    assert verdicts(GOOD) == {"R1": "met", "R2": "not_shown", "R3": "contradicted"}
    assert answers.proposals[2].quotes == ("只了解概念", "没有用过")
    assert not answers.failed


@pytest.mark.parametrize(
    "answer",
    [
        f"Sure! Here it is:\n```json\n{GOOD}\n```\nAnything else?",
        f"Here you go: {GOOD} — done.",
        GOOD.replace("not_shown", "Not Shown").replace('"met"', '"MET"'),
        json.dumps({"R1": ["met", ["Built Kafka pipelines"]], "R2": ["not_shown", []], "R3": ["contradicted", ["没有用过"]], "fit": 90}),
        json.dumps(json.loads(GOOD)["findings"]),
    ],
)
def test_wrappings_do_not_matter(answer):
    """A fence, a preamble, another spelling of a verdict or a bare list is still an answer."""
    assert verdicts(answer) == {"R1": "met", "R2": "not_shown", "R3": "contradicted"}


@pytest.mark.parametrize(
    "row",
    [
        {"id": "R9", "quotes": ["x y"], "verdict": "met"},
        {"id": 1, "quotes": ["x y"], "verdict": "met"},
        {"id": "R1", "quotes": ["x y"], "verdict": "hire"},
        {"id": "R1", "quotes": "x y", "verdict": "met"},
        {"id": "R1", "quotes": ["x y"], "verdict": None},
        {"verdict": "met"},
        ["R1", "met"],
        "R1",
        None,
    ],
)
def test_a_bad_row_is_dropped_and_the_good_ones_stay(row):
    """An unknown id, an unknown verdict or a wrong type costs that row only."""
    good = {"id": "R2", "quotes": ["x y"], "verdict": "partial"}

    assert verdicts(json.dumps({"findings": [row, good]})) == {"R2": "partial"}


def test_the_first_row_of_a_requirement_counts():
    """A second verdict on the same requirement changes nothing, and too many or too long quotes are cut."""
    rows = [
        {"id": "R1", "quotes": [f"quote {i}" for i in range(9)] + ["x" * (QUOTE_LENGTH + 1)], "verdict": "partial"},
        {"id": "R1", "quotes": ["q q"], "verdict": "met"},
    ]
    (proposal,) = parse(json.dumps({"findings": rows}), IDS).proposals

    assert (proposal.verdict, len(proposal.quotes)) == (Verdict.PARTIAL, QUOTES)


@pytest.mark.parametrize("answer", ["", "I cannot help with that.", "{", "[" * 5000, "null", "42", '"met"', "{}", "x" * (ANSWER_LIMIT + 1)])
def test_no_answer_says_why(answer):
    """What holds no finding is a failure with a reason, not an empty success."""
    answers = parse(answer, IDS)

    assert not answers.proposals
    assert answers.failed


@st.composite
def mutated(draw):
    """A good answer with pieces cut out, doubled, swapped for junk, or values replaced by any JSON."""
    text = draw(
        st.one_of(
            st.just(GOOD),
            st.recursive(
                st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from([*IDS, "met", "quotes", "findings"]),
                lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*IDS, "findings", "id", "quotes", "verdict"]), inner),
                max_leaves=20,
            ).map(lambda value: json.dumps(value)),
        )
    )
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        text = (
            text[:start]
            + draw(st.sampled_from(["", text[start:end] * 2, '"', "}", "[", "\\ud800", "\x00", "1e999", "NaN", "<b>"]))
            + text[end:]
        )
    return text


@settings(max_examples=500, deadline=None)
@given(mutated())
def test_garbage_never_raises_and_never_gets_in(answer):
    """500 mutated answers: no crash, and every row that comes out is one that was asked for, well-formed and once."""
    found = parse(answer, IDS).proposals

    assert [p.requirement for p in found] == [i for i in IDS if i in {p.requirement for p in found}]
    assert all(isinstance(p.verdict, Verdict) and len(p.quotes) <= QUOTES for p in found)
    assert all(isinstance(q, str) and 0 < len(q) <= QUOTE_LENGTH for p in found for q in p.quotes)


def test_the_schema_allows_nothing_else():
    """Every object of the schema refuses further keys, every list and string has its limit."""

    def check(part):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            for inner in part["properties"].values():
                check(inner)
        if part.get("type") == "array":
            assert part["maxItems"] > 0
            check(part["items"])
        if part.get("type") == "string":
            assert "enum" in part or part["maxLength"] == QUOTE_LENGTH

    check(schema_for(IDS))
