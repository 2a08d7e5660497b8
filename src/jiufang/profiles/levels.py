"""Turn the words around a skill into the level that the résumé claims for it, in its own words."""

from __future__ import annotations

import re

LEVEL = (
    r"(?:非常|比较|较为?|十分|基本|熟练)?(?:精通|熟练(?:掌握|使用|运用|操作|应用)?|熟悉|掌握|擅长|了解|入门|熟知|会用|略懂|略知)|"
    r"\b(?:highly proficient|proficient|proficiency|expert(?:ise)?|advanced|intermediate|beginner|basic(?:s)?|fundamental|familiar(?:ity)?|working knowledge|strong|skilled|competent|fluent|novice|"
    r"well[- ]versed|hands-on|in-depth|solid|deep knowledge|exposure|elementary|super[- ]?user|power user|end user)\b|[★☆●○]{3,6}"
)
BEFORE = re.compile(LEVEL, re.IGNORECASE)
AFTER = re.compile(r"[\s:：(（\-–—|·]{0,4}(?:级别|水平|程度|level|使用|操作|软件|技能)?[\s:：]{0,2}(" + LEVEL + ")", re.IGNORECASE)
BREAK = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)|，")
LISTED = re.compile(r"[、,，/和及与&|]|\band\b|\bor\b", re.IGNORECASE)
REACH = 60  # characters over which one level word covers a list


def level_of(text: str, start: int, end: int) -> str | None:
    """Return the level word that qualifies `text[start:end]`, verbatim; None when there is none.

    >>> level_of("熟悉 Java、Go", 8, 10)
    '熟悉'
    """
    after = AFTER.match(text[end : end + 24])
    if after and "\n" not in after.group() and not _opens_list(text, end + after.end()):
        return after.group(1)
    before = text[max(0, start - REACH) : start]
    cut = max((m.end() for m in BREAK.finditer(before)), default=0)
    words = list(BEFORE.finditer(before[cut:]))
    if not words or _stands_after_other(before[cut:], words[-1]):
        return None
    return words[-1].group().strip()


def _opens_list(text: str, at: int) -> bool:
    """Tell whether the word belongs to what follows ("Java 熟悉 Go" is odd; "Java，熟悉 Go" is usual)."""
    return bool(re.match(r"\s*(?:in|with|at|of)?\s*[A-Za-z\u4e00-\u9fff]", text[at : at + 4])) and not re.match(
        r"\s*(?:[,，、/;；|)）]|$)", text[at:]
    )


def _stands_after_other(clause: str, level: re.Match[str]) -> bool:
    """Tell whether the level word closes an earlier item: "AutoCAD 精通 / SolidWorks"."""
    tail = clause[level.end() :]
    head = clause[: level.start()].rstrip()
    return bool(head) and bool(re.match(r"\s*[)）]?\s*[、,，/|]", tail)) and not LISTED.search(head[-1:])
