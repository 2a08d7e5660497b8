"""Count list items and write the number or bullet that Word prints before each."""

from __future__ import annotations

import re

from jiufang.documents.docx.marks import Element, W, number, value

ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
HAN_DIGITS = "零一二三四五六七八九"
HAN_FORMATS = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting"}
BULLET = "•"


class Numbering:
    """The lists of a document, with a counter for each level."""

    def __init__(self, part: Element | None) -> None:
        numbers = [] if part is None else part.findall(W + "num")
        self._abstract = {} if part is None else {value(a, "abstractNumId"): a for a in part.findall(W + "abstractNum")}
        self._nums = {value(n, "numId"): n for n in numbers}
        self._counts: dict[tuple[str | None, int], int] = {}

    def label(self, properties: Element | None) -> str:
        """Return the label of the next item of a list, followed by a blank; "" where the paragraph is no item.

        Args:
            properties: the `w:numPr` of the paragraph or its style.
        """
        num_id = value(None if properties is None else properties.find(W + "numId"))
        num = self._nums.get(num_id)
        if num is None or properties is None:
            return ""
        depth = int(number(value(properties.find(W + "ilvl"))) or 0)
        level = self._level(num, depth)
        if level is None:
            return ""
        abstract = value(num.find(W + "abstractNumId"))
        self._advance(abstract, num, depth, level)
        text = self._text(abstract, num, level)
        return f"{text} " if text else ""

    def _level(self, num: Element, depth: int) -> Element | None:
        for holder in (*num.findall(W + "lvlOverride"), self._abstract.get(value(num.find(W + "abstractNumId")))):
            for level in [] if holder is None else holder.findall(W + "lvl"):
                if value(level, "ilvl") == str(depth):
                    return level
        return None

    def _advance(self, abstract: str | None, num: Element, depth: int, level: Element) -> None:
        for deeper in range(depth + 1, 10):
            self._counts.pop((abstract, deeper), None)
        start = int(number(value(level.find(W + "start"))) or 1)
        for override in num.findall(W + "lvlOverride"):
            if value(override, "ilvl") == str(depth) and (restart := override.find(W + "startOverride")) is not None:
                start = int(number(value(restart)) or start)
                num.remove(override)
                self._counts.pop((abstract, depth), None)
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1

    def _text(self, abstract: str | None, num: Element, level: Element) -> str:
        kind = value(level.find(W + "numFmt")) or "decimal"
        if kind == "none":
            return ""
        if kind == "bullet":
            return BULLET
        pattern = value(level.find(W + "lvlText")) or ""

        def counted(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            at = self._level(num, depth)
            style = value(at.find(W + "numFmt")) if at is not None else None
            return written(self._counts.get((abstract, depth), 1), style or "decimal")

        return re.sub(r"%([1-9])", counted, pattern).strip()


def written(count: int, kind: str) -> str:
    """Write a count in the numerals that a list asks for; what is not known is decimal."""
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(count) if kind == "lowerRoman" else _roman(count).upper()
    if kind in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in HAN_FORMATS and 0 < count < 100:
        return _han(count)
    if kind.startswith("decimalEnclosedCircle") and 0 < count <= 20:
        return chr(0x245F + count)
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for amount, numeral in ROMAN:
        text += numeral * (count // amount)
        count %= amount
    return text


def _han(count: int) -> str:
    tens, ones = divmod(count, 10)
    head = "" if not tens else ("十" if tens == 1 else HAN_DIGITS[tens] + "十")
    return head + (HAN_DIGITS[ones] if ones or not tens else "")
