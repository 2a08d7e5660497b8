"""Turn what words and vectors say into one number: how surely a clause is about a requirement."""

from __future__ import annotations

import math
from collections.abc import Mapping

Similarities = Mapping[str, float]
"""Centred encoder similarity of the requirement to each sentence text; empty when there is no encoder."""

# Logistic weights, fitted on development pairs (label: not_shown or not); see docs/scoring.md.
WORDS = {"bias": -2.1, "covered": 3.6, "mine": 1.0, "named": 0.8, "unnamed": -1.2}
VECTORS = {"bias": -2.4, "covered": 3.0, "mine": 0.9, "named": 0.8, "unnamed": -1.0, "similarity": 4.0}


def relevance(covered: float, mine: float, named: float | None, similarity: float | None) -> float:
    """Return the probability that a clause is about a requirement.

    Args:
        covered: weighted share of the requirement's words found in the clause and around it.
        mine: the same in the clause alone.
        named: the best hit of a named tool, 0 when none is found, None when the requirement names none.
        similarity: centred encoder similarity, None without an encoder.
    """
    weights = WORDS if similarity is None else VECTORS
    total = weights["bias"] + weights["covered"] * covered + weights["mine"] * mine
    if named is not None:
        total += weights["named"] if named >= 0.5 else weights["unnamed"]
    if similarity is not None:
        total += weights["similarity"] * similarity
    return 1.0 / (1.0 + math.exp(-total))
