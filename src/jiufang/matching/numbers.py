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
_NUMBER = rf"(?:\d+(?:\.\d+)?|{ZH_NUMBER}|\b(?:{EN_NUMBER}|an?)\b)"
_MORE = r"(?:\+|余|多|来|several|[- ]?plus\b|\s+or (?:more|over)\b|\s+full\b|\s+continuous\b|\s+consecutive\b|\s+good\b)?"
YEARS = re.compile(
    rf"(?:(?P<least>\d+(?:\.\d+)?|{ZH_NUMBER}|\b(?:{EN_NUMBER})\b)\s*(?:-|–|—|~|～|至|到|to|or)\s*)?"
    rf"(?P<number>{_NUMBER})(?P<half>\s+and a half)?\s*{_MORE}[\s-]*整?"
    rf"(?:(?P<year_half>年半)|(?P<year>年|周年|载)(?![级代底末初度龄假终会]|\d(?!\d?个月))|(?P<years>years?|yrs?)\b(?!\s*(?:old|end))"
    rf"|(?P<decade>decades?)\b|(?P<month>个半?月|月)(?!\d)|(?P<months>months?|mos?)\b|(?P<week>weeks?\b|周(?![一二三四五六日年]))"
    rf")(?:(?<=[年rs])(?:\s*(?:and|零|又|,)\s*|\s*)(?P<rest>\d{{1,2}}|{ZH_NUMBER}|(?:{EN_NUMBER}))\s*(?:个月|months?\b|mos?\b)| and a (?P<after>half))?",
    re.IGNORECASE,
)
HALF_YEAR = re.compile(r"半年(?!度|报|末|底)|大半年|\bhalf a year\b|\bsix-month\b", re.IGNORECASE)
WEEKS_A_MONTH = 30.44 / 7
LONGEST = 60  # years; "2019年" is a date, not a length
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
    """Return (months, start, end) for every length of time in a text: "三年半", "31 个月", "1年3个月", "two years".

    Of a range ("3-5 years") the lower end is what counts.
    """
    found = [(months, m.start(), m.end()) for m in YEARS.finditer(text) if (months := _months(m)) is not None]
    taken = [(start, end) for _, start, end in found]
    halves = [m for m in HALF_YEAR.finditer(text) if all(m.end() <= a or m.start() >= b for a, b in taken)]
    return sorted([*found, *((6.0, m.start(), m.end()) for m in halves)], key=lambda f: f[1])


def _months(match: re.Match[str]) -> float | None:
    """Return how many months a length says, None for what is a date."""
    number = _value(match["number"])
    if match["least"] and _value(match["least"]) < number:
        number = _value(match["least"])
    if match["week"]:
        if match["week"] == "周" and not match["number"].isdigit():
            return None  # 第二周, 每周
        return float(int(number / WEEKS_A_MONTH))
    if match["month"] or match["months"]:
        return None if (match["month"] or "").startswith("月") else number + 0.5 * ("半" in (match["month"] or ""))
    if match["decade"]:
        return 120 * number
    half = 6 if match["year_half"] or match["half"] or match["after"] else 0
    rest = _value(match["rest"]) if match["rest"] else 0.0
    return None if number > LONGEST else 12 * number + half + rest


def _value(written: str) -> float:
    """Return a number written in digits, in Chinese or in English words."""
    if written[0].isdigit():
        return float(written)
    return float(WORDS[written.lower()]) if written.isascii() else chinese_number(written)


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
