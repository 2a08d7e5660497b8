"""Turn the pairs that are learnt from into more of them, told otherwise, each with the label that it had: what is held out stays as it is.

Of the ways of `learn.augmentation` those alone are used that leave a label true without knowing which words prove it: slips of scanners
and keyboards, Chinese words in English, requirements in other checked wordings. A pair shares its weight with its variants, so that no
outcome counts more because its résumé was easy to tell otherwise.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jiufang.learn.augmentation import chance_of, misread, mixed
from jiufang.learn.examples import Example
from jiufang.learn.records import Dataset, Pair, Part

WAYS = (misread, mixed)


def multiplied(dataset: Dataset, *, times: int, seed: int, wordings: Mapping[str, Sequence[str]] | None = None) -> Dataset:
    """Return a data set whose part to learn from has up to `times` tellings of each pair.

    Args:
        dataset: parted; pairs of other parts stay as they are.
        times: tellings, the pair itself counted; 1 changes nothing.
        seed: the same seed and pair give the same tellings.
        wordings: by line of an advertisement, what asks for the same in other words.
    """
    pairs, parts = [], dict(dataset.parts)
    for pair in dataset.pairs:
        learnt = dataset.parts.get(pair.id) is Part.TRAIN
        told = [pair, *(_variants(pair, times, seed, wordings or {}) if learnt else ())]
        pairs += [replace(one, weight=pair.weight / len(told)) for one in told]
        parts |= {one.id: Part.TRAIN for one in told[1:]}
    return replace(dataset, pairs=tuple(pairs), parts=parts)


def _variants(pair: Pair, times: int, seed: int, wordings: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Return tellings that differ from the pair and from each other; fewer where little can be told otherwise."""
    found: dict[tuple[str, str], Pair] = {}
    for number in range(1, times):
        example = Example(pair.ad, pair.resume, 0, (), pair.id)
        chance = chance_of(example, seed, number)
        resume, ad = _resume(example, chance), _ad(pair.ad, chance, wordings)
        if (resume, ad) != (pair.resume, pair.ad):
            found.setdefault((resume, ad), replace(pair, id=f"{pair.id}+{number}", resume=resume, ad=ad))
    return list(found.values())


def _resume(example: Example, chance: random.Random) -> str:
    for way in chance.sample(WAYS, len(WAYS)):
        told = way(example, chance)
        if told is not None:
            return told.passage
    return example.passage


def _ad(ad: str, chance: random.Random, wordings: Mapping[str, Sequence[str]]) -> str:
    lines = ad.split("\n")
    return "\n".join(chance.choice([line, *wordings.get(line.strip(), ())]) for line in lines)
