"""A requirement names all its languages, and tells whether all of them or any of them is asked for."""

import pytest

from jiufang.jobs.kinds import kind_of
from jiufang.jobs.languages import languages_of
from jiufang.jobs.records import Job, Kind
from jiufang.jobs.sections import Part, heading_of


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("英语或日语", (("en", "ja"),)),
        ("英语和日语均流利", (("en",), ("ja",))),
        ("英语、日语、韩语任一", (("en", "ja", "ko"),)),
        ("中英双语流利", (("zh",), ("en",))),
        ("英语能作为工作语言，CET-6或同等水平", (("en",),)),
        ("N2以上", (("ja",),)),
        ("English and Mandarin", (("en",), ("zh",))),
        ("Bilingual in Somali, Hmong or Spanish", (("so", "hmn", "es"),)),
        ("Bilingual English/French", (("en",), ("fr",))),
        ("English plus either Mandarin or Cantonese", (("en",), ("zh", "yue"))),
        ("fluent english", (("en",),)),
        ("fluency in a CAT tool", ()),
    ],
)
def test_languages_are_groups_of_alternatives(text, groups):
    """“or” joins alternatives, “and” parts demands; a test names its own language only once more."""
    assert languages_of(text) == groups


def test_the_groups_survive_json():
    """What was read from the words is kept when the job is given back."""
    job = Job.from_dict({"text": "要求：\n1. 英语或日语流利\n"})

    assert job.requirements[0].languages == (("en", "ja"),)
    assert Job.from_dict(job.to_dict()) == job


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("编写过食品安全体系的作业文件", Kind.DOMAIN),
        ("发布过上百万次下载的播客", Kind.DOMAIN),
        ("懂得跨境退税那一套", Kind.DOMAIN),
        ("熟悉ISO 22000认证", Kind.DOMAIN),
        ("持有ISO 22000内审员证书", Kind.CERTIFICATE),
        ("和主流院线有直接的业务往来", Kind.DOMAIN),
        ("能适应长期驻外", Kind.OTHER),
        ("能常驻青州工地", Kind.LOCATION),
        ("have relocated at least one production line abroad", Kind.DOMAIN),
        ("A measurable reduction in waste that you led", Kind.DOMAIN),
        ("Handling of cruise group or wedding contracts", Kind.DOMAIN),
        ("You have recruited and appraised a team of eight", Kind.SOFT),
        ("Be patient with residents", Kind.SOFT),
        ("写过Python脚本", Kind.SKILL),
    ],
)
def test_the_grammar_of_a_demand_tells_its_kind(text, kind):
    """Deeds done, trade knowledge and relations are of the domain; leading people is soft; a tool is a skill."""
    assert kind_of(text) is kind


@pytest.mark.parametrize("line", ["A bonus, not a condition", "Not a requirement, but handy", "非硬性条件"])
def test_a_heading_may_deny_that_it_insists(line):
    """What is no condition is a wish."""
    assert heading_of(line) is Part.NICE
