"""Impact ratios are those of hand-worked tables (F01): strict at the median, small groups apart, unknown counted, power told."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

from jiufang.learn.measuring.impact import Verdict, above_median, audit, audits, needed, selected


def table(groups):
    """Return (said, above) of groups given as {name: (n, above)}."""
    said, above = [], []
    for name, (n, chosen) in groups.items():
        said += [name] * n
        above += [True] * chosen + [False] * (n - chosen)
    return said, np.array(above)


def read(groups, **given):
    return audit("sex", *table(groups), shuffles=given.pop("shuffles", 200), **given)


def test_who_is_at_the_median_is_not_above_it():
    """Of 1, 2, 2, 2, 3 the median is 2: one of five is above."""
    assert above_median(np.array([1, 2, 2, 2, 3.0])).tolist() == [False, False, False, False, True]
    assert not above_median(np.array([0.5, 0.5])).any()
    assert above_median(np.array([0.1, 0.2, 0.3, 0.4])).tolist() == [False, False, True, True]


def test_ties_pull_rates_under_a_half():
    """Scores of a school's marks: the tie at the median counts for nobody, and the ratio is that of who is above."""
    scores = np.array([3, 2, 2, 2, 3, 3, 2, 1], float)
    (told,) = audits(scores, [{"sex": s} for s in "mmmmffff"], shuffles=50)

    assert told.median == 2
    assert {g.name: (g.above, g.rate) for g in told.groups} == {"f": (2, 0.5), "m": (1, 0.25)}
    assert {g.name: g.ratio for g in told.groups} == {"f": 1.0, "m": 0.5}


def test_two_groups_by_hand():
    """120 of 200 and 80 of 200: rates .6 and .4, ratio 2/3, z −4."""
    told = read({"m": (200, 120), "f": (200, 80)})
    first, second = told.groups

    assert (first.name, first.ratio, first.verdict) == ("m", 1.0, Verdict.REFERENCE)
    assert second.ratio == pytest.approx(2 / 3, abs=1e-12)
    assert second.z == pytest.approx(-4.0, abs=1e-9)
    assert second.p < 0.0001
    assert second.low < 2 / 3 < second.high < 0.85
    assert second.verdict is Verdict.ADVERSE
    assert told.adverse == (second,)


def test_a_small_group_on_top_is_not_the_reference():
    """A group of one in a hundred with every one above is shown, apart; the highest of the others is compared with."""
    told = read({"m": (500, 250), "f": (490, 240), "x": (10, 10)})

    assert [g.name for g in told.groups] == ["m", "f", "x"]
    assert (told.groups[2].rate, told.groups[2].ratio, told.groups[2].verdict) == (1.0, None, Verdict.SMALL)
    assert told.lowest == pytest.approx((240 / 490) / 0.5)


def test_two_in_a_hundred_is_not_small():
    """The border is below 2 %: a group of exactly that is compared."""
    told = read({"m": (98, 49), "x": (2, 1)})

    assert {g.name: g.verdict for g in told.groups}["x"] is not Verdict.SMALL


def test_unknown_is_counted_and_not_compared():
    """Who did not say, in whatever words, is a number beside the table."""
    said, above = table({"m": (10, 5), "f": (10, 5), "": (3, 3), "unknown": (2, 0), "Prefer not to say": (1, 1), "不愿透露": (1, 0)})
    told = audit("sex", said, above, shuffles=50)

    assert told.unknown == 7
    assert {g.name for g in told.groups} == {"m", "f"}


def test_nobody_selected_in_a_group():
    """A ratio of 0 has an interval and a p, and is adverse where it is no chance."""
    told = read({"m": (100, 50), "f": (100, 0)})

    assert told.groups[1].ratio == 0.0
    assert 0 < told.groups[1].low < told.groups[1].high < 0.2
    assert told.groups[1].verdict is Verdict.ADVERSE


def test_nobody_selected_at_all():
    """Where nobody is above the median there is no ratio, and nothing is claimed."""
    told = read({"m": (10, 0), "f": (10, 0)})

    assert (told.lowest, told.null, told.sufficient) == (None, None, False)
    assert told.groups[1].verdict is Verdict.INSUFFICIENT


def test_a_single_group():
    """There is nobody to compare with, which is not a pass."""
    told = read({"m": (1000, 500)})

    assert told.groups[0].verdict is Verdict.ALONE
    assert not told.sufficient


def test_nobody_at_all():
    """An attribute that nobody told of has no groups."""
    assert read({"": (5, 2)}).groups == ()


def test_power():
    """So many in each group show four fifths with 80 % power: 388 at a rate of a half, 3,205 at a tenth; at 0 or 1 nothing does."""
    assert [needed(rate) for rate in (0.5, 0.3, 0.1, 0.05)] == [388, 858, 3205, 6726]
    assert needed(0.5, 0.9) == 1565
    assert needed(0.0) is None


@pytest.mark.parametrize(("n", "verdict"), [(386, Verdict.INSUFFICIENT), (388, Verdict.FINE)])
def test_under_the_power_nothing_is_passed(n, verdict):
    """Below the number that would show four fifths, the table says “insufficient data” instead of a verdict."""
    told = read({"m": (n, n // 2), "f": (n, n // 2)}, shuffles=20)

    assert told.groups[1].verdict is verdict
    assert told.sufficient is (verdict is Verdict.FINE)


def test_significant_is_adverse_under_the_power_too():
    """Power bounds what may be passed, not what may be seen: 60 of 100 against 30 of 100 is adverse."""
    assert read({"m": (100, 60), "f": (100, 30)}).adverse


def test_the_null_is_what_chance_does():
    """Forty in two groups: chance alone brings ratios far under four fifths, and the null says so."""
    told = read({"m": (20, 10), "f": (20, 9)}, shuffles=500)

    assert told.null < 0.7
    assert told.null_p > 0.5


def test_two_attributes_together():
    """Intersections are groups of their own; who did not say one of the two is unknown there."""
    said = [{"sex": s, "race": r} for s in "mf" for r in ("a", "b", "")] * 4
    told = audits(np.linspace(0, 1, 24), said, shuffles=20)

    assert [one.attribute for one in told] == ["race", "sex", "race × sex"]
    assert told[2].unknown == 8
    assert {g.name for g in told[2].groups} == {"a × m", "b × m", "a × f", "b × f"}


def test_labels_have_ratios_too():
    """What was decided is measured like a selection: a yes is a label of ½ and more."""
    (told,) = selected([1, 1, 0, 0.5, 0, 0, 0, 1], [{"sex": s} for s in "mmmmffff"], shuffles=20)

    assert {g.name: g.rate for g in told.groups} == {"m": 0.75, "f": 0.25}
