"""People's judgements are kept as they were made, agree as far as the literature's formulas say, and become labels."""

from __future__ import annotations

import datetime as dt
import random
import stat
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.errors import BadInput
from jiufang.learn.labelling.agreement import Scale, agreement, alpha, kappa
from jiufang.learn.labelling.kept import judgements, keep
from jiufang.learn.labelling.labels import LABELLED, labels_of, relabelled
from jiufang.learn.labelling.records import TOP, Choice, Judgement
from jiufang.learn.labelling.selection import to_compare, to_grade
from jiufang.learn.labelling.strengths import strengths, wins_of
from jiufang.learn.records import Dataset, Pair, Part

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# Three people on fifteen things with gaps, the example by which implementations of alpha are compared (Krippendorff 2011; Wikipedia).
THREE = (
    (None,) * 5 + (3, 4, 1, 2, 1, 1, 3, 3, None, 3),
    (1, None, 2, 1, 3, 3, 4, 3) + (None,) * 7,
    (None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4),
)


def grade(by, pair, value, job="j"):
    return Judgement(by, NOW, job, pair, grade=value)


def choose(by, first, second, choice, job="j"):
    return Judgement(by, NOW, job, first, second, choice=Choice(choice))


@pytest.mark.parametrize(("scale", "wanted"), [(Scale.NOMINAL, 0.691), (Scale.ORDINAL, 0.807), (Scale.INTERVAL, 0.811)])
def test_alpha_is_that_of_the_literature(scale, wanted):
    """With gaps, on three scales, to three digits."""
    units = [[value for value in told if value is not None] for told in zip(*THREE, strict=True)]

    assert alpha(units, scale=scale) == pytest.approx(wanted, abs=5e-4)


def test_alpha_at_its_ends():
    """1 where all agree, below 0 where all disagree, about 0 by chance, nothing where nothing can disagree."""
    chance = random.Random(0)

    assert alpha([[n % 4, n % 4] for n in range(20)]) == 1
    assert alpha([[0, 3]] * 20) < 0
    assert abs(alpha([[chance.randrange(4), chance.randrange(4)] for _ in range(4000)])) < 0.05
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1], [2]]) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
@settings(deadline=None)
def test_kappa_is_that_of_scikit_learn(told):
    """Cohen's kappa with squared weights, against the reference."""
    metrics = pytest.importorskip("sklearn.metrics")
    one, other = [a for a, _ in told], [b for _, b in told]
    if len({*one, *other}) > 1:
        assert kappa(one, other, values=range(4)) == pytest.approx(
            metrics.cohen_kappa_score(one, other, weights="quadratic", labels=range(4)), nan_ok=True
        )


def test_agreement_counts_what_two_have_judged():
    """Things that one person judged count for nothing; which of two was shown first does not matter."""
    told = [
        choose("mei", "a", "b", "first"),
        choose("li", "b", "a", "second"),
        choose("mei", "c", "d", "tie"),
        choose("li", "c", "d", "tie"),
        choose("mei", "e", "f", "first"),
    ]
    found = agreement(told, scale=Scale.ORDINAL)

    assert (found.things, found.people, found.alpha) == (2, 2, 1.0)


def test_kappas_are_told_for_each_two_people():
    """Of five shared things on: how often both judged, and how far they agree."""
    told = [grade(by, f"p{n}", n % 4) for by in ("li", "mei") for n in range(8)] + [grade("ada", "p0", 1)]

    assert agreement(told, scale=Scale.ORDINAL).kappas == {("li", "mei"): (8, 1.0)}


def test_judgements_are_kept_for_their_owner_alone(tmp_path):
    """Who, when and what is read again; the last word of a person on a thing counts."""
    path = tmp_path / "labels.jsonl"
    told = [grade("李", "p1", 3), choose("mei", "p1", "p2", "tie"), grade("李", "p1", 1), choose("mei", "p2", "p1", "first")]
    for one in told:
        keep(one, path)

    assert judgements(path) == [told[2], told[3]]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text("utf-8").splitlines()) == 4
    path.write_text('{"by": "li", "at": "yesterday"}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="line 1"):
        judgements(path)


@pytest.mark.parametrize(
    "wrong",
    [{"grade": 9}, {"grade": 1, "second": "q"}, {}, {"choice": Choice.TIE}, {"choice": Choice.TIE, "second": "p"}, {"grade": 1, "by": " "}],
)
def test_what_is_no_judgement_is_refused(wrong):
    """A grade is of one pair, a choice between two, and somebody says it."""
    with pytest.raises(BadInput):
        Judgement(**{"by": "li", "at": NOW, "job": "j", "first": "p", **wrong})


def test_strengths_recover_what_choices_were_drawn_from():
    """From two hundred choices between six the order of their true strengths comes back, and their chances about."""
    import math

    chance, true = random.Random(4), dict(zip("abcdef", (-2, -1, -0.4, 0.4, 1, 2), strict=True))
    told = []
    for _ in range(40):
        for a, b in combinations(true, 2):
            wins = chance.random() < 1 / (1 + math.exp(true[b] - true[a]))
            told.append(choose("li", a, b, "first" if wins else "second"))
    found = strengths(wins_of(told))

    assert sorted(found, key=found.get) == list("abcdef")
    assert max(abs(found[name] - 1 / (1 + math.exp(-value))) for name, value in true.items()) < 0.1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(Choice)).filter(lambda t: t[0] != t[1]), max_size=30))
@settings(deadline=None)
def test_strengths_are_always_finite_and_balanced(told):
    """Whoever won everything, and things never compared with each other: labels stay within (0, 1); ties alone leave all average."""
    judged = [choose("li", f"p{a}", f"p{b}", choice) for a, b, choice in told]
    found = strengths(wins_of(judged))

    assert all(0 < value < 1 for value in found.values())
    ties = strengths(wins_of([choose("li", f"p{a}", f"p{b}", "tie") for a, b, _ in told]))
    assert all(value == pytest.approx(0.5) for value in ties.values())


PAIRS = [Pair(f"x{j}{p}", f"p{p}", f"j{j}", "r", "a", 0.0) for j in range(4) for p in range(6)]
SCORES = {pair.id: int(pair.person[1:]) / 6 for pair in PAIRS}


def test_near_ties_are_asked_first_and_spread_out():
    """Pairs of one job whose scores are close, in different jobs and of different persons before the same again."""
    found = to_compare(PAIRS, SCORES, count=4)
    job = {pair.id: pair.job for pair in PAIRS}

    assert len({q.job for q in found}) == 4
    assert all({job[id] for id in q.pairs} == {q.job} for q in found)
    assert all(abs(SCORES[q.pairs[0]] - SCORES[q.pairs[1]]) < 0.2 for q in found)
    assert found == to_compare(list(reversed(PAIRS)), SCORES, count=4)


def test_what_was_asked_is_not_asked_again_and_counts_as_seen():
    """Neither the same comparison nor, at first, the same job."""
    first = to_compare(PAIRS, SCORES, count=1)[0]
    more = to_compare(PAIRS, SCORES, count=100, asked={first.pairs})

    assert first.pairs not in {q.pairs for q in more}
    assert more[0].job != first.job
    assert len({q.pairs for q in more}) == len(more)


def test_the_least_sure_is_graded_first():
    """A score of one half says nothing yet, one of 0 or 1 much."""
    assert to_grade(PAIRS[:6], {p.id: s for p, s in zip(PAIRS, (0, 0.9, 0.5, 0.1, 1, 0.8), strict=False)}, count=1)[0].pairs == (
        PAIRS[2].id,
    )


def test_labels_take_the_place_of_outcomes():
    """Grades by their mean, choices by strength within a job; parts stay, and what people looked at may weigh more."""
    dataset = Dataset("x", tuple(PAIRS), {PAIRS[0].id: Part.TRAIN})
    labels = labels_of([grade("li", PAIRS[0].id, TOP), grade("mei", PAIRS[0].id, 0), choose("li", PAIRS[6].id, PAIRS[7].id, "first", "j1")])
    new = relabelled(dataset, labels, weight=2.0)

    assert labels[PAIRS[0].id] == 0.5
    assert labels[PAIRS[6].id] > 0.5 > labels[PAIRS[7].id]
    assert [(p.label, p.stage, p.weight) for p in new.pairs[:2]] == [(0.5, LABELLED, 2.0), (0.0, "", 1.0)]
    assert new.parts == dataset.parts
