"""Borders that only blanks or commas mark, fragments of words, other people's papers: rules found on unseen résumés."""

import pytest

from jiufang.documents.records import Document
from jiufang.profiles.names import hinted_name
from jiufang.profiles.records import Profile
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.text.periods import find_periods

AS_OF = "2026-11-01"


def read(text):
    return Profile.from_text(text, as_of=AS_OF)


@pytest.mark.parametrize(
    ("line", "employer", "title"),
    [
        ("Brandt Getriebe GmbH, Stuttgart Junior Process Engineer 03/2017 - 08/2019", "Brandt Getriebe GmbH", "Junior Process Engineer"),
        ("Tideline Commerce, Singapore Senior Merchandiser 09/2019 - 10/2020", "Tideline Commerce", "Senior Merchandiser"),
        ("Larch County College Clinical Instructor, Nursing 2015 - 2017", "Larch County College", "Clinical Instructor, Nursing"),
        ("《云州日报》/记者/2020.7-2022.6", "《云州日报》", "记者"),
        ("2018.03-2020.02 在云州云仓做仓库主管", "云州云仓", "仓库主管"),
    ],
)
def test_employer_and_title_part_at_a_single_blank_or_sign(line, employer, title):
    """Words tell the border where the layout is lost."""
    heading = "工作经历" if "20" in line and not line.isascii() else "Experience"
    job = read(f"Ann Example\n\n{heading}\n{line}\n").experience[0]

    assert (job.employer, job.title) == (employer, title)


def test_a_degree_is_no_part_of_the_school():
    """“University of Stuttgart M.Sc. Mechanical Engineering” names a school, a degree and a subject."""
    course = read("Ann Example\n\nEducation\nUniversity of Stuttgart M.Sc. Mechanical Engineering 2015 - 2017\n").education[0]

    assert (course.school, course.degree, course.field) == ("University of Stuttgart", Degree.MASTER, "Mechanical Engineering")


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("MPharm", Degree.MASTER),
        ("MMath", Degree.MASTER),
        ("M.A.Sc.", Degree.MASTER),
        ("B.Comp.", Degree.BACHELOR),
        ("B.A.Sc.", Degree.BACHELOR),
        ("BEcon", Degree.BACHELOR),
        ("专硕", Degree.MASTER),
        ("本硕连读", Degree.MASTER),
        ("第二学位", Degree.BACHELOR),
        ("Dipl.-Ing.", Degree.MASTER),
        ("Staatsexamen", Degree.MASTER),
        ("NVQ Level 3", Degree.HIGH_SCHOOL),
    ],
)
def test_degree_words_of_many_countries(word, level):
    """Each word names its level; 学硕 is not read out of 法学硕士."""
    assert [found for _, _, found in find_degrees(word)] == [level]
    assert [found for _, _, found in find_degrees("法学硕士")] == [Degree.MASTER]


@pytest.mark.parametrize("text", ["语言\n英语（C1）、德语 B2", "B证在有效期内", "我的姑姑是注册会计师", "历任施工员、生产经理"])
def test_letters_jobs_and_relatives_are_no_certificates(text):
    """A level of a language, a job and somebody else's paper give nobody a licence."""
    assert read(f"赵启明\n{text}\n").certificates == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("CFA一级（2025年8月通过），计划2027年考二级", "held"),
        ("银行从业资格：准备明年报名", "planned"),
        ("法律职业资格证：2025年客观题通过，主观题没过", "in_progress"),
    ],
)
def test_what_is_planned_behind_a_comma_is_another_paper(text, status):
    """A pass counts before the plan for the next level; a failed part is no holding."""
    assert [c.status for c in read(f"赵启明\n\n证书\n{text}\n").certificates] == [status]


def test_fragments_of_longer_words_are_no_skills():
    """效期 of 有效期, 公司法 of 公司法律事务 and the verb “ran” name nothing."""
    names = {
        s.name
        for s in read("赵启明\n\n工作经历\n2020.01-2022.01 云州有限公司 行政\n证件有效期至明年，协助公司法律事务\nI ran errands\n").skills
    }

    assert not names & {"效期", "公司法", "ran"}


def test_each_language_has_its_own_level():
    """A level in brackets or before a comma belongs to the nearest language alone."""
    levels = {x.code: x.level for x in read("Ann Example\n\nLanguages\nEnglish, Spanish (fluent)\n").languages}

    assert levels == {"en": None, "es": "C1"}


def test_the_file_name_is_only_a_hint():
    """It names the person where the text does not, and never against the text."""
    silent = "Cut cost by 12% in one year.\nManaged a team of nine.\n"

    assert Profile.from_document(Document.from_text(silent, name="Anna Berg_CV.pdf"), as_of=AS_OF).contact.name == "Anna Berg"
    assert read(silent).contact.name is None
    assert hinted_name("scan_0012.pdf") is None
    assert hinted_name("采购经理-张三-简历.pdf") == "张三"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("| Sep 2007 | Aug 2011 |", "2007-09", "2011-08"),
        ("Febuary 2018 to Feb 2021", "2018-02", "2021-02"),
        ("2019/20", "2019", "2020"),
        ("2024年7月入职至今", "2024-07", "None"),
        ("09.2020 – heute", "2020-09", "None"),
        ("06/22–now", "2022-06", "None"),
    ],
)
def test_periods_in_cells_and_with_slips(text, start, end):
    """Both ends are read from two cells, misspelt months, school years and words for now."""
    period = find_periods(text)[0][2]

    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize("school", ["西北大学", "湖北大学", "东北大学", "北京大学", "中山大学"])
def test_a_university_is_named_in_full(school):
    """北大 inside 西北大学 does not end the name."""
    assert read(f"赵启明\n\n教育经历\n{school} | 法学 | 本科 | 2021.09-2024.06\n").education[0].school == school


def test_credentials_and_headings_do_not_hide_the_name():
    """A heading in capitals is no rival of the name above it; letters behind the name are no part of it."""
    assert read("Beatriz Quintanilha, RN, BSN\nTampa FL / 813-555-0142\n\nNURSING CAREER\n").contact.name == "Beatriz Quintanilha"
