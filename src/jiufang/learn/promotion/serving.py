"""Turn a signed folder into a scorer that matching can weigh: without torch, from blind features or from what matching found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiufang.jobs.records import Job
from jiufang.learn.measuring import linear
from jiufang.learn.measuring.opening import NAMED, named_scorer
from jiufang.learn.records import PairScorer, Scores
from jiufang.learn.texts import ad_text, resume_text
from jiufang.matching.records import Match
from jiufang.matching.scorers import Weighed
from jiufang.profiles.features import Features

GRAPH = "model.onnx"


@dataclass(frozen=True)
class OfTexts:
    """A model of texts as a `matching.Scorer`: it reads the blind statements and the ad.

    Args:
        name: the version that the score names.
        pairs: the model.
    """

    name: str
    pairs: PairScorer

    def score(self, job: Job, features: Features) -> float:
        """Return the estimate, in [0, 1]."""
        return float(self.pairs.score([resume_text(features)], [ad_text(job)])[0])


@dataclass(frozen=True)
class OfMatch:
    """A linear model as a `matching.MatchScorer`: it weighs what matching found in the blind features.

    Args:
        name: the version that the score names.
        weights: the model.
    """

    name: str
    weights: linear.Weights

    def of_match(self, match: Match) -> float:
        """Return the estimate, in [0, 1]."""
        return self.weights.of_match(match)


@dataclass(frozen=True)
class Served:
    """A promoted model, ready to be weighed.

    Args:
        weighed: scorer and share.
        reads: the version of the matching that it was trained on, where it weighs findings; empty where it reads texts.
    """

    weighed: Weighed
    reads: str = ""

    def fits(self, version: str) -> bool:
        """Tell whether it can be asked where matching has a version."""
        return self.reads in {"", version}


def serve(folder: Path, *, version: str, share: float) -> Served:
    """Return the model of a folder that was verified, to be weighed in matching.

    Args:
        folder: the model.
        version: its name in scores.
        share: of the score.

    Raises:
        BadInput: it cannot run without torch.
    """
    if (folder / linear.FILE).is_file():
        weights = linear.load(folder)
        return Served(Weighed(OfMatch(version, weights), share), weights.reads)
    if (folder / NAMED).is_file():
        return Served(Weighed(OfTexts(version, named_scorer(folder)), share))
    return Served(Weighed(OfTexts(version, graph(folder)), share))


def graph(folder: Path) -> PairScorer:
    """Return the model of a folder that holds an ONNX graph.

    Raises:
        BadInput: it holds none.
        RefusedByPolicy: the graph is not the one that its card names.
    """
    from jiufang.learn.tuning.loading import load

    return load(folder, runtime="onnx")


@dataclass(frozen=True)
class Blend:
    """f with a share for a model, on texts.

    Args:
        today: the score as it is.
        model: the model.
        share: what the model counts.
    """

    today: PairScorer
    model: PairScorer
    share: float

    @property
    def name(self) -> str:
        """Names of both, with the share."""
        return f"{self.today.name} + {self.share:g} {self.model.name}"

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the blended estimates, [pairs]."""
        return (1 - self.share) * self.today.score(resumes, ads) + self.share * self.model.score(resumes, ads)
