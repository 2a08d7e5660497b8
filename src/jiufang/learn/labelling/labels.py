"""Turn judgements into labels of a data set: the mean of grades, the strength that choices give, both where both were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import fmean

from jiufang.learn.labelling.records import TOP, Judgement
from jiufang.learn.labelling.strengths import strengths, wins_of
from jiufang.learn.records import Dataset

LABELLED = "labelled"  # the stage of a pair whose label people gave


def labels_of(judged: Iterable[Judgement]) -> dict[str, float]:
    """Return the label of each pair that people judged, in [0, 1]; choices are weighed within a job."""
    told = list(judged)
    found: dict[str, list[float]] = defaultdict(list)
    graded: dict[str, list[int]] = defaultdict(list)
    chosen: dict[str, list[Judgement]] = defaultdict(list)
    for one in told:
        if one.grade is not None:
            graded[one.first].append(one.grade)
        else:
            chosen[one.job].append(one)
    for pair, grades in graded.items():
        found[pair].append(fmean(grades) / TOP)
    for _, choices in sorted(chosen.items()):
        for pair, strength in strengths(wins_of(choices)).items():
            found[pair].append(strength)
    return {pair: round(fmean(values), 6) for pair, values in sorted(found.items())}


def relabelled(dataset: Dataset, labels: Mapping[str, float], *, weight: float = 1.0) -> Dataset:
    """Return a data set with people's labels in place of those of its outcomes.

    Args:
        dataset: parted or not; parts and groups stay.
        labels: by pair.
        weight: what a pair that people looked at weighs beside one that they did not.
    """
    told = (replace(p, label=labels[p.id], stage=LABELLED, weight=p.weight * weight) if p.id in labels else p for p in dataset.pairs)
    return replace(dataset, pairs=tuple(told))
