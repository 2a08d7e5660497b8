"""What may not be used, or stands for it, is flagged with its ground and never scored."""

from __future__ import annotations

import pytest

from jiufang import Job
from jiufang.documents import Document
from jiufang.jobs.unlawful import find_unlawful, grounds, reason_for

FLAGGED = [
    ("sex", "限男性，能吃苦"),
    ("sex", "女士优先"),
    ("sex", "Male candidates only"),
    ("sex", "We want a lady with a friendly voice"),
    ("age", "年龄35岁以下"),
    ("age", "25-40周岁，能倒班"),
    ("age", "95后优先"),
    ("age", "young and energetic people"),
    ("age", "You are a digital native"),
    ("age", "Recent graduates only"),
    ("age", "aged 25-35"),
    ("marriage", "已婚已育优先"),
    ("marriage", "Must be single person without children"),
    ("native_place", "本市户籍优先"),
    ("native_place", "河南人勿扰"),
    ("ethnicity", "仅限汉族"),
    ("religion", "无宗教信仰"),
    ("religion", "practising Christian"),
    ("health", "非乙肝携带者"),
    ("health", "able-bodied applicants"),
    ("school_tier", "985/211院校毕业"),
    ("school_tier", "第一学历本科"),
    ("school_tier", "degree from an Ivy League school"),
    ("school_tier", "graduate of a Russell Group university"),
    ("appearance", "形象气质佳"),
    ("appearance", "身高170cm以上"),
    ("appearance", "well-groomed with a pleasing appearance"),
    ("native_speaker", "English native speaker"),
    ("native_speaker", "英语母语者"),
    ("nationality", "US citizens only"),
    ("political_status", "中共党员优先"),
    ("photo", "简历请附近照"),
    ("photo", "Please attach a recent photo"),
    ("superstition", "处女座勿扰"),
    ("appearance", "女士165cm以上、男士175cm以上"),
    ("marriage", "Team player; single, good looking and under 35 preferred"),
    ("marriage", "must be single"),
    ("marriage", "preferably unmarried"),
    ("marriage", "no dependants"),
    ("marriage", "三年内无生育计划"),
    ("marriage", "有孩子者勿扰"),
    ("appearance", "single, good looking and friendly"),
    ("appearance", "Candidates must be attractive"),
    ("appearance", "长相甜美"),
    ("appearance", "at least 170 cm tall"),
]
FINE = [
    "学校牌子不看，能力第一",
    "性别不限，年龄不限",
    "婚育情况不问",
    "We are an equal opportunity employer regardless of age, sex, religion or national origin.",
    "We welcome applicants of all ages. EOE.",
    "18周岁以上",
    "You will be in charge of male and female wards",
    "Native mobile apps in Swift",
    "年轻化的产品线",
    "提供单身公寓，婚假十天",
    "single point of contact, single sign-on, a single, shared backlog",
    "experience of single and multi-tenant systems",
    "build good looking dashboards",
    "an attractive salary and beautiful offices",
    "负责品牌形象与外观设计",
    "Spark、Hive 要会用",
    "全日制本科及以上学历",
    "at least 30 units per hour, under 40 minutes",
    "You must have the right to work in the UK",
    "Does not discriminate on the basis of race, sex, age or marital status",
    "Fluent English and native-level Spanish",
]


@pytest.mark.parametrize(("ground", "words"), FLAGGED)
def test_a_forbidden_wish_is_flagged_with_its_ground(ground, words):
    """Each ground is recognised in the words that ads use for it."""
    assert ground in {c.ground for c in find_unlawful(Document.from_text(words), lang="en")}


@pytest.mark.parametrize("words", FINE)
def test_lawful_words_and_denials_are_not_flagged(words):
    """A criterion that is taken back, or a word that merely looks like one, is left alone."""
    assert find_unlawful(Document.from_text(words), lang="en") == ()


def test_every_ground_names_its_rule_in_both_languages():
    """A flag without a reason helps nobody."""
    for ground in grounds():
        assert reason_for(ground, lang="zh")
        assert reason_for(ground, lang="en")


def test_the_lawful_part_of_a_clause_stays():
    """Cutting out the school's label leaves the degree."""
    job = Job.from_text("任职要求：\n1、985/211本科及以上学历；\n2、限男性，35岁以下；\n3、熟练使用 Excel。")

    assert [r.text for r in job.requirements] == ["本科及以上学历", "熟练使用 Excel"]
    assert [c.ground for c in job.unlawful] == ["school_tier", "sex", "age"]


def test_full_time_study_is_a_warning_only():
    """全日制 is a lawful condition on the degree; the recruiter is asked whether it is needed."""
    job = Job.from_text("任职要求：\n1、全日制本科及以上学历；")

    assert job.unlawful == ()
    assert any("全日制" in w for w in job.warnings)
