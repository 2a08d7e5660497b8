"""Turn a candidate and a data set into a trial: the share that dev chooses, what the test part shows, and what each gate says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jiufang.errors import BadInput, NotFound
from jiufang.learn.measuring import linear
from jiufang.learn.measuring import swaps as swapping
from jiufang.learn.measuring.evaluating import Cases, measure, score
from jiufang.learn.measuring.ranked import pairwise
from jiufang.learn.measuring.records import Evaluation
from jiufang.learn.measuring.shipped import Shipped, day_of
from jiufang.learn.promotion import gates, persons
from jiufang.learn.promotion.gates import ALONE, TODAY, WITH, Gate
from jiufang.learn.promotion.serving import OfMatch, OfTexts, Served, serve
from jiufang.learn.records import Dataset, PairScorer, Part, Scores
from jiufang.matching.scorers import MOST_SHARE, Weighed
from jiufang.matching.verifier import Verifier
from jiufang.protocols import Encoder

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)  # up to MOST_SHARE
USUAL = 0.2  # where there is no dev part to choose by


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a candidate.

    Args:
        share: of the score.
        evaluation: of the score with it, today's and the candidate alone, on the test part.
        gates: in their order.
        waived: the reason for which the owner took on what could not be measured; empty if nobody did.
    """

    share: float
    evaluation: Evaluation
    gates: tuple[Gate, ...]
    waived: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether every gate lets it through, or was taken on where it could not be measured."""
        return not self.stopped

    @property
    def stopped(self) -> tuple[Gate, ...]:
        """The gates that do not let it through."""
        return tuple(gate for gate in self.gates if not gate.passed and not (gate.waivable and self.waived))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "share": self.share,
            "passed": self.passed,
            "waived": self.waived,
            "gates": [gate.to_dict() for gate in self.gates],
            "evaluation": self.evaluation.to_dict(),
        }


def try_out(
    folder: Path,
    model: PairScorer,
    today: PairScorer,
    data: Dataset,
    *,
    share: float | None = None,
    key: bytes = b"",
    stale: int = 0,
    waived: str = "",
    seed: int = 0,
    scored: Callable[[str], object] = str,
) -> Trial:
    """Try a candidate at every gate.

    Args:
        folder: of the candidate, for the persons on whom it was trained.
        model: the candidate.
        today: the score as it is.
        data: the data set; its test part decides, dev chooses the share, both are looked at for fairness.
        share: of the score; dev chooses it when absent.
        key: of the installation.
        stale: how many on whom it was trained were erased.
        waived: why the owner takes on what cannot be measured.
        seed: of everything that is drawn.
        scored: called with the name of each scorer when it has scored.

    Raises:
        BadInput: there is no test part, or the share is out of bounds.
    """
    if share is not None and not 0 < share <= MOST_SHARE:
        raise BadInput(f"a model counts for more than 0 and at most {MOST_SHARE} of the score", subject="share")
    test, dev = data.part(Part.TEST), data.part(Part.DEV)
    if not test:
        raise BadInput("there is no test part to decide by", subject=data.name, hint="split the data set first")
    both = (*test, *dev)
    told = {}
    for name, scorer in ((TODAY, today), (ALONE, model)):
        told[name] = score(scorer, both)
        scored(scorer.name)
    everybody, first = Cases(both, told), list(range(len(test)))
    on_dev = everybody.only(range(len(test), len(both))) if dev else None
    chosen = share if share is not None else _share(on_dev)
    blended = gates.scores_of(everybody, chosen, TODAY, ALONE)
    evaluation = measure(data, blended.only(first), blended.only(range(len(test), len(both))) if dev else None, seed=seed)
    known = persons.among(folder, {pair.person for pair in test}, key=key)
    judged = (
        gates.held_out(data, evaluation, sorted(known)),
        gates.enough(test),
        gates.quality(evaluation),
        gates.swaps(swapping.swaps(model, test)),
        gates.impact(blended, data.groups, seed=seed),
        gates.kept(stale),
    )
    return Trial(chosen, evaluation, judged, waived.strip())


def _share(dev: Cases | None) -> float:
    """Return the share at which dev's order is best; of several the smallest."""
    if dev is None:
        return USUAL
    labels, jobs = dev.labels, dev.jobs()

    def right(share: float) -> float:
        scores = gates.scores_of(dev, share, TODAY, ALONE).scores[WITH]
        per_job = np.array([pairwise(scores[job], labels[job]) for job in jobs])
        told = per_job[np.isfinite(per_job)]
        return float(told.mean()) if len(told) else 0.0

    return max(SHARES, key=lambda share: (round(right(share), 9), -share))


def told(trial: Trial) -> Sequence[str]:
    """Return a trial as lines for people: each gate, why, and what would change it."""
    lines = []
    for gate in trial.gates:
        sign = "✓" if gate.passed else ("–" if gate.waivable and trial.waived else "✕")
        lines.append(f"{sign} {gate.name}: {gate.reason}")
        if not gate.passed:
            lines.append(f"  taken on: {trial.waived}" if gate.waivable and trial.waived else f"  what would change it: {gate.change}")
    return lines


@dataclass(frozen=True)
class Today:
    """The score as it is, on texts: the program's own, with the promoted model's share if there is one.

    Args:
        shipped: the program's matching.
        served: what counts already.
    """

    shipped: Shipped
    served: Served | None = None

    @property
    def name(self) -> str:
        """The version that scores bear."""
        weighed = self._weighed
        return self.shipped.name if weighed is None else f"{self.shipped.name}+{weighed.scorer.name}"

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the scores, [pairs]."""
        own, weighed = self.shipped.score(resumes, ads), self._weighed
        if weighed is None:
            return own
        return (1 - weighed.share) * own + weighed.share * self._model(weighed.scorer).score(resumes, ads)

    @property
    def _weighed(self) -> Weighed | None:
        return self.served.weighed if self.served is not None and self.served.fits(self.shipped.version) else None

    def _model(self, scorer: object) -> PairScorer:
        if isinstance(scorer, OfMatch):
            return linear.Linear(scorer.weights, self.shipped)
        assert isinstance(scorer, OfTexts)
        return scorer.pairs


def today(data: Dataset, served: Served | None, *, encoder: Encoder | None, verifier: Verifier | None) -> Today:
    """Return the score as it is, as of the last day of a data set.

    Args:
        data: the data set.
        served: the model that counts already.
        encoder: of the matching.
        verifier: of the matching.
    """
    return Today(Shipped(day_of(data), encoder, verifier), served)


def candidate(folder: Path, shipped: Shipped) -> PairScorer:
    """Return the model of a folder as it will run beside matching: without torch.

    Args:
        folder: of the model.
        shipped: the program's matching.

    Raises:
        NotFound: there is no such folder, or no trained model in it.
        BadInput: it cannot run without torch, or weighs findings of another version of the matching.
    """
    if not folder.is_dir():
        raise NotFound("there is no such folder", subject=str(folder), hint="name the folder of a trained model")
    served = serve(folder, version=folder.name, share=MOST_SHARE)
    if not served.fits(shipped.version):
        told = f"it weighs the findings of {served.reads}, and matching is {shipped.version}"
        raise BadInput(told, subject=str(folder), hint="train it again: jiufang train linear")
    return Today(shipped, served)._model(served.weighed.scorer)
