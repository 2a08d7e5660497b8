"""Compute the score of a kept match again from its findings, term by term, and tell whether it comes out the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jiufang.documents.records import Record
from jiufang.matching.records import Finding, Match, Term
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
        recorded: what was written down with the decision, in the chain that nobody changes: `score`, `scorer` and `calibration`.
    """
    return add_up(match.findings, match.terms, scorer=match.scorer, written=match.score, recorded=recorded)


def add_up(
    findings: Sequence[Finding], terms: Sequence[Term], *, scorer: str, written: float, recorded: Mapping[str, Any] | None = None
) -> Recomputed:
    """Compute a score again from findings, and compare it with the terms and the score that were written down.

    Args:
        findings: what was found of each requirement.
        terms: the summands that were written down; those after the findings' own were added to the score by tone or scorers.
        scorer: the version that made the score.
        written: the score.
        recorded: as for `recompute`.
    """
    bare = [finding.checker == LISTED_CHECKER for finding in findings]
    intercept, slope = (recorded or {}).get("calibration", CALIBRATION)
    base = score(findings, listed=bare, confidence=[1.0] * len(bare), calibration=(intercept, slope))
    added = terms[len(base.terms) :]
    computed = _with(base.value, added)
    then = (*terms, *[None] * len(base.terms))
    lines = [_line(term, term == kept) for term, kept in zip(base.terms, then, strict=False)]
    return Recomputed(
        scorer=scorer,
        lines=(*lines, *(_line(term, True) for term in added)),
        raw=round(sum(line.product for line in lines if line.name != LISTED), DIGITS),
        calibration=(intercept, slope),
        written=written,
        computed=computed,
        differences=(*_terms(lines), *_scores(written, computed), *_records(scorer, written, recorded or {})),
    )


def _with(value: float, added: Sequence[Term]) -> float:
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


def _scores(written: float, computed: float) -> list[str]:
    return [] if computed == written else [f"the score comes out as {computed}, {written} was written down"]


def _records(scorer: str, written: float, recorded: Mapping[str, Any]) -> list[str]:
    """Return where a match differs from what the decision says of it."""
    told = {"score": written, "scorer": scorer}
    return [
        f"the decision was made on {key} {recorded[key]}, not {value}" for key, value in told.items() if recorded.get(key, value) != value
    ]
