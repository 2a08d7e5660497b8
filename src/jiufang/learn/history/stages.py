"""Turn what a source says of stages and outcomes, in Chinese or English, into labels y ∈ [0, 1], or into why there is none.

Whoever was turned down has the label of the furthest rung that they reached (`data/ladder.toml`); whoever was hired 1. No label have those
whom nobody has decided on, who withdrew, and who were turned down for what says nothing of them: the position was filled, they had
applied twice. Each of these is counted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from jiufang.errors import BadInput
from jiufang.learn.history.columns import plain
from jiufang.learn.history.records import Application, Outcome, Why
from jiufang.text import tables as lists

RUNGS = ("new", "screening", "review", "assessment", "interview", "final", "offer", "probation", "hired")
ENDS: Mapping[str, Why | None] = {
    "filled": Why.FILLED,
    "duplicate": Why.DUPLICATE,
    "withdrawn": Why.WITHDRAWN,
    "other": Why.OTHER,
}
ROUNDS = frozenset({"screening", "review", "assessment", "interview", "final"})
LEFT_OUT = "leave out"
YES = frozenset("yes y true 1 t x hired 是 √ ✓ 已 有 录用 入职 已录用 已入职".split())
NO = frozenset("no n false 0 f 否 × 无 未 未录用 未入职 不录用".split())


@dataclass(frozen=True, slots=True)
class Ladder:
    """What stages are worth.

    Args:
        labels: the label of each rung, and of `rejected`, where nobody tells at which one.
        words: what a company calls its stages: a rung, an end such as `withdrawn`, a label, or `leave out`; they come before the shipped words.
        closed: whether every application is decided, so that a stage alone is the furthest that it reached.
    """

    labels: Mapping[str, float]
    words: Mapping[str, str | float] = field(default_factory=dict)
    closed: bool = False


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, float]:
    """Return the labels that are used unless a company says its own."""
    return tomllib.loads((files("jiufang.learn.history") / "data" / "ladder.toml").read_text("utf-8"))


def ladder(*, labels: Mapping[str, float] | None = None, words: Mapping[str, str | float] | None = None, closed: bool = False) -> Ladder:
    """Return the shipped ladder with what a company says otherwise.

    Raises:
        BadInput: a rung does not exist, or a label does not lie in [0, 1].
    """
    told = {**shipped(), **(labels or {})}
    for rung, label in told.items():
        if rung not in shipped():
            raise BadInput("there is no such rung", subject=rung, hint=f"it is one of {', '.join(shipped())}")
        if not 0 <= label <= 1:
            raise BadInput("a label lies between 0 and 1", subject=rung)
    return Ladder(told, {plain(word): _meaning(word, value) for word, value in (words or {}).items()}, closed)


def outcome_of(one: Application, *, ladder: Ladder) -> Outcome:
    """Return what became of an application: the label that the source tells itself, else what its stages say."""
    if one.label is not None:
        return Outcome(label=one.label, told=" | ".join(cell for cell in one.stages if cell) or f"{one.label:g}")
    return outcome(one.stages, ladder=ladder, hired=one.hired)


def outcome(cells: Sequence[str], *, ladder: Ladder, hired: bool | None = None) -> Outcome:
    """Return what became of an application.

    Args:
        cells: what is told of it, the latest last: its stage, its outcome, a reason.
        ladder: what stages are worth.
        hired: whether it is told outright that they were hired.
    """
    told = " | ".join(cell for cell in cells if cell)
    fixed = [ladder.words[plain(cell)] for cell in cells if plain(cell) in ladder.words]
    if LEFT_OUT in fixed:
        return Outcome(why=Why.OTHER, told=told)
    numbers = [float(value) for value in fixed if not isinstance(value, str)]
    said = [meaning for cell in cells for meaning in meanings(cell, ladder=ladder)]
    if hired:
        said.append("hired")
    rung = max((m for m in said if m in RUNGS), key=RUNGS.index, default="")
    if numbers and not ("hired" in said or any(m in ENDS for m in said)):
        return Outcome(label=max(numbers), rung=rung, told=told)
    return _judged(said, rung, told, ladder, refused=hired is False)


def meanings(cell: str, *, ladder: Ladder) -> tuple[str, ...]:
    """Return the rungs and ends that a cell names, in its order.

    >>> meanings("Rejected - phone screen", ladder=ladder()), meanings("复试未通过", ladder=ladder())
    (('rejected', 'assessment'), ('interview', 'rejected'))
    """
    text = plain(cell)
    own = ladder.words.get(text)
    if own is not None:
        return (own,) if isinstance(own, str) and own != LEFT_OUT else ()
    return _shipped_meanings(text)


@lru_cache(maxsize=4096)
def _shipped_meanings(text: str) -> tuple[str, ...]:
    """Find the longest phrases first; what one covers says nothing else: `no hire` is no hire."""
    found: list[tuple[int, str]] = []
    for pattern, meaning in _phrases():
        found += [(match.start(), meaning) for match in pattern.finditer(text)]
        text = pattern.sub(lambda m: "\x00" * len(m.group()), text)
    return tuple(meaning for _, meaning in sorted(found))


def names_round(heading: str) -> bool:
    """Tell whether a heading names a round in which people are judged: 初试结果, Phone screen result."""
    return bool(ROUNDS & {*_shipped_meanings(plain(heading))})


def names_end(cell: str) -> bool:
    """Tell whether a cell says how a round ended, and not which one it was."""
    said = {*_shipped_meanings(plain(cell))}
    return bool(said) and said <= {"passed", "rejected", "withdrawn"}


def yes_or_no(cell: str) -> bool | None:
    """Tell what a cell says of being hired: a yes, a no, a day on which it happened, or nothing."""
    text = plain(cell)
    if text in NO:
        return False
    return True if text in YES or re.search(r"(?:19|20)\d\d", text) else None


def is_closed(cells: Iterable[Sequence[str]]) -> bool:
    """Tell whether no row of a source names an end, so that its stages must be the furthest that each application reached."""
    plain_ladder = ladder()
    ends = {"rejected", "withdrawn", "declined"}
    known = {cell: ends & {*meanings(cell, ladder=plain_ladder)} for cell in {c for row in cells for c in row}}
    return bool(known) and not any(known.values())


def _judged(said: Sequence[str], rung: str, told: str, ladder: Ladder, *, refused: bool) -> Outcome:
    if not said and not refused:
        return Outcome(why=Why.UNKNOWN if told else Why.NO_STAGE, told=told)
    if rung == "probation":
        return Outcome(label=ladder.labels["probation"], rung=rung, told=told)
    if "declined" in said:
        return Outcome(label=ladder.labels["offer"], rung="offer", told=told)
    if rung == "hired" and not {"rejected", "withdrawn"} & {*said}:
        return Outcome(label=ladder.labels["hired"], rung=rung, told=told)
    if "duplicate" in said:
        return Outcome(why=Why.DUPLICATE, rung=rung, told=told)
    if rung in ("offer", "hired"):
        return Outcome(label=ladder.labels["offer"], rung="offer", told=told)
    ended = next((why for end, why in ENDS.items() if end in said), None)
    if ended:
        return Outcome(why=ended, rung=rung, told=told)
    if "rejected" in said or refused:
        return Outcome(label=_turned_down(rung, ladder), rung=rung or "rejected", told=told)
    if ladder.closed and rung and "open" not in said:
        return Outcome(label=_turned_down(rung, ladder), rung=rung, told=told)
    return Outcome(why=Why.OPEN, rung=rung, told=told)


def _turned_down(rung: str, ladder: Ladder) -> float:
    return ladder.labels["screening"] if rung == "new" else ladder.labels[rung or "rejected"]


def _meaning(word: str, value: str | float) -> str | float:
    """Check what a company says that a word means."""
    if isinstance(value, bool) or value == "" or plain(str(value)) in ("leave out", "false", "skip"):
        return LEFT_OUT
    try:
        number = float(value)
    except ValueError:
        known = {*RUNGS, *ENDS, "rejected", "declined", "open", "passed"}
        if value in known:
            return value
        raise BadInput(
            "a stage is no such thing",
            subject=f"{word}={value}",
            hint=f"say a label from 0 to 1, “{LEFT_OUT}”, or one of {', '.join(sorted(known))}",
        ) from None
    if not 0 <= number <= 1:
        raise BadInput("a label lies between 0 and 1", subject=word)
    return number


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return a pattern for each phrase, the longest first."""
    told = [(plain(phrase), meaning) for meaning, cell in lists.rows("learn.history", "stages.tsv") for phrase in lists.names(cell)]
    told.sort(key=lambda t: (-len(t[0]), t[0]))
    return tuple((re.compile(rf"(?<![a-z0-9]){re.escape(p)}(?![a-z0-9])"), meaning) for p, meaning in told)
