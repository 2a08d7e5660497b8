"""Names: every mention of a person is found, in any spelling, and words that merely hold the letters are not."""

from __future__ import annotations

import pytest

from jiufang.privacy.names import aliases, find_names
from jiufang.privacy.pinyin import is_pinyin, readings


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("张伟", "张伟"), ("张伟", "张 伟"), ("张 伟", "张伟"), ("张伟", "Zhang Wei"), ("张伟", "Wei Zhang"), ("张伟", "ZHANG WEI"), ("张伟", "zhangwei"), ("张伟", "zhang_wei"), ("张伟", "W. Zhang"), ("张伟", "Zhang, W."), ("张伟", "Mr. Zhang"),
        ("赵启明", "启明"), ("赵启明", "Qiming Zhao"), ("赵启明", "Zhao Qi-Ming"), ("赵启明", "Q.M. Zhao"), ("赵启明", "Qiming"), ("单雪", "Shan Xue"), ("曾黎", "Zeng Li"), ("吕娜", "Lyu Na"), ("欧阳明轩", "Ouyang Mingxuan"),
        ("买买提·阿不都拉", "阿不都拉"), ("Eleanor R. Abernathy", "ELEANOR R. ABERNATHY"), ("Eleanor R. Abernathy", "Abernathy, Eleanor"), ("Eleanor R. Abernathy", "E. Abernathy"), ("Eleanor R. Abernathy", "E.R. Abernathy"),
        ("Eleanor R. Abernathy", "Ms Abernathy"), ("Eleanor R. Abernathy", "eabernathy"), ("Eleanor R. Abernathy", "Ellie"), ("Thomas O'Driscoll", "Thomas O’Driscoll"), ("Mateo Villasenor", "Mateo Villaseñor"),
        ("TAN WEI JIE, Benjamin", "Benjamin Tan"), ("TAN WEI JIE, Benjamin", "Tan Wei Jie"), ("Denise Okafor-Whitlock", "Okafor"), ("P R I Y A  N A I R", "Priya Nair"), ("Priya Nair", "P R I Y A  N A I R"), ("Will Park", "Mr Park"),
    ],
)  # fmt: skip
def test_a_mention_is_found(name: str, mention: str) -> None:
    """Whole, in parts, turned, in pinyin, with initials, accents or spaced letters: each is a mention."""
    assert [f.value for f in find_names(f"· {mention} ·", [name])] == [mention]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("高文", "高工，高级工程师"), ("王建设", "工程建设管理"), ("程亮", "微信小程序"), ("张伟", "Shanghai, Weiwei, zhangweiming"), ("Will Park", "Will relocate to Oak Park, Illinois"), ("May Chen", "in May 2020"),
        ("Mark Grant", "benchmark and grants"), ("Rob Day", "robust, today"), ("何安", "He led the team"),
    ],
)  # fmt: skip
def test_other_words_stay(name: str, text: str) -> None:
    """A word that is not the person is left alone, though it has the same letters."""
    assert not find_names(text, [name])


def test_a_second_name_stands_beside_the_first() -> None:
    """An English name in brackets or the Chinese name on the next line belongs to the person too."""
    assert aliases("简历 · 苏珊 (Susan Su)\n", "苏珊") == ["Susan Su"]
    assert "陈大文" in aliases("CHAN Tai Man, Peter\n陈大文\nTel", "CHAN Tai Man")


def test_pinyin_knows_surnames_and_tells_itself_from_words() -> None:
    """单 is Shan as a surname; zhangweihao is pinyin, marketing is not."""
    assert readings("单", surname=True) == ("shan",)
    assert is_pinyin("zhangweihao")
    assert not is_pinyin("marketing")
