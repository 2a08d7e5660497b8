"""A question becomes conditions and words; whatever is typed, nothing is an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.index.query import meaning, parse, relaxed
from jiufang.index.records import And, Node, Not, Query, Wanted, conditions


def told(node: Node | None) -> str:
    """Write a condition in one line; `~` marks what was read out of plain words."""
    match node:
        case None:
            return ""
        case Wanted():
            return f"{node.kind}:{node.value}{'~' if node.read else ''}"
        case Not():
            return f"not {told(node.part)}"
    joiner = " & " if isinstance(node, And) else " | "
    return f"({joiner.join(told(part) for part in node.parts)})"


@pytest.mark.parametrize(
    ("question", "must"),
    [
        ("5年以上 Java，上海，本科，会日语", "(years:>=5~ & lang:ja~ & degree:>=bachelor~ & city:上海~ & skill:java~)"),
        ("senior nurse in Leeds, 5+ years, speaks Polish", "(years:>=5~ & lang:pl~ & city:利兹~)"),
        ("Java AND (上海 OR 杭州) -外包", "(skill:java & ((city:上海 | city:杭州) & not word:外包))"),
        ("Java 或 Go 与 Kafka", "(skill:java | (skill:go & skill:kafka))"),
        ('"machine learning" skill:python years:>=5', "(phrase:machine learning & skill:python & years:>=5)"),
        ("「数据 分析」 学历：硕士", "(phrase:数据 分析 & degree:>=master)"),
        ("技能：Python|Java 年限：3-5 到岗：30", "(skill:python|java & years:3-5 & available:<=30)"),
        ("city:London|Leeds lang:ja>=B2", "(city:伦敦|利兹 & lang:ja:B2)"),
        ("C++ or C# developer", "(skill:cpp~ | skill:csharp~)"),
        ("不超过3年的前端", "years:-3~"),
        ("随时到岗的会计", "available:<=0~"),
        ("nurse NOT agency", "not word:agency"),
        ("research and development", ""),
        ("后端", ""),
    ],
)
def test_a_question_becomes_conditions(question, must):
    """Operators in both languages, facets typed and read; plain words are no conditions."""
    assert told(parse(question).must) == must


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("(java OR go", "bracket"),
        ("java))", "bracket"),
        ('nurse "night shift', "quote"),
        ("java AND", "operator"),
        ("NOT", "operator"),
        ("degree:foo", "facet"),
        ("years:soon", "facet"),
        ("会计，女", "unlawful"),
        ("sales, under 35 years old", "unlawful"),
        ("(" * 50 + "java" + ")" * 50, "deep"),
        ("word " * 400, "cut"),
    ],
)
def test_what_makes_no_sense_is_told(question, code):
    """Malformed questions are read as far as they go, and a note says what was not understood."""
    assert code in {note.code for note in parse(question).notes}


def test_nobody_is_searched_by_what_may_not_count():
    """Sex, age and the like are neither condition nor word."""
    query = parse("前台，女，35岁以下，未婚，英语流利")

    assert "女" not in "".join(word.text for word in query.words)
    assert told(query.must) == "lang:en~"
    assert {note.about.partition(":")[0] for note in query.notes} >= {"sex", "age"}


def test_operators_in_running_text_are_words():
    """“and”, “or” and “与客户” join words; only capitals, or a Chinese one that stands alone, are operators."""
    assert parse("sales and marketing or retail").must is None
    assert parse("与客户沟通").must is None
    assert parse("state-of-the-art welding").must is None


def test_relaxed_questions_keep_what_was_typed():
    """Of a question that nobody fits, conditions that were only read become wishes; typed ones stay."""
    query = relaxed(parse("nurse in Leeds lang:pl -agency"))

    assert told(query.must) == "(lang:pl & not word:agency)"
    assert "利兹" in {word.value for word in query.words}


def test_meaning_is_what_is_sought():
    """Keys, operators and what is excluded are no part of what people are compared with."""
    assert meaning(parse("skill:python AND nurse -agency")) == "python nurse"


PIECES = st.sampled_from(
    [
        *'()"-!|&：: ',
        "AND",
        "OR",
        "NOT",
        "与",
        "或",
        "非",
        "skill:",
        "years:>=",
        "技能：",
        "city:",
        "5年",
        "Java",
        "上海",
        "会日语",
        "\0",
        "\u202e",
        "a" * 90,
        "👩‍⚕️",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=24))
def test_anything_can_be_asked(pieces):
    """Whatever is typed is answered, the same twice, and survives its own JSON."""
    question = "".join(pieces)
    query = parse(question)

    assert parse(question) == query
    assert Query.model_validate_json(query.model_dump_json()) == query
    assert all(wanted.needs or wanted.bars or wanted.value for wanted in conditions(query.must))
    relaxed(query)
    meaning(query)
