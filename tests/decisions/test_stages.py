"""The templates that come with the program are whole: both languages everywhere, an order that leads to being hired."""

from __future__ import annotations

import pytest

from jiufang.decisions.moves import followers
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import ENDS, Kind, shipped, template
from jiufang.text.language import is_cjk

LATIN_TOO = {"Offer"}  # said in Chinese as it is


def test_there_are_three():
    """社招, 校招 and agency, each by an English name too."""
    assert [one.id for one in shipped()] == ["社招", "校招", "agency"]
    assert [template(name).id for name in ("experienced", "campus", "猎头")] == ["社招", "校招", "agency"]


@pytest.mark.parametrize("one", shipped(), ids=lambda one: one.id)
def test_every_stage_is_named_in_both_languages(one):
    """Chinese in Chinese, English without it; no two stages bear one name."""
    named = [*one.stages, *ENDS]
    assert all(is_cjk(stage.zh) or stage.zh in LATIN_TOO for stage in named)
    assert all(stage.en and not is_cjk(stage.en) for stage in (*named, one))
    assert len({stage.zh for stage in named}) == len({stage.en for stage in named}) == len(named)


@pytest.mark.parametrize("one", shipped(), ids=lambda one: one.id)
def test_every_stage_can_be_reached_and_left(one):
    """From “new” to hired, one after the other; both ends from everywhere."""
    for here, there in zip(one.stages, one.stages[1:], strict=False):
        assert there.id in followers(one, here.id)
        assert {"reject", "withdraw"} <= set(followers(one, here.id))
    assert one.stages[-1].kind is Kind.HIRED


def test_every_reason_is_named_in_both_languages_and_has_a_side():
    """Driven by the employer, by the candidate, or by either; each side has some of its own."""
    told = grounds().values()
    assert all(is_cjk(one.zh) and one.en and not is_cjk(one.en) for one in told)
    assert len([one for one in told if one.side == "employer"]) >= 8
    assert len([one for one in told if one.side == "candidate"]) >= 8
