"""Turn a data set and a model into everything that is told of it, and write that into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiufang.learn.history.kept import write_json, write_whole
from jiufang.learn.measuring import browsing, tables
from jiufang.learn.measuring.browsing import Mistake, mistakes
from jiufang.learn.measuring.evaluating import K, cases, measure
from jiufang.learn.measuring.impact import Audit, audits, selected
from jiufang.learn.measuring.records import Evaluation
from jiufang.learn.measuring.resampling import RESAMPLES
from jiufang.learn.measuring.swaps import Swap, swaps
from jiufang.learn.records import Dataset, Pair, PairScorer, Part

FOLDER_MODE = 0o700  # the pages show what persons wrote


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of a model.

    Args:
        evaluation: figures beside others.
        audits: impact ratios by what persons said of themselves; empty where nobody said anything.
        swaps: how far it moves when somebody else is put in.
        mistakes: the worst of each job.
        history: impact ratios of the labels themselves: what a model of them learns.
    """

    evaluation: Evaluation
    audits: tuple[Audit, ...]
    swaps: tuple[Swap, ...]
    mistakes: tuple[Mistake, ...]
    history: tuple[Audit, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data, without the texts."""
        return {
            **self.evaluation.to_dict(),
            "impact": [one.to_dict() for one in self.audits],
            "impact_of_labels": [one.to_dict() for one in self.history],
            "swaps": [one.to_dict() for one in self.swaps],
        }


def tell(
    data: Dataset,
    scorers: Sequence[PairScorer],
    *,
    part: Part = Part.TEST,
    k: int = K,
    resamples: int = RESAMPLES,
    seed: int = 0,
    scored: Callable[[str], object] = str,
) -> Told:
    """Measure a model beside others, its fairness and its mistakes.

    Args:
        data: the data set.
        scorers: the model first.
        part: what is measured on.
        k: how far down figures of an order look.
        resamples: of the bootstrap.
        seed: of bootstrap and shuffles.
        scored: called with the name of each scorer when it has scored.

    Raises:
        BadInput: the part is empty, or a scorer does not give estimates.
    """
    found, dev = cases(data, scorers, part, scored)
    evaluation = measure(data, found, dev, part=part, k=k, resamples=resamples, seed=seed)
    first = scorers[0]
    scores = found.scores[first.name]
    said = [data.groups.get(pair.person, {}) for pair in found.pairs]
    return Told(
        evaluation=evaluation,
        audits=audits(scores, said, seed=seed),
        swaps=swaps(first, found.pairs),
        mistakes=mistakes(found.pairs, scores, evaluation.thresholds[first.name]),
        history=label_audits(data, found.pairs, seed=seed),
    )


def label_audits(data: Dataset, pairs: Sequence[Pair], *, seed: int = 0) -> tuple[Audit, ...]:
    """Return the impact ratios of the labels themselves: a label of ½ and more is the chosen side, as of a selection."""
    return selected([pair.label for pair in pairs], [data.groups.get(pair.person, {}) for pair in pairs], seed=seed)


def write(told: Told, folder: Path) -> list[Path]:
    """Write `evaluation.json`, `evaluation.md` and the pages of mistakes; return where.

    Args:
        told: what is told of a model.
        folder: made if it is not there, for its owner alone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    title = f"Mistakes of {told.evaluation.scorers[0]} on {told.evaluation.data}, {told.evaluation.part}"
    write_json(folder / "evaluation.json", told.to_dict())
    write_whole(folder / "evaluation.md", [tables.markdown(told.evaluation, told.audits, told.swaps)])
    write_json(folder / "mistakes.json", {"title": title, "mistakes": [one.to_dict() for one in told.mistakes]})
    write_whole(folder / "mistakes.md", [browsing.markdown(told.mistakes, title=title)])
    write_whole(folder / "mistakes.html", [browsing.page(told.mistakes, title=title)])
    return [folder / name for name in ("evaluation.json", "evaluation.md", "mistakes.json", "mistakes.md", "mistakes.html")]
