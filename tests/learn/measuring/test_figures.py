"""Figures are what their definitions say: against brute force, against scikit-learn, and unmoved by what must not matter."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.learn.measuring import pooled, ranked

PAIRS = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.5001, 1.0]), st.sampled_from([0.0, 0.3, 0.5, 1.0])), min_size=2, max_size=6)
MANY = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=40)


def arrays(pairs):
    scores, labels = (np.array(told, float) for told in zip(*pairs, strict=True))
    return scores, labels, np.ones(len(scores))


def same(a, b):
    return (np.isnan(a) and np.isnan(b)) or a == pytest.approx(b, abs=1e-9)


@given(PAIRS)
def test_auc_counts_pairs(pairs):
    """AUC is the share of (yes, no) pairs in the right order, ties as half."""
    scores, labels, weights = arrays(pairs)
    yes, no = scores[labels >= 0.5], scores[labels < 0.5]
    counted = [1.0 if a > b else 0.5 if a == b else 0.0 for a in yes for b in no]

    assert same(pooled.auc(scores, labels, weights), np.mean(counted) if counted else np.nan)


@pytest.mark.parametrize("figure", ["auc", "average_precision"])
def test_as_scikit_learn(figure):
    """With ties and weights the figures are those of scikit-learn."""
    metrics = pytest.importorskip("sklearn.metrics")
    chance = np.random.default_rng(3)
    scores, weights = np.round(chance.random(400), 1), chance.random(400)
    labels = (chance.random(400) < scores).astype(float)
    theirs = {"auc": metrics.roc_auc_score, "average_precision": metrics.average_precision_score}[figure]

    assert getattr(pooled, figure)(scores, labels, weights) == pytest.approx(theirs(labels, scores, sample_weight=weights), abs=1e-12)


@given(MANY, st.integers(0, 2**32 - 1))
def test_the_order_of_a_file_does_not_matter(pairs, seed):
    """Every figure is the same for any order of the same pairs."""
    scores, labels, weights = arrays(pairs)
    mixed = np.random.default_rng(seed).permutation(len(scores))
    for figure in pooled.figures(0.5).values():
        assert same(figure(scores, labels, weights), figure(scores[mixed], labels[mixed], weights))
    for of_order in ranked.figures(3).values():
        assert same(of_order(scores, labels), of_order(scores[mixed], labels[mixed]))


@given(PAIRS)
def test_figures_of_an_order_do_not_see_the_scale(pairs):
    """What keeps the order keeps every figure of it, and AUC."""
    scores, labels, weights = arrays(pairs)
    for figure in ranked.figures(3).values():
        assert same(figure(scores, labels), figure(scores**3 / 2, labels))
    assert same(pooled.auc(scores, labels, weights), pooled.auc(scores**3 / 2, labels, weights))


@given(PAIRS, st.integers(0, 5))
def test_a_better_place_never_costs(pairs, place):
    """Who has the highest label may rise to the top without lowering any figure of the order."""
    scores, labels, _ = arrays(pairs)
    best = int(np.flatnonzero(labels == labels.max())[place % int((labels == labels.max()).sum())])
    raised = scores.copy()
    raised[best] = 2.0
    for figure in ranked.figures(3).values():
        before, after = figure(scores, labels), figure(raised, labels)
        assert (np.isnan(before) and np.isnan(after)) or after >= before - 1e-9


@settings(max_examples=40, deadline=None)
@given(PAIRS.filter(lambda pairs: len(pairs) <= 5))
def test_ties_are_their_mean_over_all_orders(pairs):
    """Every figure of an order is its mean over all orders of those with equal scores."""
    scores, labels, _ = arrays(pairs)
    n = len(scores)
    for figure in ranked.figures(2).values():
        told = []
        for mixed in permutations(range(n)):
            order = sorted(mixed, key=lambda i: -scores[i])
            told.append(figure(np.arange(n, 0, -1.0), labels[order]))
        assert same(figure(scores, labels), np.mean(told))


def test_hand_worked_order():
    """Two good of four, at places 1 and 3."""
    scores, labels = np.array([0.9, 0.8, 0.7, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    told = {name: figure(scores, labels) for name, figure in ranked.figures(2).items()}

    assert told == pytest.approx(
        {"ndcg@2": 1 / (1 + 1 / np.log2(3)), "map": (1 + 2 / 3) / 2, "recall@2": 0.5, "mrr": 1.0, "pairwise": 0.75}
    )


def test_a_job_without_anybody_good_tells_nothing():
    """Where no label is a yes, precision and rank have no value; where all are equal, neither has the order of pairs."""
    scores, labels = np.array([0.9, 0.1]), np.zeros(2)

    assert all(np.isnan(figure(scores, labels)) for figure in ranked.figures(2).values())


@given(MANY)
def test_the_threshold_is_the_best_there_is(pairs):
    """No score as a threshold gives a higher F1 than the one that is chosen."""
    scores, labels, weights = arrays(pairs)
    chosen = pooled.best_threshold(scores, labels, weights)
    if (labels >= 0.5).any():
        assert pooled.f1(chosen)(scores, labels, weights) >= max(pooled.f1(s)(scores, labels, weights) for s in scores) - 1e-9


def test_hand_worked_calibration():
    """Two bins, each off by a tenth; the last bin includes 1."""
    scores, labels = np.array([0.1, 0.1, 1.0, 0.9]), np.array([0.0, 0.4, 1.0, 0.7])
    bins = pooled.reliability(scores, labels)

    assert pooled.ece(scores, labels, np.ones(4)) == pytest.approx((2 * 0.1 + 2 * 0.1) / 4)
    assert [(b.low, b.count) for b in bins if b.count] == [(0.1, 2), (0.9, 2)]
    assert pooled.mse(scores, labels, np.ones(4)) == pytest.approx((0.01 + 0.09 + 0 + 0.04) / 4)
    assert pooled.brier(scores, labels, np.ones(4)) == pytest.approx((0.01 + 0.01 + 0 + 0.01) / 4)


@given(MANY)
def test_weights_are_repetitions(pairs):
    """A pair of weight two is that pair twice."""
    scores, labels, weights = arrays(pairs)
    weights[0] = 2
    twice = [np.append(told, told[0]) for told in (scores, labels)]
    for figure in pooled.figures(0.5).values():
        assert same(figure(scores, labels, weights), figure(*twice, np.ones(len(twice[0]))))
