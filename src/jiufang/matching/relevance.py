"""Turn what words and vectors say into one number: how surely a clause is about a requirement."""

from __future__ import annotations

import math
from collections.abc import Mapping

Similarities = Mapping[str, float]
"""Centred encoder similarity of the requirement to each sentence text; empty when there is no encoder."""

# Logistic weights, fitted on development pairs (label: not_shown or not); see docs/scoring.md.
WORDS = {"bias": 0.25, "covered": 3.2, "named": -0.2, "unnamed": -0.5}
VECTORS = {"bias": -0.8, "covered": 2.6, "named": 0.0, "unnamed": -0.6, "similarity": 5.0}


def relevance(covered: float, named: float | None, similarity: float | None) -> float:
    """Return the probability that a clause is about a requirement.

    Args:
        covered: weighted share of the requirement's words found in the sentence and around it.
        named: the best hit of a named tool, 0 when none is found, None when the requirement names none.
        similarity: centred encoder similarity, None without an encoder.
    """
    weights = WORDS if similarity is None else VECTORS
    total = weights["bias"] + weights["covered"] * covered
    if named is not None:
        total += weights["named"] if named >= 0.5 else weights["unnamed"]
    if similarity is not None:
        total += weights["similarity"] * similarity
    return 1.0 / (1.0 + math.exp(-total))
