"""Engagements in the notations of résumés: who for, as what, from when to when."""

import pytest

from jiufang.profiles.records import Profile, WorkKind


def jobs(text, heading="Experience"):
    profile = Profile.from_text(f"Ann Example\n\n{heading}\n{text}\n", as_of="2026-11-01")
    return [(e.employer, e.title, str(e.start), "now" if e.current else str(e.end)) for e in profile.experience]


@pytest.mark.parametrize(
    "text",
    [
        "Staff Auditor | Calumet & Ross PLLC | January 2024 - present",
        "Calumet & Ross PLLC - Staff Auditor (Jan 2024 - present)",
        "01/2024 - now      Staff Auditor, Calumet & Ross PLLC, Chicago",
        "Calumet & Ross PLLC\nStaff Auditor\nJan 2024 - Present (2 years 10 months)",
        "Calumet & Ross PLLC, Chicago, IL\nStaff Auditor                      01/2024 - present",
        "2024 Jan - present: Staff Auditor, Calumet & Ross PLLC. Twelve clients.",
        "Staff Auditor at Calumet & Ross PLLC, since January 2024",
        "Staff Auditor, Calumet & Ross PLLC: January 2024 - today",
        "Calumet & Ross PLLC\n\nStaff Auditor\n\nJan 2024 - Present",
    ],
)
def test_one_job_in_many_notations(text):
    """Order, separators, blank lines and the place of the dates do not matter."""
    assert jobs(text) == [("Calumet & Ross PLLC", "Staff Auditor", "2024-01", "now")]


@pytest.mark.parametrize(
    "text",
    [
        "2021.07 – 至今　每日鲜链科技有限公司　后端开发工程师",
        "（1）2021年7月至今，每日鲜链科技有限公司，后端开发工程师。负责订单。",
        "每日鲜链科技有限公司\n后端开发工程师\n2021 年 7 月 – 至今 · 5 年",
        "◇ 2021年7月——至今 | 每日鲜链科技有限公司 | 后端开发工程师",
        "每日鲜链科技有限公司 / 后端开发工程师 / 2021.07—至今",
        "2021/7 -- 至今：每日鲜链科技有限公司 [5年]\n所属行业：电商\n技术部　　后端开发工程师",
        "公司名称：每日鲜链科技有限公司\n工作时间：2021年7月-至今\n职位名称：后端开发工程师",
        "2021.07至今 每日鲜链科技有限公司 技术部 后端开发工程师",
    ],
)
def test_one_chinese_job_in_many_notations(text):
    """Job-site exports, forms, lists and tables say the same."""
    assert jobs(text, "工作经历") == [("每日鲜链科技有限公司", "后端开发工程师", "2021-07", "now")]


def test_steps_in_one_line_are_positions_of_their_own():
    """审计员 → 项目经理 are two titles at one employer; the dates are those of the line."""
    assert [j[:2] for j in jobs("2016.07-2023.12 天健会计师事务所\n审计员 → 项目经理", "工作经历")] == [
        ("天健会计师事务所", "审计员"),
        ("天健会计师事务所", "项目经理"),
    ]


def test_positions_below_one_employer_inherit_it():
    """An employer named once heads the positions that follow."""
    text = "Meridian Bank S.A., Warsaw\n\nHead of Credit Risk  (03/2021 – present)\n– models\n\nSenior Risk Analyst  (01/2017 – 02/2021)\n– validation"

    assert [j[:2] for j in jobs(text)] == [("Meridian Bank S.A.", "Head of Credit Risk"), ("Meridian Bank S.A.", "Senior Risk Analyst")]


def test_dates_inside_bullets_open_no_job():
    """“Homeroom teacher, September 2021 – June 2024” below a job is something done in it."""
    text = "Xining Senior High School — Physics Teacher\nAugust 2018 – present\n- Homeroom teacher of Class 7, September 2021 – June 2024"

    assert len(jobs(text)) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Audit Intern, RSM US LLP, June 2026 - August 2026", WorkKind.INTERNSHIP),
        ("2022.09-2025.06 宁波跃瀚科技有限公司 工艺顾问（兼职）", WorkKind.PART_TIME),
        ("Career break, Apr 2022 - Mar 2023", WorkKind.GAP),
        ("2021.08-2022.02　脱产备考研究生（未录取）", WorkKind.GAP),
        ("Independent consultant, January 2021 – present", WorkKind.SELF_EMPLOYED),
        ("2021.07-2023.06 线上家教", WorkKind.STUDENT_JOB),
    ],
)
def test_the_kind_of_an_engagement_is_told(text, kind):
    """Internships, student jobs and gaps are kept apart from employment."""
    profile = Profile.from_text(f"Ann Example\n\nExperience\n{text}\n", as_of="2026-11-01")

    assert [e.kind for e in profile.experience] == [kind]


def test_every_line_below_a_job_is_a_quote():
    """Bullets are kept verbatim, without their marks."""
    profile = Profile.from_text(
        "Ann Example\n\nExperience\nCook, The Copper Pot Ltd, 2019 - 2021\n• grill\n• banquets up to 400\n", as_of="2026-11-01"
    )

    assert [b.quote for b in profile.experience[0].bullets] == ["grill", "banquets up to 400"]
