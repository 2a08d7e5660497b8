"""Read quantities and lengths of time as Chinese and English write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
WORDS = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "half": 0.5, "dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
SCALES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "亿": 1e8,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "billion": 1e9,
    "thousand": 1e3,
}
ZH_NUMBER = "[零〇一二两三四五六七八九十百]+"
EN_NUMBER = "|".join(sorted((re.escape(w) for w in WORDS if len(w) > 2), key=len, reverse=True))
YEARS = re.compile(
    rf"(?:(\d+(?:\.\d+)?)|({ZH_NUMBER})|\b({EN_NUMBER}|an?)\b)[\s-]*(?:\+|余|多|several)?\s*(整)?"
    rf"(?:(年半)|(年|周年|载)(?![级代底末初度龄假终会\d])|(?:(?:full|continuous|consecutive|good)\s+)?(years?|yrs?)\b(?!\s*(?:old|end))|(个半?月|月)(?!\d)|(months?|mos?|weeks?)\b)",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    rf"(?<![A-Za-z0-9.])(?:[¥$€£]|usd|eur|gbp|rmb|cny)?\s*(?:(\d[\d,]*(?:\.\d+)?)|({ZH_NUMBER})|\b({EN_NUMBER})\b)\s*(十|百|千|万|亿|k\b|m\b|mn\b|bn\b|b\b|million|billion|thousand)?(万|亿)?\s*"
    r"(%|％|个百分点|人|名|位|元|美元|张|家|台|条|单|项|个|套|件|次|吨|t/a|kt|平方米|㎡|m²|sqm|people|persons?|agents?|staff|juniors?|reports|engineers?|users?|customers?|employees?|operatives?|associates?|members?|technicians?|nurses?|beds?|床|households?|stores?|sites?|qps|tps|dau|[a-z]{3,}s\b)?",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"^(?:人|名|位|people|persons?|agents?|staff|juniors?|reports|engineers?|employees?|operatives?|associates?|members?|technicians?|nurses?)$",
    re.I,
)
AT_LEAST = re.compile(
    r"以上|及以上|不低于|不少于|至少|超过|起|满|多于|不小于|[≥>]|\+|at least|minimum|min\.|or more|more than|over|above|no (?:less|fewer) than|not (?:less|fewer) than|upwards of|and up",
    re.IGNORECASE,
)
DATE_LIKE = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, scaled ("1,260 万" is 12,600,000), and where it stands."""

    value: float
    unit: str
    start: int
    end: int


def chinese_number(text: str) -> float:
    """Return the value of a Chinese numeral below a thousand ("三十五" is 35)."""
    total, current = 0.0, 0.0
    for char in text:
        if char in DIGITS:
            current = DIGITS[char]
        else:
            total += (current or 1) * SCALES[char]
            current = 0
    return total + current


def months_stated(text: str) -> list[tuple[float, int, int]]:
    """Return (months, start, end) for every length of time in a text: "三年半", "31 个月", "two years", "18 months"."""
    found = []
    for m in YEARS.finditer(text):
        number = float(m[1]) if m[1] else chinese_number(m[2]) if m[2] else WORDS[m[3].lower()]
        if number > 60 and not (m[8] or m[9]):
            continue  # 2019年 is a date, not a length
        months = number * 12 + 6 if m[5] else number if m[8] or m[9] else number * 12
        if (m[9] or "").lower().startswith("week"):
            months = int(number * 7 / 30.44)
        if m[8] and not m[8].startswith("个"):
            continue  # 3月 is a date
        found.append((float(months), m.start(), m.end()))
    return found


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text that is not a year."""
    found = []
    for m in QUANTITY.finditer(text):
        if m[1] and DATE_LIKE.match(m[1]) and not (m[4] or m[6]):
            continue
        if not m[1] and not (m[4] or m[5] or m[6]):
            continue
        number = float(m[1].replace(",", "")) if m[1] else chinese_number(m[2]) if m[2] else float(WORDS[m[3].lower()])
        for scale in (m[4], m[5]):
            number *= SCALES[scale.lower()] if scale else 1
        unit = (m[6] or "").lower()
        found.append(Quantity(number, "people" if PEOPLE.match(unit) else unit, m.start(), m.end()))
    return found
