"""The question bank is large enough, level in both languages, and clean."""

from __future__ import annotations

from itertools import combinations

import pytest

from jiufang.generate.lawful import off_limits, patterns
from jiufang.interview.bank import leads, sector_of, situations, size, themes
from jiufang.interview.similar import similarity

ALL = [*themes(), *situations().values()]


def test_the_bank_has_three_hundred_patterns():
    """At least 300 patterns over eleven sectors and the situations, each in Chinese and English."""
    assert size() >= 300
    assert len({t.sector for t in themes()}) >= 11


def test_chinese_is_chinese_and_english_is_english():
    """No pattern is left in the other language."""
    for theme in ALL:
        for ask in theme.ask:
            assert any("\u4e00" <= c <= "\u9fff" for c in ask["zh"]), theme.id
            assert not any("\u4e00" <= c <= "\u9fff" for c in ask["en"]), theme.id
        assert len(theme.follow["zh"]) == len(theme.follow["en"]) >= 2


def test_ids_are_unique():
    """A pattern's key leads to one pattern."""
    assert len({t.id for t in ALL}) == len(ALL)


def test_no_pattern_is_another_one():
    """No two patterns are alike: every one earns its place."""
    for lang in ("zh", "en"):
        for (a, one), (b, other) in combinations([(t.id, ask[lang]) for t in ALL for ask in t.ask], 2):
            assert similarity(one, other) < 0.9, (a, b, one, other)


def test_nothing_in_the_bank_is_off_limits():
    """Questions, follow-ups, anchors and lead-ins pass the guard as they stand."""
    told = [text for t in ALL for lang in ("zh", "en") for text in (*t.text[lang].values(), *t.follow[lang], *(a[lang] for a in t.ask))]
    told += [text for entry in leads().values() for texts in entry.values() for text in texts]

    assert [(text, off_limits(text)) for text in told if off_limits(text)] == []


def test_the_guard_has_sixty_patterns_in_both_languages():
    """Off limits is a table of sixty rows and more."""
    assert len(patterns()) >= 60


def test_a_job_finds_its_sector():
    """The stated sector, the title or the words decide, in that order."""
    assert sector_of("finance / audit", "", "") == "finance"
    assert sector_of("B2B SaaS (finance software)", "Account Executive, Mid-Market", "") == "sales"
    assert sector_of("", "Falconer", "birds") == "generic"


@pytest.mark.parametrize(
    ("sector", "titles"),
    {
        "logistics": ["仓储主管", "Warehouse Shift Lead", "采购工程师", "Truck Driver (HGV Class 1)"],
        "transport": ["公交司机", "Train Dispatcher", "飞机维修技师", "Airline Cabin Crew"],
        "finance": ["会计", "对公授信风险经理", "Insurance Underwriter", "Accounts Payable Specialist"],
        "teaching": ["高中物理教师", "教务主管", "University Lecturer", "Special Education Teacher"],
        "nursing": ["护士长", "养老护理员", "General Practitioner", "Dental Nurse", "Care Home Assistant"],
        "manufacturing": ["数控操作工", "车间主任", "Maintenance Technician", "Production Planner"],
        "legal": ["法务专员", "专利代理人", "Corporate Counsel", "Paralegal"],
        "hospitality": ["酒店前厅经理", "咖啡师", "Sous Chef", "Retail Assistant"],
        "construction": ["项目经理（房建总承包）", "BIM工程师", "Site Manager", "Electrician"],
        "software": ["后端开发工程师（Java）", "网络管理员", "QA Engineer", "UX Designer"],
        "data": ["数据分析师", "Machine Learning Engineer"],
        "sales": ["跨境电商运营", "房产经纪人", "Marketing Manager", "Customer Support Agent"],
        "hr": ["人事专员", "行政前台", "Executive Assistant"],
    }.items(),
)
def test_titles_of_a_sector_find_its_framework(sector, titles):
    """A title alone, in either language, leads to the competencies of its sector."""
    assert {title: sector_of("", title, "") for title in titles} == dict.fromkeys(titles, sector)
