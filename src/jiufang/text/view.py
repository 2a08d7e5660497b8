"""Give a text a form of the same length in which one sign stands for many, so that patterns stay short."""

from __future__ import annotations

import re
import unicodedata

SPACES = "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
DASHES = "‐‑‒–—―−﹣－─━⸺"
TILDES = "～〜∼˜"
BARS = "｜│┃¦∣丨"
EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=\S)\1(?![\w*])|(?<![\w`])(`{1,2})(?=[^\s`])([^`\n]+?)\3(?![\w`])|(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]+?)(?<=\S)\5(?![\w_])"
)
COMPATIBLE = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0xFF00, 0xFFF0))


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for block in COMPATIBLE:
        for code in block:
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1:
                table[code] = folded
    table |= {ord(c): " " for c in SPACES} | {ord(c): "-" for c in DASHES} | {ord(c): "~" for c in TILDES} | {ord(c): "|" for c in BARS}
    return table | {ord(c): "'" for c in "‘’ʼ´`"} | {ord(c): '"' for c in "“”„«»"} | {ord("︰"): ":", ord("﹕"): ":", ord("∶"): ":"}


TABLE = _table()


def plain_view(text: str) -> str:
    """Return the text with full-width forms, dashes, bars, quotes and blanks made plain.

    Every code point stays in its place, so an offset found in the view quotes the text itself.
    """
    return text.translate(TABLE)


def without_emphasis(view: str) -> str:
    """Return a line with the asterisks, underscores and backticks of Markdown emphasis blanked, every other sign in its place."""

    def blank(match: re.Match[str]) -> str:
        marks = len(match[1] or match[3] or match[5])
        return " " * marks + match.group()[marks:-marks] + " " * marks

    return EMPHASIS.sub(blank, view)
