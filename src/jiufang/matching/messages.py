"""Say in the job's language or in a reader's, Chinese or English, how a verdict came about and what to look at."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Protocol

from jiufang.matching.lexicon import read_data
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import MatchWarning, Verdict

YEAR = 12  # months


class Reasoned(Protocol):
    """What says why by a code and its figures, and as it was written: a finding, or what a decision kept of one."""

    @property
    def why(self) -> str:
        """As it was written, in the job's language."""

    @property
    def code(self) -> str:
        """The message, by its code."""

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """What fills its braces."""


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(read_data("messages.toml"))


def say(code: str, lang: str, values: tuple[tuple[str, str], ...] = ()) -> str:
    """Return the message of a code.

    Args:
        code: a table of `messages.toml`.
        lang: the job's language; any but Chinese reads English.
        values: what fills the braces; `{months_long}` reads the value `months` as years and months.
    """
    spoken = "zh" if lang.startswith("zh") else "en"
    lengths = {f"{name}_long": length(int(value), spoken) for name, value in values if value.isdecimal()}
    return _messages()[code][spoken].format(**dict(values), **lengths)


def length(months: int, lang: str) -> str:
    """Return a number of months as people count them.

    >>> length(135, "en"), length(12, "en"), length(7, "zh")
    ('11 years 3 months', '1 year', '7 个月')
    """
    years, rest = divmod(months, YEAR)
    if lang == "zh":
        parts = (f"{years} 年" if years else "", f"{rest} 个月" if rest or not years else "")
        return " ".join(filter(None, parts))
    parts = (_counted(years, "year") if years else "", _counted(rest, "month") if rest or not years else "")
    return " ".join(filter(None, parts))


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def code_of(outcome: Outcome) -> str:
    """Return the message that tells how an outcome came about: its own reason, else that of its checker, else that of its verdict."""
    if outcome.why:
        return outcome.why
    if outcome.verdict is Verdict.PARTIAL and outcome.checker == "list":
        return "list"
    own = f"{outcome.checker}_{outcome.verdict.value}"
    return own if own in _messages() else outcome.verdict.value


def told(kept: Reasoned | MatchWarning, lang: str) -> str:
    """Return in a reader's language what a match tells of a requirement, or warns of; as it was written where no message is known by its code."""
    if kept.code in _messages():
        return say(kept.code, lang, kept.values)
    return kept.message if isinstance(kept, MatchWarning) else kept.why
