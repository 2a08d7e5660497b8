"""Why somebody does not go on: of a kept list, in words where it says too little, and never for what may not count."""

from __future__ import annotations

import pytest

from jiufang.decisions.moves import Way
from jiufang.decisions.reasons import grounds, reason
from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.generate.grounds import codes


def test_the_letter_knows_what_was_decided():
    """Every code that a rejection letter can be written from is in the list."""
    assert set(codes()) <= set(grounds())


@pytest.mark.parametrize("way", [Way.REJECT, Way.WITHDRAW, Way.BACK, Way.REOPEN])
def test_a_reason_is_needed(way):
    """To reject, withdraw, go back or reopen; blanks are none."""
    with pytest.raises(RefusedByPolicy, match="needs a reason"):
        reason(way, words="  \n ")


def test_to_go_on_needs_none():
    """What is said is kept all the same."""
    assert reason(Way.ADVANCE).words == ""
    assert reason(Way.ADVANCE, words="builds  pipelines").words == "builds pipelines"


def test_words_alone_are_another_reason():
    """They are kept as they are."""
    assert reason(Way.REJECT, words="needs visa paperwork that takes a year").code == "words"


def test_some_codes_need_words():
    """“The interview” says too little."""
    with pytest.raises(RefusedByPolicy, match="needs words"):
        reason(Way.REJECT, because="interview")
    assert reason(Way.REJECT, because="interview", words="could not explain the design").code == "interview"


def test_a_requirement_must_be_missing(found):
    """What the résumé shows cannot be the reason; what it does not show can."""
    met = next(f.requirement.id for f in found.findings if f.verdict == "met")
    missing = next(f.requirement.id for f in found.findings if f.verdict != "met")
    told = reason(Way.REJECT, because=missing, match=found)

    assert (told.code, told.requirement) == ("requirement", missing)
    with pytest.raises(BadInput, match="shows this"):
        reason(Way.REJECT, because=met, match=found)


@pytest.mark.parametrize(("way", "code"), [(Way.REJECT, "declined"), (Way.WITHDRAW, "filled")])
def test_each_side_has_its_own(way, code):
    """A company does not reject because the candidate declined, nor does a candidate withdraw because the job is filled."""
    with pytest.raises(RefusedByPolicy, match="decision"):
        reason(way, because=code)


@pytest.mark.parametrize("words", ["too old for the team", "She plans to have children", "年龄偏大", "未婚未育，不稳定"])
def test_what_may_not_count_is_refused(words):
    """Age, sex, family are no reasons, and are not written down as such."""
    with pytest.raises(RefusedByPolicy, match="may rest on this"):
        reason(Way.REJECT, words=words)


def test_an_unknown_code_is_told():
    """With the list."""
    with pytest.raises(BadInput, match="requirement, interview"):
        reason(Way.REJECT, because="vibes", words="bad vibes")
