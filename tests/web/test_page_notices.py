"""What a recruiter should look at in a file is said in their language, each thing once, and in no code."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("fastapi")

from jiufang.documents.sheet import MEANING
from jiufang.web.notices import TRICKS, in_words, reason
from jiufang.web.speaking import voices
from jiufang.workspace.portrait import Notice

ZH, EN = voices()["zh"], voices()["en"]


@pytest.mark.parametrize("family", sorted(TRICKS))
def test_each_way_to_hide_words_has_a_name(family: str):
    """In both languages, and without the name that the program has for it."""
    told = in_words(ZH, [Notice(code=f"hidden_text.{family}", message="")])[0].message
    assert not re.search("[a-z]", told)
    assert family not in TRICKS[family] or "_" not in family


def test_every_way_that_readers_tell_of_is_known():
    """What another reader of files tells apart is in the list."""
    assert set(MEANING) <= set(TRICKS)


def test_what_is_hidden_is_told_once():
    """The notice without a family says what the one with it says."""
    found = in_words(
        EN, [Notice(code="hidden_text.white", message=""), Notice(code="hidden_text", message="text that nobody can see: white")]
    )
    assert [one.code for one in found] == ["hidden_text.white"]
    assert "in the colour of the paper" in found[0].message


def test_overlaps_and_dates_are_told_in_chinese():
    """What holds names and months is said with them."""
    told = in_words(ZH, [Notice(code="overlapping_jobs", message="Harbour and Pier overlap by 3 months; counted once")])[0].message
    assert told == "Harbour 与 Pier 重叠 3 个月，只计一次"


def test_the_reason_of_a_file_is_told_in_chinese():
    """Hidden words in it too."""
    assert reason(ZH, "text that nobody can see: white") == "有看不见的文字：与纸同色"
    assert reason(ZH, "the file is password-protected (ask for an unprotected copy)").startswith("文件有密码保护")
