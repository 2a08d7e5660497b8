"""Turn the word lists of this room into compiled patterns, once."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _stance_tables() -> dict[str, Any]:
    return tomllib.loads(read_data("stance.toml"))


def read_data(name: str) -> str:
    """Return the text of a data file of this room."""
    return (files("jiufang.matching") / "data" / name).read_text(encoding="utf-8")


def read_rows(name: str) -> list[list[str]]:
    """Return the rows of a TSV data file; lines that begin with # are remarks."""
    lines = read_data(name).splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=64)
def stance_pattern(table: str, key: str) -> re.Pattern[str]:
    """Compile one list of `stance.toml` into one pattern, upper and lower case alike."""
    value = _stance_tables()[table][key]
    source = value if isinstance(value, str) else "|".join(value)
    for name, words in _stance_tables()["names"].items():
        source = source.replace(f"<{name}>", words)
    return re.compile(source, re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def level_patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return (level 0..5, pattern) for every row of `levels.tsv`."""
    return tuple((int(level), re.compile(pattern, re.IGNORECASE)) for level, _, pattern in read_rows("levels.tsv"))


def bounded(cell: str) -> str:
    """Put a word border before, and after initials also behind, the Latin alternatives of a cell: BD is no part of IBDP."""
    parts = re.split(r"\|(?![^()]*\))", cell)
    return "|".join(_bordered(p) for p in parts)


def _bordered(part: str) -> str:
    if not (part[:1].isascii() and part[:1].isalpha()):
        return part
    return rf"(?<![A-Za-z]){part}" + (r"(?![A-Za-z])" if part.isascii() and part.isalpha() and part.isupper() else "")
