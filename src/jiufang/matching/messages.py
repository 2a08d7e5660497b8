"""Say in the job's language or in a reader's, Chinese or English, how a verdict came about and what to look at."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from jiufang.matching.lexicon import read_data
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import Finding, MatchWarning, Verdict


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


def code_of(outcome: Outcome) -> str:
    """Return the message that tells how an outcome came about: its own reason, else that of its checker, else that of its verdict."""
    if outcome.why:
        return outcome.why
    if outcome.verdict is Verdict.PARTIAL and outcome.checker == "list":
        return "list"
    own = f"{outcome.checker}_{outcome.verdict.value}"
    return own if own in _messages() else outcome.verdict.value


def told(kept: Finding | MatchWarning, lang: str) -> str:
    """Return in a reader's language what a match tells of a requirement, or warns of; as it was written where no message is known by its code."""
    if kept.code in _messages():
        return say(kept.code, lang, kept.values)
    return kept.why if isinstance(kept, Finding) else kept.message
