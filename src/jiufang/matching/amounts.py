"""Read amounts with their dimension out of a text, so that 亩 and square metres, k and 万, dollars and 元 compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.lexicon import read_rows
from jiufang.matching.numbers import AT_LEAST, SCALES, WORDS, chinese_number

NUMERAL = "|".join(sorted((re.escape(w) for w in WORDS if len(w) > 2), key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<sign>[¥$€£]|(?:USD|EUR|GBP|RMB|CNY|AUD|CAD|NOK|SEK|DKK|PLN|INR|HKD|SGD|CHF)(?![a-z]))?\s?(?:(?P<digits>\d[\d,]*(?:\.\d+)?)|(?P<zh>[零〇一二两三四五六七八九十百]+)|\b(?P<word>{NUMERAL})\b)"
    r"\s?(?P<scale>[十百千万亿]{1,2}|(?:k|m|mn|bn|million|billion|thousand|hundred)\b)?\s?(?:\+|余|多|来|几)?(?=(?P<rest>.{0,28}))",
    re.IGNORECASE,
)
SIGNS = {"¥": 1.0, "$": 7.2, "€": 7.8, "£": 9.3}
BETWEEN = re.compile(
    r"(?:or more |and more |[+] )?(?!(?:years?|months?|weeks?|days?|of|in|at|with|and|for|to|on|from)\b)[a-z][a-z-]* ", re.IGNORECASE
)
WORDS_BETWEEN = 3  # a number and its noun: “6 or more claims staff”
BODY = re.compile(
    r"(?:带人|下属|团队|手下|人数)\s*[:：]?\s*$|\b(?:team|crew|staff|group|class(?:es)?|department|shifts?|gang) of (?:about |up to |at least |over )?$",
    re.IGNORECASE,
)
PERIODS = (
    (365.0, re.compile(r"日均|每天|每日|一天|天(?:均)?$|/天|/日|\b(?:a|per|each|every) (?:day|shift)|daily", re.IGNORECASE)),
    (52.0, re.compile(r"周均|每周|一周|\b(?:a|per|each|every) week|weekly", re.IGNORECASE)),
    (12.0, re.compile(r"月均|每月|一个?月|/月|单月|个人月|月(?=销|营|流水|均|发|出)|\b(?:a|per|each|every) month|monthly", re.IGNORECASE)),
    (4.0, re.compile(r"每?季度|\b(?:a|per) quarter|quarterly", re.IGNORECASE)),
    (
        1.0,
        re.compile(
            r"年均|每年|全年|一年|年度|年(?=销|营|采|产|出|收|成交|运|薪)|\b(?:a|per|each|every) (?:year|season|annum)|annual|yearly",
            re.IGNORECASE,
        ),
    ),
)
AROUND = 12  # code points before and after a number in which its period stands
# Figures of the firm, the market or the building as a whole are nobody's own.
WHOLE_FIRM = re.compile(
    r"公司|全国|全港|港区|平台(?=日|年|月|全)|集团|全院|整个|部门共|全校|\b(?:company|group|firm|national|nationwide|industry)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the first unit of its dimension, per year where it is a rate, and where it stands."""

    value: float
    dimension: str
    start: int
    end: int
    rate: float | None = None

    def share_of(self, asked: Amount) -> float:
        """Return how much of what is asked this is; rates are compared per year when both name a period."""
        ours, theirs = self.value, asked.value
        if self.rate and asked.rate:
            ours, theirs = ours * self.rate, theirs * asked.rate
        return ours / theirs if theirs else 1.0


@lru_cache(maxsize=1)
def _units() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((name, float(factor), re.compile(rf"(?:{pattern})", re.IGNORECASE)) for name, factor, pattern in read_rows("units.tsv"))


@lru_cache(maxsize=20000)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of a text that name a unit of `units.tsv`.

    >>> [(a.value, a.dimension) for a in amounts("年采购额 1.5 亿元，team of 12 people")]
    [(150000000.0, 'money'), (12.0, 'people')]
    """
    found = []
    for m in NUMBER.finditer(text):
        dimension, factor = _dimension(m["sign"], m["rest"])
        if not dimension and BODY.search(text[: m.start("digits" if m["digits"] else "zh" if m["zh"] else "word")]):
            dimension, factor = "people", 1.0
        if dimension:
            value = _value(m) * factor
            found.append(Amount(value, dimension, m.start(), m.end(), _rate(text, m.start(), m.end())))
    return tuple(found)


def _dimension(sign: str | None, rest: str) -> tuple[str, float]:
    if sign in SIGNS:
        return "money", SIGNS[sign]
    behind = rest.lstrip()
    for _ in range(WORDS_BETWEEN + 1):
        for name, factor, pattern in _units():
            if (sign and pattern.match(sign)) or pattern.match(behind):
                return name, factor
        between = BETWEEN.match(behind)
        if between is None:
            break
        behind = behind[between.end() :]
    return "", 1.0


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        number = float(match["digits"].replace(",", ""))
    else:
        number = chinese_number(match["zh"]) if match["zh"] else float(WORDS[match["word"].lower()])
    scale = (match["scale"] or "").lower()
    for part in [scale] if scale.isascii() else scale:
        number *= SCALES.get(part, 100.0 if part == "hundred" else 1.0)
    return number


def _rate(text: str, start: int, end: int) -> float | None:
    around = f"{text[max(0, start - AROUND) : start]}#{text[end : end + 2 * AROUND]}"
    return next((times for times, pattern in PERIODS if pattern.search(around)), None)


def asked_amount(text: str) -> Amount | None:
    """Return the least amount that a requirement asks for; None when it asks for none with a known unit."""
    for amount in amounts(text):
        if AT_LEAST.search(text[max(0, amount.start - 14) : amount.end + 14]):
            return amount
    return None


def given_amount(asked: Amount, text: str) -> Amount | None:
    """Return the largest amount of the asked dimension that a text gives as the person's own; None when it gives none."""
    own = [a for a in amounts(text) if a.dimension == asked.dimension and not WHOLE_FIRM.search(text[max(0, a.start - 8) : a.start])]
    return max(own, key=lambda a: a.share_of(asked), default=None)
