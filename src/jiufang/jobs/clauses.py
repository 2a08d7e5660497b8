"""Turn a stretch of an ad into sentences, and sentences into the pieces that may each ask for one thing."""

from __future__ import annotations

import re

Span = tuple[int, int]

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|min|max|yrs?|no|st|dr|mr|ms|inc|ltd|co|dept|u\.s|u\.k|ph\.d|b\.sc|m\.sc|b\.a|m\.a|b\.s|m\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[。！？!?；;\n]|(?<=[吧啊哦呀啦哈呢哟])[～~])+[”’」）)\"]*|\.(?=\s|$)")
_ZH_COMMA = re.compile(r"，|,(?!\d{3})|(?<=[\u4e00-\u9fff])\s+[-–—]+\s+|——|\s{2,}|\s[／/|]\s|[:：](?!//)")
_EN_BREAK = re.compile(
    r"\s*;\s*|,\s+(?:and|plus|but|or|as well as|along with|together with)\s+|,\s+(?=(?:so|hence|therefore|thus|which is why|which means)\s)|,\s+|:\s+|\s+(?:and|plus|as well as|along with|together with|but)\s+|\s+[-–—]+\s+(?:and\s+|plus\s+)?|\s*[—–]\s*(?=[A-Za-z])|,\s+of which\s+|\s+\+\s+|\s+with\s+(?=(?:an?|at least|\d))|\.\s+"
)
# “knowledge of land law - options, overage - is needed”: what stands between two dashes is an aside.
_DASHED = re.compile(r"\s[-–—]\s(?:(?!\s[-–—]\s)[^;.]){3,80}?\s[-–—]\s(?!and\b|plus\b|or\b|as well)")
LONGEST_SENTENCE = 1500  # code points; what is longer is no sentence, and reading its parts takes the square of their number
_OPEN, _CLOSE = '（([【“「《"', '）)]】”」》"'


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Cut `text[start:end]` at full stops, question and exclamation marks, and semicolons outside parentheses."""
    spans, begin = [], start
    for match in _END.finditer(text, start, end):
        if _depth(text, begin, match.start()) > 0 or _is_abbreviation(text, begin, match):
            continue
        spans.append(trim(text, begin, match.start()))
        begin = match.end()
    spans.append(trim(text, begin, end))
    return [(a, b) for a, b in spans if b > a]


def chinese_clauses(text: str, start: int, end: int) -> list[Span]:
    """Cut a sentence at its commas and colons outside parentheses."""
    return _cut(text, start, end, _ZH_COMMA)


def english_breaks(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return where a sentence might be parted: (end of the left, start of the right, the words between)."""
    if end - start > LONGEST_SENTENCE:
        return []
    found = []
    asides = [m.span() for m in _DASHED.finditer(text, start, end)]
    for match in _EN_BREAK.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in asides):
            continue
        if match.start() > start and match.end() < end and _depth(text, start, match.start()) == 0:
            found.append((match.start(), match.end(), match.group().strip()))
    return found


def trim(text: str, start: int, end: int, *, marks: str = " \t\n\r\u3000，,;；。、·-–—:：.~～!！*_|") -> Span:
    """Move both ends inwards over blanks and stray punctuation."""
    while start < end and text[start] in marks and not (text[start] == "." and text[start + 1 : start + 2].isalpha()):
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int, breaks: re.Pattern[str]) -> list[Span]:
    spans, begin = [], start
    for match in breaks.finditer(text, start, end):
        if _depth(text, start, match.start()) == 0:
            spans.append(trim(text, begin, match.start()))
            begin = match.end()
    spans.append(trim(text, begin, end))
    return [(a, b) for a, b in spans if b > a]


def _depth(text: str, start: int, end: int) -> int:
    # Quotation marks that look the same on both sides are not counted.
    opened = sum(text.count(c, start, end) for c in _OPEN if c != '"')
    return opened - sum(text.count(c, start, end) for c in _CLOSE if c != '"')


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    return match.group().startswith(".") and bool(_ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1))
