"""Turn a folder or a name into a scorer of pairs: a trained model, a linear model, a simple method, or the program as it ships."""

from __future__ import annotations

import json
from pathlib import Path

from jiufang.errors import BadInput, NotFound
from jiufang.learn.measuring import linear
from jiufang.learn.measuring.baselines import KeywordOverlap, simple
from jiufang.learn.measuring.shipped import Shipped
from jiufang.learn.records import Dataset, PairScorer, Part

NAMED = "scorer.json"  # names a simple method: a model that needs no weights, to try the path out
SHIPPED = "shipped"


def open_scorer(given: str | Path, data: Dataset, shipped: Shipped) -> PairScorer:
    """Return the scorer that a folder or a name stands for.

    Args:
        given: a folder, or `shipped`, `constant`, `keywords`, `bm25`.
        data: the data set by which simple methods count: labels of train, words of all.
        shipped: the program's own matching.

    Raises:
        NotFound: there is neither such a folder nor such a method.
        BadInput: the folder holds no model that can be read.
        MissingCapability: it needs what is not installed.
    """
    named = {one.name: one for one in simple(data.part(Part.TRAIN), [pair.resume for pair in data.pairs])}
    if str(given) == SHIPPED:
        return shipped
    if str(given) in named:
        return named[str(given)]
    folder = Path(given)
    if not folder.is_dir():
        told = ", ".join([SHIPPED, *named])
        raise NotFound("there is no such folder", subject=str(given), hint=f"name a folder that was trained, or one of {told}")
    if (folder / linear.FILE).is_file():
        return linear.Linear(linear.load(folder), shipped)
    if (folder / NAMED).is_file():
        return named_scorer(folder)
    from jiufang.learn.tuning.loading import load  # brings torch where the folder has no graph

    return load(folder)


def named_scorer(folder: Path) -> KeywordOverlap:
    """Return the simple method that a folder names.

    Raises:
        BadInput: it names none.
    """
    try:
        told = json.loads((folder / NAMED).read_text("utf-8"))
        if told["method"] != "keywords":
            raise ValueError("the one method that needs no data is `keywords`")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"this names no method: {error}", subject=str(folder / NAMED)) from error
    return KeywordOverlap(name=str(told.get("name", "keywords")))
