"""Understand a requirement: what it is about, alternatives and conjunctions, numbers, level, and conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.amounts import Amount, asked_amount
from jiufang.matching.lexicon import level_patterns
from jiufang.matching.numbers import months_stated
from jiufang.matching.topics import Unit, units_of

DEFAULT_LEVEL = 3
SHARED_BY = 2  # requirements of a job that name a thing: from here it is what the whole job is about
USUAL_WEIGHT = 0.4
CLAIMS = frozenset({Kind.SKILL, Kind.DOMAIN, Kind.SOFT, Kind.OTHER})
WINDOW = re.compile(
    r"(?:近|最近|过去|前)\s*(?:的)?\s*$|(?:within|in|during|over)\s+(?:the\s+)?(?:last|past|previous|most recent)\s*$|\b(?:last|past)\s*$",
    re.IGNORECASE,
)
WINDOW_AFTER = re.compile(r"^\s*(?:以)?内(?!容|控|审|科)|^\s*之内")
SOLO = re.compile(
    r"独立|主导|牵头|亲自|自主|自己|一手|从0到1|从零|负责过|操盘|全权|\bindependent|\blead\b|\bled\b|\bown(?:ed|ing)?\b|\bhands-on\b|\byourself\b|\bpersonally\b|\bdriv(?:e|en|ing)\b|\bresponsib|\bend-to-end\b|\bfrom scratch\b|\bunsupervised\b",
    re.IGNORECASE,
)
LIVE = re.compile(
    r"线上|生产环境|上线|落地|实战|商用|正式|\bin production\b|\bproduction (?:use|experience|environment|system)|\blive\b|\breal-world\b|\bshipped\b|\bcommercial",
    re.IGNORECASE,
)
INTERN_OK = re.compile(
    r"(?<!不)(?<!不包)含实习|实习(?:亦|也|均)?可|包括实习|应届|实习经(?:历|验)|intern(?:ship)?s? (?:count|included|ok|welcome|accepted|experience)|including intern|incl\. intern|graduate role",
    re.IGNORECASE,
)
PART_OK = re.compile(
    r"兼职(?:亦|也|均)?可|含兼职|兼职经(?:历|验)|不限全职|part[- ]time (?:counts|ok|accepted|included|welcome|experience|is fine)|full or part|including part|part-time",
    re.IGNORECASE,
)
FULL_ONLY = re.compile(r"全职|专职|兼职不计|不含兼职|full[- ]time|excluding part", re.IGNORECASE)
ALTERNATIVE = re.compile(
    r"或者?|任一|之一|其一|任意|任何一|至少.{0,6}一[种个项门款]|一种即可|任何一种|\bor\b|\beither\b|\bany of\b|\bone of\b|\bcomparable\b|\bsimilar\b|\bequivalent\b|\bat least one\b",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"同时(?:具备|持有|有|拥有)?|既.+又|兼备|兼具|两项|均|都(?=熟|有|会|懂|需)|缺一不可|各|双|以及|\bboth\b|\bplus\b|\bas well as\b|\bcombined with\b|\btogether with\b",
    re.IGNORECASE,
)
EXAMPLES = re.compile(r"类|等(?!级|同|于|保)|\bsuch as\b|\be\.g\.|\bfor example\b|\blike\b|\bincluding\b|\bsimilar\b", re.IGNORECASE)
CONJUNCTION = re.compile(r"[和与及且、+＋&]|以及|并且?|又|\band\b|\bplus\b|\bas well as\b|,|，|；|;", re.IGNORECASE)
CHOICE = re.compile(r"或者?|[/／、，,]|\bor\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement understood.

    `groups` are what must be shown, each a choice of alternatives; `shared` is what the rest of the words point at.
    `level` is 0..5 as in `levels.tsv`; `window` limits the time to look at, in months before the day of reading.
    """

    requirement: Requirement
    units: tuple[Unit, ...]
    groups: tuple[tuple[tuple[Unit, ...], ...], ...]
    shared: tuple[Unit, ...]
    level: int = DEFAULT_LEVEL
    min_months: float | None = None
    window: float | None = None
    quantity: Amount | None = None
    solo: bool = False
    live: bool = False
    interns: bool = False
    part_time: bool = False
    full_time: bool = False
    both: bool = False

    @property
    def text(self) -> str:
        """Return the requirement's words."""
        return self.requirement.text

    @property
    def kind(self) -> Kind:
        """Return what the requirement is about."""
        return self.requirement.kind


def understand(requirement: Requirement) -> Need:
    """Read what a requirement asks for out of its words and its typed fields."""
    text = requirement.text
    months, window = _times(text)
    if requirement.min_years is not None:
        months = requirement.min_years * 12
    units = _distinct(units_of(text))
    groups = _read_groups(text) or _given_groups(requirement)
    inside = {u.word for group in groups for alternative in group for u in alternative}
    return Need(
        requirement=requirement,
        units=units,
        groups=groups,
        shared=tuple(u for u in units if u.word not in inside),
        level=_level(text),
        min_months=months,
        window=window,
        quantity=asked_amount(text),
        solo=bool(SOLO.search(text)),
        live=bool(LIVE.search(text)),
        interns=bool(INTERN_OK.search(text)),
        part_time=bool(PART_OK.search(text)),
        full_time=bool(FULL_ONLY.search(text)),
        both=bool(BOTH.search(text)),
    )


def in_job(needs: Sequence[Need], title: str) -> tuple[Need, ...]:
    """Weigh the words of claims by what sets them apart: what the whole job is about tells no requirement from another."""
    common = Counter(_key(u) for n in needs for u in n.units)
    usual = {key for key, count in common.items() if count >= SHARED_BY} | {_key(u) for u in units_of(title)}
    return tuple(_weighed(n, usual) if n.kind in CLAIMS else n for n in needs)


def _weighed(need: Need, usual: set[str]) -> Need:
    if all(_key(u) in usual for u in need.units if u.weight >= 1.0):
        return need

    def lighter(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        return tuple(replace(u, weight=min(u.weight, USUAL_WEIGHT)) if _key(u) in usual else u for u in units)

    groups = tuple(tuple(lighter(option) for option in group) for group in need.groups)
    apart = tuple(kept for g in groups if (kept := tuple(o for o in g if any(u.weight > USUAL_WEIGHT for u in o))))
    inside = {u.word for g in apart for o in g for u in o}
    units = lighter(need.units)
    return replace(need, units=units, groups=apart, shared=tuple(u for u in units if u.word not in inside))


def _key(unit: Unit) -> str:
    return unit.skill or unit.stem


def _distinct(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Keep one unit a skill: "西门子PLC（S7-1200/1500）" names one thing twice."""
    seen: set[str] = set()
    kept = []
    for unit in units:
        key = unit.skill or unit.word
        if key not in seen:
            kept.append(unit)
            seen.add(key)
    return tuple(kept)


def _times(text: str) -> tuple[float | None, float | None]:
    """Return (months asked for, months to look back)."""
    asked: float | None = None
    window: float | None = None
    for months, start, end in months_stated(text):
        if WINDOW.search(text[:start]) or WINDOW_AFTER.match(text[end:]):
            window = months
        elif asked is None:
            asked = months
    return asked, window


def _level(text: str) -> int:
    found = [level for level, pattern in level_patterns() if pattern.search(text)]
    return max(found) if found else DEFAULT_LEVEL


def _given_groups(requirement: Requirement) -> tuple[tuple[tuple[Unit, ...], ...], ...]:
    """Take the alternatives that the job record gives."""
    if requirement.skills:
        return tuple(tuple(_distinct(units_of(name)) or (_bare(name),) for name in group) for group in requirement.skills)
    return ()


def _bare(name: str) -> Unit:
    from jiufang.matching.topics import NAME_WEIGHT, ideas_in, stem

    word = name.strip().lower()
    return Unit(word, stem(word), ideas_in(word), NAME_WEIGHT)


def _read_groups(text: str) -> tuple[tuple[tuple[Unit, ...], ...], ...]:
    """Split the named things of a requirement's words at its and / or words."""
    sides = [p for p in _split_conjunction(text) if _named(p)] or [text]
    if EXAMPLES.search(text) and not BOTH.search(text):
        named = tuple(o for side in sides if (o := _named(side)))
        return (named,) if named else ()
    groups = []
    for side in sides:
        options = [_named(p) for p in CHOICE.split(side)] if ALTERNATIVE.search(text) else [_named(side)]
        kept = tuple(o for o in options if o)
        if kept:
            groups.append(kept)
    if len(groups) > 1 and ALTERNATIVE.search(text) and not BOTH.search(text):
        return (tuple(option for group in groups for option in group),)
    return tuple(groups)


def _split_conjunction(text: str) -> list[str]:
    parts = CONJUNCTION.split(text)
    strong = [p for p in parts if _named(p)]
    if len(strong) >= 2 or (BOTH.search(text) and len(parts) >= 2):
        return parts
    return [text]


def _named(text: str) -> tuple[Unit, ...]:
    units = _distinct(units_of(text))
    named = tuple(u for u in units if u.named)
    return named or (tuple(u for u in units if u.weight >= 1.0) if BOTH.search(text) else ())
