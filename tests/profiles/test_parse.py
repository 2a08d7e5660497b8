"""Whole résumés: fictional ones of many sectors and layouts against the facts written beside them."""

import json
import tomllib
from pathlib import Path

import pytest
from benchmarks.facts import compare
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.profiles.records import Profile

CASES = [
    case for path in sorted(Path(__file__).parent.glob("cases/*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
BENCH = Path(__file__).parents[3] / "shared" / "bench" / "gold"
AS_OF = "2026-11-01"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_resume_yields_the_facts_written_beside_it(case):
    """Name, reach, schools, degree, employers, titles and months agree with a careful reader's."""
    profile = Profile.from_text(case["text"].strip("\n"), as_of=AS_OF).to_dict()

    assert {
        field: missed for field, (_, missed) in compare(profile, case).items() if missed and field not in case.get("known_misses", [])
    } == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_quote_is_verbatim(case):
    """Evidence of every fact is `text[start:end]` of the document."""
    profile = Profile.from_text(case["text"].strip("\n"), as_of=AS_OF)
    records = [*profile.education, *profile.experience, *profile.projects, profile.contact]
    quotes = [q for r in records for q in (*r.evidence, *getattr(r, "bullets", ()))]

    assert quotes
    assert all(profile.document.text[q.start : q.end] == q.quote for q in quotes)


def test_two_runs_give_the_same_bytes():
    """Parsing is a function of the text and the day."""
    texts = [json.dumps(Profile.from_text(CASES[0]["text"], as_of=AS_OF).to_dict(), sort_keys=True) for _ in range(2)]

    assert texts[0] == texts[1]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("2019.-至今公司大学本科有限 \n\t|,:()（）—·工程师经理ABcd@.1一、•"), max_size=300))
def test_garbage_is_parsed_without_failure(text):
    """No text makes the parser fail."""
    assert Profile.from_text(text, as_of=AS_OF).total_months >= 0


@pytest.mark.bench
@pytest.mark.skipif(not BENCH.is_dir(), reason="the development data are not there")
def test_the_development_resumes_are_read_as_well_as_promised():
    """Shares of right values on the gold résumés stay above the accepted ones."""
    from benchmarks.profiles import measure

    accuracy = measure(BENCH)["accuracy"]["overall"]

    floors = {
        "name": 0.98,
        "email": 0.98,
        "phone": 0.98,
        "schools": 0.95,
        "degree": 0.95,
        "employers": 0.95,
        "titles": 0.93,
        "months": 0.95,
    }
    assert {f: accuracy[f] for f, floor in floors.items() if accuracy[f] < floor} == {}


def test_the_smaller_facts_and_the_rooms_of_others_are_in_the_profile():
    """Projects, papers, availability, pay, place, skills, languages, questions and notices ride along."""
    text = """
王小明
电话：13900001111　现居：杭州
求职意向：会计｜到岗时间：一个月内｜期望薪资：12-15K

工作经历
2019.03-至今 杭州某某有限公司 会计
用金蝶做账
2020.01-2022.12 宁波另一家有限公司 会计

项目经历
2021.05-2021.12 财务共享中心上线
负责数据迁移

发表论文
王小明. 成本核算研究. 2020.

语言
英语 CET-6
"""
    profile = Profile.from_text(text, as_of=AS_OF)

    assert [p.name for p in profile.projects] == ["财务共享中心上线"]
    assert len(profile.publications) == 1
    assert "一个月内" in (profile.availability or "")
    assert profile.expected_salary == "12-15K"
    assert profile.location == "杭州"
    assert {"en"} <= {language.code for language in profile.languages}
    assert profile.skills
    assert [w.code for w in profile.warnings] == ["overlapping_jobs"]
    assert profile.missing
