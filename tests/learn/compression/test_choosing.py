"""A budget chooses among the candidates that nothing else beats."""

from __future__ import annotations

import pytest

from jiufang.errors import BadInput
from jiufang.learn.compression.choosing import Budget, Measured, choose, front, loss_of

DEEP = Measured("deep", 40, 3, {}, 0.001)
SHALLOW = Measured("shallow", 30, 2, {}, 0.009)
TINY = Measured("tiny", 20, 1, {}, 0.05)
WORSE = Measured("worse", 41, 3, {}, 0.002)
ALL = (DEEP, WORSE, SHALLOW, TINY)


def test_what_another_beats_in_all_is_not_on_the_front() -> None:
    """One that is larger, no faster and no better is left out."""
    assert front(ALL) == (DEEP, SHALLOW, TINY)


@pytest.mark.parametrize(
    ("budget", "name"),
    [
        (Budget(), "deep"),
        (Budget(loss=0.01), "shallow"),
        (Budget(megabytes=35), "shallow"),
        (Budget(milliseconds=1.5), "tiny"),
        (Budget(loss=1), "tiny"),
    ],
)
def test_the_budget_chooses(budget: Budget, name: str) -> None:
    """Without a limit on loss the best that fits; with one the cheapest that holds to it."""
    assert choose(ALL, budget).name == name


def test_a_budget_that_nothing_fits_is_refused() -> None:
    """The refusal names the candidate that loses least, and what it costs."""
    with pytest.raises(BadInput, match="deep loses least: 40"):
        choose(ALL, Budget(megabytes=10))


def test_loss_is_the_largest_fall_of_a_labelled_figure() -> None:
    """Agreement counts only where nothing is labelled; what rises is no loss."""
    assert loss_of({"map en": 0.44, "pairwise": 0.7, "agreement": 0.5}, {"map en": 0.45, "pairwise": 0.6}) == pytest.approx(0.01)
    assert loss_of({"map en": 0.46}, {"map en": 0.45}) == 0
    assert loss_of({"agreement": 0.98}, {}) == pytest.approx(0.02)
