"""Ratings on the kit's scale; none is seen before one's own is in."""

from __future__ import annotations

import pytest

from jiufang.decisions.scorecards import Rating, Row, Scorecard, checked, panel, rows_of, submit
from jiufang.errors import BadInput, Conflict, RefusedByPolicy
from jiufang.interview import interview_kit

ROWS = (Row(id="q1", competency="Python"), Row(id="q2", competency="Kafka"))
PANEL = ("li", "tom")


def card(by: str, *points: int | None) -> Scorecard:
    """Return a draft."""
    return Scorecard(by=by, ratings=tuple(Rating(row=row.id, points=p) for row, p in zip(ROWS, points, strict=False)))


@pytest.fixture
def cards(now):
    """Li's is in, Tom's is a draft."""
    return [submit(card("li", 4, 2), ROWS, at=now), card("tom", 1)]


def test_hidden_until_one_s_own_is_in(cards, now):
    """Tom sees his draft alone, and that one is hidden; once his is in, he sees both."""
    before = panel(cards, ROWS, viewer="tom", interviewers=PANEL)
    after = panel([cards[0], submit(cards[1], ROWS, at=now)], ROWS, viewer="tom", interviewers=PANEL)

    assert ([c.by for c in before.cards], before.hidden, before.waiting_for) == (["tom"], 1, ("tom",))
    assert "li" not in before.model_dump_json(exclude={"waiting_for"})
    assert ([c.by for c in after.cards], after.hidden, after.waiting_for) == (["li", "tom"], 0, ())
    assert [(row.points, row.median, row.apart) for row in after.rows] == [({"li": 4, "tom": 1}, 2.5, True), ({"li": 2}, 2, False)]


def test_drafts_are_nobody_else_s(cards):
    """Who has handed in, and who is not on the panel, see what is in."""
    for viewer in ("li", "mei"):
        assert [c.by for c in panel(cards, ROWS, viewer=viewer, interviewers=PANEL).cards] == ["li"]
    with pytest.raises(RefusedByPolicy):
        panel(cards, ROWS, viewer=" ", interviewers=PANEL)


def test_what_is_in_stays(cards, now):
    """Nobody changes theirs after seeing the others'."""
    with pytest.raises(Conflict, match="stays"):
        submit(cards[0], ROWS, at=now)


@pytest.mark.parametrize("points", [0, 5, -1])
def test_the_scale_has_four_steps(points):
    """1 to 4, or nothing."""
    with pytest.raises(BadInput, match="scale"):
        checked(card("li", points), ROWS)


def test_rows_are_fixed_beforehand(now):
    """A row of another interview, or one twice, is refused; so is a scorecard without a rating."""
    with pytest.raises(BadInput, match="no such row"):
        checked(Scorecard(by="li", ratings=(Rating(row="q9", points=1),)), ROWS)
    with pytest.raises(BadInput, match="no such row"):
        checked(Scorecard(by="li", ratings=(Rating(row="q1", points=1), Rating(row="q1", points=4))), ROWS)
    with pytest.raises(BadInput, match="nothing was rated"):
        submit(card("li", None, None), ROWS, at=now)


def test_the_kit_gives_the_rows(found):
    """Each question with anchors is one; they have the four steps of the scale."""
    kit = interview_kit(found)
    rated = [q for q in kit.questions if q.scorecard.anchors]

    assert [row.id for row in rows_of(kit)] == [q.id for q in rated] != []
    assert {tuple(sorted(a.points for a in q.scorecard.anchors)) for q in rated} == {(1, 2, 3, 4)}
