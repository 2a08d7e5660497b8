"""Turn pairs of labelled and given verdicts, quotes and scores into the figures that the benchmarks print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jiufang.learn.metrics import Pair, f1, macro_f1
from jiufang.matching.verifier import CLASSES


def summary(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return n, accuracy, macro-F1, F1 of each verdict, met against the rest, and the false-met rate."""
    if not pairs:
        return {"n": 0}
    rest = [g != "met" for g, _ in pairs]
    false_met = sum(p == "met" and g != "met" for g, p in pairs)
    return rounded(
        {
            "n": len(pairs),
            "accuracy": sum(g == p for g, p in pairs) / len(pairs),
            "macro_f1": macro_f1(pairs),
            "f1": {v: f1(pairs, v) for v in CLASSES},
            "met_vs_rest_f1": f1([(("met" if g == "met" else "rest"), ("met" if p == "met" else "rest")) for g, p in pairs], "met"),
            "false_met_rate": false_met / sum(rest) if any(rest) else 0.0,
        }
    )


def by(rows: Iterable[tuple[str, Pair]]) -> dict[str, Any]:
    """Return the summary of each group."""
    groups: dict[str, list[Pair]] = {}
    for key, pair in rows:
        groups.setdefault(key, []).append(pair)
    return {key: summary(groups[key]) for key in sorted(groups)}


def rounded(value: Any) -> Any:
    """Round every float in nested data to four digits."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return round(value, 4) if isinstance(value, float) else value


Scorer = Callable[[str, Sequence[str]], Sequence[float]]
"""A baseline: the job's text and the résumés' texts to one score each."""
