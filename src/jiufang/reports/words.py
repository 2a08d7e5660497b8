"""The words of the reports in each language; adding a language is a file in `words/`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=8)
def words(lang: str) -> dict[str, str]:
    """Return the report's words in a language; English when there is no file for it."""
    folder = files("jiufang.reports") / "words"
    chosen = folder / f"{lang}.toml"
    if not chosen.is_file():
        chosen = folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))
