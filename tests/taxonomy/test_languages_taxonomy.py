"""Languages: names, tests and levels to codes and CEFR bands."""

from __future__ import annotations

import pytest

from jiufang.taxonomy.languages import at_least, load_languages

LANGUAGES = load_languages()


@pytest.mark.parametrize(
    ("text", "test", "score", "level"),
    [
        ("CET-6 512 分", "CET-6", "512", "B2"), ("英语四级", "CET-4", None, "B1"), ("雅思6.5", "IELTS", "6.5", "B2"), ("TOEFL iBT 105", "TOEFL", "105", "C1"), ("日语N1", "JLPT", "N1", "C1"),
        ("TOPIK 5级", "TOPIK", "5", "C1"), ("普通话二级甲等", "Putonghua", "二级甲等", "C1"), ("普二甲", "Putonghua", "二级甲等", "C1"), ("Putonghua test 1-B", "Putonghua", "一级乙等", "C2"),
        ("DELF B2", "DELF", "B2", "B2"), ("HSK Level 6", "HSK", "6", "C1"), ("大学英语六级（CET6）445分", "CET-6", "445", "B2"), ("CET-4（2019 年 6 月）", "CET-4", None, "B1"),
    ],
)  # fmt: skip
def test_a_test_result_has_a_band(text: str, test: str, score: str | None, level: str) -> None:
    """The score is read as written; a year is not a score."""
    found = LANGUAGES.find_tests(text)

    assert (test, score, level) in [(t.test, t.score, t.level) for t in found]


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("mother tongue", "native"),
        ("可作为工作语言", "C1"),
        ("limited working proficiency", "B1"),
        ("日常会话", "B1"),
        ("略懂", "A2"),
        ("零基础", "none"),
    ],
)
def test_a_level_word_has_a_band(word: str, level: str) -> None:
    """Level words of both languages map to a CEFR band, native, or none."""
    assert LANGUAGES.level_word(word)[0] == level


@pytest.mark.parametrize("text", ["French restaurant", "英语教师", "Chinese customers", "Polish the floor"])
def test_an_adjective_is_not_a_language(text: str) -> None:
    """A cuisine, a subject taught and a market are not languages that somebody speaks."""
    found = [m.id for m in LANGUAGES.find(text)]

    assert found in ([], ["pl"]) if text.startswith("Polish") else not found


def test_bands_are_ordered() -> None:
    """Native meets everything; unknown meets nothing."""
    assert at_least("native", "C2")
    assert not at_least("B1", "B2")
    assert not at_least(None, "A1")
