"""Intervals and p-values: whole clusters are drawn, the same seed draws the same, Holm corrects as it should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.learn.measuring.resampling import draws, holm, interval, over_jobs, over_pairs, p_of_draws, p_of_signs


def test_whole_clusters_are_drawn():
    """Each resample has as many clusters as there are, and the same seed draws the same."""
    counts = draws(12, resamples=50, seed=1)

    assert (counts.sum(axis=1) == 12).all()
    assert (counts == draws(12, resamples=50, seed=1)).all()
    assert not (counts == draws(12, resamples=50, seed=2)).all()


def test_few_clusters_give_no_interval():
    """Of nine jobs no interval is told, rather than a wrong one."""
    told = over_jobs(np.linspace(0, 1, 9), draws(9, resamples=50, seed=1)).figure()

    assert (told.value, told.low, told.high, told.n) == (pytest.approx(0.5), None, None, 9)


def test_clusters_widen_the_interval():
    """Fifty witnesses who say the same five by five are ten, and the interval says so."""
    values = np.repeat(np.random.default_rng(0).random(20), 25)
    alone = np.arange(len(values))
    together = np.repeat(np.arange(20), 25)
    ones = np.ones(len(values))

    def mean(weights):
        return float((weights * values).sum() / weights.sum())

    narrow = over_pairs(mean, ones, alone, draws(len(values), resamples=400, seed=0)).figure()
    wide = over_pairs(mean, ones, together, draws(20, resamples=400, seed=0)).figure()
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


def test_an_interval_covers():
    """In 200 samples of 40 jobs the interval of a mean holds the truth about 95 times in 100."""
    chance = np.random.default_rng(5)
    counts = draws(40, resamples=300, seed=0)
    held = [told.low <= 0.5 <= told.high for told in (over_jobs(chance.random(40), counts).figure() for _ in range(200))]

    assert 0.89 <= np.mean(held) <= 0.99


def test_holm_by_hand():
    """Three p-values: times three, two, one, never falling; an unknown one stays unknown."""
    assert holm([0.04, 0.01, None, 0.03]) == [pytest.approx(0.06), pytest.approx(0.03), None, pytest.approx(0.06)]


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=8))
def test_holm_never_lowers(ps):
    """No corrected p is below its own, and none is above one."""
    for before, after in zip(ps, holm(ps), strict=True):
        assert (before is None and after is None) or before <= after <= 1


def test_signs():
    """Twelve jobs that all gain are no chance; six that gain and six that lose as much are."""
    assert p_of_signs(np.full(12, 0.1), resamples=2000, seed=0) < 0.005
    assert p_of_signs(np.tile([0.1, -0.1], 6), resamples=2000, seed=0) == pytest.approx(1, abs=0.3)
    assert p_of_signs(np.array([np.nan]), resamples=10, seed=0) is None


def test_draws_of_a_difference():
    """A difference that is above 0 in every draw has the smallest p that so many draws can tell; half above is no difference."""
    assert p_of_draws(np.full(999, 0.1)) == pytest.approx(2 / 1000)
    assert p_of_draws(np.tile([0.1, -0.1], 500)) == 1.0
    assert interval(np.array([np.nan] * 9 + [1.0])) == (None, None)
