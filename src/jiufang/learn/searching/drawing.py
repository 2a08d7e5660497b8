"""Turn the ranges of a configuration into the values of a trial.

Needs optuna.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from jiufang.errors import BadInput
from jiufang.learn.tuning.config import TABLES, Config, Range

WHOLE = (int, int | None)


def check_ranges(config: Config) -> None:
    """Make sure that a search has ranges, of keys that there are, and that both ends fit.

    Raises:
        BadInput: it has none, or one does not fit.
    """
    if not config.search.ranges:
        raise BadInput(
            "there is nothing to search", subject="search.ranges", hint='"training.rate" = { low = 1e-5, high = 1e-3, log = true }'
        )
    for key, told in config.search.ranges.items():
        if key.split(".")[0] in ("search", "tracking", "data", "out", "name"):
            raise BadInput("this is not searched", subject=key, hint="ranges are of base, model, method, training and seed")
        for value in told.choices or (told.low, told.high):
            config.changed({key: _whole(key, value)})


def drawn(trial: Any, config: Config) -> dict[str, Any]:
    """Return the values that a trial tries, by key."""
    return {key: _draw(trial, key, told) for key, told in sorted(config.search.ranges.items())}


def name_of(values: Mapping[str, Any]) -> str:
    """Return a name of values, the same whenever they are tried: a killed trial goes on where it stood."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def _draw(trial: Any, key: str, told: Range) -> Any:
    if told.choices:
        return trial.suggest_categorical(key, list(told.choices))
    if _is_whole(key):
        return trial.suggest_int(key, _whole(key, told.low), _whole(key, told.high), step=int(told.step or 1), log=told.log)
    return trial.suggest_float(key, told.low, told.high, step=told.step, log=told.log)


def _is_whole(key: str) -> bool:
    *table, last = key.split(".")
    fields = (TABLES[table[0]] if table and table[0] in TABLES else Config).model_fields
    return last in fields and fields[last].annotation in WHOLE


def _whole(key: str, value: Any) -> Any:
    return int(value) if _is_whole(key) and isinstance(value, float) else value
