"""Compute the score of a kept match again from its findings, term by term, and tell whether it comes out the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiufang.documents.records import Record
from jiufang.matching.records import Match, Term
from jiufang.matching.score import CALIBRATION, DIGITS, score

LISTED, TONE = "listed", "tone"
LISTED_CHECKER = "list"  # of a finding that rests on a bare list (matching.engine)


class Line(Record):
    """One term, computed again; `same` tells whether it is the one that was written down."""

    name: str
    weight: float
    value: float
    product: float
    same: bool


class Recomputed(Record):
    """A score computed again.

    `raw` is the sum of the requirements' terms; `calibration` the intercept and slope that turn it into a chance. `differences` name
    what does not come out as it was written down: terms, the score, or what the decision's own record says of them.
    """

    scorer: str
    lines: tuple[Line, ...]
    raw: float
    calibration: tuple[float, float] = CALIBRATION
    written: float
    computed: float
    differences: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Tell whether everything comes out as it was written down."""
        return not self.differences


def recompute(match: Match, *, recorded: Mapping[str, Any] | None = None) -> Recomputed:
    """Compute a score again from the findings, their weights and verdicts.

    Args:
        match: the match that was kept.
        recorded: what was written down with the decision, in the chain that nobody changes: `score` and `scorer`.
    """
    bare = [finding.checker == LISTED_CHECKER for finding in match.findings]
    base = score(match.findings, listed=bare, confidence=[1.0] * len(bare))
    added = match.terms[len(base.terms) :]
    computed = _with(base.value, added)
    written = (*match.terms, *[None] * len(base.terms))
    lines = [_line(term, term == then) for term, then in zip(base.terms, written, strict=False)]
    return Recomputed(
        scorer=match.scorer,
        lines=(*lines, *(_line(term, True) for term in added)),
        raw=round(sum(line.product for line in lines if line.name != LISTED), DIGITS),
        written=match.score,
        computed=computed,
        differences=(*_terms(lines), *_scores(match, computed), *_records(match, recorded or {})),
    )


def _with(value: float, added: tuple[Term, ...]) -> float:
    """Return the score after what was added to it: tone (matching.tone), then scorers (matching.scorers)."""
    for term in added:
        if term.name == TONE:
            value = min(1.0, max(0.0, value + term.weight * term.value))
        else:
            value = (1 - term.weight) * value + term.weight * (term.value + value)
        value = round(value, DIGITS)
    return value


def _line(term: Term, same: bool) -> Line:
    return Line(name=term.name, weight=term.weight, value=term.value, product=round(term.weight * term.value, 2 * DIGITS), same=same)


def _terms(lines: list[Line]) -> list[str]:
    return [f"term {line.name} comes out as {line.weight} × {line.value}" for line in lines if not line.same]


def _scores(match: Match, computed: float) -> list[str]:
    return [] if computed == match.score else [f"the score comes out as {computed}, {match.score} was written down"]


def _records(match: Match, recorded: Mapping[str, Any]) -> list[str]:
    """Return where a match differs from what the decision says of it."""
    told = {"score": match.score, "scorer": match.scorer}
    return [
        f"the decision was made on {key} {recorded[key]}, not {value}" for key, value in told.items() if recorded.get(key, value) != value
    ]
