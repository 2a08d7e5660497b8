"""What may follow what, by the stages of each template."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jiufang.decisions.moves import Way, followers, move
from jiufang.decisions.stages import ENDS, Kind, Template, shipped, template
from jiufang.errors import BadInput, JiufangError, RefusedByPolicy

HIRES, CAMPUS, AGENCY = (template(name) for name in ("社招", "校招", "agency"))


def test_three_templates_come_along():
    """社招, 校招 and agency, by their other names too; each stage is called something in both languages."""
    assert [one.id for one in shipped()] == ["社招", "校招", "agency"]
    assert [template(name).id for name in ("experienced", "campus", "猎头")] == ["社招", "校招", "agency"]
    assert [stage.zh for stage in HIRES.stages] == ["新申请", "初筛", "用人部门筛选", "面试", "Offer", "入职"]
    assert all(stage.name("zh") and stage.name("en") for one in shipped() for stage in one.stages)
    with pytest.raises(BadInput, match="社招, 校招, agency"):
        template("internal")


@pytest.mark.parametrize(
    ("stages", "here", "action", "after", "way", "skipped"),
    [
        (HIRES, "new", "advance", "screen", Way.ADVANCE, ()),
        (HIRES, "new", "interview", "interview", Way.ADVANCE, ("screen", "review")),
        (HIRES, "interview", "screen", "screen", Way.BACK, ()),
        (HIRES, "interview", "reject", "reject", Way.REJECT, ()),
        (HIRES, "offer", "withdraw", "withdraw", Way.WITHDRAW, ()),
        (HIRES, "reject", "interview", "interview", Way.REOPEN, ()),
        (HIRES, "hired", "withdraw", "withdraw", Way.WITHDRAW, ()),
        (HIRES, "hired", "offer", "offer", Way.BACK, ()),
        (CAMPUS, "screen", "advance", "test", Way.ADVANCE, ()),
        (CAMPUS, "offer", "hired", "hired", Way.ADVANCE, ("signed",)),
        (AGENCY, "recommended", "advance", "interview", Way.ADVANCE, ()),
        (HIRES, "withdraw", "reject", "reject", Way.REJECT, ()),
    ],
)
def test_a_move_tells_where_it_leads(stages, here, action, after, way, skipped):
    """Any later stage may follow, an earlier one, an end; and from an end back; what is passed over is written down."""
    made = move(stages, here, action)

    assert (made.before, made.after, made.way, made.skipped) == (here, after, way, skipped)


@pytest.mark.parametrize(
    ("stages", "here", "action"), [(HIRES, "interview", "hired"), (AGENCY, "screen", "interview"), (HIRES, "reject", "hired")]
)
def test_what_is_needed_is_not_passed_over(stages, here, action):
    """Nobody is hired without an offer, nor meets a client who has not been told of them."""
    with pytest.raises(RefusedByPolicy):
        move(stages, here, action)


@pytest.mark.parametrize(
    ("here", "action"), [("new", "new"), ("hired", "advance"), ("reject", "advance"), ("new", "signed"), ("nowhere", "offer")]
)
def test_what_leads_nowhere_is_told(here, action):
    """The same stage, no next one, one of another template."""
    with pytest.raises(BadInput):
        move(HIRES, here, action)


@given(st.sampled_from(shipped()), st.data())
def test_every_walk_stays_within_the_template(stages, data):
    """Wherever moves lead, the candidate stands at a stage of the template, and nobody is hired without an offer before."""
    here, seen = "new", ["new"]
    for _ in range(8):
        here = move(stages, here, data.draw(st.sampled_from(followers(stages, here)))).after
        seen.append(here)

    known = {stage.id for stage in (*stages.stages, *ENDS)}
    assert set(seen) <= known
    assert "hired" not in seen or "offer" in seen[: seen.index("hired")]


@given(st.sampled_from(shipped()), st.text(max_size=8), st.text(max_size=8))
def test_nonsense_is_refused_in_words(stages, here, action):
    """Whatever is given, the answer is a move or an error of ours."""
    with suppress(JiufangError):
        assert move(stages, here, action).before == here


@pytest.mark.parametrize(
    "ids", [["screen", "hired"], ["new", "screen"], ["new", "new", "hired"], ["new", "reject", "hired"], ["new", "hired", "offer"]]
)
def test_a_template_of_ones_own_has_to_make_sense(ids):
    """It begins with `new`, ends with being hired, and repeats nothing."""
    stages = [{"id": id, "zh": id, "en": id, "kind": Kind.HIRED if id == "hired" else Kind.OPEN} for id in ids]
    with pytest.raises(ValidationError):
        Template.model_validate({"id": "own", "zh": "自定", "en": "Own", "stages": stages})


def test_a_company_s_own_template_comes_first():
    """Under the name of a shipped one too."""
    own = HIRES.model_copy(update={"zh": "我们的流程"})

    assert template("社招", own=(own,)).zh == "我们的流程"
