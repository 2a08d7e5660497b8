"""Heads, names, prose careers and schooling in layouts of which no word list knows; all persons and firms are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.profiles.records import Profile
from jiufang.text.view import without_emphasis


def read(text):
    return Profile.from_text(text, as_of="2026-11-01")


def jobs(text):
    return [(e.employer, e.title, str(e.start), None if e.current else str(e.end)) for e in read(text).experience]


STACKED = """Ann Example

EMPLOYMENT HISTORY

Marigold Bay
Payroll Clerk
Boise, ID
3/2019-Present
  * Ran payroll for 900

Quarry Lane Foods
Cashier
Boise, ID
5/2014-2/2019
"""
EMPHASIS = """Ann Example

**Experience**

*Halden Cold Stores* — Shift Manager — 06/2020 to present
Runs two docks.

**Osterby Foods** - Forklift Driver - 01/2017 to 05/2020
"""
POSITIONS = """任之遥

远山商业银行青州分行　　　2019年3月 – 至今
零售部　客户经理（2022年1月起）
零售部　综合柜员（2019年3月 – 2021年12月）
　· 管户三百
"""
TOLD_PLAINLY = """我是：任之遥

一、上班的事
现在：云岭财险青州分公司——理赔主管——2021年2月一直干到现在
以前：云岭财险青州分公司——查勘员——2016年8月到2021年1月
"""
PROSE = """Ann Example

I like the sea. Since May 2022 I have been an Accountant at Pellworth Marine Ltd, where I close the books. \
Before that I was an Auditor with Kestrel Audit Partners in Hull from January 2018 to April 2022.
"""
FULL_STOPS = """Ann Example

WORK

Farm Manager. Copper Hill Dairy, Alton. April 2021 to present. Milks 300 cows.

Tractor Driver. Nine Oaks Gravel LLC, Alton. May 2017 to March 2021. Dozer, loader.
"""
VOUCHED = """任之遥

工作简历
2016.5—至今　青州钢铁股份有限公司　高压电工班班长　陈师傅
2010.3—2016.4　青州纸业有限公司　维修电工　林主任
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STACKED, [("Marigold Bay", "Payroll Clerk", "2019-03", None), ("Quarry Lane Foods", "Cashier", "2014-05", "2019-02")]),
        (EMPHASIS, [("Halden Cold Stores", "Shift Manager", "2020-06", None), ("Osterby Foods", "Forklift Driver", "2017-01", "2020-05")]),
        (
            POSITIONS,
            [("远山商业银行青州分行", "客户经理", "2022-01", None), ("远山商业银行青州分行", "综合柜员", "2019-03", "2021-12")],
        ),
        (
            TOLD_PLAINLY,
            [("云岭财险青州分公司", "理赔主管", "2021-02", None), ("云岭财险青州分公司", "查勘员", "2016-08", "2021-01")],
        ),
        (
            PROSE,
            [("Pellworth Marine Ltd", "Accountant", "2022-05", None), ("Kestrel Audit Partners", "Auditor", "2018-01", "2022-04")],
        ),
        (
            FULL_STOPS,
            [("Copper Hill Dairy", "Farm Manager", "2021-04", None), ("Nine Oaks Gravel LLC", "Tractor Driver", "2017-05", "2021-03")],
        ),
        (
            VOUCHED,
            [("青州钢铁股份有限公司", "高压电工班班长", "2016-05", None), ("青州纸业有限公司", "维修电工", "2010-03", "2016-04")],
        ),
    ],
    ids=["stacked", "emphasis", "positions", "plain-words", "prose", "full-stops", "referees"],
)
def test_a_career_is_read_in_any_layout(text, expected):
    """Each engagement has its employer, title and dates, whatever order or dress the head wears."""
    assert jobs(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Applicant ........ Ann Example-Stone, SHRM-SCP\nPhone ........ 404-555-0100\n", "Ann Example-Stone"),
        ("Hello! I'm Wren Example.\n\nMY WORK SO FAR\nBarista at Corvid Roasters. August 2022 until May 2024.\n", "Wren Example"),
        ("Ann Example-Thorn ACII\nHull\n", "Ann Example-Thorn"),
        ("Dr. Ann Example\nChemist\n", "Ann Example"),
        ("雷师傅（雷云山）\n男 48岁\n", "雷云山"),
        ("任  之  遥\n青州 | 137 0000 0000\n", "任  之  遥"),
    ],
)
def test_a_name_is_neither_heading_nor_title(text, name):
    """Courtesies, letters behind the name, headings and departments are no names."""
    assert read(text).contact.name == name


@pytest.mark.parametrize(
    ("text", "courses"),
    [
        (
            "Ann Example\n\nEducation\nHND Computing, Selby College, 2015. BSc Computing started September 2025 with the Northern Open University, finish expected 2028.\n",
            [("Selby College", "associate", "completed"), ("Northern Open University", "bachelor", "in_progress")],
        ),
        (
            "Ann Example\n\nEducation\nHarbour College, Diploma in Tourism Management, 2012\n",
            [("Harbour College", "associate", "completed")],
        ),
        (
            "任之遥\n\n我的第一学历是青州幼儿师范学校的中专，2004年9月入学，2007年6月毕业；后来又上了青州开放大学的学前教育本科，2015年3月入学，2018年1月拿到毕业证。\n",
            [("青州幼儿师范学校", "high_school", "completed"), ("青州开放大学", "bachelor", "completed")],
        ),
    ],
)
def test_courses_are_told_apart(text, courses):
    """A sentence may hold a course of its own; a college's diploma is below a bachelor's degree."""
    assert [(e.school, e.degree.value, e.status.value) for e in read(text).education] == courses


@given(st.text(alphabet="*_`ab 中", max_size=40))
def test_emphasis_leaves_every_letter_in_its_place(text):
    """Only marks become blanks; nothing moves."""
    calm = without_emphasis(text)

    assert len(calm) == len(text)
    assert all(a == b or (a in "*_`" and b == " ") for a, b in zip(text, calm, strict=True))


def test_a_legal_form_ends_the_name_before_it() -> None:
    """“…, Ltd.” belongs to the company, and the title may follow it after a mere blank."""
    text = "Ann Lee\nann@example.com\n\nExperience\nRheintal Parts (Suzhou) Co., Ltd. Process Engineer\t09/2020 - present\n• Wrote work instructions\n"

    entry = Profile.from_text(text, as_of="2026-11-01").experience[0]

    assert (entry.employer, entry.title) == ("Rheintal Parts (Suzhou) Co., Ltd.", "Process Engineer")
