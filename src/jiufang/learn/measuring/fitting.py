"""Turn a data set into the folder of a linear model: weights, whom it learnt from, figures, a model card."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from jiufang.learn.history.kept import write_json, write_whole
from jiufang.learn.measuring.cards import Card, about, today
from jiufang.learn.measuring.evaluating import evaluate
from jiufang.learn.measuring.linear import Linear, Weights, train
from jiufang.learn.measuring.shipped import Shipped
from jiufang.learn.records import Dataset, Part

KIND = "A logistic regression on what matching finds of a pair: its score, the share of each verdict, its signals. It reads no text itself."
PERSONS, METRICS = "persons.json", "metrics.json"


def fit(data: Dataset, shipped: Shipped, folder: Path) -> Weights:
    """Train on the train part, choose on dev, write the folder; return the weights.

    Args:
        data: the data set.
        shipped: the program's matching.
        folder: made if it is not there.

    Raises:
        BadInput: all labels are the same, or there are none.
        MissingCapability: scikit-learn is not installed.
    """
    learnt, dev = data.part(Part.TRAIN), data.part(Part.DEV)
    began = time.perf_counter()
    weights = train(learnt, dev, shipped)
    seconds = time.perf_counter() - began
    weights.save(folder)
    write_whole(folder / PERSONS, [json.dumps(sorted(data.teachers), indent=0) + "\n"])
    found = evaluate(data, [Linear(weights, shipped), shipped], part=Part.DEV) if dev else None
    if found is not None:
        write_json(folder / METRICS, found.to_dict())
    _card(data, weights, seconds).write(folder, found)
    return weights


def _card(data: Dataset, weights: Weights, seconds: float) -> Card:
    return Card(
        name=weights.name,
        kind=KIND,
        data=about(data),
        settings={"ridge": weights.ridge, "reads": weights.reads},
        seconds=seconds,
        watt_hours=None,
        hash=hashlib.sha256(weights.dumps().encode()).hexdigest(),
        made=today(),
        notes=("Figures on dev flatter: dev chose the ridge. `jiufang evaluate` measures the test part.",),
    )
