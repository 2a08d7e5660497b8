"""Say in the job's language, Chinese or English, how a verdict came about and what to look at."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from jiufang.matching.lexicon import read_data
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import Verdict


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(read_data("messages.toml"))


def say(code: str, lang: str, values: tuple[tuple[str, str], ...] = ()) -> str:
    """Return the message of a code.

    Args:
        code: a table of `messages.toml`.
        lang: the job's language; any but Chinese reads English.
        values: what fills the braces.
    """
    return _messages()[code]["zh" if lang.startswith("zh") else "en"].format(**dict(values))


def why(outcome: Outcome, lang: str) -> str:
    """Return how an outcome came about: its own reason, else that of its checker, else that of its verdict."""
    if outcome.why:
        return say(outcome.why, lang, outcome.values)
    if outcome.verdict is Verdict.PARTIAL and outcome.checker == "list":
        return say("list", lang)
    own = f"{outcome.checker}_{outcome.verdict.value}"
    return say(own if own in _messages() else outcome.verdict.value, lang)
