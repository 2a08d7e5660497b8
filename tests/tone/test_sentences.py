"""Sentences are cut with their places: verbatim, in order, abbreviations and numbers whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.tone.sentences import sentences


def cut(text):
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dear Dr. Adeyemi,\nI earn 6.5 thousand, e.g. in May. Fine?", ["Dear Dr. Adeyemi,", "I earn 6.5 thousand, e.g. in May.", "Fine?"]),
        ("我很想来！就是太远了……再说吧", ["我很想来！", "就是太远了……", "再说吧"]),
        ("1. Pay\n2. Hours", ["Pay", "Hours"]),
        ("I left in 2019. I came back.", ["I left in 2019.", "I came back."]),
        ("她说：“可以。”好的", ["她说：“可以。”", "好的"]),
        ("offer 收到了, thanks!!下周见", ["offer 收到了, thanks!!", "下周见"]),
        ("  \n…\n!!", []),
    ],
)
def test_each_sentence_stands_alone(text, parts):
    """Marks of both scripts end a sentence; titles, decimals and list numbers do not."""
    assert cut(text) == parts


@given(st.text(alphabet='aI我.。!？ \n“”"1e…，,)', max_size=60))
def test_sentences_are_in_order_and_apart(text):
    """Places rise, never overlap, and hold no blank at either end."""
    end = 0
    for start, stop in sentences(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop


@given(st.text(alphabet="aI我.。!？ \n1e…，,", max_size=60))
def test_no_word_is_lost(text):
    """Every letter of the text is in some sentence, list numbers apart."""
    kept = "".join(text[a:b] for a, b in sentences(text))

    assert [c for c in kept if c in "aI我e"] == [c for c in text if c in "aI我e"]
