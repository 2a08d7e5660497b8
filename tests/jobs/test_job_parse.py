"""Ads in two languages and many layouts become typed requirements, each a verbatim span."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.ads import measure_ads
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang import Job
from jiufang.jobs.records import Kind
from jiufang.taxonomy.degrees import Degree

HERE = Path(__file__).parent
GOLD = HERE.parents[1].parent / "shared" / "bench" / "gold"
EXAMPLES = HERE.parents[1] / "examples" / "jobs"


@pytest.mark.parametrize("folder", ["ads", "ads2"])
def test_own_ads_are_read_as_a_recruiter_would(folder):
    """Nine in ten labelled requirements are found, few more are claimed, kinds and must/nice are right."""
    figures = measure_ads(HERE / folder)

    assert figures["found_jaccard"] >= 0.9
    assert figures["ratio"] <= 1.25
    assert figures["kind"] >= 0.85
    assert figures["must"] >= 0.9


@pytest.mark.bench
@pytest.mark.skipif(not GOLD.exists(), reason="../shared/bench is absent")
def test_gold_ads_are_read_from_their_text_alone():
    """The acceptance figures hold on the labelled ads."""
    figures = measure_ads(GOLD)

    assert figures["found_jaccard"] >= 0.9
    assert figures["ratio"] <= 1.25
    assert figures["kind"] >= 0.85
    assert figures["must"] >= 0.9


def one(ad: str, **more) -> object:
    (requirement,) = Job.from_text(ad, **more).requirements
    return requirement


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("至少4年服务端开发工作经验", 4),
        ("三到五年仓储管理经验", 3),
        ("两年以上幼儿园带班经验", 2),
        ("3-5年外贸业务经验", 3),
        ("十年以上施工经验", 10),
        ("一年半以上养殖场管理经验", 1.5),
        ("半年以上收银经验", 0.5),
        ("At least 18 months of bookkeeping experience", 1.5),
        ("5+ years of experience with CNC lathes", 5),
        ("three to five years of paralegal experience", 3),
        ("at least 2 years of adult ICU experience within the past five years", 2),
    ],
)
def test_years_are_read_in_figures_and_words(words, years):
    """Numerals of both languages count, a range by its lower end, months as parts of a year."""
    requirement = one(f"Job\n任职要求 / Requirements:\n- {words}")

    assert requirement.kind is Kind.EXPERIENCE_YEARS
    assert requirement.min_years == years


@pytest.mark.parametrize(
    ("words", "degree", "fields"),
    [
        ("机械、自动化、材料等相关专业本科及以上学历", Degree.BACHELOR, ("机械", "自动化", "材料")),
        ("大专以上学历", Degree.ASSOCIATE, ()),
        ("a bachelor's degree in accounting or finance", Degree.BACHELOR, ("accounting", "finance")),
        ("Master's degree in Pharmacy (MPharm) or equivalent", Degree.MASTER, ("Pharmacy",)),
    ],
)
def test_degrees_come_with_their_majors(words, degree, fields):
    """The lowest level that is accepted counts; majors are listed in order."""
    requirement = one(f"Job\nRequirements:\n- {words}")

    assert (requirement.degree, requirement.fields) == (degree, fields)


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("熟练使用AutoCAD或SolidWorks出图", (("AutoCAD", "SolidWorks"),)),
        ("熟练使用 Java，用 Spring Boot 做过线上服务", (("Java",), ("Spring Boot",))),
        ("Experience with Zendesk, Intercom or a similar tool", (("Zendesk", "Intercom"),)),
        ("Current BLS and ACLS", (("BLS",), ("ACLS",))),
    ],
)
def test_skills_know_and_from_or(words, groups):
    """Every group must be shown, any member of a group will do."""
    assert one(f"Job\nRequirements:\n- {words}").skills == groups


@pytest.mark.parametrize(
    ("words", "language", "level"),
    [
        ("英语需达到 CET-4 或同等水平", "en", "CET-4"),
        ("大学英语六级及以上", "en", "CET-6"),
        ("普通话水平达到二级乙等及以上", "zh", "二级乙等"),
        ("conversational Spanish", "es", "conversational"),
        ("German at B1 or better", "de", "B1"),
    ],
)
def test_languages_come_with_their_level(words, language, level):
    """Tests, CEFR bands and words for a level are all read."""
    requirement = one(f"Job\nRequirements:\n- {words}")

    assert (requirement.kind, requirement.language, requirement.level) == (Kind.LANGUAGE, language, level)


def test_conjuncts_of_different_kinds_are_parted():
    """A licence and a degree are two requirements, two certificates under one noun are one."""
    job = Job.from_text("To apply you need an active RN license and a Bachelor of Science in Nursing. Current BLS and ACLS are required.")

    assert [r.kind for r in job.requirements] == [Kind.CERTIFICATE, Kind.DEGREE, Kind.CERTIFICATE]


def test_duties_are_no_requirements():
    """What the work consists of stands apart from what is asked of the person."""
    job = Job.read(EXAMPLES / "backend-zh.md")

    assert len(job.duties) == 3
    assert not any(d.start <= r.evidence.start < d.end for d in job.duties for r in job.requirements)


def test_wishes_are_told_from_demands():
    """A clause with 优先 is a wish even among demands; a heading of wishes covers its list."""
    job = Job.from_text("会计\n任职要求：\n1、大专及以上学历，有制造业经验者优先；\n2、熟练使用金蝶。\n加分项：\n- 持有中级会计职称")

    assert [(r.text, r.must) for r in job.requirements] == [
        ("大专及以上学历", True),
        ("有制造业经验", False),
        ("熟练使用金蝶", True),
        ("持有中级会计职称", False),
    ]


def test_a_denied_requirement_is_none():
    """“No degree required” and 学历不限 ask for nothing."""
    job = Job.from_text("Porter\nRequirements:\n- No degree required\n- A clean driving licence")

    assert [r.text for r in job.requirements] == ["A clean driving licence"]
    assert Job.from_text("搬运工\n任职要求：\n1、学历不限；\n2、能适应夜班。").requirements[0].text == "能适应夜班"


def test_the_title_place_and_language_are_read():
    """The top of an ad names the job and its place."""
    job = Job.read(EXAMPLES / "nurse-en.md")

    assert (job.title, job.location, job.lang, job.sector) == ("Intensive Care Nurse, Nights", "Portland, Oregon", "en", "healthcare")
    assert Job.from_text("【执业药师】连锁药房门店 / 成都\n要求：\n- 药学大专以上学历").title == "执业药师"
    assert Job.from_text("【云杉物流】仓储主管\n要求：\n- 大专以上学历").title == "仓储主管"


def test_what_is_wished_for_behind_a_semicolon_is_read():
    """“…; PMP desirable” is a second requirement, and a wish; where somebody is admitted is no skill."""
    lines = "- Qualified solicitor in England & Wales\n- Working knowledge of GDPR; CIPP/E desirable"
    asked = {one.text: one for one in Job.from_text(f"Legal Counsel\n\nRequirements\n{lines}").requirements}

    assert (asked["Working knowledge of GDPR"].must, asked["CIPP/E"].must) == (True, False)
    assert asked["Qualified solicitor in England & Wales"].skills == ()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda p: p.stem)
def test_the_samples_survive_json(path):
    """JSON out and in again is the same job."""
    job = Job.read(path)

    assert Job.from_dict(json.loads(json.dumps(job.to_dict()))) == job
    assert len(job.requirements) >= 8


PIECES = st.sampled_from(
    "任职要求： 加分项： 岗位职责： Requirements: Preferred: 本科及以上学历 3年以上 经验 ， 。 ； 、 （ ） 35岁以下 限男性 熟悉Java 优先 and or with at least five years \n \n- 1、 "
    "you must have a degree in law , . ; - : we offer 英语六级 ( ) EOE \t 【 】 ** # never 不限".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read_and_every_requirement_is_verbatim(text):
    """No text raises; what is asked and flagged is quoted from it; reading twice is the same."""
    job = Job.from_text(text)

    for requirement in job.requirements:
        assert job.text[requirement.evidence.start : requirement.evidence.end] == requirement.text
        assert requirement.text
    for criterion in job.unlawful:
        assert job.text[criterion.evidence.start : criterion.evidence.end] == criterion.quote
    assert Job.from_text(text) == job
    if text.strip():
        assert Job.from_dict(job.to_dict()) == job
