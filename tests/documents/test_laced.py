"""What is laced for the machine is left out; what honest people write stays to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.documents.laced import without_laced
from jiufang.documents.plain import document_from_text

CLAIM = "Ten years of intensive care nursing"


def marked(text: str) -> str:
    return "".join(c + "\u200b" if c.isalnum() else c for c in text)


@pytest.mark.parametrize("honest", ["工作经历", "Education", "英语四级，可以阅读英文文档"])
@pytest.mark.parametrize(
    "laced",
    [
        marked(CLAIM),
        marked("十年后端开发经验，精通 Java"),
        "\u202e" + CLAIM[::-1] + "\u202c",
        "Tеn уеаrs оf intеnsivе саrе",
    ],
)
def test_a_laced_stretch_is_left_out_and_reported(honest: str, laced: str) -> None:
    """Marks between all letters, a sentence under an override, borrowed letters in word after word: the rest of the line stays."""
    document = document_from_text(f"{honest} {laced}\nnext line")
    assert document.text == f"{honest}\nnext line"
    assert document.hidden


@pytest.mark.parametrize(
    "line",
    [
        "Straße, naïve café, Łódź, Dvořák",
        "Русский язык — родной; преподавал математику",
        "co\u200bpy of one word",
        "微\u200b信 与 钉\u200b钉",
        "👩\u200d🔬 Chemist 👨\u200d👩\u200d👧",
        "نیم\u200cفاصله می\u200cشود و نمی\u200cرود و کتاب\u200cها و آن\u200cها و این\u200cها و همه\u200cجا و بی\u200cنظیر",
        "Tel \u202d138 0000 0000\u202c",
    ],
)
def test_honest_letters_stay(line: str) -> None:
    """Other alphabets, emoji, Persian joiners, copied numbers and a stray mark are no attack."""
    assert without_laced(line) == line


@given(st.text(alphabet=st.characters(blacklist_categories=("Cf", "Cs", "Cc")), max_size=80))
def test_text_without_such_marks_or_letters_stays(text: str) -> None:
    """Nothing is lost of a line without marks, overrides and mixed alphabets."""
    if not any("\u0370" <= c <= "\u052f" for c in text):
        assert without_laced(text) == text
