"""How far people follow the ranking, with intervals, and beyond what chance would do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.decisions.agreement import Judged, agreement
from jiufang.decisions.proportions import proportion


def decided(*, top_on: int, top_off: int, below_on: int, below_off: int) -> list[Judged]:
    """Return so many decisions of each kind, with the tenth place as the last of the top."""
    kinds = [(10, True, top_on), (1, False, top_off), (11, True, below_on), (300, False, below_off)]
    return [Judged(rank=rank, advanced=advanced) for rank, advanced, count in kinds for _ in range(count)]


def test_shares_are_exact():
    """Followed and overridden add up; each way of overriding has its own share."""
    found = agreement([*decided(top_on=8, top_off=2, below_on=5, below_off=85), Judged(rank=None, advanced=True)])

    assert (found.decisions, found.unranked) == (100, 1)
    assert (found.followed.share, found.overridden.share) == (0.93, 0.07)
    assert (found.top_rejected.count, found.top_rejected.of, found.top_rejected.share) == (2, 10, 0.2)
    assert (found.below_advanced.count, found.below_advanced.of) == (5, 90)
    assert not found.alert


def test_agreement_by_chance_is_told():
    """Where nearly all are below and rejected, 93 % is little: Cohen's kappa, checked by hand."""
    found = agreement(decided(top_on=8, top_off=2, below_on=5, below_off=85))

    assert found.by_chance == pytest.approx(0.1 * 0.13 + 0.9 * 0.87)
    assert found.kappa == pytest.approx((0.93 - 0.796) / (1 - 0.796), abs=1e-4)


@pytest.mark.parametrize(("below_off", "below_on", "alert"), [(40, 0, True), (39, 0, False), (38, 2, True), (37, 3, False)])
def test_the_alarm_is_for_many_who_follow_nearly_always(below_off, below_on, alert):
    """More than 95 % of at least fifty decisions."""
    assert agreement(decided(top_on=10, top_off=0, below_on=below_on, below_off=below_off)).alert is alert


def test_nothing_decided_is_no_figure():
    """No share of nothing, and no alarm."""
    found = agreement([])

    assert (found.followed.share, found.kappa, found.by_chance, found.alert) == (None, None, None, False)
    assert agreement(decided(top_on=3, top_off=0, below_on=0, below_off=0)).kappa is None


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_intervals_are_wilson_s(count, of, low, high):
    """81 of 263 is the example of Newcombe (1998), table I."""
    found = proportion(count, of)

    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share(count, of):
    """Between 0 and 1, around the share."""
    found = proportion(min(count, of), of)

    assert 0 <= found.low <= found.share <= found.high <= 1
