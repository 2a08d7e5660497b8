"""Turn a configuration back into the TOML that says the same, every key written out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jiufang.learn.tuning.config import Config


def toml_of(config: Config) -> str:
    """Return the configuration as TOML; what is left to its default by absence stays absent."""
    told = config.model_dump(mode="json", exclude_none=True)
    plain = {key: value for key, value in told.items() if not isinstance(value, dict)}
    lines = [_line(key, value) for key, value in plain.items()]
    for name, table in told.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *(_line(key, value) for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any) -> str:
    return f"{_key(key)} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(_line(k, v) for k, v in value.items() if v not in (None, [], ()))
        return "{ " + inside + " }" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)
