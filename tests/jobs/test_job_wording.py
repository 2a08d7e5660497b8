"""Ads that hide what they ask in prose, asides, reasons and odd headings are read all the same."""

from __future__ import annotations

import pytest

from jiufang import Job
from jiufang.jobs.kinds import kind_of
from jiufang.jobs.records import Kind


def asked(ad: str) -> list[tuple[str, bool]]:
    return [(r.text, r.must) for r in Job.from_text(ad).requirements]


def test_a_paragraph_of_demands_needs_no_heading():
    """Where several sentences of a paragraph demand, its fragments count, too."""
    ad = "Groundworker\n\nWe lay drains.\n\nYou must have two years of experience on sites. A CSCS card, no exceptions. We need to see a 360 excavator ticket."

    assert ("A CSCS card", True) in asked(ad)
    assert len(asked(ad)) == 3


@pytest.mark.parametrize(
    ("heading", "item", "must"),
    [
        ("Candidates will need:", "- two years of experience with looms", True),
        ("What you need.", "- two years of experience with looms", True),
        ("Not compulsory, but welcome.", "- experience with looms", False),
        ("It would help if you", "- speak Welsh", False),
        ("❀ 请先确认你有", "1. 两年以上带班经验", True),
        ("❀ 有这些我们会更心动", "1. 有急救证", False),
        ("择优条件：", "1. 有急救证", False),
        ("下面这些有的话工资可以往上谈～", "- 会用达芬奇调色", False),
    ],
)
def test_headings_come_in_many_shapes(heading, item, must):
    """Phrases with a full stop, clauses without an end, decorated lines and tildes open sections."""
    assert [m for _, m in asked(f"Weaver 教师\n\nWe weave.\n\n{heading}\n{item}")] == [must]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("3+ years of welding experience (hobby welding in your garage does not count here)", "3+ years of welding experience"),
        ("real skill with lathes – most of what we sell is turned by hand", "real skill with lathes"),
        ("The county is large and the buses are slow: a full driving licence", "a full driving licence"),
        ("Minimum 5 years of food and beverage experience", "Minimum 5 years of food and beverage experience"),
        ("an inspection and testing certificate", "an inspection and testing certificate"),
        ("能独立审方，看得出重复用药", "能独立审方，看得出重复用药"),
        ("熟练使用WMS系统（富勒、曼哈特或同类产品）", "熟练使用WMS系统（富勒、曼哈特或同类产品）"),
        ("会处理常见的报警，不会修没事", "会处理常见的报警"),
    ],
)
def test_a_demand_is_freed_of_remarks_and_kept_whole(words, text):
    """Asides, reasons and statements around a demand go; shared heads and lists of names stay."""
    assert [t for t, _ in asked(f"Job\n任职要求 / Requirements:\n- {words}")] == [text]


def test_a_second_length_of_time_is_a_demand_of_its_own():
    """“…, of which two as head chef” and “其中两年…” ask for something else than the sum."""
    assert len(asked("Chef\nRequirements:\n- seven years in professional kitchens, of which at least two as head chef")) == 2
    assert len(asked("前厅经理\n任职要求：\n1、五年以上酒店前厅经验，其中两年以上管理经验；")) == 2


def test_cells_of_a_table_are_items():
    """Short lines below a heading are items though they hold words that headings hold."""
    ad = (
        "Payroll clerk\n\nEssential\nTwo years of payroll experience\nCIPP qualification\nAdvanced Excel\n\nDesirable\nExperience with Sage"
    )

    assert asked(ad) == [
        ("Two years of payroll experience", True),
        ("CIPP qualification", True),
        ("Advanced Excel", True),
        ("Experience with Sage", False),
    ]


def test_the_right_to_work_is_asked_even_among_the_benefits():
    """A plain “you must be” counts wherever it stands."""
    ad = "Clerk\nRequirements:\n- Two years of filing experience\n\nBenefits: 25 days of leave. You must be legally entitled to work in Canada."

    assert asked(ad)[-1] == ("be legally entitled to work in Canada", True) or "entitled to work" in asked(ad)[-1][0]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("do well at explaining: you can take critique and give feedback", Kind.SOFT),
        ("Sound knowledge of the Licensing Act 2003", Kind.DOMAIN),
        ("Involvement in community theatre", Kind.DOMAIN),
        ("代理过破产案件", Kind.DOMAIN),
        ("做过接口性能优化", Kind.SKILL),
        ("at least one passed SOA exam", Kind.CERTIFICATE),
        ("近三年无责任事故", Kind.OTHER),
        ("willing to work 10-hour shifts", Kind.OTHER),
        ("能独立起草中英文合同", Kind.SKILL),
        ("会讲上海话", Kind.LANGUAGE),
    ],
)
def test_kinds_follow_what_is_named(words, kind):
    """A deed in a field is domain, a technique skill; manners, papers and conditions have kinds of their own."""
    assert kind_of(words) is kind


def test_a_given_unlawful_requirement_is_set_aside():
    """A requirement from data is held to the same law as one from an ad; its lawful part stays."""
    job = Job.from_dict({"requirements": [{"text": "US citizens only"}, {"text": "985本科及以上学历"}, {"text": "会用Excel"}]})

    assert [r.id for r in job.requirements] == ["R2", "R3"]
    assert [c.ground for c in job.unlawful] == ["nationality", "school_tier"]
    assert Job.from_dict(job.to_dict()) == job


def test_or_between_practices_makes_alternatives():
    """“OEE提升或节拍优化” is met by either."""
    (requirement,) = Job.from_text("工艺\n任职要求：\n1、主导过OEE提升或节拍优化项目；").requirements

    assert len(requirement.skills) == 1


def test_a_place_between_bars_is_the_location():
    """“Solicitor | Leeds | Full time” names the place without a state."""
    assert Job.from_text("Property Solicitor | Leeds | Full time\n\nRequirements:\n- a law degree").location == "Leeds"
