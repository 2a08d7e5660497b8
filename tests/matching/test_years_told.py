"""Years of work: what a requirement says does not count, what a résumé denies outright, and initials inside of words."""

from __future__ import annotations

import pytest

from jiufang.jobs.records import Job
from jiufang.matching.engine import decide
from jiufang.matching.exclusions import asked
from jiufang.matching.needs import in_job, understand
from jiufang.matching.trades import trades
from jiufang.matching.view import view_of
from jiufang.profiles.records import Profile


def _verdict(kind: str, wanted: str, text: str) -> str:
    job = Job.from_dict({"title": "-", "requirements": [{"id": "r1", "text": wanted, "kind": kind}]})
    needs = in_job([understand(r) for r in job.requirements], job.title)
    outcomes, _ = decide(needs, view_of(Profile.from_text(text, as_of="2026-11-01")), encoder=None)
    return outcomes[0].verdict.value


@pytest.mark.parametrize(
    ("text", "kept", "excluded"),
    [
        ("3年以上审计经验（不含实习）", "3年以上审计经验", "实习"),
        ("两年以上酒店前厅经验，餐厅工作不计入", "两年以上酒店前厅经验，", "餐厅工作"),
        ("4 years in litigation (clerkships do not count)", "4 years in litigation", "clerkships"),
        ("5 years in audit, excluding internships", "5 years in audit", "internships"),
        ("十年以上物流经验，行业不限", "十年以上物流经验，行业不限", ""),
    ],
)
def test_what_does_not_count_is_no_part_of_what_is_asked(text: str, kept: str, excluded: str) -> None:
    """The words that a requirement leaves out do not say what the work must have been about."""
    assert (asked(text).kept, asked(text).excluded) == (kept, excluded)


WAITER = "Lena Roth\n\nWork experience\nJuly 2018 - present, Hotel Seeblick GmbH, Waitress\n- {}\n"
SELLER = "周一鸣\n\n工作经历\n2017.03-至今 上海立信百货有限公司 销售代表\n- {}\n"


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("three years of hotel reception", WAITER.format("I have never worked at a hotel reception")),
        ("三年以上医药销售经验", SELLER.format("没有卖过药，医药销售从未做过")),
    ],
)
def test_an_outright_denial_contradicts_years(wanted: str, text: str) -> None:
    """Who says never to have done the work has no years of it, whatever else was done for years."""
    assert _verdict("experience_years", wanted, text) == "contradicted"


@pytest.mark.parametrize("told", ["I have never led a hotel reception alone", "Never a late shift missed"])
def test_a_narrower_denial_does_not_contradict_years(told: str) -> None:
    """Who has not led it, or never missed a shift, may well have done the work."""
    text = f"Lena Roth\n\nWork experience\nJuly 2018 - present, Hotel Seeblick GmbH, Hotel receptionist\n- Check-in at the hotel reception\n- {told}\n"
    assert _verdict("experience_years", "three years of hotel reception", text) == "met"


def test_initials_inside_of_words_name_no_line_of_work() -> None:
    """BD is a line of work, IBDP is a school programme; GIS is one, a technologist does not draw maps."""
    assert "sales" in trades("BD经理")
    assert "sales" not in trades("IBDP数学教师")
    assert "geographic information" not in trades("Technologist")


@pytest.mark.parametrize(
    ("wanted", "told", "verdict"),
    [
        ("常驻长沙", "可以搬到长沙", "met"),
        ("常驻长沙", "长沙去不了，只能留在南昌", "contradicted"),
        ("able to work in our Denver office", "I moved to Denver in May", "met"),
        ("willing to relocate to Groningen", "愿意搬到格罗宁根", "met"),
    ],
)
def test_ways_to_say_where_one_would_live(wanted: str, told: str, verdict: str) -> None:
    """Moves decided on count as willingness; a name in the other script cannot be compared and is believed."""
    text = f"Summary\n{told}.\n\nWork experience\n2019.01-2021.02 某某有限公司 会计\n"
    assert _verdict("location", wanted, text) == verdict
