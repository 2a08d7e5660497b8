"""How hard a text is to read is told as the formula has it, on syllables that a dictionary agrees with."""

from __future__ import annotations

import pytest

from jiufang.text.readability import grade, han_characters, syllables

# By a dictionary's hyphenation; words that letters and decisions are made of.
WORDS = {
    1: "score asked looked found makes real lives skills school name shown trained kept whole build",
    2: "table software degree reason founded people places science reading being create million changes needed every business really",
    3: "résumé decided evidence candidate requirement engineer idea area serious position period radio video previous interview customer",
    4: "experience education distributed mathematics situation",
}


@pytest.mark.parametrize(("count", "words"), [(count, words.split()) for count, words in WORDS.items()])
def test_syllables(count, words):
    """As many as one hears."""
    assert {word: syllables(word) for word in words} == dict.fromkeys(words, count)


def test_the_grade_is_the_formula():
    """0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid et al. 1975)."""
    assert grade("The cat sat on the mat.") == round(0.39 * 6 + 11.8 * 1 - 15.59, 1)
    assert grade("We read it. You may ask.") == round(0.39 * 3 + 11.8 * 1 - 15.59, 1)
    assert grade("") == grade("2026-11-23") == 0.0


def test_hard_is_harder_than_easy():
    """A statute is beyond school, a letter in plain words is not."""
    statute = (
        "Any affected person subject to a decision which is taken by the deployer on the basis of the output from a system and which "
        "produces legal effects or similarly significantly affects that person shall have the right to obtain clear and meaningful "
        "explanations of the role of the system in the procedure and the main elements of the decision taken."
    )
    plain = "We read your letter. A person decided. You may ask why, and we will tell you."
    assert grade(statute) > 15
    assert grade(plain) < 4


def test_han_characters_are_counted_alone():
    """Neither punctuation nor Latin letters."""
    assert han_characters("软件读了简历，Python 已体现。") == 9
