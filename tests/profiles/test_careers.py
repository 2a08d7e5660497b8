"""Careers told in running text, former and wrapped titles, towns and bodies that look like something else; all persons are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.profiles.careers import career_steps
from jiufang.profiles.lexicon import is_field
from jiufang.profiles.records import Profile


def read(text):
    return Profile.from_text(text, as_of="2026-11-01")


def jobs(text):
    return [(e.employer, e.title, str(e.start), None if e.current else str(e.end)) for e in read(text).experience]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "李一\n\n职业概述\n2016年7月大学毕业后进入南丘机电做装配工艺员，2018年3月升任工艺组长，2021年6月跳槽到东川重工担任工艺主管至今。\n",
            [
                ("南丘机电", "装配工艺员", "2016-07", "2018-02"),
                ("南丘机电", "工艺组长", "2018-03", "2021-05"),
                ("东川重工", "工艺主管", "2021-06", None),
            ],
        ),
        (
            "Ann Example\n\nI joined Pellworth Marine in March 2015 as a junior bookkeeper, became Accountant in 2017, and left in "
            "June 2021 for Kestrel Audit Partners, where I have been Senior Auditor ever since.\n",
            [
                ("Pellworth Marine", "junior bookkeeper", "2015-03", "2017"),
                ("Pellworth Marine", "Accountant", "2017", "2021-05"),
                ("Kestrel Audit Partners", "Senior Auditor", "2021-06", None),
            ],
        ),
        (
            "Ann Example\n\nSince May 2022 I have been an Associate at Farrow Quill Solicitors. Before that I was a Solicitor with Gill & Co. "
            "in Hull from January 2018 to April 2022, and it was there that I trained: trainee solicitor, October 2014 to December 2017.\n",
            [
                ("Farrow Quill Solicitors", "Associate", "2022-05", None),
                ("Gill & Co", "Solicitor", "2018-01", "2022-04"),
                ("Gill & Co", "trainee solicitor", "2014-10", "2017-12"),
            ],
        ),
    ],
    ids=["promoted", "left-for", "before-that"],
)
def test_a_career_in_running_text_has_a_position_for_each_step(text, expected):
    """Each step begins where it is dated and ends where the next begins; the employer is carried on."""
    assert jobs(text) == expected


def test_a_summary_adds_no_position_to_a_career_that_has_entries():
    """What a summary retells is not counted again."""
    text = (
        "Ann Example\n\nSummary\nIn 2019 I led a migration at Acme Foods as tech lead, and in 2021 was made fire warden.\n\n"
        "Experience\nProduct Manager, Acme Foods Ltd, 2016 - present\n"
    )

    assert jobs(text) == [("Acme Foods Ltd", "Product Manager", "2016", None)]


@given(
    st.lists(
        st.sampled_from(["I joined Acme", "as a clerk", "in 2015", "until 2019", "and left", ", ", ". ", "进入某公司", "任会计", "2020年"]),
        max_size=12,
    )
)
def test_steps_quote_the_passage(parts):
    """Every span lies inside the passage, and no position ends before it begins."""
    text = "".join(parts)

    for step in career_steps(text):
        assert step.org
        assert step.title
        assert 0 <= step.title[0] < step.title[1] <= len(text)
        assert step.start is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ann Example\n\nExperience\n2021-06 - present  Leadwell Systems\n Senior Analyst (since 2023-07), before that Analyst\n",
            [("Leadwell Systems", "Senior Analyst"), ("Leadwell Systems", "Analyst")],
        ),
        (
            "Ann Example\n\nExperience\nAccounts Payable\tJuly 2021 - December 2023\nSpecialist · Majestic Steel Processing\n",
            [("Majestic Steel Processing", "Accounts Payable Specialist")],
        ),
        ("任之遥\n\n实习经历\n2024.07-2024.08\t青州客车\n总装车间\n实习生（搬运）\n", [("青州客车", "实习生")]),
        (
            "Ann Example\n\nEXPERIENCE\n\nTarheel Hearth Realty\nBroker / Team Lead\nBoise, ID\n3/2019-Present\n",
            [("Tarheel Hearth Realty", "Broker / Team Lead")],
        ),
        (
            "任之遥\n\n工作经历\n2020.04至今，青州物业有限公司，秩序部经理。管62名保安，2023年8月起兼任项目副经理。\n",
            [("青州物业有限公司", "秩序部经理"), ("青州物业有限公司", "项目副经理")],
        ),
        (
            "Ann Example\n\nExperience\nRegistered Manager, Ledbury\nMarigold Care Ltd\nMar 2019 - present\n",
            [("Marigold Care Ltd", "Registered Manager")],
        ),
        ("任之遥\n\n工作经历\n2022.04— 　青州法律服务中心负责人\n", [("青州法律服务中心", "负责人")]),
    ],
    ids=["former", "wrapped", "department", "pair", "besides", "town", "in-charge"],
)
def test_every_title_of_an_entry_is_read(text, expected):
    """Former titles, second ones and wrapped ones count; towns and departments are none of them."""
    assert sorted((e.employer, e.title) for e in read(text).experience) == sorted(expected)


@pytest.mark.parametrize(
    ("view", "field"),
    [
        ("Privacy", True),
        ("Infectious Diseases", True),
        ("Internal Audit", True),
        ("Ledbury", False),
        ("North Shields", False),
        ("Great Torrington", False),
    ],
)
def test_a_field_is_told_from_a_town(view, field):
    """Behind a comma stands either what the work is about or where it is."""
    assert is_field(view) is field


@pytest.mark.parametrize(
    ("line", "school", "subject"),
    [
        ("BA Hons) Fine Art, University of Leeds, 2007", "University of Leeds", "Fine Art"),
        ("BSc (Hons, 2:1) Applied Physics, University of Hull, 2006", "University of Hull", "Applied Physics"),
        ("B.A (Hons.) Drama University of Kent 1999", "University of Kent", "Drama"),
    ],
)
def test_honours_are_no_subject(line, school, subject):
    """“(Hons)” tells how a degree was passed, however it is written."""
    course = read(f"Ann Example\n\nEducation\n{line}\n").education[0]

    assert (course.school, course.field) == (school, subject)


@pytest.mark.parametrize(
    "line",
    [
        "Royal College of Nursing, member since 2012",
        "Institute of Directors, Certificate in Company Direction, 2019",
        "中国注册会计师协会 会员 2015",
    ],
)
def test_a_professional_body_is_no_school(line):
    """Membership and a body's certificate are no course of study."""
    schools = [e.school for e in read(f"Ann Example\n\nEducation\nBSc Physics, University of Hull, 2006\n{line}\n").education]

    assert schools == ["University of Hull"]


def test_one_capitalised_word_and_a_full_stop_open_a_section():
    """“Schooling. …” is a heading with its text behind it."""
    text = "Bo Example\n\nRanch Hand. Bar Ten Ranch, Dayton. June 2013 to April 2017.\n\nSchooling. Sheridan College, Associate of Applied Science in Agriculture, 2013.\n"

    assert [(e.school, e.degree.value) for e in read(text).education] == [("Sheridan College", "associate")]


def test_an_ideographic_space_parts_the_fields_of_a_head():
    """“公司　职位　时间”: the wide blank is a border even where the words themselves are unknown."""
    text = "任之遥\n\n工作经历\nQingzhou Robotics　Motion 工程师　2019.03-2023.06\n负责调试。\n"

    assert jobs(text) == [("Qingzhou Robotics", "Motion 工程师", "2019-03", "2023-06")]
