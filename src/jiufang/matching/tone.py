"""Add to a match what the owner of the job lets the tone of a candidate's letters count for; nothing by default."""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.matching.records import Match, MatchWarning, Term
from jiufang.matching.score import DIGITS
from jiufang.tone.records import Attitude, Said, ToneReading, Topic

# Why somebody left, where they may work and who waits at home must not cost anything: they stand in for protected matters.
SPARED = frozenset({Topic.REASON_FOR_LEAVING, Topic.VISA, Topic.WORK_LIFE})
PRIOR = 2  # sentences of no attitude that every letter starts with, so that one warm line is not everything


def with_tone(match: Match, readings: Sequence[ToneReading]) -> Match:
    """Return the match with the tone of letters in its score, where the job's owner decided so.

    Args:
        match: a match as it is without tone.
        readings: of what the candidate wrote to the company, never of the résumé.

    Returns:
        The very match when tone is off or nothing was written; else one whose score lies at most half the owner's share higher or
        lower, so that no two letters are more than the share apart.
    """
    weight = match.job.tone
    if weight is None or not readings:
        return match
    value = round(balance([s for r in readings for s in r.sentences]), DIGITS)
    shift = weight.share * value
    low, high = (_moved(bound, shift) for bound in match.interval)
    note = MatchWarning(code="tone_counts", message=f"tone of letters {shift:+.4f} (at most ±{weight.share / 2:.4f}): {weight.reason}")
    return match.model_copy(
        update={
            "scorer": f"{match.scorer}+{readings[0].reader.partition('+')[0]}",
            "score": _moved(match.score, shift),
            "interval": (low, high),
            "signals": dict(sorted({**match.signals, "tone": round(value + 0.5, DIGITS)}.items())),
            "terms": (*match.terms, Term(name="tone", weight=weight.share, value=value)),
            "warnings": (*match.warnings, note),
        }
    )


def balance(said: Sequence[Said]) -> float:
    """Return how far positive sentences outnumber negative ones, between −0.5 and 0.5; repeating a sentence adds nothing."""
    counted = {s.quote.casefold(): s.attitude for s in said if not SPARED & set(s.topics)}
    positive = sum(a is Attitude.POSITIVE for a in counted.values())
    negative = sum(a is Attitude.NEGATIVE for a in counted.values())
    return (positive - negative) / (positive + negative + PRIOR) / 2


def _moved(score: float, shift: float) -> float:
    return round(min(1.0, max(0.0, score + shift)), DIGITS)
