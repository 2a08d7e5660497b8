"""Read how many years a requirement asks for, in figures or words, Chinese or English."""

from __future__ import annotations

import re

ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
EN_WORDS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "couple": 2,
}

_EN_NUMBER = r"\d+(?:\.\d+)?|" + "|".join(sorted((w for w in EN_WORDS if w not in {"a", "an", "couple"}), key=len, reverse=True))
_ZH_NUMBER = r"\d+(?:\.\d+)?|[零〇一二三四五六七八九十两]{1,3}"
_RANGE = r"(?:\s*(?:-|–|—|~|～|至|到|to|or|或)\s*(?:NUMBER))?"

ZH_YEARS = re.compile(
    rf"(?P<number>{_ZH_NUMBER}){_RANGE.replace('NUMBER', _ZH_NUMBER)}\s*(?:\+|多|余|个)?\s*(?P<half>半)?(?P<unit>年(?!级|龄|度|薪|会|终|代|级|假|检|内|[\d一二三四五六七八九十])|个?月(?!薪))(?P<tail>半)?"
)
EN_YEARS = re.compile(
    rf"\b(?P<number>{_EN_NUMBER})(?:\s*\((?:\d+)\))?{_RANGE.replace('NUMBER', _EN_NUMBER)}\s*(?:\+|plus|or more|full|whole)?[\s-]*(?P<unit>years?|yrs?|months?)\b",
    re.IGNORECASE,
)
# “…, of which at least two as head chef”: the years were named before.
_BARE_YEARS = re.compile(
    rf"^\W*(?:of which )?(?:at least|a minimum of|minimum)\s+(?P<number>{_EN_NUMBER})\s+(?:of (?:them|those|these|which) )?(?:as|in) an?\b|^\W*(?:of which )?at least (?P<number2>{_EN_NUMBER}) as\b",
    re.IGNORECASE,
)
# "within the past five years" says when, "18 years of age" who, "a two-year degree" how long a course is.
_NOT_ASKED = re.compile(r"(?:past|last|previous|within|recent|next)\s+(?:the\s+)?$|(?:近|最近|过去|未来)\s*$", re.IGNORECASE)
_NOT_WORK = re.compile(r"^\s*(?:old|of age|degree|program|diploma|course|contract|fixed)|^\s*(?:(?:周)?岁|制)", re.IGNORECASE)


def to_number(word: str) -> float:
    """Return the value of a numeral: figures, English words up to twenty, Chinese numerals up to 99."""
    word = word.lower()
    if word in EN_WORDS:
        return float(EN_WORDS[word])
    if word[:1].isdigit():
        return float(word)
    tens, ten, ones = word.rpartition("十")
    if ten:
        return float((ZH_DIGITS.get(tens, 1) if tens else 1) * 10 + (ZH_DIGITS.get(ones, 0) if ones else 0))
    return float(ZH_DIGITS.get(word[-1], 0))


def min_years(text: str) -> float | None:
    """Return the least number of years that a text asks for.

    Args:
        text: words of a requirement, e.g. "三到五年经验", "at least 18 months".

    Returns:
        Years (18 months are 1.5), the lower end of a range; None when no length of time is asked for.
    """
    for match in sorted([*ZH_YEARS.finditer(text), *EN_YEARS.finditer(text)], key=lambda m: m.start()):
        if _NOT_ASKED.search(text[: match.start()]) or _NOT_WORK.search(text[match.end() :]):
            continue
        return _years(match)
    if (bare := _BARE_YEARS.match(text)) is not None:
        return to_number(bare["number"] or bare["number2"])
    if re.search(r"半年", text):
        return 0.5
    return None


def _years(match: re.Match[str]) -> float:
    groups = match.groupdict()
    value = to_number(match["number"]) + (0.5 if groups.get("half") or groups.get("tail") else 0.0)
    in_months = "月" in match["unit"] or match["unit"].lower().startswith("month")
    return round(value / 12, 2) if in_months else value
