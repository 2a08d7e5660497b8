"""Turn the name of a line into its words: what is said and asked, in Chinese and English, from the files of the room."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

BRACES = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8)
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("jiufang.screening") / "data" / name).read_text(encoding="utf-8"))


def line(name: str, lang: str, *, turn: int = 0, **slots: object) -> str:
    """Return a line of `replies.toml`; its variants follow each other from turn to turn."""
    return _filled(_load("replies.toml")[name][lang], turn, slots)


def question(name: str, lang: str, *, turn: int = 0, **slots: object) -> str:
    """Return a question of `questions.toml` by its dotted name, such as `claim.partial`."""
    entry = _load("questions.toml")
    for part in name.split("."):
        entry = entry[part]
    return _filled(entry[lang], turn, slots)


def notice(version: str, lang: str, **slots: object) -> str:
    """Return what a candidate is told about their data before they agree, in one of the versions of `notices.toml`."""
    return _filled(_load("notices.toml")[version][lang], 0, slots)


def prompt(name: str, lang: str) -> str:
    """Return what a language model is told for a task of `prompts.toml`."""
    text: str = _load("prompts.toml")[name][lang]
    return text


def _filled(variants: list[str], turn: int, slots: dict[str, object]) -> str:
    # Not str.format: what is filled in may hold braces, and is not looked at again.
    return BRACES.sub(lambda m: str(slots.get(m[1], m[0])), variants[turn % len(variants)])
