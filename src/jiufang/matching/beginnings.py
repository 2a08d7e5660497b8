"""Close what a lone date opens: "2023年5月入职" or "promoted in May 2024" runs until a date of leaving, or until now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiufang.text.periods import Period

JOINS_AFTER = re.compile(
    r"\s*(?:正式|才|刚|开始)*(?:入职|加入|到岗|上岗|任教|调入|调任|调到|转岗|转到|转做|转行|担任|升任?|任(?!务)|进(?:入|厂|馆|店|所)|开始(?:做|干|从事|担任))|\s*(?:joined|started|appointed|promoted)\b",
    re.IGNORECASE,
)
JOINS_BEFORE = re.compile(
    r"\b(?:joined|started|appointed|promoted|hired|began|qualified|took over)(?:[^.;\d]{0,14})?\b(?:in|on|from)?\s*$|\bonly from\s*$",
    re.IGNORECASE,
)
LEAVES = re.compile(
    r"调离|离职|离开|离任|辞职|辞去|退役|退休|退出|卸任|调走|调至|结束|被裁|停|\bleft\b|\buntil\b|\bresign\w*|\bretired\b|\bended\b|\blaid off\b|\bclosed\b|\bto\b",
    re.IGNORECASE,
)
LEAVE_REACH = 16  # code points around a date in which a word tells that it begins or ends something


def joined_on(text: str, periods: Sequence[tuple[int, int, Period]]) -> list[tuple[int, int, Period]]:
    """Close what a lone date opens: "2023年5月入职" runs until a later date of leaving, or until now."""
    found: list[tuple[int, int, Period]] = []
    waiting = list(periods)
    while waiting:
        start, end, period = waiting.pop(0)
        opened = period.start or period.end
        if period.is_range or opened is None or not _opens(text, start, end):
            found.append((start, end, period))
            continue
        left = waiting[0] if waiting and not waiting[0][2].is_range and waiting[0][2].end else None
        if left and LEAVES.search(text[end : left[0]][-LEAVE_REACH:] + text[left[1] : left[1] + LEAVE_REACH]):
            waiting.pop(0)
            found.append((start, left[1], Period(opened, left[2].end)))
        else:
            found.append((start, end, Period(opened, None, current=True)))
    return found


def _opens(text: str, start: int, end: int) -> bool:
    return bool(JOINS_AFTER.match(text, end) or JOINS_BEFORE.search(text[max(0, start - LEAVE_REACH) : start]))
