"""A line of work counts for a requirement when its family and its speciality are the ones asked for."""

import re

import pytest

from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.matching import match
from jiufang.matching.records import Verdict
from jiufang.matching.specialities import rival, same_work
from jiufang.profiles.records import Profile


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("two years of intensive care nursing", "Registered Nurse, Emergency Department"),
        ("adult ICU experience", "Neonatal ICU nurse"),
        ("三年高中数学教学经验", "初中数学教师"),
        ("三年以上后端开发经验", "前端开发工程师"),
        ("对公授信审批经验", "个贷客户经理（住房按揭）"),
        ("hospital pharmacy experience", "Retail pharmacy assistant"),
    ],
)
def test_specialities_exclude_each_other(asked, given):
    """Emergency is not intensive care, middle school not high school, and each is itself."""
    assert rival(asked, given)
    assert not rival(asked, asked)


@pytest.mark.parametrize(
    ("asked", "title"),
    [("five years of teaching", "School Secretary"), ("四年销售经验", "招聘专员"), ("three years of B2B sales", "Customer Support Agent")],
)
def test_an_employer_lends_nobody_its_trade(asked, title):
    """A secretary at a school did not teach, a support agent did not sell."""
    assert not same_work(asked, title)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reasons_speak_the_language_of_the_job(lang):
    """A Chinese job gets Chinese reasons whatever language the résumé is in, and an English one English reasons."""
    words = {"zh": "3年以上烘焙工作经验", "en": "three years of bakery experience"}
    needs = (
        Requirement(id="R1", text=words[lang], kind=Kind.EXPERIENCE_YEARS, min_years=3),
        Requirement(id="R2", text="Kubernetes", kind=Kind.SKILL),
    )
    text = "王晓\n\n工作经历\n2021.03至今 香麦烘焙有限公司 烘焙师\n- 每天烘焙欧包\n"
    found = match(Profile.from_text(text, as_of="2026-11-01"), Job(id="j", lang=lang, requirements=needs), encoder=None)

    assert found["R1"].verdict is Verdict.MET
    for finding in found.findings:
        assert finding.why
        assert bool(re.search(r"[\u4e00-\u9fff]", finding.why)) == (lang == "zh")
