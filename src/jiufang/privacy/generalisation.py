"""Turn telling details into coarser ones: age → band, city → region, employer → industry and size class, dates → durations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from jiufang.privacy.organisations import short_name
from jiufang.privacy.recognisers.base import mostly_chinese
from jiufang.text.dates import find_periods, last_full_month, months_between

BAND = 10  # years of age that one band holds
AGE = re.compile(
    r"(?<!\d)(?P<zh>[1-7]\d)\s*周?岁|(?i:(?<![A-Za-z])(?:aged?|age:)\s*:?\s*)(?P<en>[1-7]\d)(?!\d)|(?<!\d)(?P<old>[1-7]\d)[\s-](?:years?|yrs?)[\s-]old",
    re.IGNORECASE,
)
SIZES = (
    (re.compile(r"世界500强|财富500强|fortune\s*500|nyse|nasdaq|上市|listed|集团|group\b|holdings|global|国际", re.IGNORECASE), "large"),
    (re.compile(r"工作室|门店|诊所|studio|clinic|family[- ]owned|start-?up|初创|个体", re.IGNORECASE), "small"),
)
WORDS_ZH = {"large": "大型", "small": "小型", "unknown": "规模不详"}


class Coarse(StrEnum):
    """What was made coarser."""

    AGE = "age_band"
    REGION = "region"
    EMPLOYER = "industry"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Change:
    """`text[start:end]` becomes `value`."""

    start: int
    end: int
    kind: Coarse
    value: str


def find_changes(text: str, *, employers: Iterable[str] = (), as_of: str | None = None) -> list[Change]:
    """Return what of a text can be made coarser, in order.

    Args:
        text: a résumé or any part of one.
        employers: names of employers, to be replaced by their industry and size class.
        as_of: the day (YYYY-MM-DD) on which “present” ends; without it open periods stay.

    >>> [c.value for c in find_changes("32岁，现居苏州，2019.03-2021.11 任职")]
    ['30–39岁', '华东', '2年9个月']
    """
    chinese = mostly_chinese(text)
    found = [
        *_ages(text),
        *_durations(text, as_of, chinese=chinese),
        *_employers(text, employers, chinese=chinese),
        *_cities(text, chinese=chinese),
    ]
    kept: list[Change] = []
    for change in found:
        if all(change.end <= k.start or change.start >= k.end for k in kept):
            kept.append(change)
    return _joined(text, sorted(kept, key=lambda c: c.start))


def age_band(age: int) -> str:
    """Return the band of ten years that an age falls into.

    >>> age_band(32)
    '30–39'
    """
    low = age // BAND * BAND
    return f"{low}–{low + BAND - 1}"


def region_of(city: str, *, chinese: bool) -> str:
    """Return the larger region of a city, or nothing when the city is not known.

    >>> region_of("苏州", chinese=False), region_of("Chicago", chinese=False)
    ('East China', 'US Midwest')
    """
    row = _regions().get(city.casefold().removesuffix("市").removesuffix("省"))
    return "" if row is None else row[0] if chinese else row[1]


def industry_of(employer: str, *, chinese: bool) -> str:
    """Return the industry that the words of an employer's name tell, else “employer”.

    >>> industry_of("示例市第一人民医院", chinese=False), industry_of("Example Bank PLC", chinese=True)
    ('healthcare', '银行')
    """
    folded = employer.casefold()
    for words, zh, en in _industries():
        if any(_names(word, folded) for word in words):
            return zh if chinese else en
    return "单位" if chinese else "employer"


def size_class(employer: str, *, chinese: bool) -> str:
    """Return whether an employer's name tells that it is large or small."""
    size = next((size for pattern, size in SIZES if pattern.search(employer)), "unknown")
    return WORDS_ZH[size] if chinese else {"unknown": "size unknown"}.get(size, size)


def duration(months: int, *, chinese: bool) -> str:
    """Return months as years and months.

    >>> duration(33, chinese=False)
    '2 years 9 months'
    """
    years, rest = divmod(months, 12)
    if chinese:
        return (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((years, "year"), (rest, "month")) if n]
    return " ".join(parts) or "0 months"


def _joined(text: str, changes: list[Change]) -> list[Change]:
    """Make one of neighbours that become the same: “Phoenix, Arizona” is one region."""
    out: list[Change] = []
    for change in changes:
        last = out[-1] if out else None
        if last and last.value == change.value and last.kind == change.kind and not text[last.end : change.start].strip(" ,，·"):
            out[-1] = Change(last.start, change.end, last.kind, last.value)
        else:
            out.append(change)
    return out


def _ages(text: str) -> list[Change]:
    found = []
    for match in AGE.finditer(text):
        group = next(name for name in ("zh", "en", "old") if match[name])
        found.append(Change(match.start(group), match.end(group), Coarse.AGE, age_band(int(match[group]))))
    return [
        Change(c.start, c.end + (text[c.end : c.end + 1] == "岁"), c.kind, c.value + ("岁" if text[c.end : c.end + 1] == "岁" else ""))
        for c in found
    ]


def _durations(text: str, as_of: str | None, *, chinese: bool) -> list[Change]:
    found = []
    for start, end, period in find_periods(text):
        last = last_full_month(as_of) if period.current and as_of else period.end
        if period.start is not None and last is not None and last != period.start:
            months = months_between(period.start, last)
            if months > 0:
                found.append(Change(start, end, Coarse.DURATION, duration(months, chinese=chinese)))
    return found


def _employers(text: str, employers: Iterable[str], *, chinese: bool) -> list[Change]:
    found = []
    for name in sorted(set(employers), key=lambda n: (-len(n), n)):
        value = (
            f"{industry_of(name, chinese=chinese)}（{size_class(name, chinese=True)}）"
            if chinese
            else f"{industry_of(name, chinese=False)} ({size_class(name, chinese=False)})"
        )
        for form in dict.fromkeys((name, short_name(name))):
            if len(form) > 1:
                found += [Change(*m.span(), Coarse.EMPLOYER, value) for m in re.finditer(re.escape(form), text)]
    return found


def _cities(text: str, *, chinese: bool) -> list[Change]:
    return [Change(*m.span(), Coarse.REGION, region_of(m.group(), chinese=chinese)) for m in _city_pattern().finditer(text)]


def _names(word: str, folded: str) -> bool:
    return word in folded if not word.isascii() else bool(re.search(rf"(?<![a-z]){re.escape(word)}", folded))


@lru_cache(maxsize=1)
def _regions() -> dict[str, tuple[str, str]]:
    rows = [line.split("\t") for line in _lines("regions.tsv")]
    return {city.casefold(): (zh, en) for zh, en, cities in rows for city in cities.split("|")}


@lru_cache(maxsize=1)
def _city_pattern() -> re.Pattern[str]:
    cities = [city for line in _lines("regions.tsv") for city in line.split("\t")[2].split("|")]
    latin = "|".join(re.escape(c) for c in sorted(cities, key=lambda c: (-len(c), c)) if c.isascii())
    han = "|".join(re.escape(c) for c in sorted(cities, key=lambda c: (-len(c), c)) if not c.isascii())
    return re.compile(
        rf"(?:{han})(?:市|省)?(?!路|街|大道|大学|学院|师范|交通|理工|工业)|(?<![A-Za-z])(?:{latin})(?![A-Za-z]| University| State| College| School)"
    )


@lru_cache(maxsize=1)
def _industries() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    rows = [line.split("\t") for line in _lines("industries.tsv")]
    return tuple((tuple(words.split("|")), zh, en) for zh, en, words in rows)


def _lines(name: str) -> list[str]:
    text = files("jiufang.privacy").joinpath(f"data/{name}").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
