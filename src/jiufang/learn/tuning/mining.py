"""Find for each match the résumés that the model itself takes for as good: hard negatives that no draw would hit on.

Needs torch.
"""

from __future__ import annotations

import torch

from jiufang.learn.tuning.config import Model
from jiufang.learn.tuning.engine import Engine
from jiufang.learn.tuning.material import Material, Mined

BLOCK = 256  # matches that are compared with everybody at once


def mine(material: Material, engine: Engine, model: Model) -> Mined:
    """Return for each match the pairs whose résumés lie closest to its ad without being known to fit.

    One that lies almost as close as the match itself is passed over: likely it fits, and nobody asked (arXiv 2407.15831).

    Args:
        material: the pairs.
        engine: reads their texts as the model is now.
        model: how many, and below which share of the match's similarity.
    """
    rows, first, second = material.texts()
    vectors = engine.read(rows)
    # One pair stands for all that share its person.
    persons = {pair.person: number for number, pair in reversed(list(enumerate(material.pairs)))}
    shown = sorted(persons.values())
    resumes = vectors[torch.tensor([second[n] for n in shown])]
    found: dict[int, tuple[int, ...]] = {}
    for at in range(0, len(material.positives), BLOCK):
        block = material.positives[at : at + BLOCK]
        close = vectors[torch.tensor([first[n] for n in block])] @ resumes.T
        for number, row in zip(block, close, strict=True):
            own = float(vectors[first[number]] @ vectors[second[number]])
            found[number] = _closest(material, number, row.tolist(), shown, below=own * model.mined_below, count=model.mined)
    return found


def _closest(material: Material, number: int, close: list[float], shown: list[int], *, below: float, count: int) -> tuple[int, ...]:
    job = material.pairs[number].job
    order = sorted(range(len(shown)), key=lambda n: (-close[n], n))
    kept: list[int] = []
    for place in order:
        if len(kept) == count:
            break
        if close[place] < below and not material.is_match(job, material.pairs[shown[place]].person):
            kept.append(shown[place])
    return tuple(kept)
