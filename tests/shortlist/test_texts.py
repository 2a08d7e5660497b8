"""Why-nots and comparisons speak the language of the job and name what costs most first."""

import re

import pytest

from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.profiles.records import Profile
from jiufang.shortlist import compare, compare_text, rank, why_not, why_not_text

WORDS = {"zh": ("熟练使用HACCP", "会用Excel排产"), "en": ("hands-on HACCP plans", "Excel")}
STRONG = "李安\n\n工作经历\n2019.03至今 香麦烘焙有限公司 生产经理\n- 编写酸面团产线的HACCP计划，两次审核通过\n- 每天用Excel排产\n"
WEAK = "王晓\n\n工作经历\n2019.03至今 青禾幼儿园 舞蹈教师\n- 编排六一汇演舞蹈，带低龄班四个\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_are_of_the_language_of_the_job(lang):
    """Beside what is quoted from the ad, a Chinese text has no English verdict and an English one no Chinese character."""
    needs = tuple(Requirement(id=f"R{i}", text=text, kind=Kind.SKILL) for i, text in enumerate(WORDS[lang]))
    job = Job(id="j", lang=lang, requirements=needs)
    found = rank(job, [Profile.from_text(t, as_of="2026-11-01") for t in (STRONG, WEAK)], encoder=None)
    text = why_not_text(why_not(found, found[1], 1), lang) + compare_text(compare(found[0], found[1]), lang)

    assert all(words in text for words in WORDS[lang])
    assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (lang == "zh")
    assert ("not shown" in text) == (lang == "en")
