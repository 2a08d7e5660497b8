"""Turn a parted data set into what two of its parts share, and should not: persons, jobs, texts, near-duplicates, time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from jiufang.learn.history.near import near_duplicates
from jiufang.learn.records import Dataset, Pair, Part


def leaks(dataset: Dataset, *, near: bool = True) -> dict[str, int]:
    """Return how many persons, jobs and texts are in more than one part, and how many pairs to learn from were decided after the test begins.

    Args:
        dataset: parted.
        near: whether near-duplicates are looked for too, which takes about a millisecond a text.
    """
    used = [(pair, dataset.parts[pair.id]) for pair in dataset.pairs if pair.id in dataset.parts]
    found = {
        "persons": _shared((pair.person, part) for pair, part in used),
        "jobs": _shared((pair.job, part) for pair, part in used),
        "résumés": _shared((pair.resume, part) for pair, part in used),
        "advertisements": _shared((pair.ad, part) for pair, part in used),
    }
    if near:
        found["near-duplicate résumés"] = _near([(pair.resume, part) for pair, part in used])
        found["near-duplicate advertisements"] = _near([(pair.ad, part) for pair, part in used])
    return found | {"decided after the test begins": _late(used)}


def _shared(told: Iterable[tuple[str, Part]]) -> int:
    parts: dict[str, set[Part]] = defaultdict(set)
    for name, part in told:
        parts[name].add(part)
    return sum(len(found) > 1 for found in parts.values())


def _near(told: list[tuple[str, Part]]) -> int:
    texts = list(dict.fromkeys(text for text, _ in told))
    group = {texts[n]: str(number) for number, members in enumerate(near_duplicates(texts).groups) for n in members}
    return _shared((group[text], part) for text, part in told)


def _late(used: list[tuple[Pair, Part]]) -> int:
    begins = min((pair.at for pair, part in used if pair.at and part is Part.TEST), default=None)
    return sum(part is not Part.TEST and pair.at is not None and pair.at >= begins for pair, part in used) if begins else 0
