"""Protected attributes: found by ground, and not in words that merely contain them."""

from __future__ import annotations

import pytest

from jiufang.privacy.blind import blind
from jiufang.privacy.protected import find_protected


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("性别：男", "sex"), ("王芳 | 女 | 在职", "sex"), ("Gender: Female", "sex"), ("31岁", "age"), ("aged 52", "age"), ("1989年生", "age"), ("民族：回族", "ethnicity"), ("维吾尔族", "ethnicity"),
        ("已婚已育", "family"), ("Marital status: single", "family"), ("中共党员", "politics"), ("籍贯：山东临沂", "origin"), ("宗教信仰：无", "religion"), ("身高：172cm", "body"),
        ("爱好：篮球、书法", "leisure"), ("Hobbies: chess", "leisure"), ("双一流", "school_tier"), ("he runs audits", "pronoun"), ("Mr. Brown", "title"), ("[照片]", "photo"),
    ],
)  # fmt: skip
def test_a_protected_word_is_found(text: str, ground: str) -> None:
    """Each ground is recognised in both languages."""
    assert ground in [s.ground.value for s in find_protected(text)]


@pytest.mark.parametrize(
    "text",
    ["5年工作经验", "发那科机器人", "HIS 系统实施", "其他项目", "对制造业有浓厚兴趣", "男装运营", "回收率 95%", "负责人", "2019年生产排程"],
)
def test_a_word_that_contains_one_is_left_alone(text: str) -> None:
    """Work words are not taken for words about the person."""
    assert not find_protected(text)


def test_blind_text_is_the_same_for_he_and_she() -> None:
    """Pronouns, titles and gendered words become one neutral word."""
    assert blind("She raised her sales; a saleswoman.") == blind("He raised his sales; a salesman.")
    assert blind("他带队") == blind("她带队")


def test_a_spouse_stays_somebody_else() -> None:
    """What a husband or a wife did is not the person's own, whichever it was."""
    assert blind("我先生是校队总教练") == blind("我太太是校队总教练") == "我配偶是校队总教练"
    assert blind("My husband coaches the team") == blind("My wife coaches the team") == "My spouse coaches the team"


def test_blind_text_keeps_the_work() -> None:
    """What bears on the job stays word for word."""
    assert blind("王芳，女，31岁，负责酒店前厅与 phone system 维护", names=["王芳"]) == "负责酒店前厅与 phone system 维护"
    assert blind("Hotel telephone operator") == "Hotel telephone operator"
