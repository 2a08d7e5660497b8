"""Who somebody is bears on nothing: names, sex, age and what stands in for them are swapped, and matching sees the same text."""

import pytest
from benchmarks.swaps import Base, swap_sets

from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.matching import match, prepare
from jiufang.profiles.records import Profile

AS_OF = "2026-11-01"
ENGLISH = """Marta Ellingwood
Portland | marta.e@example.com | 541-555-0177

EXPERIENCE
Logistics Coordinator, Northwind Freight LLC, March 2019 - Present
- Planned 120 weekly loads in SAP TM and cut empty miles by 14%.
- Wrote the handbook for reefer handling.
Warehouse Associate, Harbor Foods Inc., June 2016 - February 2019
- Ran cycle counts in a WMS.

EDUCATION
University of Leeds, BSc Supply Chain Management, 2012 - 2016

LANGUAGES
English (native), Spanish B2
"""
CHINESE = """宋予桐
杭州 | 13800000177 | songyutong@example.cn

工作经历
2019.03-至今　青禾医药物流有限公司　仓储主管
1. 负责药品冷链仓库的收发存，使用 WMS 管理 1.2 万个库位；
2. 带领 8 人班组，拣货路径缩短 30%；
2016.07-2019.02　云岭连锁大药房　药店营业员
1. 处方药销售登记与用药咨询。

教育背景
江南大学　药学　本科　2012.09-2016.06

证书
执业药师（2018年取得）
"""
NAMES_EN = {"W": ("Adam Erickson",), "B": ("LATOYA BOOKER",), "A": ("Mei-Ling Pham",), "H": ("GUADALUPE BARAJAS",)}
NAMES_ZH = {
    "男": ("王建国",),
    "女": ("李秀英",),
    "中": ("陈晨",),
    "少数民族": ("买买提·艾山",),
    "复姓": ("欧阳明珠",),
    "拼音": ("Zhang Wei",),
}
JOB = Job(
    id="warehouse",
    requirements=(
        Requirement(id="R1", text="at least four years in warehousing or logistics", kind=Kind.EXPERIENCE_YEARS, min_years=4),
        Requirement(id="R2", text="hands-on with a WMS", kind=Kind.SKILL),
        Requirement(id="R3", text="you have led a team 带过团队", kind=Kind.SOFT),
        Requirement(id="R4", text="working Spanish", kind=Kind.LANGUAGE, language="es", must=False),
    ),
)
BASES = {
    "en": (Base(ENGLISH, "Marta Ellingwood", ("University of Leeds",)), NAMES_EN),
    "zh": (Base(CHINESE, "宋予桐", ("江南大学",)), NAMES_ZH),
}
SETS = [(lang, s) for lang, (base, names) in BASES.items() for s in swap_sets(base, names=names, asked_languages=frozenset({"es", "en"}))]


def seen(view):
    """Return all that matching can read, without the places of quotes."""
    statements = [(s.text, s.section, s.entry, s.context, s.listed) for s in view.statements]
    tenures = [(t.title, t.employer, t.kind, t.start, t.end, t.current, t.months) for t in view.tenures]
    return statements, tenures, [(d.level, d.field, d.status, d.full_time) for d in view.degrees], view.location, view.lang


def weighed(profile, view):
    """Return what a match says, without the places of quotes."""
    found = match(profile, JOB, encoder=None, view=view)
    return found.score, found.interval, [(f.verdict, f.strength) for f in found.findings], [t.to_dict() for t in found.terms]


@pytest.mark.parametrize(("lang", "swaps"), SETS, ids=[f"{s.family} {lang} {s.what} {n}" for n, (lang, s) in enumerate(SETS)])
def test_a_swap_of_who_somebody_is_changes_nothing(lang, swaps):
    """Every variant has the same blind text and scores the same to the last digit; a proxy said or unsaid moves no score."""
    profiles = [Profile.from_text(text, as_of=AS_OF) for text in swaps.texts]
    views = [prepare(p) for p in profiles]
    first = weighed(profiles[0], views[0])

    for profile, view in zip(profiles[1:], views[1:], strict=True):
        if swaps.alike:
            assert seen(view) == seen(views[0])
        else:
            assert weighed(profile, view) == first


def test_swaps_reach_the_text():
    """The swaps really change the résumé: no set is empty or all of one text."""
    assert all(len(set(s.texts)) >= 2 for _, s in SETS)
    assert len(SETS) > 50


def test_a_gap_between_jobs_costs_nothing():
    """The same months of work with eighteen months between two jobs score as without."""
    apart = ENGLISH.replace("June 2016 - February 2019", "December 2014 - August 2017")
    plain, gap = (Profile.from_text(text, as_of=AS_OF) for text in (ENGLISH, apart))

    assert gap.total_months == plain.total_months
    assert match(gap, JOB, encoder=None).score == match(plain, JOB, encoder=None).score


def test_file_names_are_not_read():
    """The name of the file bears on neither score nor evidence."""
    plain = Profile.from_text(CHINESE, as_of=AS_OF)
    named = plain.model_copy(update={"file": "李秀英_女_1990_清华大学.pdf"})

    assert match(named, JOB, encoder=None).model_dump(exclude={"file"}) == match(plain, JOB, encoder=None).model_dump(exclude={"file"})
