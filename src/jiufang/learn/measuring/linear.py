"""Turn past decisions into weights of what matching finds: a logistic regression on its score, verdicts and signals.

With a few hundred labels this is what can be learnt without learning them by heart: some thirty numbers, shrunk together by a ridge
that dev chooses. Training needs scikit-learn; scoring needs numpy alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from jiufang.errors import BadInput
from jiufang.learn.measuring.pooled import Numbers
from jiufang.learn.measuring.shipped import Seen, Shipped, seen
from jiufang.learn.records import Pair, Scores
from jiufang.matching.records import Match
from jiufang.models.folders import sha256_text

FILE = "linear.json"
RIDGES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # inverse strength; dev chooses, without dev `USUAL`
USUAL = 0.1
EDGE = 1e-6  # a chance is never 0 or 1, so that its logit is a number


@dataclass(frozen=True)
class Weights:
    """What was learnt.

    Args:
        reads: the version of the matching whose findings it weighs; of another one it would weigh something else.
        intercept: the logit where everything is at its mean.
        weights: of each finding, standardised.
        mean, spread: of each finding in training.
        ridge: the inverse strength of the ridge.
    """

    reads: str
    intercept: float
    weights: Mapping[str, float]
    mean: Mapping[str, float]
    spread: Mapping[str, float]
    ridge: float

    @cached_property
    def name(self) -> str:
        """`linear` and a hash of all of it."""
        return f"linear@{sha256_text(self.dumps())[:8]}"

    def of_match(self, match: Match) -> float:
        """Return the estimate from what matching found, in [0, 1]."""
        return self.of_seen(seen(match))

    def of_seen(self, found: Seen) -> float:
        """Return the estimate from named numbers, in [0, 1]."""
        told = _logit_f(found)
        total = self.intercept + sum(w * (told[name] - self.mean[name]) / self.spread[name] for name, w in self.weights.items())
        return float(1 / (1 + np.exp(-np.clip(total, -30.0, 30.0))))

    def dumps(self) -> str:
        """Return it as JSON, the same bytes for the same weights."""
        return json.dumps(vars_of(self), indent=1, sort_keys=True) + "\n"

    def save(self, folder: Path) -> None:
        """Write `linear.json` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(self.dumps(), encoding="utf-8")


def load(folder: Path) -> Weights:
    """Read the weights of a folder.

    Raises:
        BadInput: they are none.
    """
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        made = Weights(**told)
        known = set(made.weights)
        if known != set(made.mean) or known != set(made.spread) or min(made.spread.values(), default=1.0) <= 0:
            raise ValueError("weights, means and spreads do not fit together")
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(f"these are no weights: {error}", subject=str(folder / FILE)) from error
    return made


@dataclass(frozen=True)
class Linear:
    """A `PairScorer` of texts: what the program finds of them, weighed.

    Args:
        weights: what was learnt.
        shipped: the program's matching.
    """

    weights: Weights
    shipped: Shipped

    @property
    def name(self) -> str:
        """Name and version."""
        return self.weights.name

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the estimates, [pairs]."""
        return np.array([self.weights.of_seen(self.shipped.see(resume, ad)) for resume, ad in zip(resumes, ads, strict=True)])


def train(learnt: Sequence[Pair], dev: Sequence[Pair], shipped: Shipped) -> Weights:
    """Fit the weights.

    Args:
        learnt: pairs to learn from; graded labels count as so much yes and so much no.
        dev: pairs that choose the ridge, by their log loss; the usual one where there are none.
        shipped: the program's matching.

    Raises:
        BadInput: all labels are the same, or there are none.
        MissingCapability: scikit-learn is not installed.
    """
    if len({pair.label for pair in learnt}) < 2:
        raise BadInput("all labels are the same: there is nothing to tell apart", subject="train", hint="bring more outcomes")
    names, rows = _table(learnt, shipped)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    kept = spread > EDGE
    names, mean, spread = [n for n, k in zip(names, kept, strict=True) if k], mean[kept], spread[kept]
    x = (rows[:, kept] - mean) / spread
    fits = [(ridge, *_fit(x, learnt, ridge)) for ridge in (RIDGES if dev else (USUAL,))]
    if dev:
        other = (_table(dev, shipped)[1][:, kept] - mean) / spread
        fits.sort(key=lambda fit: _loss(fit[1] + other @ fit[2], dev))
    ridge, intercept, weights = fits[0]
    return Weights(
        reads=shipped.version,
        intercept=round(float(intercept), 9),
        weights=_named(names, weights),
        mean=_named(names, mean),
        spread=_named(names, spread),
        ridge=ridge,
    )


def vars_of(weights: Weights) -> dict[str, object]:
    """Return the fields of weights as plain data."""
    return {name: getattr(weights, name) for name in ("reads", "intercept", "weights", "mean", "spread", "ridge")}


def _named(names: Sequence[str], values: Numbers) -> dict[str, float]:
    return {name: round(float(value), 9) for name, value in zip(names, values, strict=True)}


def _fit(x: Numbers, pairs: Sequence[Pair], ridge: float) -> tuple[float, Numbers]:
    from jiufang.learn.optional import need_sklearn

    need_sklearn()
    from sklearn.linear_model import LogisticRegression

    labels, weights = np.array([p.label for p in pairs]), np.array([p.weight for p in pairs])
    both = np.concatenate([weights * labels, weights * (1 - labels)])
    said = np.concatenate([np.ones(len(pairs)), np.zeros(len(pairs))])
    used = both > 0
    model = LogisticRegression(C=ridge, max_iter=2000, tol=1e-8)
    model.fit(np.concatenate([x, x])[used], said[used], sample_weight=both[used])
    return float(model.intercept_[0]), np.asarray(model.coef_[0], np.float64)


def _loss(logits: Numbers, pairs: Sequence[Pair]) -> float:
    labels, weights = np.array([p.label for p in pairs]), np.array([p.weight for p in pairs])
    return float((weights * (np.logaddexp(0, logits) - labels * logits)).sum())


def _table(pairs: Sequence[Pair], shipped: Shipped) -> tuple[list[str], Numbers]:
    found = [_logit_f(shipped.see(pair.resume, pair.ad)) for pair in pairs]
    names = sorted(found[0])
    return names, np.array([[one[name] for name in names] for one in found])


def _logit_f(found: Seen) -> dict[str, float]:
    """Return what was found with f as its logit, in which evidence adds up."""
    f = min(1 - EDGE, max(EDGE, found["f"]))
    return {**found, "f": float(np.log(f / (1 - f)))}
