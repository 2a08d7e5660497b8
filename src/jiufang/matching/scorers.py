"""Let a scorer of your own, such as a fine-tuned model, count beside the evidence: one more signal and one more term, never the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from jiufang.errors import BadInput
from jiufang.jobs.records import Job
from jiufang.matching.records import Match, Term
from jiufang.matching.score import DIGITS
from jiufang.profiles.features import Features, features

# A number nobody can read in the résumé must not outweigh what can be read there.
MOST_SHARE = 0.5


class Scorer(Protocol):
    """Estimates how well a person fits a job, f(r, p) in [0, 1], from blind features alone."""

    @property
    def name(self) -> str:
        """Name and version of the scorer; the name of its signal, and part of the version of every score it counts in."""
        ...

    def score(self, job: Job, features: Features) -> float:
        """Return the fit in [0, 1]; the same input gives the same number."""
        ...


@runtime_checkable
class MatchScorer(Protocol):
    """Estimates f(r, p) in [0, 1] from what matching found in blind features: verdicts, signals, the score so far."""

    @property
    def name(self) -> str:
        """Name and version, as of `Scorer`."""
        ...

    def of_match(self, match: Match) -> float:
        """Return the fit in [0, 1]; the same findings give the same number."""
        ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """A scorer and the share of the score that the owner of the job gives it.

    Args:
        scorer: what estimates.
        share: of the score, above 0 and at most `MOST_SHARE`.

    Raises:
        BadInput: the share is out of bounds.
    """

    scorer: Scorer | MatchScorer
    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share <= MOST_SHARE:
            raise BadInput(f"a scorer counts for more than 0 and at most {MOST_SHARE} of the score", subject=self.scorer.name)


def with_scorer(match: Match, weighed: Weighed) -> Match:
    """Return the match with the scorer's estimate in its score.

    Findings and evidence stay; the score moves towards the estimate by its share, and so do both ends of the interval. Signals and
    terms name the scorer, so that the sum can be read.

    Raises:
        BadInput: the scorer returned something outside [0, 1].
    """
    scorer = weighed.scorer
    value = scorer.of_match(match) if isinstance(scorer, MatchScorer) else scorer.score(match.job, features(match.profile))
    if not 0.0 <= value <= 1.0:
        raise BadInput(f"the scorer returned {value}, which is outside 0..1", subject=weighed.scorer.name)
    name, value = weighed.scorer.name, round(value, DIGITS)
    low, high = (_blended(bound, value, weighed.share) for bound in match.interval)
    return match.model_copy(
        update={
            "scorer": f"{match.scorer}+{name}",
            "score": _blended(match.score, value, weighed.share),
            "interval": (low, high),
            "signals": dict(sorted({**match.signals, name: value}.items())),
            "terms": (*match.terms, Term(name=name, weight=weighed.share, value=round(value - match.score, DIGITS))),
        }
    )


def _blended(score: float, value: float, share: float) -> float:
    return round((1 - share) * score + share * value, DIGITS)
