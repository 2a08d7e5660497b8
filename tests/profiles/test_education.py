"""Schooling: schools, levels, fields, and what was finished."""

import pytest

from jiufang.profiles.records import Profile, StudyStatus
from jiufang.taxonomy.degrees import Degree, find_degrees


def study(text):
    return Profile.from_text(f"Ann Example\n\nEducation\n{text}\n", as_of="2026-11-01")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("B.S.N., Northern Kentucky University", Degree.BACHELOR),
        ("B. Sc. Physics", Degree.BACHELOR),
        ("MBBS", Degree.BACHELOR),
        ("M.Eng.", Degree.MASTER),
        ("工商管理硕士（MBA）", Degree.MASTER),
        ("全日制本科，理学学士", Degree.BACHELOR),
        ("统招专升本", Degree.BACHELOR),
        ("五专", Degree.ASSOCIATE),
        ("Asociate of Applied Science", Degree.ASSOCIATE),
        ("PharmD", Degree.DOCTOR),
        ("中专", Degree.HIGH_SCHOOL),
        ("GED", Degree.HIGH_SCHOOL),
    ],
)
def test_a_degree_is_known_by_its_words(text, level):
    """Abbreviations with or without dots, Chinese levels and slips name their level."""
    assert max((found for _, _, found in find_degrees(text)), default=Degree.NONE) is level


@pytest.mark.parametrize(
    "text", ["Scrum Master", "MS Office", "Postgraduate Diploma in Marketing", "高中物理教师", "博士后", "AS/400", "Associate Professor"]
)
def test_words_that_only_look_like_a_degree_are_none(text):
    """Products, roles, subjects and diplomas are no degrees."""
    assert find_degrees(text) == []


@pytest.mark.parametrize(
    ("text", "status", "highest"),
    [
        ("Leeds University, BSc Physics, 2015 - 2018", StudyStatus.COMPLETED, Degree.BACHELOR),
        ("Leeds University, BSc Physics, expected May 2027", StudyStatus.IN_PROGRESS, Degree.NONE),
        ("2024.03-至今 苏州大学 机械工程 自考本科在读", StudyStatus.IN_PROGRESS, Degree.NONE),
        ("Rhodes State College, Associate of Science, begin January 2027 (accepted)", StudyStatus.PLANNED, Degree.NONE),
        ("Boston University, BA History, 2015-2016, left without a degree", StudyStatus.WITHDRAWN, Degree.NONE),
        ("2017.03—2019.07 广西科技大学 机械工程 专升本（函授），已取得本科毕业证书", StudyStatus.COMPLETED, Degree.BACHELOR),
    ],
)
def test_only_a_finished_course_gives_the_highest_degree(text, status, highest):
    """In progress, planned and broken off are told apart and do not count."""
    profile = study(text)

    assert profile.education[0].status is status
    assert profile.highest_degree is highest


def test_degrees_under_one_school_share_it():
    """A school on a line of its own heads the degrees below it."""
    profile = study(
        "北京师范大学（双一流） 数学科学学院\n  硕士 学科教学（数学） 全日制 2023.09-2025.06\n  本科 数学与应用数学 全日制 2019.09-2023.06"
    )

    assert [(e.school, e.degree.value) for e in profile.education] == [("北京师范大学", "master"), ("北京师范大学", "bachelor")]


def test_study_beside_the_job_is_told_from_full_time():
    """函授 is not full time, 全日制 is; silence stays unknown."""
    first, second = study(
        "2017.03-2019.07 广西科技大学 机械工程 本科（函授）\n2013.09-2016.06 柳州职业技术学院 数控技术 大专 全日制"
    ).education

    assert (first.full_time, second.full_time) == (False, True)
    assert first.field == "机械工程"
