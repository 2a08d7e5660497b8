"""Weigh what the rules and a trained verifier say of a requirement, by weights fitted where the truth was known.

Multinomial logistic regression on the verifier's log-probabilities and the rules' verdict with its confidence, one
table of weights for each group of requirements (stacking, Wolpert 1992); `jiufang train fusion` fits it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from jiufang.jobs.records import Kind
from jiufang.matching.outcome import Outcome
from jiufang.matching.verifier import CLASSES
from jiufang.text.chances import softmax

GROUPS = {
    Kind.EXPERIENCE_YEARS: "years",
    Kind.DEGREE: "degree",
    Kind.CERTIFICATE: "certificate",
    Kind.LANGUAGE: "language",
    Kind.LOCATION: "location",
    Kind.SKILL: "skill",
}
OTHERS = "claim"
BARE = "-bare"
# Swept on the held-out jobs and the development jobs: from here on one in nine open requirements is wrongly ticked there, and one in thirteen here.
TICKED_FROM = 0.55
PULL = 16  # swept on the held-out jobs
LEAST = 1e-3  # probability under which a logarithm says no more
# What may have decided among the rules; a bare list, a calendar and a guess deserve different trust.
CHECKERS = ("claims", "list", "years", "degree", "certificate", "language", "location", "condition")
WIDTH = 3 * len(CLASSES) + 2 + len(CHECKERS)

Features = NDArray[np.float64]


@dataclass(frozen=True)
class Fusion:
    """Weights [WIDTH, 4] by group of requirements."""

    weights: Mapping[str, NDArray[np.float64]]

    def chances(self, group: str, features: Features) -> dict[str, float]:
        """Return the probability of each verdict for a requirement of this group."""
        chances = softmax(features @ self.weights[group])
        return dict(zip(CLASSES, (float(round(c, 4)) for c in chances), strict=True))


def group_of(kind: Kind, *, bare: bool) -> str:
    """Return the group that a requirement is weighed with.

    Args:
        kind: what it is about.
        bare: whether a loose passage is read, without the sections and dates that the checkers of a résumé stand on.
    """
    return GROUPS.get(kind, OTHERS) + (BARE if bare else "")


def likeliest(chances: Mapping[str, float], *, bare: bool) -> str:
    """Return the verdict to give: the likeliest, but a requirement of a job is ticked only from `TICKED_FROM` on.

    A requirement that is wrongly ticked misleads; one that is left open is asked about in the interview. What is too
    unsure to tick is partial or not shown, never contradicted.
    """
    best = max(chances, key=lambda name: chances[name])
    if best != "met" or bare or chances[best] >= TICKED_FROM:
        return best
    return max(("partial", "not_shown"), key=lambda name: chances[name])


def features_of(outcome: Outcome, read: Mapping[str, float] | None) -> Features:
    """Return what is weighed: the verifier's log-probabilities, the rules' verdict alone and times its confidence, and which rule it was."""
    said = np.array([float(outcome.verdict.value == name) for name in CLASSES])
    logs = np.zeros(len(CLASSES)) if read is None else np.log([max(LEAST, read[name]) for name in CLASSES])
    flags = [1.0, float(read is None), *(float(outcome.checker == name) for name in CHECKERS)]
    return np.concatenate([logs, said, said * outcome.confidence, flags])


@lru_cache(maxsize=1)
def shipped_fusion() -> Fusion:
    """Return the weights that ship with the package."""
    table = json.loads((files("jiufang.matching") / "data" / "fusion.json").read_text(encoding="utf-8"))
    return Fusion({group: np.array(rows) for group, rows in table["weights"].items()})


def fit(rows: Sequence[tuple[str, Features, str]], *, strength: float = 1.0, steps: int = 400) -> Fusion:
    """Fit the weights: for loose passages and for résumés a common table each, and each group's own drawn towards it.

    Args:
        rows: group, features and true verdict.
        strength: of the pull of a common table towards zero; that of a group's table towards the common one is `PULL` times as strong.
        steps: of gradient descent with momentum; the problem is convex.
    """
    weights: dict[str, Features] = {}
    for bare in (True, False):
        own = [r for r in rows if r[0].endswith(BARE) == bare]
        common = _descend(own, np.zeros((WIDTH, len(CLASSES))), strength, steps)
        for group in sorted({group_of(kind, bare=bare) for kind in Kind}):
            weights[group] = _descend([r for r in own if r[0] == group], common, strength * PULL, steps)
    return Fusion(dict(sorted(weights.items())))


def _descend(rows: Sequence[tuple[str, Features, str]], towards: Features, strength: float, steps: int) -> Features:
    if not rows:
        return towards.copy()
    x = np.stack([f for _, f, _ in rows])
    y = np.eye(len(CLASSES))[[CLASSES.index(v) for _, _, v in rows]]
    weights, speed = towards.copy(), np.zeros_like(towards)
    rate = 1.0 / (0.5 * np.linalg.norm(x, 2) ** 2 / len(x) + strength / len(x))
    for _ in range(steps):
        slope = x.T @ (softmax(x @ weights) - y) / len(x) + strength * (weights - towards) / len(x)
        speed = 0.9 * speed - rate * slope
        weights = weights + speed
    return weights
