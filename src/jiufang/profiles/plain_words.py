"""Tell the names of skills apart from everyday words and from longer words that hold them by chance."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.profiles.lexicon import read_words

CUE_BEFORE = re.compile(
    r"(?:熟悉|精通|掌握|擅长|懂|会|具备|具有|负责)\s*$|\b(?:skilled in|experience(?:d)? (?:in|with)|knowledge of|trained in|proficient in|certified in|background in|expertise in)\s*$",
    re.IGNORECASE,
)
CUE_AFTER = re.compile(
    r"\s*(?:管理|经验|能力|技能|技巧|知识|工作|策划|系统|流程|操作|业务)|\s+(?:management|experience|skills?|knowledge|systems?|process(?:es)?|expertise)\b",
    re.IGNORECASE,
)
REACH = 16  # characters before a name in which a cue or the rest of a longer word stands


@lru_cache(maxsize=1)
def _longer() -> re.Pattern[str]:
    words = sorted(read_words("longer_words.txt"), key=len, reverse=True)
    return re.compile("|".join(re.escape(w) for w in words), re.IGNORECASE)


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    return frozenset(read_words("weak_skills.txt"))


def inside_longer(text: str, start: int, end: int) -> bool:
    """Tell whether a span is only part of a longer word, such as 效期 of 有效期."""
    low = max(0, start - REACH)
    return any(
        low + m.start() <= start and low + m.end() >= end and m.end() - m.start() > end - start
        for m in _longer().finditer(text[low : end + REACH])
    )


def is_weak(text: str, start: int, end: int) -> bool:
    """Tell whether a span is an everyday word without a cue that it is meant as a skill."""
    if text[start:end].casefold() not in _weak():
        return False
    return not CUE_BEFORE.search(text[max(0, start - REACH) : start]) and not CUE_AFTER.match(text[end : end + REACH])
