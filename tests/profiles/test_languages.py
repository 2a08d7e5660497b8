"""Languages of a résumé: code, level and tests, without those that it denies."""

from __future__ import annotations

import pytest

from jiufang.documents.records import Document
from jiufang.profiles.languages import find_languages


def read(text: str) -> dict[str, str | None]:
    """Return level by language code."""
    return {lang.code: lang.level for lang in find_languages(Document.from_text(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("English (first language at school and work), Mandarin (fluent), Hokkien", {"en": "native", "zh": "C1", "nan": None}),
        ("中文母语，英语为日常工作语言；西班牙语零基础。", {"zh": "native", "en": "C1"}),
        ("英语：雅思6.5；越南语：基础会话", {"en": "B2", "vi": "A2"}),
        ("普通话母语，英语工作语言，法语没学过", {"zh": "native", "en": "C1"}),
        ("Polish mother tongue, English bilingual, no French.", {"pl": "native", "en": "native"}),
        ("汉语、维吾尔语母语；英语四级（2013 年 463 分）", {"zh": "native", "ug": "native", "en": "B1"}),
        ("大学英语四级，六级考了两次没过", {"en": "B1"}),
        ("普通话二级甲等，CET-6 521分", {"zh": "C1", "en": "B2"}),
        ("English, Swedish (limited working)", {"en": None, "sv": "B1"}),
        ("Languages: English - native; Mandarin - intermediate", {"en": "native", "zh": "B1"}),
        ("普通话、壮语。英语基本不会。", {"zh": None, "za": None}),
        ("Worked in a French restaurant with Chinese customers.", {}),
    ],
)
def test_languages_and_levels(text: str, expected: dict[str, str | None]) -> None:
    """A level belongs to its own language, shared lists share it, a denial removes the language."""
    assert read(text) == expected


def test_tests_keep_their_scores() -> None:
    """The score stands as written."""
    english = find_languages(Document.from_text("CET-6: 589; IELTS 7.5"))[0]

    assert {(t.test, t.score) for t in english.tests} == {("CET-6", "589"), ("IELTS", "7.5")}
