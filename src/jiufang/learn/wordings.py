"""Turn examples into the same examples told otherwise: a requirement in the other language or in other words, its label unchanged."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.learn.examples import Example

Wordings = Mapping[str, tuple[str, ...]]
"""By requirement, what demands exactly the same in other words."""


def read_wordings(folder: Path) -> Wordings:
    """Read every `.jsonl` file of a folder; a line is {requirement, translation, rewording}.

    Raises:
        BadInput: a line is no such record.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            try:
                record = json.loads(line)
                found[str(record["requirement"])] = (str(record["translation"]), str(record["rewording"]))
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"line {number + 1} tells no requirement otherwise: {error}", subject=path.name) from error
    return found


def reworded(examples: Sequence[Example], wordings: Wordings, *, share: float, chance: random.Random) -> list[Example]:
    """Return the examples, about `share` of those that can be told otherwise in one of their other wordings.

    A reader that has met a demand in one wording only learns the wording; passage, verdict and proof stay as they are.
    """
    return [_reworded(example, wordings, share, chance) for example in examples]


def retold(example: Example, chance: random.Random, *, wordings: Mapping[str, Sequence[str]]) -> Example | None:
    """Return the example with its requirement in one of its other wordings; None when there is none."""
    others = wordings.get(example.requirement, ())
    return replace(example, requirement=chance.choice(others)) if others else None


def _reworded(example: Example, wordings: Wordings, share: float, chance: random.Random) -> Example:
    if not wordings.get(example.requirement) or chance.random() >= share:
        return example
    return retold(example, chance, wordings=wordings) or example
