"""Turn a text into what can be compared exactly: dates, times, weekdays, amounts, numbers with their units, contacts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiufang.text.periods import MONTHS as MONTH_NAMES

_MONTH = "|".join(sorted((re.escape(m) for m in MONTH_NAMES if m.isascii()), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_HAN = "零〇一二两三四五六七八九十百千万"
_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {word: number for number, word in zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True)}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}  # “first” is said of too much else

CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s，。；）)]+|(?<![A-Za-z0-9_.])\+?\(?\d(?:[ ().-]{0,2}\d){6,}(?![A-Za-z0-9_])"
)
DATES = (
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d>{_DAY}))?(?![\d])"),
    re.compile(rf"(?:(?<!\d)(?P<y>{_YEAR})\s*年\s*)?(?<!\d)(?P<m>1[0-2]|0?[1-9])\s*月(?:份|\s*(?P<d>{_DAY})\s*[日号])?"),
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s*年"),
    re.compile(rf"\b(?P<mon>{_MONTH})\b\.?\s+(?P<d>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>{_YEAR}))?", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon>{_MONTH})\b\.?(?:,?\s+(?P<y>{_YEAR}))?", re.IGNORECASE),
    re.compile(rf"\b(?P<mon>{_MONTH})\b\.?,?\s+(?P<y>{_YEAR})", re.IGNORECASE),
)
TIMES = (
    re.compile(
        r"(?P<part>上午|下午|晚上|早上|中午|凌晨)?\s*(?<!\d)(?P<h>[01]?\d|2[0-3])[:：](?P<min>[0-5]\d)(?!\d)\s*(?P<ap>[ap]\.m\.|[ap]m\b)?",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\d.,])(?P<h>1[0-2]|0?[1-9])\s*(?P<ap>[ap]\.m\.|[ap]m\b)", re.IGNORECASE),
    re.compile(
        rf"(?P<part>上午|下午|晚上|早上|中午|凌晨)?\s*(?<!\d)(?P<h>[01]?\d|2[0-4]|(?<![这那有早晚快慢差了])[{_HAN}]{{1,3}})\s*点(?!击|评|赞|子|[一二三](?!十))(?:(?P<half>半)|(?P<min>[0-5]?\d)\s*分?)?"
    ),
)
SPELT_TIME = re.compile(
    rf"\b(?:(?P<part>half past|(?:a )?quarter (?:past|to)) (?P<h>\d{{1,2}}|{'|'.join(_WORDS)})\b|(?P<sharp>\d{{1,2}}|{'|'.join(_WORDS)}) o['’]clock|(?<=\bat )(?P<bare>{'|'.join(w for w, n in _WORDS.items() if 0 < n <= 12)})(?=\s*(?:[?.!,;)]|$|(?:on|in|sharp)\b)))(?: in the (?P<late>afternoon|evening|morning))?",
    re.IGNORECASE,
)
DAYTIME = 8  # a spelt hour before it is one of the afternoon: nobody is invited for three at night
WEEKDAY = re.compile(
    r"\b(?P<en>mon|tues?|wednes|thurs?|fri|satur|sun)days?\b|(?:星期|周|礼拜)(?P<zh>[一二三四五六日天])(?![年岁到])", re.IGNORECASE
)
_EN_DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
PERCENT = re.compile(rf"(?P<n>\d+(?:\.\d+)?)\s*(?:%|％|per ?cent\b|个百分点)|百分之(?P<zh>[{_HAN}]+|\d+(?:\.\d+)?)")
UNITS = (
    ("year", r"years?\b|yrs?\b|-year\b|周?年(?!级|薪)"),
    ("month", r"months?\b|-month\b|个月"),
    ("week", r"weeks?\b|-week\b|周(?!年)|个?星期"),
    ("day", r"(?:working |business )?days?\b|-day\b|个?工作日|天"),
    ("hour", r"hours?\b|hrs?\b|-hour\b|个?小时"),
    ("minute", r"minutes?\b|mins?\b|-minute\b|分钟"),
    ("person", r"people\b|persons?\b|members\b|staff\b|employees\b|人|名|位"),
    ("cny", r"元|块|人民币|yuan\b|rmb\b|cny\b"),
    ("usd", r"美元|美金|dollars?\b|usd\b"),
    ("eur", r"欧元|euros?\b|eur\b"),
    ("gbp", r"英镑|pounds?\b|gbp\b"),
    ("round", r"rounds?\b|轮"),
    ("pay", r"薪"),
)
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in UNITS)
_CURRENCY = {
    "$": "usd",
    "¥": "cny",
    "￥": "cny",
    "€": "eur",
    "£": "gbp",
    "usd": "usd",
    "rmb": "cny",
    "cny": "cny",
    "eur": "eur",
    "gbp": "gbp",
}
_TIMES = {
    "k": 1000,
    "thousand": 1000,
    "千": 1000,
    "万": 10_000,
    "w": 10_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "百万": 1_000_000,
    "亿": 100_000_000,
}
_SCALE = r"(?P<scale>k\b|w\b|m\b|thousand\b|million\b|百万|[万千亿])"
AMOUNT = re.compile(
    rf"(?P<cur>[$¥￥€£]|\b(?:usd|rmb|cny|eur|gbp)\s?)?(?<![\d.])(?P<n>(?:\d{1, 3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s?{_SCALE}?(?:\s*[+＋]|\s*(?:多|余|以上))?"
    rf"(?P<to>\s*(?:[-–—~～至到]|to)\s*(?=[$¥￥€£]?\d))?\s*[个名位]?(?:{_UNIT})?",
    re.IGNORECASE,
)
WITHIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+#./-]*$")  # the 6 of CET-6 is part of a name
OF_NAME = re.compile(r"(?![KWM]\b)[A-Z](?![a-z])")  # 3D and 5G are names
SPELT = re.compile(
    rf"\b(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)?[\s-]?\b(?P<en>{'|'.join(w for w in _WORDS)}|{'|'.join(_ORDINALS)})\b(?:\s+(?:full |more |working )?(?P<after>[a-z]+))?",
    re.IGNORECASE,
)
A_SPAN = re.compile(r"\b(?P<n>an?)\s+(?:full )?(?P<unit>year|month|week|day|hour|minute)\b", re.IGNORECASE)
SPELT_HAN = re.compile(
    rf"(?<![{_HAN}每同])(?P<n>[{_HAN}]+)(?P<unit>周?年(?!级|度)|个月|周|个?星期|个?工作日|天|个?小时|分钟|人|名|位|轮|元|美元|项|家|份|次|台|个|楼|层|栋)(?!性|体|样|些|别|起)"
)
HAN_UNITS = {"年": "year", "周年": "year", "个月": "month", "周": "week", "天": "day", "小时": "hour", "分钟": "minute", "人": "person", "名": "person", "位": "person", "轮": "round", "元": "cny", "美元": "usd"}  # fmt: skip
ALONE = frozenset(unit for unit, _ in UNITS)  # with these “one” and 一 are numbers


@dataclass(frozen=True, slots=True)
class Item:
    """Something exact in a text: `text[start:end]`; `value` and `unit` are what is compared."""

    kind: str
    value: str
    unit: str
    start: int
    end: int
    surface: str

    def same(self, other: Item) -> bool:
        """Tell whether a fact's item (other) bears this one out; a unit that only one of them names is no contradiction."""
        if self.kind == "date" and other.kind == "date":
            parts = zip(self.value.split("-"), other.value.split("-"), strict=True)
            return all(mine in {"", theirs} for mine, theirs in parts)
        if self.kind == "number" and other.kind == "span":  # “within a week” bears out one week
            return (self.value, self.unit) == (other.value, other.unit)
        if {self.kind, other.kind} == {"date", "number"}:  # 2021 may be written with its month or bare
            return f"{self.value}--" == other.value[:4] + "--" or self.value == f"{other.value}--"
        if self.kind == "weekday" and other.kind == "date":
            return self.value == _weekday(other.value)
        return self.kind == other.kind and self.value == other.value and (self.unit == other.unit or not self.unit or not other.unit)


@lru_cache(maxsize=4096)
def items(text: str) -> tuple[Item, ...]:
    """Return the exact items of a text in order, none overlapping.

    Example:
        >>> [(i.kind, i.value, i.unit) for i in items("24 Nov 2026, 2 pm: 3 years, 25-30k, 40%")]
        [('date', '2026-11-24', ''), ('time', '14:00', ''), ('number', '3', 'year'), ('number', '25000', ''), ('number', '30000', ''), ('percent', '40', '')]
    """
    found: list[Item] = []
    left = text
    for scan in (_dates, _contacts, _times, _weekdays, _percents, _amounts, _spelt, _spelt_han):
        fresh = list(scan(left))
        found += fresh
        for item in fresh:
            left = left[: item.start] + "\x00" * (item.end - item.start) + left[item.end :]
    return tuple(sorted(found, key=lambda i: i.start))


def _item(kind: str, value: str, match: re.Match[str], unit: str = "") -> Item:
    lead = len(match.group()) - len(match.group().lstrip())
    return Item(kind, value, unit, match.start() + lead, match.start() + len(match.group().rstrip()), match.group().strip())


def _contacts(text: str) -> Iterator[Item]:
    for m in CONTACT.finditer(text):
        plain = m.group().casefold().rstrip(".")
        number = "@" not in plain and "/" not in plain and "www" not in plain
        yield _item("contact", re.sub(r"\D", "", plain) if number else plain, m)


def _dates(text: str) -> Iterator[Item]:
    for m in _firsts(text, DATES):
        parts = m.groupdict()
        month = str(MONTH_NAMES[parts["mon"].lower()]) if parts.get("mon") else parts.get("m") or ""
        yield _item("date", "-".join(p.lstrip("0") if p else "" for p in (parts.get("y"), month, parts.get("d"))), m)


def _times(text: str) -> Iterator[Item]:
    for m in _firsts(text, TIMES):
        parts = m.groupdict()
        hour = int(parts["h"]) if parts["h"].isdigit() else han_number(parts["h"])
        late = (parts.get("ap") or "").lower().startswith("p") or parts.get("part") in {"下午", "晚上"}
        hour += 12 if late and hour < 12 else 0
        minute = 30 if parts.get("half") else int(parts.get("min") or 0)
        yield _item("time", f"{hour}:{minute:02}", m)
    yield from map(_spelt_time, SPELT_TIME.finditer(text))


def _spelt_time(match: re.Match[str]) -> Item:
    """Return a time told in words: half past two is 14:30."""
    told = (match["h"] or match["sharp"] or match["bare"]).lower()
    hour = int(told) if told.isdigit() else _WORDS[told]
    late = (match["late"] or "").lower()
    hour += 12 if hour < 12 and (late in {"afternoon", "evening"} or (not late and hour < DAYTIME)) else 0
    part = (match["part"] or "").lower()
    minutes = hour * 60 + (30 if part.startswith("half") else 15 if part.endswith("past") else -15 if part else 0)
    return _item("time", f"{minutes // 60}:{minutes % 60:02}", match)


def _weekdays(text: str) -> Iterator[Item]:
    for m in WEEKDAY.finditer(text):
        yield _item("weekday", str(_EN_DAYS[m["en"][:3].lower()] if m["en"] else "一二三四五六日".find(m["zh"].replace("天", "日")) + 1), m)


def _percents(text: str) -> Iterator[Item]:
    for m in PERCENT.finditer(text):
        spelt = m["zh"]
        yield _item("percent", _plain(m["n"] or spelt if not spelt or spelt[0].isdigit() else str(han_number(spelt))), m)


def _amounts(text: str) -> Iterator[Item]:
    found = [m for m in AMOUNT.finditer(text) if not WITHIN_NAME.search(text[: m.start("n")]) and not OF_NAME.match(text, m.end("n"))]
    for number, m in enumerate(found):
        last = m
        while last["to"] and number + 1 < len(found):  # in “25-35k” both are thousands
            number += 1
            last = found[number]
        scale = (m["scale"] or last["scale"] or "").lower()
        unit = _CURRENCY.get((m["cur"] or "").strip().lower(), "") or next((name for name, _ in UNITS if m[name] or last[name]), "")
        yield _item("number", _plain(m["n"].replace(",", ""), _TIMES.get(scale, 1)), m, unit)


def _spelt(text: str) -> Iterator[Item]:
    yield from (_item("span", "1", m, m["unit"].lower()) for m in A_SPAN.finditer(text))
    for m in SPELT.finditer(text):
        word, after = m["en"].lower(), m["after"] or ""
        unit = next((name for name, pattern in UNITS if re.fullmatch(pattern.replace(r"\b", ""), after, re.IGNORECASE)), "")
        value = _ORDINALS.get(word, _WORDS.get(word, 0)) + _WORDS.get((m["tens"] or "").lower(), 0)
        if value == 1 and unit not in ALONE:
            continue
        end = m.end() if unit else m.end("en")
        yield Item("number", str(value), unit, m.start(), end, text[m.start() : end].strip())


def _spelt_han(text: str) -> Iterator[Item]:
    for m in SPELT_HAN.finditer(text):
        unit = HAN_UNITS.get(m["unit"].removeprefix("个") if m["unit"] != "个月" else m["unit"], "")
        if m["n"] != "一" or unit in ALONE - {"person"}:
            yield _item("number", str(han_number(m["n"])), m, unit)


def han_number(text: str) -> int:
    """Return the value of a Chinese numeral.

    >>> han_number("二十五"), han_number("三千"), han_number("两")
    (25, 3000, 2)
    """
    total, digit, section = 0, 0, 0
    for char in text:
        if char in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        elif char == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            digit = digit * 10 + ("零一二三四五六七八九".find(char.replace("〇", "零").replace("两", "二")))
    return total + section + digit


def _firsts(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[re.Match[str]]:
    """Yield the matches of several patterns, an earlier pattern before a later one where they overlap."""
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for m in pattern.finditer(text):
            if all(m.end() <= a or m.start() >= b for a, b in taken):
                taken.append(m.span())
                yield m


def _plain(number: str, scale: int = 1) -> str:
    return f"{(Decimal(number) * scale).normalize():f}"


def _weekday(date: str) -> str:
    year, month, day = date.split("-")
    try:
        return str(dt.date(int(year), int(month), int(day)).isoweekday())
    except ValueError:
        return ""


Scan = Callable[[str], Iterator[Item]]
